"""What every format of transcript is read into: lines whose layout is masked, so that columns stay true."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["BREAK", "FIRST", "HEADING", "MASK", "Mark", "SourceLine", "compact", "masked", "seconds"]

MASK = "\0"
"""Stands where a character of the file is layout and not speech. No text holds it: `align.transcript.encoding`
sees to that."""

BREAK = re.compile(r"\r\n|\r|\n")
HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<title>.*?)[\s#]*$")

FIRST = 99
"""Blank lines before the first line, and the first after a heading: enough to open a paragraph in any layout."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about the words from `column` (from 0) on: a turn of a speaker, a time in seconds, or both."""

    column: int
    turn: bool = False
    name: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file that holds something.

    Args:
        text: the line, layout masked.
        number: counted from 1, as an editor shows it.
        gap: blank lines before it; a large number after a heading and at the beginning.
        heading: the text is the title of a chapter.
        start, end: seconds, where the file gives times for this line and those after it.
        offset: columns before `text` begins.
        marks: what the format itself says about speakers.
    """

    text: str
    number: int
    gap: int = 0
    heading: bool = False
    start: float | None = None
    end: float | None = None
    offset: int = 0
    marks: tuple[Mark, ...] = ()


def masked(text: str, start: int, end: int, keep: str = "") -> str:
    """`text` with the characters from `start` to `end` masked, `keep` standing in the first of them.

    >>> masked("a<i>b", 1, 4).replace(MASK, ".")
    'a...b'
    """
    return text[:start] + keep + MASK * (end - start - len(keep)) + text[end:]


def compact(text: str) -> tuple[str, list[int]]:
    """`text` without what is masked, and the place of each character that remains."""
    places = [place for place, c in enumerate(text) if c != MASK]
    return text.replace(MASK, ""), places


def seconds(stamp: str) -> float:
    """The seconds of "1:02", "01:02:03", "01:02:03,500" or "01:02:03:12" (frames are left out).

    >>> seconds("01:02:03,5"), seconds("12:34"), seconds("00:00:01:12")
    (3723.5, 754.0, 1.0)
    """
    parts = stamp.replace(",", ".").split(":")[:3]
    total = 0.0
    for part in parts:
        total = total * 60 + float(part)
    return total
