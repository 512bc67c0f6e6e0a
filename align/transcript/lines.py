"""What every format of transcript is read into: lines whose layout is masked, so that columns stay true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from align.document import LeftOut

__all__ = [
    "BAR",
    "BREAK",
    "FIRST",
    "MASK",
    "MOST_LINES",
    "Mark",
    "Reading",
    "SourceLine",
    "SourceText",
    "Tally",
    "compact",
    "heading_title",
    "mask_spans",
    "masked",
    "plain",
]

MOST_LINES = 50_000
"""With text that people have laid out: a line for each phrase of forty hours of talk."""

MASK = "\0"
"""Stands where a character of the file is layout and not speech. No text holds it: `align.transcript.encoding`
sees to that."""

BREAK = re.compile(r"\r{0,2}\n|[\r\v\x85\u2028\u2029]")
"""Ends a line, in the signs of Word and Unicode, too; a doubled CR, as transfers in the wrong mode leave it, ends one
line and not two."""

FIRST = 99
"""Blank lines before the first line, and the first after a heading: enough to open a paragraph in any layout."""

BAR = r"(?:(?<=[.,!?…\"”’)-])|(?<=\w\w)|(?<=\w)(?=\|\w\w))\|(?=[^\s|])"
"""Pattern of a bar that ends a line of captions inside a line of the file; between single letters, as in "P(A|B)", it
is part of a word."""

_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]")


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
        bold: column at which bold type ends that began the line; 0 where none did, or markup around it is masked.
        joins: its last word goes on at the beginning of the next line.
    """

    text: str
    number: int
    gap: int = 0
    heading: bool = False
    start: float | None = None
    end: float | None = None
    offset: int = 0
    marks: tuple[Mark, ...] = ()
    joins: bool = False
    bold: int = 0


class Tally:
    """Counts what is left out, by kind."""

    def __init__(self, rows: Iterable[LeftOut] = ()) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        for row in rows:
            self.add(row.kind, row.line, row.count)

    def add(self, kind: str, line: int, count: int = 1) -> None:
        """Count one more of `kind`, found in `line`."""
        self._counts[kind] += count
        self._first.setdefault(kind, line)

    def rows(self) -> tuple[LeftOut, ...]:
        """Return the counts, in the order in which the kinds were met."""
        return tuple(LeftOut(kind, count, self._first[kind]) for kind, count in self._counts.items() if count)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format's reader hands on.

    Args:
        lines: everything that is said, and headings, in the order of the file.
        left_out: what is not said.
        prose: the lines are free text, in which people write page numbers and notes.
        labels: people write speakers and times into the lines.
        warnings: what is odd about the file, and how it was understood.
    """

    lines: Sequence[SourceLine]
    left_out: tuple[LeftOut, ...] = ()
    prose: bool = True
    labels: bool = True
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceText:
    """The text of a file: its `name`, `text`, and `lines` without their ends."""

    name: str
    text: str
    lines: Sequence[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", BREAK.split(self.text))

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, with its dot."""
        return PurePath(self.name).suffix.lower()


def masked(text: str, start: int, end: int, keep: str = "") -> str:
    """`text` with the characters from `start` to `end` masked, `keep` standing in the first of them.

    >>> masked("a<i>b", 1, 4).replace(MASK, ".")
    'a...b'
    """
    return text[:start] + keep + MASK * (end - start - len(keep)) + text[end:]


def mask_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with every span from start to end masked; spans ascend and may touch, in time linear in the text.

    >>> mask_spans("a<i>b<b>", [(1, 4), (5, 8)]).replace(MASK, ".")
    'a...b...'
    """
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], MASK * (end - max(start, done)))
        done = max(done, end)
    return "".join([*parts, text[done:]])


def plain(text: str) -> str:
    """`text` without what is masked, its white space as single spaces.

    >>> plain(masked(" a <i>b", 3, 6))
    'a b'
    """
    return " ".join(text.replace(MASK, "").split())


def compact(text: str) -> tuple[str, list[int]]:
    """`text` without what is masked, and the place of each character that remains."""
    places = [place for place, c in enumerate(text) if c != MASK]
    return text.replace(MASK, ""), places


def heading_title(line: str) -> str | None:
    """Return the title in a line such as `## Title ##`; `None` where the line is no heading.

    >>> heading_title("## Part one ##"), heading_title("#one")
    ('Part one', None)
    """
    found = _HEADING.match(line)
    return line[found.end() :].rstrip("# \t").strip() if found else None
