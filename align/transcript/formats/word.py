"""Word documents (.docx): a paragraph is a line, a heading a chapter, a table of times and speakers is understood."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from align.errors import FileProblem
from align.transcript.lines import FIRST, HEADING, Mark, SourceLine, seconds

__all__ = ["read_word"]

UNPACKED = 200_000_000
"""Bytes of document that a file may unpack to: a small file can hold a thousand times its size in zeros."""

STAMP = re.compile(r"\[?\(?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?)\)?\]?")
TITLES = frozenset("time times timecode timestamp start end in out speaker name who text transcript dialogue".split())


def read_word(path: Path, data: bytes) -> list[SourceLine]:
    """The paragraphs of a document in order; raises `FileProblem`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > UNPACKED:
                raise FileProblem(path, "is too large for a transcript once unpacked")
        from docx import Document

        document = Document(io.BytesIO(data))
    except FileProblem:
        raise
    except Exception as error:  # python-docx and lxml raise whatever they meet in a damaged file
        raise FileProblem(path, f"cannot be read as a Word document ({type(error).__name__})") from None
    headings = {style.style_id for style in document.styles if _is_heading(style)}
    return list(_Body(headings).lines(document.element.body))


def _is_heading(style: Any) -> bool:
    return re.match(r"(heading|title|überschrift|titre|título|titolo)\b", style.name or "", re.I) is not None


def _tag(element: Any) -> str:
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


class _Body:
    """Walks a document; paragraphs are counted from 1, those in tables included."""

    def __init__(self, headings: set[str]) -> None:
        self.headings = headings
        self.number = 0
        self.gap = FIRST

    def lines(self, body: Any) -> Iterator[SourceLine]:
        for child in body:
            tag = _tag(child)
            if tag == "p":
                yield from self.paragraph(child)
            elif tag == "tbl":
                yield from self.table(child)
            elif tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
                yield from self.lines(child)

    def paragraph(self, element: Any, marks: tuple[Mark, ...] = (), start: float | None = None) -> Iterator[SourceLine]:
        self.number += 1
        text = "".join(_runs(element))
        if not text.strip():
            self.gap += 1
            return
        styles = [child.get(_qualified(element, "val")) for child in element.iter() if _tag(child) == "pStyle"]
        heading = HEADING.match(text)
        if heading or (styles and styles[0] in self.headings):
            title = heading["title"] if heading else " ".join(text.split())
            yield SourceLine(title, self.number, heading=True)
            self.gap = FIRST
            return
        offset = 0
        for place, part in enumerate(text.split("\n")):
            if part.strip():
                first = place == 0
                yield SourceLine(
                    part,
                    self.number,
                    # Paragraphs are parted by themselves; an empty one between them adds to it.
                    self.gap + 1 if first else 0,
                    start=start if first else None,
                    offset=offset,
                    marks=marks if first else (),
                )
            offset += len(part) + 1
        self.gap = 0

    def table(self, table: Any) -> Iterator[SourceLine]:
        """Rows of time, speaker and text in any order; the widest column holds the text."""
        rows = [[cell for cell in row if _tag(cell) == "tc"] for row in table.iter() if _tag(row) == "tr"]
        texts = [["".join(_runs(cell)).strip() for cell in row] for row in rows]
        width = max((len(row) for row in texts), default=0)
        sizes = [sum(len(row[column]) for row in texts if column < len(row)) for column in range(width)]
        spoken = sizes.index(max(sizes)) if sizes else 0
        for index, (cells, row) in enumerate(zip(rows, texts, strict=True)):
            header = index == 0 and width > 1 and all(text.lower() in TITLES for text in row if text)
            marks: list[Mark] = []
            start = None
            for column, text in enumerate(row):
                if column == spoken:
                    continue
                if stamp := STAMP.fullmatch(text):
                    start = seconds(stamp[1]) if start is None else start
                elif text and len(text) <= 40:
                    marks.append(Mark(0, turn=True, name=text.rstrip(":")))
            for column, cell in enumerate(cells):
                paragraphs = [p for p in cell.iter() if _tag(p) == "p"]
                if column != spoken or header:
                    self.number += len(paragraphs)
                    continue
                for place, paragraph in enumerate(paragraphs):
                    yield from self.paragraph(paragraph, () if place else tuple(marks), None if place else start)


def _qualified(element: Any, name: str) -> str:
    return f"{element.tag.rpartition('}')[0]}}}{name}"


def _runs(element: Any) -> Iterator[str]:
    """The text of a paragraph as it is printed: insertions and links included, deletions and copies not."""
    for child in element:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag == "tab":
            yield "\t"
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag not in ("pPr", "rPr", "del", "moveFrom", "Fallback", "txbxContent", "instrText"):
            yield from _runs(child)
