"""Marker lists for Audition: tab-separated, times as `M:SS.mmm`, which Audition calls decimal."""

from __future__ import annotations

from fractions import Fraction

from align.clock import clock_text
from align.errors import UsageError
from align.timecode import nearest
from handoff.escape import tab_field
from handoff.formats import Written
from handoff.job import Job

__all__ = ["write"]

_HEADER = "Name\tStart\tDuration\tTime Format\tType\tDescription"


def write(job: Job) -> Written:
    """Write the marks as cue markers.

    Start and end are rounded to the millisecond and the duration is their difference, so that ends do not wander.
    """
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    rows = [_HEADER]
    for mark in job.marks:
        first, last = (nearest(time * 1000) for time in (mark.start, mark.start if mark.end is None else mark.end))
        times = tuple(clock_text(Fraction(time, 1000), hours=0) for time in (first, last - first))
        rows.append("\t".join([tab_field(mark.name), *times, "decimal", "Cue", tab_field(mark.note)]))
    return Written(("\n".join(rows) + "\n",))
