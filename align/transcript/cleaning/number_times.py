"""Times that are mere numbers before the text, as programs print them: `0.0 4.0 It floats.`, `[0ms - 4000ms] It ...`.

Also behind other columns: `talk 1 ada 0.00 4.00 It floats.` is NIST's STM. A row of prose may open with a number as
well, so the rows must rise, and what they hold must take as long to say as the numbers tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from align.transcript.lines import Mark, SourceLine, Tally, masked

__all__ = ["mask_number_times"]

SAMPLE = 400  # lines
HEAD = 200  # characters of a line in which its columns stand
MOST_COLUMNS = 4  # before the times
FEWEST, FEWEST_SINGLE = 3, 4  # rows with two times, and with one
SHARE, SHARE_SINGLE = 0.6, 0.8  # of the lines that must be such rows; with one time, or columns before two
IN_ORDER = 0.95  # of the rows that must begin no earlier than the row before, and end no earlier than they begin
DIFFERENT = 0.5  # of the rows that must begin at a time of their own
SLOWEST, FASTEST = 0.3, 9.0  # words a second over all rows: talk with long pauses, and the fastest that people say
UNITS = {"s": 1.0, "ms": 1e-3, "ticks": 1e-7}
"""Seconds that a number counts: seconds, milliseconds, or the ticks of some services."""
LATEST_START = 0.5  # of the last time, for whole numbers
MOST_FRAMES = 60  # a second, the smallest unit between milliseconds and seconds

_UNIT = r"(?:[ ]?(?:ms(?:ecs?)?|s(?:ecs?|econds?)?))?(?!\w)"
_NUMBER_WITH_UNIT = rf"(?:[+]?\d{{1,12}}(?:\.\d{{1,9}})?(?!\.?\d){_UNIT})"
_BETWEEN = r"(?:[ \t]{0,4}(?:[,;|–—-]|-{1,2}>|→|to(?=[ ]))[ \t]{0,4}|:(?=\d{3})|[ \t]{1,9})"
_CLOSING = r"[ \t]{0,4}[\])}>]?[ \t]{0,4}(?:[:,;|=–—-](?!\d)|-{1,2}>)?[ \t]{0,9}"
_COLUMNS = r"\s{0,20}(?:[^\s:|,;]{1,60}[ \t:|,;]{1,9}){%d}"
_DIGIT = re.compile(r"\d")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each number of columns before two times, then that of a single one; most texts need none."""
    times = rf"[\[({{<]?[ ]?(?P<start>{_NUMBER_WITH_UNIT}){_BETWEEN}(?P<end>{_NUMBER_WITH_UNIT}){_CLOSING}"
    pairs = (re.compile(rf"(?P<before>{_COLUMNS % count}){times}") for count in range(MOST_COLUMNS + 1))
    single = re.compile(rf"(?P<before>\s{{0,20}})[\[({{<]?[ ]?(?P<start>{_NUMBER_WITH_UNIT}){_CLOSING}")
    return (*pairs, single)


_ASIDES = (
    re.compile(r"<[^<>\s]{1,80}>[ \t]{1,9}"),
    re.compile(r"\(\d{1,3}(?:\.\d{1,4})?[ ]?%?\)[ \t]{0,4}(?:[:,;|-][ \t]{1,4})?"),
    re.compile(r"(?:0\.\d{1,9}|1\.0{1,9})[ \t]{1,4}"),
)
"""Between the times and the text of all rows: conditions of the recording in STM, how sure a recogniser is."""
_SEPARATORS = " \t:|,;"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its place among the lines, the columns before its times, these, their units, and where its text begins."""

    place: int
    before: tuple[str, ...]
    start: float
    end: float | None
    written: str
    text: int
    words: int


def mask_number_times(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask one or two numbers that open most lines, and the columns before them, and take them as times.

    A column before them whose values come again says who speaks. Times that are neither seconds nor milliseconds, as
    numbers of frames, are masked and place nothing.
    """
    sample = lines[:SAMPLE]
    if any(line.start is not None for line in lines) or sum(map(_has_digit, sample)) < FEWEST:
        return list(lines)
    for pattern in _patterns():
        # A sample tells most files; patterns over all lines of a large one take seconds.
        if not _are_like_times(_rows(sample, pattern), sample):
            continue
        rows = _rows(lines, pattern)
        if not _are_like_times(rows, lines):
            continue
        pace = _pace(rows)
        if pace is None or not _are_times(rows, pace):
            break
        masked_lines = _masked(lines, _without_asides(lines, rows), _unit(rows, pace), tally)
        return _without_comments(masked_lines, tally)
    return list(lines)


def _has_digit(line: SourceLine) -> bool:
    return not line.heading and _DIGIT.search(line.text, 0, HEAD) is not None


def _fewest(row: _Row, filled: int) -> float:
    """Return how many rows like this one there must be among so many lines."""
    share = SHARE_SINGLE if row.end is None or row.before else SHARE
    return max(FEWEST_SINGLE if row.end is None else FEWEST, share * filled)


