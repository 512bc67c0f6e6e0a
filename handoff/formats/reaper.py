"""Markers and regions for REAPER's Region/Marker Manager: a stretch is a region `R1`, a moment a marker `M1`."""

from __future__ import annotations

from fractions import Fraction

from align.clock import clock_text
from align.errors import UsageError
from align.timecode import nearest
from handoff.escape import csv_field
from handoff.formats import Written
from handoff.job import Job

__all__ = ["write"]

_PLACES = 6


def write(job: Job) -> Written:
    """Write the marks with times in minutes and seconds, to the microsecond."""
    if not job.marks:
        raise UsageError("there is nothing to mark; try --mark paragraphs or --mark words")
    rows = ["#,Name,Start,End,Length"]
    count = {"M": 0, "R": 0}
    for mark in job.marks:
        kind = "M" if mark.end is None else "R"
        count[kind] += 1
        first, last = (_micro(time) for time in (mark.start, mark.start if mark.end is None else mark.end))
        times = (first,) if mark.end is None else (first, last, last - first)
        cells = [clock_text(Fraction(time, 10**_PLACES), places=_PLACES, hours=0) for time in times] + [""] * (
            3 - len(times)
        )
        rows.append(",".join([f"{kind}{count[kind]}", csv_field(mark.name), *cells]))
    return Written(("\n".join(rows) + "\n",))


def _micro(seconds: Fraction) -> int:
    return nearest(seconds * 10**_PLACES)
