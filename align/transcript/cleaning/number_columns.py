"""Rows that open with numbers, or end with them: what stands before the times, the times, and where the text is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from string import ascii_letters

from align.transcript.lines import SourceLine

__all__ = ["HEAD", "Row", "has_digit", "patterns", "rows_behind", "rows_of", "without_asides"]

HEAD = 200  # characters of a line in which its columns stand
MOST_COLUMNS = 4  # before the times
SLACK = 0.02  # seconds by which a row that lasts so long may reach into the next

_UNIT = r"(?:ms(?:ecs?)?|s(?:ecs?|econds?)?)?(?!\w)"
_NUMBER_WITH_UNIT = rf"(?:[+]?\d{{1,12}}(?:\.\d{{1,9}})?(?!\.?\d){_UNIT})"
_BETWEEN = r"(?:[ \t]{0,4}(?:[,;|–—-]|-{1,2}>|→|to(?=[ ]))[ \t]{0,4}|:(?=\d{3})|[ \t]{1,9})"
_CLOSING = r"[ \t]{0,4}[\])}>]?[ \t]{0,4}(?:[:,;|=–—-](?!\d)|-{1,2}>)?[ \t]{0,9}"
_COLUMNS = r"\s{0,20}(?:[^\s:|,;]{1,60}(?:[ \t|,;]|:(?=[ \t])){1,9}){%d}"
_SURE = r"(?:0?\.\d{1,9}|1(?:\.0{1,9})?)"
_DIGIT = re.compile(r"\d")


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each number of columns before two times, then that of a single one; most texts need none."""
    times = rf"[\[({{<]?[ ]?(?P<start>{_NUMBER_WITH_UNIT}){_BETWEEN}(?P<end>{_NUMBER_WITH_UNIT}){_CLOSING}"
    pairs = (re.compile(rf"(?P<before>{_COLUMNS % count}){times}") for count in range(MOST_COLUMNS + 1))
    single = re.compile(rf"(?P<before>\s{{0,20}})[\[({{<]?[ ]?(?P<start>{_NUMBER_WITH_UNIT}){_CLOSING}")
    return (*pairs, single)


@cache
def _behind() -> re.Pattern[str]:
    """Return the pattern of two times, and how sure a recogniser is, behind a word."""
    times = rf"(?P<start>{_NUMBER_WITH_UNIT}){_BETWEEN}(?P<end>{_NUMBER_WITH_UNIT})"
    return re.compile(
        rf"\s{{0,20}}\S{{1,80}}(?P<times>[ \t,;|:]{{1,9}}[\[(]?{times}[\])]?(?:[ \t,;|]{{1,9}}{_SURE})?\s*)$"
    )


_ASIDES = (
    re.compile(r"<[^<>\s]{1,80}>[ \t]{1,9}"),
    re.compile(r"\(\d{1,3}(?:\.\d{1,4})?[ ]?%?\)[ \t]{0,4}(?:[:,;|-][ \t]{1,4})?"),
    re.compile(rf"{_SURE}[ \t]{{1,4}}"),
)
"""Between the times and the text of all rows: conditions of the recording in STM, how sure a recogniser is."""
_LAST = re.compile(rf"(?<=\S)[ \t]{{1,9}}{_SURE}\s*$")
"""How sure a recogniser is, behind the text of all rows."""
_SEPARATORS = " \t:|,;"
LONGEST_LAST = 40  # characters from the end in which it stands


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its place among the lines, the columns before its times, these, their units, and where its text begins;
    `last`: where it ends, if not with the line; `boxed`: the times stand in brackets.
    """

    place: int
    before: tuple[str, ...]
    start: float
    end: float | None
    written: str
    text: int
    words: int
    last: int | None = None
    boxed: bool = False


def has_digit(line: SourceLine) -> bool:
    """Tell whether the line may be such a row."""
    return not line.heading and _DIGIT.search(line.text, 0, HEAD) is not None


def rows_of(lines: Sequence[SourceLine], pattern: re.Pattern[str]) -> list[Row]:
    """Return the rows that open as one of `patterns` has it."""
    rows = [
        row
        for place, line in enumerate(lines)
        if has_digit(line) and (row := _row(place, line.text[:HEAD], line.text, pattern))
    ]
    return _with_ends(rows)


def _with_ends(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the second number as when they end, where it is how long they last, as in NIST's CTM."""
    ends = [row.end for row in rows if row.end is not None]
    lasting = len(ends) == len(rows) > 1 and all(
        before.start + (before.end or 0.0) <= after.start + SLACK for before, after in pairwise(rows)
    )
    if not lasting or all(row.end is None or row.end >= row.start for row in rows):
        return list(rows)
    return [replace(row, end=row.start + (row.end or 0.0)) for row in rows]


def rows_behind(lines: Sequence[SourceLine]) -> list[Row]:
    """Return rows of a single word with its times behind it."""
    rows = []
    for place, line in enumerate(lines):
        found = _behind().match(line.text) if len(line.text) <= HEAD and has_digit(line) else None
        if found:
            times = _value(found["start"]), _value(found["end"])
            rows.append(Row(place, (), *times, _written(found["start"]), 0, 1, found.start("times")))
    return rows


def _row(place: int, head: str, text: str, pattern: re.Pattern[str]) -> Row | None:
    found = pattern.match(head)
    if found is None:
        return None
    end = _value(found["end"]) if "end" in pattern.groupindex else None
    before = tuple(part for part in re.split(rf"[{_SEPARATORS}]+", found["before"]) if part)
    words = len(text[found.end() :].split())
    boxed = found[0][found.start("start") - 1 :].startswith(("[", "(")) if found.start("start") else False
    return Row(place, before, _value(found["start"]), end, _written(found["start"]), found.end(), words, boxed=boxed)


def _value(number: str) -> float:
    return float(number.lstrip("+").rstrip(ascii_letters))


def _written(number: str) -> str:
    """Return the unit that stands behind the number, `.` for one with a fraction, "" for a whole one."""
    if unit := number.lstrip("+0123456789. "):
        return "ms" if unit.startswith("ms") else "s"
    return "." if "." in number else ""


def without_asides(lines: Sequence[SourceLine], rows: Sequence[Row]) -> list[Row]:
    """Return the rows with their text behind what all of them have between the times and it."""
    for aside in _ASIDES:
        found = [aside.match(lines[row.place].text[:HEAD], row.text) for row in rows]
        if all(found):
            rows = [replace(row, text=one.end()) for row, one in zip(rows, found, strict=True) if one]
    ends = [
        _LAST.search(lines[row.place].text, max(row.text, len(lines[row.place].text) - LONGEST_LAST)) for row in rows
    ]
    if all(ends):
        rows = [replace(row, last=one.start()) for row, one in zip(rows, ends, strict=True) if one]
    return list(rows)