def _are_like_times(rows: Sequence[_Row], lines: Sequence[SourceLine]) -> bool:
    """Tell whether there are enough rows among the lines, and they rise."""
    filled = sum(not line.heading for line in lines)
    return bool(rows) and len(rows) >= _fewest(rows[0], filled) and _rise(rows)


def _rows(lines: Sequence[SourceLine], pattern: re.Pattern[str]) -> list[_Row]:
    return [
        row
        for place, line in enumerate(lines)
        if _has_digit(line) and (row := _row(place, line.text[:HEAD], line.text, pattern))
    ]


def _row(place: int, head: str, text: str, pattern: re.Pattern[str]) -> _Row | None:
    found = pattern.match(head)
    if found is None:
        return None
    end = _value(found["end"]) if "end" in pattern.groupindex else None
    before = tuple(part for part in re.split(rf"[{_SEPARATORS}]+", found["before"]) if part)
    words = len(text[found.end() :].split())
    return _Row(place, before, _value(found["start"]), end, _written(found["start"]), found.end(), words)


def _value(number: str) -> float:
    return float(re.match(r"[\d.]+", number.lstrip("+"))[0])  # type: ignore[index]


def _written(number: str) -> str:
    """Return the unit that stands behind the number, `.` for one with a fraction, "" for a whole one."""
    if unit := number.lstrip("+0123456789. "):
        return "ms" if unit.startswith("ms") else "s"
    return "." if "." in number else ""


def _rise(rows: Sequence[_Row]) -> bool:
    """Tell whether the rows begin one after the other, each before it ends."""
    ordered = sum(later.start >= earlier.start for earlier, later in pairwise(rows))
    forward = sum(row.end is None or row.end >= row.start for row in rows)
    distinct = len({row.start for row in rows})
    return (
        ordered >= IN_ORDER * (len(rows) - 1)
        and forward >= IN_ORDER * len(rows)
        and distinct > DIFFERENT * len(rows)
        and any(row.words for row in rows)
    )


def _pace(rows: Sequence[_Row]) -> float | None:
    """Return how many words are said while the numbers count one."""
    if rows[0].end is None:
        length, words = rows[-1].start - rows[0].start, sum(row.words for row in rows[:-1])
    else:
        length, words = sum(max(0.0, (row.end or 0.0) - row.start) for row in rows), sum(row.words for row in rows)
    return words / length if length > 0 and words else None


def _are_times(rows: Sequence[_Row], pace: float) -> bool:
    """Tell whether so many words may be said in the time; whole numbers begin near nothing, or they may be years, and
    one alone counts milliseconds.
    """
    whole = {row.written for row in rows} == {""}
    if whole and rows[0].start > LATEST_START * max(row.end or row.start for row in rows):
        return False
    if whole and rows[0].end is None:
        return SLOWEST <= pace / UNITS["ms"] <= FASTEST
    frames = SLOWEST / MOST_FRAMES <= pace <= FASTEST
    return frames or any(SLOWEST <= pace / unit <= FASTEST for unit in UNITS.values())


def _unit(rows: Sequence[_Row], pace: float) -> float | None:
    """Return the seconds that the numbers count; `None` where nobody would take so long, or so little, to say it."""
    written = {row.written for row in rows} & {"s", "ms"}
    if len(written) == 1:
        return UNITS[written.pop()]
    return next((unit for unit in UNITS.values() if SLOWEST <= pace / unit <= FASTEST), None)


def _without_asides(lines: Sequence[SourceLine], rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows with their text behind what all of them have between the times and it."""
    for aside in _ASIDES:
        found = [aside.match(lines[row.place].text[:HEAD], row.text) for row in rows]
        if all(found):
            rows = [replace(row, text=one.end()) for row, one in zip(rows, found, strict=True) if one]
    return list(rows)


def _masked(lines: Sequence[SourceLine], rows: Sequence[_Row], unit: float | None, tally: Tally) -> list[SourceLine]:
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
        text = masked(line.text, 0, row.text)
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


def _names(rows: Sequence[_Row]) -> list[str]:
    """Return who speaks in each row: the last column before the times whose values come again, "" where there is none.

    >>> from types import SimpleNamespace as Row
    >>> _names([Row(before=("talk", "1", name)) for name in ("ada", "bob", "ada", "bob", "ada")])[:2]
    ['ada', 'bob']
    >>> _names([Row(before=("Speaker", digit)) for digit in "12121"])[:2]
    ['Speaker 1', 'Speaker 2']
    """
    width = len(rows[0].before)
    recurring = [1 < len(values) <= len(rows) / 2 for k in range(width) if (values := {row.before[k] for row in rows})]
    last = next((k for k in range(width - 1, -1, -1) if recurring[k]), None)
    if last is None:
        return [""] * len(rows)
    first = last
    digits = all(row.before[last].isdigit() for row in rows)
    while first > 0 and (recurring[first - 1] or (digits and first == last and rows[0].before[first - 1].isalpha())):
        first -= 1
    return [" ".join(row.before[first : last + 1]) for row in rows]
