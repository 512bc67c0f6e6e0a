"""Alignment and clips to files for editing programs and podcast feeds; alignments made elsewhere to ours.

job = plan(Request(Path("episode.align.json"), "edl", clips=Path("clips.json")))
text = FORMATS["edl"].write(job).documents[0]
"""

from __future__ import annotations

from align.timecode import Rate, Timecode
from handoff.formats import FORMATS, Format, Written
from handoff.importers import IMPORTERS, read_alignment
from handoff.job import Clip, Event, Job, Mark, Source, Span, timeline
from handoff.marks import chapter_marks, marks_of
from handoff.plan import Request, plan
from handoff.source import Asked
from handoff.tag import write_chapters

__all__ = [
    "FORMATS",
    "IMPORTERS",
    "Asked",
    "Clip",
    "Event",
    "Format",
    "Job",
    "Mark",
    "Rate",
    "Request",
    "Source",
    "Span",
    "Timecode",
    "Written",
    "chapter_marks",
    "marks_of",
    "plan",
    "read_alignment",
    "timeline",
    "write_chapters",
]
