"""The XML of a Word document, read as it streams by: paragraphs as they are printed, and tables.

No tree is built: what a document of millions of elements takes is bounded by its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from align.transcript.formats.word_styles import OFF, UNSAID, value_of
from align.transcript.lines import Tally
from align.transcript.note_marks import is_note_mark

__all__ = ["Paragraph", "Table", "TableCell", "WordParser"]

MOST_ELEMENTS = 1_500_000
"""A transcript of thirty hours with every word in a run of its own has as many."""

LONGEST_CODE = 80  # characters of a field's code by which it is told
PARTS_BEFORE = 8  # of a paragraph, before the number of a note by which it is told
MOST_PARAGRAPHS, MOST_CHARACTERS = 200_000, 8_000_000
"""As for text; see `align.transcript.formats`."""

_SKIPPED = {
    "del": "deleted text",
    "moveFrom": "deleted text",
    "txbxContent": "text boxes",
    "Fallback": "",
    "instrText": "",
    "delText": "",
    "delInstrText": "",
    "rt": "",
}
"""Elements whose text is not said, and what they are counted as; copies, field codes and readings beside signs are
nobody's words at all."""

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_COUNTED = {
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "commentReference": "comments",
    "altChunk": "files inserted into the document",
    "subDoc": "files inserted into the document",
}
"""Elements that stand for text which lies elsewhere and is not said, and what it is counted as."""

_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_PROPERTIES = ("pPr", "rPr", "trPr")


@dataclass(slots=True)
class Paragraph:
    """A paragraph as printed: its `number` in the document, style, and how many characters at its start are bold.

    `joined`: its end is deleted, so that the next one goes on with it.
    """

    number: int
    style: str = ""
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    joined: bool = False

    @property
    def text(self) -> str:
        """Its text; tabs and line breaks as such."""
        return "".join(self.parts)


@dataclass(slots=True)
class TableCell:
    """What a cell holds, and how many columns it takes."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    span: int = 1


@dataclass(slots=True)
class Table:
    """A table's rows of cells; `gone`: the row that is being read is deleted or hidden, and why."""

    rows: list[list[TableCell]] = field(default_factory=list)
    gone: str = ""


