"""Times that are mere numbers before the text, as programs print them: `0.0 4.0 It floats.`, `[0ms - 4000ms] It ...`.

Also behind other columns: `talk 1 ada 0.00 4.00 It floats.` is NIST's STM. A row of prose may open with a number as
well, so the rows must rise, and what they hold must take as long to say as the numbers tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from align.transcript.cleaning.number_columns import (
    HEAD,
    Row,
    has_digit,
    patterns,
    rows_behind,
    rows_of,
    without_asides,
)
from align.transcript.lines import Mark, SourceLine, Tally, masked

__all__ = ["mask_number_times"]

SAMPLE = 400  # lines
FEWEST, FEWEST_SINGLE = 3, 4  # rows with two times, and with one
SHARE, SHARE_SINGLE = 0.6, 0.8  # of the lines that must be such rows; with one time, or columns before two
FEW_NAMES = 3  # in a short text, of which one comes again
WORDED = 0.5  # of the rows that must hold words
IN_ORDER = 0.95  # of the rows that must begin no earlier than the row before, and end no earlier than they begin
DIFFERENT = 0.5  # of the rows that must begin at a time of their own
SLOWEST, FASTEST = 0.3, 9.0  # words a second over all rows: talk with long pauses, and the fastest that people say
UNITS = {"s": 1.0, "ms": 1e-3, "ticks": 1e-7}
"""Seconds that a number counts: seconds, milliseconds, or the ticks of some services."""
LATEST_START = 0.5  # of the last time, for whole numbers
MOST_FRAMES = 60  # a second, the smallest unit between milliseconds and seconds

_SPECTRUM = re.compile(r"\\\t-?\d{1,9}(?:\.\d{1,9})?\t-?\d{1,9}(?:\.\d{1,9})?\s*$")
"""Frequencies of a selection, on a line of their own below a label of Audacity."""


def mask_number_times(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask one or two numbers that open most lines, and the columns before them, and take them as times.

    A column before them whose values come again says who speaks. Times that are neither seconds nor milliseconds, as
    numbers of frames, are masked and place nothing.
    """
    sample = lines[:SAMPLE]
    if any(line.start is not None for line in lines) or sum(map(has_digit, sample)) < FEWEST:
        return list(lines)
    lines = _without_spectra(lines, tally)
    sample = lines[:SAMPLE]
    if _are_like_times(rows_behind(sample), sample):
        rows = rows_behind(lines)
        pace = _pace(rows)
        if _are_like_times(rows, lines) and pace is not None and _are_times(rows, pace):
            return _masked(lines, rows, _unit(rows, pace), tally)
    for pattern in patterns():
        # A sample tells most files; patterns over all lines of a large one take seconds.
        if not _are_like_times(rows_of(sample, pattern), sample):
            continue
        rows = rows_of(lines, pattern)
        if not _are_like_times(rows, lines):
            continue
        pace = _pace(rows)
        if pace is None or not _are_times(rows, pace):
            break
        masked_lines = _masked(lines, without_asides(lines, rows), _unit(rows, pace), tally)
        return _without_comments(masked_lines, tally)
    return list(lines)


