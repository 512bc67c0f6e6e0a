"""Markdown: headings become chapters, markup is masked, tables are understood, the rest is words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from align.transcript.formats.html_entities import mask_entities
from align.transcript.lines import (
    FIRST,
    MASK,
    Reading,
    SourceLine,
    SourceText,
    Tally,
    heading_title,
    mask_spans,
    masked,
)
from align.transcript.tables import MOST_COLUMNS, Cell, is_table, table_lines

__all__ = ["fits", "read"]

HEAD = 60  # lines by which a table is told
SHARE = 0.6  # of them that must be its rows
LONGEST_RULE = 500  # characters of a line that holds nothing but signs
MOST_METADATA = 200  # lines

_SETEXT = re.compile(r"[ ]{0,3}(=+|-{2,})\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+")
_INDENTED = re.compile(r"(?:[ ]{2,}|\t)\S")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LEAD = re.compile(
    r"\s*(?:>(?!>)\s?)*\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|:[ ]{1,3}|\[![a-zA-Z]{1,20}\][-+]?\s+)?"
)
_INLINE = (
    re.compile(r"(?P<a>!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s\"[^\"()]{0,300}\")?\))"),
    re.compile(r"(?P<a>\[)[^\[\]]{1,1000}(?P<b>\](?:\([^)(\s]{0,2000}(?:\s\"[^\"()]{0,300}\")?\)|\[[^\[\]]{0,300}\]))"),
    re.compile(r"(?P<a>\[\^[^\[\]]{1,100}\])"),
    re.compile(r"(?P<a><)(?:https?://|mailto:)[^<>\s]{1,2000}(?P<b>>)"),
    re.compile(r"(?P<a></?[A-Za-z][^<>]{0,2000}>)"),
    re.compile(r"(?P<a>(?<!`)`{1,4}(?!`))[^`]{1,2000}(?P<b>(?P=a))"),
    re.compile(r"(?<!\\)(?P<a>\*\*\*|\*\*|\*|~~)(?=[^\s*~])[^*~]{0,3000}?[^\s\\*~](?P<b>(?P=a))"),
    re.compile(r"(?<![\w\\])(?P<a>___|__|_)(?=[^\s_])[^_]{0,3000}?[^\s_](?P<b>(?P=a))(?!\w)"),
    re.compile(r"(?P<a>\\)[!-/:-@\[-`{-~]"),
)
"""Markup that surrounds or stands between words; groups `a` and `b` are what is not said."""


def fits(source: SourceText) -> bool:
    """Tell whether the file is called so, or is a table of Markdown."""
    if source.suffix in (".md", ".markdown", ".mdown", ".mkd"):
        return True
    lines = [line for line in source.lines[:HEAD] if line.strip()]
    barred = sum(line.lstrip().startswith("|") for line in lines)
    return barred >= SHARE * len(lines) and any(
        "|" in line and _TABLE_RULE.match(line[:LONGEST_RULE]) for line in lines
    )


def read(source: SourceText) -> Reading:
    """Read the lines that hold words or headings; code fences keep theirs, metadata at the top does not."""
    tally = Tally()
    return Reading(list(_lines(source, tally)), tally.rows())


def _without_definitions(lines: Sequence[str], tally: Tally) -> list[str]:
    """Return the lines with notes, and what goes on with them indented, and addresses of links masked."""
    result = []
    inside = blank = False
    for number, line in enumerate(lines, 1):
        empty = not line.replace(MASK, "").strip()
        defined = _DEFINITION.match(line) is not None
        # A note goes on in the next line, and behind a blank one where it is indented.
        inside = defined or (inside and (empty or _INDENTED.match(line) is not None or not blank))
        if inside and not empty:
            tally.add("notes and addresses of links", number)
        result.append(masked(line, 0, len(line)) if inside and not empty else line)
        blank = empty
    return result


def _lines(source: SourceText, tally: Tally) -> Iterator[SourceLine]:
    raw = _without_definitions(_without_comments(source.lines, tally), tally)
    skipped = _front_matter(raw)
    if skipped:
        tally.add("lines of metadata", 1, skipped)
    pending: SourceLine | None = None
    gap = FIRST
    place = barred = skipped
    while place < len(raw):
        line, number = raw[place], place + 1
        short = len(line) <= LONGEST_RULE
        rows = 0
        if place >= barred:
            barred = _end_of_bars(raw, place)
            rows = barred - place if barred > place and is_table(_rows(raw, place, barred)) else 0
        place += max(1, rows)
        if rows:
            yield from [pending] if pending else []
            pending, gap = None, 1
            yield from table_lines(_rows(raw, place - rows, place), tally)
        elif pending and not gap and short and _SETEXT.match(line) and ("=" in line or pending.gap):
            yield SourceLine(pending.text.strip(), pending.number, heading=True)
            pending, gap = None, FIRST
        elif not line.replace(MASK, "").strip() or (short and _is_sign(line)):
            gap += not (pending and not gap and short and _SETEXT.match(line))
        else:
            yield from [pending] if pending else []
            pending = None
            title = heading_title(line)
            if title is None:
                pending, gap = _words(line, number, gap), 0
            else:
                yield SourceLine(_inline(title), number, heading=True)
                gap = FIRST
    yield from [pending] if pending else []


def _is_sign(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_FENCE, _RULE, _TABLE_RULE))


def _words(line: str, number: int, gap: int) -> SourceLine:
    text = _inline(line)
    lead = _LEAD.match(text)
    text = masked(text, 0, lead.end()) if lead else text
    if text.lstrip().startswith("|") or text.count("|") > 1:
        text = text.replace("|", " ")
    return SourceLine(text, number, gap)


def _without_comments(lines: Sequence[str], tally: Tally) -> list[str]:
    """Return the lines with HTML comments masked, which may run over many of them."""
    result = []
    inside = False
    for number, line in enumerate(lines, 1):
        spans, place = [], 0
        while True:
            opening = 0 if inside else line.find("<!--", place)
            if opening < 0:
                break
            close = line.find("-->", place if inside else opening + 4)
            inside = close < 0
            spans.append((max(opening, place) if place else opening, len(line) if inside else close + 3))
            if inside:
                break
            place = close + 3
        if spans:
            tally.add("comments", number)
        result.append(mask_spans(line, spans) if spans else line)
    return result


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines of metadata open the file."""
    if lines[0].strip() != "---":
        return 0
    return next((n for n, line in enumerate(lines[1:MOST_METADATA], 2) if line.strip() in ("---", "...")), 0)


