"""Rows of values in brackets, as Python prints them: `(0.0, 4.0, 'It floats.')`, `Segment(start=0.0, text='...')`.

Also all of them in one list, dictionaries with quoted keys, and arrays of JSON.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from align.transcript.lines import BREAK, Reading, SourceLine, SourceText, Tally
from align.transcript.records import record_lines, unescaped
from align.transcript.tables import Cell, role_of, table_lines

__all__ = ["fits", "read"]

SAMPLE = 30_000  # characters by which the format is told
FEWEST = 2  # rows
SHARE = 0.6  # of rows and other lines together that must be rows
MOST_ROWS = 100_000  # words of ten hours, one a row
MOST_VALUES = 20  # of a row that are looked at: a segment of a recogniser has a dozen
MOST_SPLICED = 2  # values in brackets of their own, such as a pair of times
DEEPEST = 20  # brackets within brackets
LIKE = 0.9  # of the most that is said by any kind of row: as much as that

_TOKEN = re.compile(
    r"[\s,;]*(?:(?P<open>(?:[A-Za-z_][\w.]{0,60})?[(\[{])|(?P<close>[)\]}])"
    r"|(?P<key>[A-Za-z_]\w{0,40}[ ]?[=:](?!=)|'\w{1,40}'[ ]?:|\"\w{1,40}\"[ ]?:)"
    r"|[bru]?(?:'(?P<single>(?:[^'\\\n]|\\.)*)'|\"(?P<double>(?:[^\"\\\n]|\\.)*)\")"
    r"|(?P<number>[-+]?\d[\d_]{0,20}(?:\.\d{0,20})?(?:[eE][-+]?\d{1,3})?(?![\w.:]))"
    r"|(?P<none>(?:None|True|False|nan|null)\b))"
)
_OPENING = re.compile(
    r"^[ \t]{0,20}(?:[(\[]|\{[ ]{0,4}(?:'|$)|[A-Za-z][\w.]{0,60}(?:\(|[ ]?=[ ]?[(\[{]))", re.MULTILINE
)
_JSON = re.compile(r"\[?\s{0,40}\{\s{0,40}[\"}]|\[\s{0,40}\]")
_KEY = re.compile(r"\w+")
_BLANKS = re.compile(r"[\s,;\ufeff]*")
_FILLED = re.compile(r"\S[^\r\n]*")


@dataclass(frozen=True, slots=True)
class _Value:
    """Where a value stands: its key, "" where it has none, and whether it is a string."""

    key: str
    start: int
    end: int
    string: bool


_NOTHING = _Value("", 0, 0, False)


@dataclass(slots=True)
class _Row:
    """The values between two brackets, how deep these are, and the key that the next value, or all of them, has."""

    depth: int
    key: str = ""
    next: str = ""
    values: list[_Value] = field(default_factory=list)
    longer: bool = False

    @property
    def kind(self) -> tuple[int, str]:
        """What rows of one table have in common: their depth, and the key of what is said."""
        strings = [value for value in self.values if value.string]
        longest = max(strings, key=lambda value: value.end - value.start, default=_NOTHING)
        return self.depth, next((value.key for value in strings if role_of(value.key) == "said"), longest.key)

    @property
    def said(self) -> int:
        """Characters of the longest string."""
        return max((v.end - v.start for v in self.values if v.string), default=0)

    @property
    def timed(self) -> bool:
        """Whether numbers or other strings stand beside it."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of a text, and the places of its lines that are no rows."""

    rows: list[_Row]
    others: list[tuple[int, int]]


def fits(source: SourceText) -> bool:
    """Tell whether nearly all of the text is rows in brackets that hold something said beside times or names."""
    head = source.text[:SAMPLE].lstrip("\ufeff \t\r\n")
    # Arrays and objects of JSON have a reader of their own.
    if source.suffix in (".json", ".jsonl") and head[:1] == "{":
        return False
    if not _OPENING.search(head) or _JSON.match(head):
        return False
    sample = source.text[:SAMPLE]
    if len(source.text) > SAMPLE:
        sample = sample[: max(map(sample.rfind, ")]}")) + 1]
    found = _scan(sample)
    rows = _rows(found)
    return len(rows) >= FEWEST and len(rows) >= SHARE * (len(rows) + len(found.others))