def _without_spectra(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Return the lines without the frequencies that Audacity writes below its labels."""
    kept = []
    for line in lines:
        if _SPECTRUM.match(line.text[:HEAD]):
            tally.add("frequencies", line.number)
        else:
            kept.append(line)
    return kept


def _fewest(row: Row, filled: int) -> float:
    """Return how many rows like this one there must be among so many lines."""
    share = SHARE_SINGLE if row.end is None or row.before else SHARE
    return max(FEWEST_SINGLE if row.end is None else FEWEST, share * filled)


def _are_like_times(rows: Sequence[Row], lines: Sequence[SourceLine]) -> bool:
    """Tell whether there are enough rows among the lines, and they rise."""
    filled = sum(not line.heading for line in lines)
    return bool(rows) and len(rows) >= _fewest(rows[0], filled) and _rise(rows)


def _rise(rows: Sequence[Row]) -> bool:
    """Tell whether the rows begin one after the other, each before it ends."""
    ordered = sum(later.start >= earlier.start for earlier, later in pairwise(rows))
    forward = sum(row.end is None or row.end >= row.start for row in rows)
    distinct = len({row.start for row in rows})
    return (
        ordered >= IN_ORDER * (len(rows) - 1)
        and forward >= IN_ORDER * len(rows)
        and distinct > DIFFERENT * len(rows)
        and sum(row.words > 0 for row in rows) > WORDED * len(rows)
    )


def _pace(rows: Sequence[Row]) -> float | None:
    """Return how many words are said while the numbers count one."""
    if rows[0].end is None:
        length, words = rows[-1].start - rows[0].start, sum(row.words for row in rows[:-1])
    else:
        length, words = sum(max(0.0, (row.end or 0.0) - row.start) for row in rows), sum(row.words for row in rows)
    return words / length if length > 0 and words else None


def _are_times(rows: Sequence[Row], pace: float) -> bool:
    """Tell whether so many words may be said in the time; whole numbers begin near nothing, or they may be years, and
    one alone counts milliseconds.
    """
    whole = {row.written for row in rows} == {""}
    if whole and rows[0].start > LATEST_START * max(row.end or row.start for row in rows):
        return False
    if whole and rows[0].end is None:
        return SLOWEST <= pace / UNITS["ms"] <= FASTEST or (_are_boxed_seconds(rows) and SLOWEST <= pace <= FASTEST)
    frames = SLOWEST / MOST_FRAMES <= pace <= FASTEST
    return frames or any(SLOWEST <= pace / unit <= FASTEST for unit in UNITS.values())


def _are_boxed_seconds(rows: Sequence[Row]) -> bool:
    """Tell whether whole numbers stand in brackets and do not count the rows."""
    counting = sum(later.start == earlier.start + 1 for earlier, later in pairwise(rows))
    return all(row.boxed for row in rows) and counting < DIFFERENT * len(rows)


def _unit(rows: Sequence[Row], pace: float) -> float | None:
    """Return the seconds that the numbers count; `None` where nobody would take so long, or so little, to say it."""
    written = {row.written for row in rows} & {"s", "ms"}
    if len(written) == 1:
        return UNITS[written.pop()]
    return next((unit for unit in UNITS.values() if SLOWEST <= pace / unit <= FASTEST), None)


def _masked(lines: Sequence[SourceLine], rows: Sequence[Row], unit: float | None, tally: Tally) -> list[SourceLine]:
    out = list(lines)
    names = _names(rows)
    for row, name in zip(rows, names, strict=True):
        line = lines[row.place]
        if len(row.before) > (1 if name else 0):
            tally.add("columns before times", line.number)
        turn = (Mark(row.text, turn=True, name=name),) if name else ()
        start = end = None
        if unit is not None:
            start, end = row.start * unit, max(row.end or 0.0, row.start) * unit
        text = masked(line.text, 0, row.text) if row.text else line.text
        text = text if row.last is None else masked(text, row.last, len(text))
        out[row.place] = replace(line, text=text, marks=(*turn, *line.marks), start=start, end=end)
    return out


def _without_comments(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Return the lines without those that STM marks as comments."""
    out = []
    for line in lines:
        if line.text.startswith(";;"):
            tally.add("comments", line.number)
        else:
            out.append(line)
    return out


def _is_speaker(values: set[str]) -> bool:
    """Tell whether all rows have the label of one speaker, as programs number them."""
    return len(values) == 1 and any(value.casefold().startswith(("speaker_", "spk_", "spk0")) for value in values)


def _names(rows: Sequence[Row]) -> list[str]:
    """Return who speaks in each row: the last column before the times whose values come again, "" where there is none.

    >>> from types import SimpleNamespace as Row
    >>> _names([Row(before=("talk", "1", name)) for name in ("ada", "bob", "ada", "bob", "ada")])[:2]
    ['ada', 'bob']
    >>> _names([Row(before=("Speaker", digit)) for digit in "12121"])[:2]
    ['Speaker 1', 'Speaker 2']
    """
    width = len(rows[0].before)
    columns = [{row.before[k] for row in rows} for k in range(width)]
    recurring = [
        1 < len(values) <= max(len(rows) / 2, min(len(rows) - 1, FEW_NAMES)) or _is_speaker(values)
        for values in columns
    ]
    last = next((k for k in range(width - 1, -1, -1) if recurring[k]), None)
    if last is None:
        return [""] * len(rows)
    first = last
    digits = all(row.before[last].isdigit() for row in rows)
    while first > 0 and (recurring[first - 1] or (digits and first == last and rows[0].before[first - 1].isalpha())):
        first -= 1
    return [" ".join(row.before[first : last + 1]) for row in rows]
