"""Marker lists as Premiere's own export writes them: tabs in spite of the name .csv, semicolons for drop-frame."""

from __future__ import annotations

from align.errors import UsageError
from align.timecode import Timecode
from handoff.escape import tab_field
from handoff.formats import Written
from handoff.job import Job, Span, frames_of

__all__ = ["write"]

_HEADER = "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type"


def write(job: Job) -> Written:
    """Write the marks on a sequence that holds the whole recording and begins at 00:00:00:00 unless told otherwise."""
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    rate = job.source.rate
    start = job.starts_at(0).frame
    rows = [_HEADER]
    for mark in job.marks:
        first, stop = frames_of(job, Span(mark.start, mark.start if mark.end is None else mark.end))
        stop = first if mark.end is None else stop
        frames = (start + first, start + stop, stop - first)
        times = [Timecode(frame, rate).text(";;" if rate.drop else "::") for frame in frames]
        kind = "Chapter" if mark.kind == "chapters" else "Comment"
        rows.append("\t".join([tab_field(mark.name), tab_field(mark.note), *times, kind]))
    return Written(("\n".join(rows) + "\n",))
