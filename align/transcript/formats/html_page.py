"""Web pages: paragraphs, headings and tables; what browsers hide, menus, forms and footers are not said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from align.transcript.formats.html_entities import mask_entities
from align.transcript.formats.html_tags import MOST_TAGS, Tag, TagFinder, refuse_mostly_tags
from align.transcript.lines import BREAK, FIRST, MASK, MOST_LINES, Reading, SourceLine, SourceText, Tally, plain
from align.transcript.note_marks import is_note_mark
from align.transcript.tables import Cell, table_lines

__all__ = ["fits", "read"]

_BLOCKS = frozenset(
    """p div section article main li ul ol dl dt dd blockquote pre h1 h2 h3 h4 h5 h6 table tr td th tbody thead tfoot
    body html figure figcaption header address hr cite time details summary""".split()
)
_SKIPPED = frozenset(
    """script style head nav footer aside form button svg noscript template select iframe object textarea dialog
    title""".split()
)
_INLINE = {"del": "deleted text", "s": "struck-through text", "strike": "struck-through text", "rt": "", "rp": ""}
"""Parts of a line that nobody says, and what they are counted as; readings beside signs are no words of their own."""
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_RAISED = re.compile(r"(?:<a[^<>]{0,300}>)?([^<>]{1,12})(?:</a>)?</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?=[\s/>])[^<>]{0,3000}>")
_TRANSCRIPT = re.compile(r"(?:id|class)\s{0,3}=\s{0,3}[\"'][^\"']{0,200}transcript", re.IGNORECASE)
_TITLED = re.compile(
    r"\s{0,99}<summary[^<>]{0,300}>\s{0,99}(?:<[^<>]{0,300}>\s{0,99}){0,4}[^<>]{0,60}transcript", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"(?:^|\s)hidden(?:\s|=|$)|display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden"
    r"|aria-hidden\s{0,3}=\s{0,3}[\"']true"
    r"|class\s{0,3}=\s{0,3}[\"'][^\"']{0,200}\b(?:sr-only|visually-?hidden|screen-reader-text)\b"
    r"|(?:id|class)\s{0,3}=\s{0,3}[\"'][^\"']{0,200}\b(?:cookie|consent|gdpr)[-_]?(?:banner|bar|notice|message|popup|dialog)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"class\s{0,3}=\s{0,3}[\"'][^\"']{0,200}(?<![a-z])(?:speaker|author|username|name|time(?:stamp|code)?|ts|start)(?![a-z])",
    re.IGNORECASE,
)
"""Parts of a line that styles set apart from what is said: they part words although no blank does."""
_FOR_A_FIELD = re.compile(r"(?:^|\s)for\s{0,3}=", re.IGNORECASE)
SHARE = 0.3  # of the page's characters that an element called a transcript must hold to be all of it
HEAD = 3000  # characters
PARTS_BEFORE = 8  # of a line, before the number of a note by which it is told
FEWEST_TAGS = 6
MOST_WALKS = 2  # over a page whose hidden parts never end


def fits(source: SourceText) -> bool:
    """Tell whether the file opens like a page, or is called so and holds tags."""
    head = source.text[:HEAD].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<body", "<head")) or re.search(r"<(?:html|body)[\s>]", head):
        return True
    tags = sum(match["name"].lower() in _BLOCKS for match in _TAG.finditer(head))
    return tags >= FEWEST_TAGS or (source.suffix in (".html", ".htm", ".xhtml") and tags > 0)


@dataclass(slots=True)
class _Block:
    """A stretch of text between the tags of blocks: `pieces` are its lines, `cell` and `row` say where in a table."""

    heading: bool = False
    table: int | None = None
    row: int = 0
    cell: int = 0
    span: int = 1
    chosen: bool = False
    pieces: list[SourceLine] = field(default_factory=list)


def read(source: SourceText) -> Reading:
    """Read what the page shows; where an element called a transcript holds much of it, that alone."""
    refuse_mostly_tags(source.text)
    blocks, tally = _shown_blocks(source.text)
    chosen = [block for block in blocks if block.chosen]
    if _size(chosen) >= SHARE * _size(blocks) and chosen:
        for block in blocks:
            if not block.chosen:
                tally.add("blocks of the page around the transcript", block.pieces[0].number)
        blocks = chosen
    return Reading(list(_lines(blocks, tally)), tally.rows())


def _shown_blocks(text: str) -> tuple[list[_Block], Tally]:
    """Return what the page shows, and what not; what is hidden but never ends is shown."""
    shown: frozenset[str] = frozenset()
    for _ in range(MOST_WALKS):
        walk = _Walk(text, Tally(), shown)
        blocks = _filled(walk.blocks())
        if walk.skipping:
            shown |= {walk.skipping.name}
        elif walk.in_buttons > _size(blocks):
            # Every line of some players' transcripts can be pressed.
            shown |= {"button"}
        else:
            break
    return blocks, walk.tally


def _filled(blocks: Iterable[_Block]) -> list[_Block]:
    filled: list[_Block] = []
    lines = 0
    for block in blocks:
        if any(plain(piece.text) for piece in block.pieces):
            filled.append(block)
            lines += len(block.pieces)
            if lines > MOST_LINES:
                raise ValueError(f"is too large for a transcript (more than {MOST_LINES:,} lines)")
    return filled


def _size(blocks: list[_Block]) -> int:
    return sum(len(piece.text) for block in blocks for piece in block.pieces)


def _lines(blocks: list[_Block], tally: Tally) -> Iterator[SourceLine]:
    gap = FIRST
    table: list[_Block] = []
    for block, following in pairwise([*blocks, _Block()]):
        if block.table is not None:
            table.append(block)
            if following.table != block.table:
                yield from table_lines(_rows(table), tally)
                table = []
            gap = 1
            continue
        for count, piece in enumerate(block.pieces):
            if plain(piece.text):
                yield SourceLine(piece.text, piece.number, 0 if count else gap, block.heading, offset=piece.offset)
        gap = FIRST if block.heading else 1


def _rows(blocks: list[_Block]) -> list[list[Cell]]:
    rows: dict[int, dict[int, tuple[list[SourceLine], int]]] = {}
    for block in blocks:
        lines, _ = rows.setdefault(block.row, {}).setdefault(block.cell, ([], block.span))
        lines += [piece for piece in block.pieces if plain(piece.text)]
    return [[Cell(tuple(lines), span) for lines, span in row.values()] for row in rows.values()]


@dataclass(slots=True)
class _Open:
    """An element in which the walk is, and how deep it is in elements of the same name; false where it has ended."""

    name: str = ""
    depth: int = 0

    def __bool__(self) -> bool:
        return self.depth > 0

    def meet(self, name: str, *, closing: bool) -> None:
        """Count a tag, if it is of the element's name."""
        if name == self.name:
            self.depth += -1 if closing else 1