class WordParser:
    """Takes in a document's XML through `parser`; `blocks` are its paragraphs and tables.

    `unsaid`: identifiers of styles whose text nobody says, with what it is counted as; `bold`: those of bold text.
    """

    def __init__(
        self, tally: Tally, unsaid: Mapping[str, str] | None = None, bold: frozenset[str] = frozenset()
    ) -> None:
        self.unsaid = unsaid or {}
        self.bold = bold
        self.blocks: list[Paragraph | Table] = []
        self.tally = tally
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse
        self._places: list[list[Paragraph | Table]] = [self.blocks]
        self._tables: list[Table] = []
        self._paragraph: Paragraph | None = None
        self._skipped = self._properties = self._elements = self._count = self._characters = 0
        self._run = self._in_text = False
        self._hidden = ""
        self._bold = self._raised = False
        self._bold_so_far = True
        self._controls: list[bool] = []  # content controls around this place: whether they show a placeholder
        self._fields: list[str] = []  # the codes of fields around this place, "" until they are known
        self._in_code = False

    def _refuse(self, *_: Any) -> None:
        raise ValueError("is a Word document with entities of its own, which are not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise ValueError("is too large for a transcript once unpacked (too many elements)")
        name = tag.rpartition(" ")[2]
        if self._properties and name in ("del", "moveFrom", "hidden"):
            self._remove(name)
        self._control(name, attributes)
        if name in _SKIPPED:
            self._in_code = name == "instrText"
            if not self._properties and not self._skipped and _SKIPPED[name] and self._paragraph is not None:
                self.tally.add(_SKIPPED[name], self._paragraph.number)
            self._skipped += 1
        if self._skipped:
            # Paragraphs inside a text box are no paragraphs of the text.
            return
        if name in _PROPERTIES:
            self._properties += 1
        elif self._properties:
            self._property(name, attributes)
        elif name == "p":
            self._count += 1
            if self._count > MOST_PARAGRAPHS:
                raise ValueError("is too large for a transcript once unpacked (too many paragraphs)")
            self._paragraph = self._unfinished() or Paragraph(self._count)
            self._bold_so_far = True
        elif name == "r":
            style = self._paragraph.style if self._paragraph is not None else ""
            self._run, self._hidden, self._bold = True, self.unsaid.get(style, ""), style in self.bold
            self._raised = False
        elif name == "t":
            self._in_text = True
        elif name in _SIGNS:
            if name != "br" or value_of(attributes, "type") not in ("page", "column"):
                self._add(_SIGNS[name])
        elif name == "sym":
            self.tally.add("signs of symbol fonts", self._count)
            self._add(" ")
        elif name in _COUNTED:
            self.tally.add(_COUNTED[name], max(1, self._count))
            if value_of(attributes, "customMarkFollows") not in ("", *OFF):
                self._hidden = "marks of notes"
        elif name in ("fldChar", "fldSimple"):
            self._field(name, attributes)
        else:
            self._table(name, attributes)

    def _control(self, name: str, attributes: dict[str, str]) -> None:
        """Take in a content control; what stands in an empty one asks the writer for text."""
        if name == "sdt":
            self._controls.append(False)
        elif name == "showingPlcHdr" and self._controls:
            self._controls[-1] = value_of(attributes, "val") not in OFF
        elif name == "sdtContent" and self._controls and self._controls[-1]:
            self.tally.add("placeholders of forms", self._count + (self._paragraph is None))
            self._skipped += 1

    def _field(self, name: str, attributes: dict[str, str]) -> None:
        kind = value_of(attributes, "fldCharType")
        if name == "fldSimple":
            self._fields.append(value_of(attributes, "instr"))
        elif kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        on = value_of(attributes, "val") not in OFF
        if name == "pStyle" and self._paragraph is not None:
            self._paragraph.style = value_of(attributes, "val")
        elif self._run and name == "rStyle":
            self._hidden = self.unsaid.get(value_of(attributes, "val"), self._hidden)
            self._bold |= value_of(attributes, "val") in self.bold
        elif self._run and name == "vertAlign":
            self._raised = value_of(attributes, "val") == "superscript"
        elif self._run and name in UNSAID:
            if on:
                self._hidden = self._hidden or UNSAID[name]
            elif self._hidden == UNSAID[name]:
                self._hidden = ""
        elif self._run and name == "b":
            self._bold = on

    def _remove(self, name: str) -> None:
        """Take in that a row, or the end of a paragraph, is deleted or hidden."""
        if self._paragraph is not None:
            self._paragraph.joined |= name != "hidden" and not self._run
        elif self._tables:
            self._tables[-1].gone = "hidden text" if name == "hidden" else "deleted text"

    def _unfinished(self) -> Paragraph | None:
        """Return the paragraph before this one where that one's end is deleted, taken out again."""
        blocks = self._places[-1]
        before = blocks[-1] if blocks else None
        if not isinstance(before, Paragraph) or not before.joined:
            return None
        before.joined = False
        blocks.pop()
        return before

    def _table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "tbl":
            table = Table()
            self._places[-1].append(table)
            self._tables.append(table)
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append([])
            self._tables[-1].gone = ""
        elif name == "tc" and self._tables and self._tables[-1].rows:
            cell = TableCell()
            self._tables[-1].rows[-1].append(cell)
            self._places.append(cell.blocks)
        elif name == "hMerge" and self._tables and self._tables[-1].rows and len(self._tables[-1].rows[-1]) > 1:
            if value_of(attributes, "val") != "restart":
                # As older programs write it: this cell goes on with the one before it.
                row = self._tables[-1].rows[-1]
                row.pop()
                row[-1].span += 1
                self._places[-1] = row[-1].blocks
        elif name == "gridSpan" and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            span = value_of(attributes, "val")
            self._tables[-1].rows[-1][-1].span = int(span) if span.isdigit() and len(span) < 4 else 1

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "sdtContent" and self._controls and self._controls[-1]:
            self._skipped -= 1
        elif name == "sdt" and self._controls:
            self._controls.pop()
        elif name in _SKIPPED:
            self._in_code = False
            self._skipped -= 1
        elif self._skipped:
            return
        elif name in _PROPERTIES:
            self._properties -= 1
        elif self._properties:
            return
        elif name == "p" and self._paragraph is not None:
            self._places[-1].append(self._paragraph)
            self._paragraph = None
            self._fields.clear()  # one that never ends hides no more than its paragraph
        elif name == "fldSimple" and self._fields:
            self._fields.pop()
        elif name == "r":
            self._run = False
        elif name == "t":
            self._in_text = False
        elif name == "tc" and len(self._places) > 1:
            self._places.pop()
        elif name == "tr" and self._tables and self._tables[-1].gone:
            self.tally.add(self._tables[-1].gone, self._count)
            self._tables[-1].rows.pop()
        elif name == "tbl" and self._tables:
            self._tables.pop()

    def _text(self, text: str) -> None:
        if self._in_code and self._fields:
            self._fields[-1] = (self._fields[-1] + text)[:LONGEST_CODE]
        elif self._in_text and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        paragraph = self._paragraph
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise ValueError("is too large for a transcript once unpacked (too much text)")
        if paragraph is None:
            return
        hidden = self._hidden or self._kind_of_mark(text, paragraph)
        if hidden:
            self.tally.add(hidden, paragraph.number)
            # It may have parted two words.
            text = " " if text[:1].isspace() or text[-1:].isspace() else ""
        self._bold_so_far &= self._bold or not text.strip()
        if self._bold_so_far and self._bold:
            paragraph.bold = sum(map(len, paragraph.parts)) + len(text)
        paragraph.parts.append(text)

    def _kind_of_mark(self, text: str, paragraph: Paragraph) -> str:
        """Return what text is counted as that is the number of a page or of a note; "" for other text."""
        if any(map(_PAGE_FIELD.match, self._fields)):
            return "page numbers"
        if self._raised and is_note_mark(text, "".join(paragraph.parts[-PARTS_BEFORE:])):
            return "marks of notes"
        return ""
