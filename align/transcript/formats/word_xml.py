"""The XML of a Word document, read as it streams by: paragraphs as they are printed, and tables.

No tree is built: what a document of millions of elements takes is bounded by its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from align.transcript.lines import Tally

__all__ = ["Paragraph", "Table", "TableCell", "WordParser"]

MOST_ELEMENTS = 1_500_000
"""A transcript of thirty hours with every word in a run of its own has as many."""

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
}
"""Elements whose text is not said, and what they are counted as; copies and field codes are nobody's words at all."""

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class Paragraph:
    """A paragraph as printed: its `number` in the document, style, and how many characters at its start are bold."""

    number: int
    style: str = ""
    parts: list[str] = field(default_factory=list)
    bold: int = 0

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
    """A table's rows of cells."""

    rows: list[list[TableCell]] = field(default_factory=list)


class WordParser:
    """Takes in a document's XML through `parser`; `blocks` are its paragraphs and tables."""

    def __init__(self, tally: Tally) -> None:
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
        self._bold = False
        self._bold_so_far = True

    def _refuse(self, *_: Any) -> None:
        raise ValueError("is a Word document with entities of its own, which are not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise ValueError("is too large for a transcript once unpacked (too many elements)")
        name = tag.rpartition(" ")[2]
        if name in _SKIPPED:
            if not self._skipped and _SKIPPED[name] and self._paragraph is not None:
                self.tally.add(_SKIPPED[name], self._paragraph.number)
            self._skipped += 1
        if self._skipped:
            # Paragraphs inside a text box are no paragraphs of the text.
            return
        if name in ("pPr", "rPr"):
            self._properties += 1
        elif self._properties:
            self._property(name, attributes)
        elif name == "p":
            self._count += 1
            if self._count > MOST_PARAGRAPHS:
                raise ValueError("is too large for a transcript once unpacked (too many paragraphs)")
            self._paragraph = Paragraph(self._count)
            self._bold_so_far = True
        elif name == "r":
            self._run, self._hidden, self._bold = True, "", False
        elif name == "t":
            self._in_text = True
        elif name in _SIGNS:
            if name != "br" or _value(attributes, "type") not in ("page", "column"):
                self._add(_SIGNS[name])
        else:
            self._table(name, attributes)

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        on = _value(attributes, "val") not in _OFF
        if name == "pStyle" and self._paragraph is not None:
            self._paragraph.style = _value(attributes, "val")
        elif self._run and on and name in ("vanish", "specVanish"):
            self._hidden = "hidden text"
        elif self._run and on and name in ("strike", "dstrike"):
            self._hidden = self._hidden or "struck-through text"
        elif self._run and name == "b":
            self._bold = on

    def _table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "tbl":
            table = Table()
            self._places[-1].append(table)
            self._tables.append(table)
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif name == "tc" and self._tables and self._tables[-1].rows:
            cell = TableCell()
            self._tables[-1].rows[-1].append(cell)
            self._places.append(cell.blocks)
        elif name == "gridSpan" and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            span = _value(attributes, "val")
            self._tables[-1].rows[-1][-1].span = int(span) if span.isdigit() and len(span) < 4 else 1

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        elif name in ("pPr", "rPr"):
            self._properties -= 1
        elif self._properties:
            return
        elif name == "p" and self._paragraph is not None:
            self._places[-1].append(self._paragraph)
            self._paragraph = None
        elif name == "r":
            self._run = False
        elif name == "t":
            self._in_text = False
        elif name == "tc" and len(self._places) > 1:
            self._places.pop()
        elif name == "tbl" and self._tables:
            self._tables.pop()

    def _text(self, text: str) -> None:
        if self._in_text and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        paragraph = self._paragraph
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise ValueError("is too large for a transcript once unpacked (too much text)")
        if paragraph is None:
            return
        if self._hidden:
            self.tally.add(self._hidden, paragraph.number)
            # It may have parted two words.
            text = " " if text[:1].isspace() or text[-1:].isspace() else ""
        self._bold_so_far &= self._bold or not text.strip()
        if self._bold_so_far and self._bold:
            paragraph.bold = sum(map(len, paragraph.parts)) + len(text)
        paragraph.parts.append(text)


def _value(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")