def _end_of_bars(lines: Sequence[str], place: int) -> int:
    """Return where the lines end that may be a table from `place` on; `place` where none can begin there.

    What is not a table as a whole is not looked at again line by line.
    """
    rule = lines[place + 1] if place + 1 < len(lines) else ""
    if "|" not in lines[place] or len(rule) > LONGEST_RULE or "|" not in rule or not _TABLE_RULE.match(rule):
        return place
    stop = place
    while stop < len(lines) and 0 < lines[stop].count("|") <= MOST_COLUMNS:
        stop += 1
    return stop


def _rows(lines: Sequence[str], start: int, stop: int) -> list[list[Cell]]:
    rows = []
    for place in [start, *range(start + 2, stop)]:
        line = _inline(lines[place])
        cells, begin = [], 0
        while begin <= len(line):
            end = line.find("|", begin)
            end = len(line) if end < 0 else end
            cells.append(Cell((SourceLine(line[begin:end], place + 1, offset=begin),)))
            begin = end + 1
        # A bar at either end of the line parts no cells.
        cells = cells[1:] if line.lstrip().startswith("|") else cells
        rows.append(cells[:-1] if line.rstrip().endswith("|") else cells)
    return rows


def _inline(text: str) -> str:
    for pattern in _INLINE:
        # Emphasis nests; a second look finds what the first one uncovered.
        for _ in range(2):
            spans = [found.span(group) for found in pattern.finditer(text) for group in pattern.groupindex]
            if not spans:
                break
            text = mask_spans(text, spans)
    return mask_entities(text)
