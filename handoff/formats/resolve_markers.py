"""Timeline markers for DaVinci Resolve, as the EDL that its own marker export writes.

An event of one frame for each marker, then a line `note |C:colour |M:name |D:frames`.
"""

from __future__ import annotations

from align.errors import UsageError
from align.timecode import Timecode
from handoff.escape import edl_text, marker_text
from handoff.formats import Written
from handoff.job import Job, Mark, Span, frames_of

__all__ = ["write"]

_MOST = 999
_COLOURS = {"clips": "Green", "chapters": "Blue", "speakers": "Cyan", "unscripted": "Yellow", "suspects": "Red"}


def write(job: Job) -> Written:
    """Write the marks on a timeline that holds the whole recording and begins at 01:00:00:00 unless told otherwise."""
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    parts = [job.marks[at : at + _MOST] for at in range(0, len(job.marks), _MOST)]
    notes = (f"{len(job.marks)} markers: {_MOST} go into one list, so there are {len(parts)} files",)
    return Written(tuple(_document(job, part) for part in parts), notes if len(parts) > 1 else ())


def _document(job: Job, marks: tuple[Mark, ...]) -> str:
    rate = job.source.rate
    lines = [f"TITLE: {edl_text(job.title, 60)}", f"FCM: {'DROP FRAME' if rate.drop else 'NON-DROP FRAME'}", ""]
    start = job.starts_at(1).frame
    for index, mark in enumerate(marks, 1):
        first, stop = frames_of(job, Span(mark.start, mark.start if mark.end is None else mark.end))
        here, after = (str(Timecode(start + first + step, rate)) for step in (0, 1))
        colour = _COLOURS.get(mark.kind, "Purple")
        lines += [
            f"{index:03d}  001      V     C        {here} {after} {here} {after}  ",
            f"{marker_text(mark.note)} |C:ResolveColor{colour} |M:{marker_text(mark.name)} |D:{stop - first}",
            "",
        ]
    return "\r\n".join(lines) + "\r\n"
