"""Titles, dates and lists of names above the first label of a transcript whose times begin with the recording."""

from __future__ import annotations

from collections.abc import Sequence

from align.transcript.lines import SourceLine, Tally, plain

__all__ = ["leave_out_front_matter"]

AT_ONCE = 1.0  # seconds from the beginning within which nobody has said anything before
MOST_LINES = 30
FEWEST_TIMES = 2


def leave_out_front_matter(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out the lines before the first time, where it is 0:00 and others follow; headings stay chapters."""
    times = [(place, time) for place, line in enumerate(lines) if (time := _time(line)) is not None]
    if len(times) < FEWEST_TIMES or times[0][1] > AT_ONCE or not 0 < times[0][0] <= MOST_LINES:
        return list(lines)
    first = times[0][0]
    # A speaker's name on the line above belongs to the time.
    while first and any(mark.turn for mark in lines[first - 1].marks) and not plain(lines[first - 1].text):
        first -= 1
    if any(line.marks for line in lines[:first]):
        return list(lines)
    for line in lines[:first]:
        if not line.heading and plain(line.text):
            tally.add("lines above the first label", line.number)
    return [line for line in lines[:first] if line.heading] + list(lines[first:])


def _time(line: SourceLine) -> float | None:
    """The time at which the line begins, by its label or by itself."""
    return next(
        (mark.time for mark in line.marks if mark.time is not None and not plain(line.text[: mark.column])), None
    )
