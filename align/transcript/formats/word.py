"""Word documents (.docx): a paragraph is a line, a heading a chapter, a table of times and speakers is understood."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from align.transcript.formats.word_styles import StyleParser
from align.transcript.formats.word_xml import Paragraph, Table, TableCell, WordParser
from align.transcript.lines import FIRST, Reading, SourceLine, Tally, heading_title, plain
from align.transcript.tables import Cell, table_lines

__all__ = ["fits", "read"]

UNPACKED = 60_000_000
"""Bytes of the document's XML: fifty hours of talk; a small file can hold a thousand times its size in zeros."""
CHUNK = 1 << 16  # bytes fed to the parser at a time

_ELSEWHERE = {
    "text boxes": "move them into the text, or save it as plain text",
    "files inserted into the document": "open it in Word and save it once more",
}
"""Where the words of a document without any may be, and what to do."""
_DOCUMENT = re.compile(r"word/document\d*\.xml")


def fits(data: bytes) -> bool:
    """Tell whether the bytes are an archive that holds a Word document."""
    return data[:4] == b"PK\x03\x04" and b"word/" in data


def read(data: bytes) -> Reading:
    """Read the paragraphs in order; raises `ValueError` for a document that is damaged or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            document = next((name for name in names if _DOCUMENT.fullmatch(name)), None)
            if document is None:
                raise ValueError("cannot be read as a Word document (it holds no word/document.xml)")
            styles = StyleParser()
            if "word/styles.xml" in names:
                _feed(archive, "word/styles.xml", styles.parser)
            tally = Tally()
            parser = WordParser(tally, styles.unsaid, styles.bold)
            _feed(archive, document, parser.parser)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ValueError(f"cannot be read as a Word document: it is damaged or locked ({_one_line(error)})") from None
    lines = list(_Body(styles.headings, tally).lines(parser.blocks))
    if not lines:
        kinds = {row.kind for row in tally.rows()}
        for kind, advice in _ELSEWHERE.items():
            if kind in kinds:
                raise ValueError(f"holds words in {kind} only; {advice}")
    return Reading(lines, tally.rows())


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def _feed(archive: zipfile.ZipFile, name: str, parser: Any) -> None:
    size = 0
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > UNPACKED:
                raise ValueError("is too large for a transcript once unpacked")
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _flat(table: Table) -> Table:
    """Return a table that only holds other tables, one a row, as one."""
    inner: list[list[TableCell]] = []
    for row in table.rows:
        blocks = [block for cell in row for block in cell.blocks if isinstance(block, Table) or block.text.strip()]
        if len(row) != 1 or len(blocks) != 1 or not isinstance(blocks[0], Table):
            return table
        inner += blocks[0].rows
    return Table(inner) if inner else table


class _Body:
    """Makes lines of the blocks of a document."""

    def __init__(self, headings: set[str], tally: Tally) -> None:
        self.headings = headings
        self.tally = tally
        self.gap = FIRST

    def lines(self, blocks: list[Paragraph | Table]) -> Iterator[SourceLine]:
        """Yield the lines of paragraphs, and of the column of each table that is said."""
        for block in blocks:
            if isinstance(block, Paragraph):
                yield from self._paragraph(block)
            else:
                rows = [[Cell(self._cell(cell.blocks), cell.span) for cell in row] for row in _flat(block).rows]
                yield from table_lines(rows, self.tally)
                self.gap = 0

    def _cell(self, blocks: list[Paragraph | Table]) -> tuple[SourceLine, ...]:
        self.gap = 0
        lines = tuple(self.lines(blocks))
        number = next((block.number for block in blocks if isinstance(block, Paragraph)), 1)
        return lines or (SourceLine("", number),)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[SourceLine]:
        text = paragraph.text
        if not text.strip():
            self.gap += 1
            return
        title = heading_title(text)
        if title is not None or paragraph.style in self.headings:
            yield SourceLine(title or plain(text), paragraph.number, heading=True)
            self.gap = FIRST
            return
        offset = 0
        for place, part in enumerate(text.split("\n")):
            if part.strip():
                # Paragraphs are parted by themselves; an empty one between them adds to it.
                gap = 0 if place else self.gap + 1
                bold = max(0, min(paragraph.bold - offset, len(part)))
                yield SourceLine(part, paragraph.number, gap, offset=offset, bold=bold)
            offset += len(part) + 1
        self.gap = 0
