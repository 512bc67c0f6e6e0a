"""Marker lists for Audition: tab-separated, times as `M:SS.mmm`, which Audition calls decimal."""

from __future__ import annotations

from fractions import Fraction

from align.errors import UsageError
from handoff.escape import one_line
from handoff.formats import Written
from handoff.formats.clock import clock
from handoff.job import Job
from handoff.timecode import nearest

__all__ = ["write"]

_HEADER = "Name\tStart\tDuration\tTime Format\tType\tDescription"


def write(job: Job) -> Written:
    """The marks as cue markers.

    Start and end are rounded to the millisecond and the duration is their difference, so that ends do not wander.
    """
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    rows = [_HEADER]
    for mark in job.marks:
        first, last = (nearest(time * 1000) for time in (mark.start, mark.start if mark.end is None else mark.end))
        times = (clock(Fraction(first, 1000)), clock(Fraction(last - first, 1000)))
        rows.append("\t".join([one_line(mark.name), *times, "decimal", "Cue", one_line(mark.note)]))
    return Written(("\n".join(rows) + "\n",))