def read(source: SourceText) -> Reading:
    """Read the value that is said in each row; lines that are no rows stay words. Raises `ValueError` where there is
    none, or far too many.
    """
    found = _scan(source.text)
    rows = _rows(found)
    tally = Tally()
    starts = [0, *(match.end() for match in BREAK.finditer(source.text))]

    def line(start: int, end: int) -> SourceLine:
        number = bisect_right(starts, start)
        quote = source.text[start - 1 : start]
        text = source.text[start:end]
        text = unescaped(text, '"') if quote in ("'", '"') else text
        return SourceLine(text, number, gap=1, offset=start - starts[number - 1])

    if rows and rows[0].kind[1]:
        records = [{v.key: [line(v.start, v.end)] for v in row.values if v.key} for row in rows]
        said = record_lines(records, tally)
    else:
        said = table_lines([[Cell((line(v.start, v.end),)) for v in row.values] for row in rows], tally)
    for row in found.rows:
        if (
            rows
            and row.kind != rows[0].kind
            and any(v.string and line(v.start, v.end).text.strip() for v in row.values)
        ):
            tally.add("values that stand beside the rows", bisect_right(starts, row.values[0].start))
    others = [line(start, end) for start, end in found.others]
    return Reading(sorted([*others, *said], key=lambda one: (one.number, one.offset)), tally.rows())


def _rows(found: _Found) -> Sequence[_Row]:
    """Return the rows of the kind that holds most of what is said, with times before without, segments before words."""
    kinds: dict[tuple[int, str], list[_Row]] = {}
    for row in found.rows:
        kinds.setdefault(row.kind, []).append(row)
    timed = {kind: rows for kind, rows in kinds.items() if sum(row.timed for row in rows) > 0.5 * len(rows)}
    if not timed:
        return []
    said = {kind: sum(row.said for row in rows) for kind, rows in timed.items() if len(rows) >= FEWEST}
    most = max(said.values(), default=0)
    best = [kind for kind, count in said.items() if count >= LIKE * most]
    return timed[min(best, key=lambda kind: len(timed[kind]))] if best else []


def _scan(text: str) -> _Found:
    """Return the rows of the text, each line looked at once."""
    rows: list[_Row] = []
    others: list[tuple[int, int]] = []
    place = 0
    while place < len(text):
        found = _BLANKS.match(text, place)
        place = found.end() if found else place
        if place == len(text):
            break
        count = len(rows)
        end, reached = _group(text, place, rows)
        if len(rows) == count:
            end = place
        if reached > end or end == place:
            stop = _line_end(text, max(place, reached))
            others += [(end + one.start(), end + one.end()) for one in _FILLED.finditer(text[end:stop])]
            end = stop
        place = end
    return _Found(rows, others)


def _line_end(text: str, place: int) -> int:
    found = BREAK.search(text, place)
    return found.start() if found else len(text)


def _group(text: str, place: int, rows: list[_Row]) -> tuple[int, int]:
    """Take in what stands between a bracket and the one that closes it; return where the last row ends, and how far
    the text was looked at: the same where all of it is rows.

    Where the text ends between two values, what is open counts as closed.
    """
    stack: list[_Row] = []
    safe = place
    while (token := _TOKEN.match(text, place)) and (stack or token.lastgroup in ("open", "key")):
        place = token.end()
        if token.lastgroup == "open":
            if len(stack) == DEEPEST:
                break
            stack.append(_Row(len(stack), stack[-1].next if stack else ""))
        elif token.lastgroup == "close":
            _close(stack, rows)
            safe = place
            if not stack:
                return safe, place
        elif token.lastgroup == "key":
            # Before the first bracket it is the name of all: `segments = [...]`.
            key = _KEY.search(token["key"])
            if stack and key:
                stack[-1].next = key[0].lower()
        else:
            _take(stack[-1], token)
        if len(rows) > MOST_ROWS:
            raise ValueError(f"is too large for a transcript (more than {MOST_ROWS:,} rows)")
    if stack and not text[place:].strip():
        while stack:
            _close(stack, rows)
        safe = place = len(text)
    return safe, place


def _take(row: _Row, token: re.Match[str]) -> None:
    kind = token.lastgroup or ""
    if len(row.values) == MOST_VALUES:
        row.longer = True
    elif kind != "none":
        row.values.append(_Value(row.next, *token.span(kind), kind in ("single", "double")))
    elif not row.next:
        row.values.append(_Value("", token.end(), token.end(), False))
    row.next = ""


def _close(stack: list[_Row], rows: list[_Row]) -> None:
    """Close the innermost brackets: one or two numbers belong to the row around them, as a pair of times does."""
    row = stack.pop()
    if any(value.string for value in row.values):
        rows.append(row)
    elif stack and len(row.values) <= MOST_SPLICED and (not row.key or role_of(row.key) in ("start", "end")):
        keys = ("start", "end") if row.key and len(row.values) > 1 else (row.key,) * len(row.values)
        for key, value in zip(keys, row.values, strict=True):
            if len(stack[-1].values) < MOST_VALUES:
                stack[-1].values.append(_Value(value.key or key, value.start, value.end, False))
    if stack:
        stack[-1].next = ""