def _unsaid(tag: Tag) -> str | None:
    """Return what the element is counted as where it is not said; "" where it is not counted."""
    if tag.name in _INLINE:
        return _INLINE[tag.name]
    hidden = _HIDDEN.search(tag.attributes) or (tag.name == "label" and _FOR_A_FIELD.search(tag.attributes))
    return "hidden parts, menus and forms of the page" if tag.name in _SKIPPED or hidden else None


class _Walk:
    """Goes over a page once: every character belongs to a block, or is masked."""

    def __init__(self, text: str, tally: Tally, shown: frozenset[str]) -> None:
        self.text = text
        self.tally = tally
        self.shown = shown  # names of elements that are shown although their like are not elsewhere
        self.tags = TagFinder(text)
        self.in_buttons = 0  # characters
        self.small = text.lower()
        self.last_ends: dict[str, int] = {}
        self.in_field = False  # within a speaker or a time
        self.place = 0  # of the markup that is looked at
        self.number, self.column = 1, 0
        self.skipping = _Open()
        self.choosing = _Open()
        self.tables: list[int] = []
        self.count = self.row = self.cell = 0
        self.block = _Block()
        self.parts: list[str] = []
        self.begun = (1, 0)

    def blocks(self) -> Iterator[_Block]:
        place = tags = 0
        while place < len(self.text):
            tags += 1
            if tags > MOST_TAGS:
                raise ValueError(f"is too large for a transcript (more than {MOST_TAGS:,} tags)")
            opening = self.text.find("<", place)
            stop = len(self.text) if opening < 0 else opening
            self._say(self.text[place:stop])
            if opening < 0:
                break
            place, block = self._markup(opening)
            if block is not None:
                yield block
        yield self._close(_Block())

    def _markup(self, opening: int) -> tuple[int, _Block | None]:
        """Take in what begins with "<": how far it goes, and the block that it ends."""
        for mark, end in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
            if self.text.startswith(mark, opening):
                close = self.text.find(end, opening + len(mark))
                stop = len(self.text) if close < 0 else close + len(end)
                self._hide(opening, stop)
                return stop, None
        self.place = opening
        tag = self.tags.at(opening)
        if tag is None:
            self._say("<")
            return opening + 1, None
        self._hide(opening, tag.end)
        if tag.name in ("script", "style") and not tag.closing:
            return self._raw(tag.name, tag.end), None
        return tag.end, self._tag(tag)

    def _raw(self, name: str, place: int) -> int:
        found = re.compile(f"</{name}", re.IGNORECASE).search(self.text, place)
        stop = found.start() if found else len(self.text)
        self._hide(place, stop)
        close = self.text.find(">", stop)
        end = len(self.text) if close < 0 else close + 1
        self._hide(stop, end)
        return end

    def _tag(self, tag: Tag) -> _Block | None:
        name, attributes, closing = tag.name, tag.attributes, tag.closing
        void = name in _VOID or tag.void
        if self.skipping:
            if self.skipping.name == "head" and name == "body":
                self.skipping = _Open()  # a page need not end its head
            elif not void:
                self.skipping.meet(name, closing=closing)
            return None
        kind = None if closing or void or self._is_shown(name) else _unsaid(tag)
        if name == "sup" and not closing and self._is_note(tag):
            kind = "marks of notes"
        if kind is not None:
            self.skipping = _Open(name, 1)
            if kind:
                self.tally.add(kind, self.number)
            return self._close(self._next()) if name in _BLOCKS or name in _SKIPPED else None
        if name == "br":
            self._break()
            return None
        if self.choosing:
            self.choosing.meet(name, closing=closing)
        elif not closing and not void and (_TRANSCRIPT.search(attributes) or self._is_opened_by_title(tag)):
            self.choosing = _Open(name, 1)
        if name == "span" and (closing or _FIELD.search(attributes)):
            return self._field(closing)
        if name not in _BLOCKS and name not in _SKIPPED:
            return None
        if name == "table":
            self.count += not closing
            if not closing:
                self.tables.append(self.count)
            elif self.tables:
                self.tables.pop()
        elif name == "tr" and not closing:
            self.row, self.cell = self.row + 1, 0
        elif name in ("td", "th") and not closing:
            self.cell += 1
        following = self._next()
        following.heading = name in _HEADINGS and not closing
        if name in ("td", "th") and not closing:
            span = re.search(r"colspan\s{0,3}=\s{0,3}[\"']?(\d{1,3})", attributes, re.IGNORECASE)
            following.span = int(span[1]) if span else 1
        return self._close(following)

    def _is_note(self, tag: Tag) -> bool:
        """Tell whether the raised text that the tag opens is the mark of a note."""
        raised = _RAISED.match(self.text, tag.end)
        return raised is not None and is_note_mark(raised[1], plain("".join(self.parts[-PARTS_BEFORE:])))

    def _is_opened_by_title(self, tag: Tag) -> bool:
        """Tell whether the element is one that opens, and its title is "Transcript"."""
        return tag.name == "details" and _TITLED.match(self.text, tag.end) is not None

    def _field(self, closing: bool) -> _Block | None:
        """Part a speaker or a time, in an element of its own, from what stands beside it."""
        if not closing:
            self.in_field = True
        elif self.in_field and self.parts:
            self.in_field = False
            self.parts[-1] = self.parts[-1][:-1] + "\t"  # the tag, which is masked
        return None

    def _is_shown(self, name: str) -> bool:
        """Tell whether elements of the name are shown here: none that never ends is hidden."""
        if name not in self.last_ends:
            self.last_ends[name] = self.small.rfind(f"</{name}")
        return name in self.shown or self.last_ends[name] < self.place

    def _next(self) -> _Block:
        return _Block(False, self.tables[-1] if self.tables else None, self.row, self.cell, chosen=bool(self.choosing))

    def _close(self, following: _Block) -> _Block:
        self._break()
        done, self.block = self.block, following
        return done

    def _break(self) -> None:
        if self.parts:
            number, column = self.begun
            text = "".join(self.parts)
            shown = text.lstrip(MASK)  # the tags before a label may be longer than any line
            column += len(text) - len(shown)
            self.block.pieces.append(SourceLine(mask_entities(shown), number, offset=column))
        self.parts = []
        self.begun = (self.number, self.column)

    def _say(self, text: str) -> None:
        if self.skipping.name == "button" and self.skipping:
            self.in_buttons += len(text.strip())
        self._take(text, MASK * len(text) if self.skipping else text)

    def _hide(self, start: int, end: int) -> None:
        self._take(self.text[start:end], None)

    def _take(self, raw: str, shown: str | None) -> None:
        """Add the characters of the file, line by line; `None`: masked."""
        place = 0
        for end in BREAK.finditer(raw):
            self._add(raw[place : end.start()], shown, place)
            self.number, self.column = self.number + 1, 0
            self._break()
            place = end.end()
        self._add(raw[place:], shown, place)

    def _add(self, raw: str, shown: str | None, place: int) -> None:
        if raw:
            self.parts.append(MASK * len(raw) if shown is None else shown[place : place + len(raw)])
            self.column += len(raw)
