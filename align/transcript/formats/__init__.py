"""The formats that a transcript comes in, one module each behind one table.

A module has `fits(source) -> bool`, which tells by the content and then by the name, and `read(source) -> Reading`,
which raises `ValueError` with what is wrong. To add a format, write such a module and add its row to `FORMATS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from align.errors import FileProblem
from align.transcript.encoding import decode, read_bytes
from align.transcript.lines import MOST_LINES, Reading, SourceText

__all__ = ["FORMATS", "Format", "read_file"]

MOST_CHARACTERS = 6_000_000
"""Automatic captions of twelve hours have five million; what is larger is no transcript."""

MOST_RAW_LINES = 250_000
"""Automatic captions of twelve hours have 220,000, blank ones included."""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table: the module, what its files are, whether they are text, and how many lines with text they may
    have.
    """

    module: str
    help: str
    text: bool = True
    most_lines: int = MOST_LINES


FORMATS: dict[str, Format] = {
    "word": Format("align.transcript.formats.word", "Word documents (.docx)", text=False),
    "captions": Format("align.transcript.formats.subtitles", "SRT and WebVTT", most_lines=MOST_RAW_LINES),
    "ass": Format(
        "align.transcript.formats.ass", "Advanced SubStation Alpha: what its dialogue says", most_lines=MOST_RAW_LINES
    ),
    "json": Format(
        "align.transcript.formats.json_text", "JSON of recognisers and of podcast players", most_lines=MOST_RAW_LINES
    ),
    "ttml": Format("align.transcript.formats.ttml", "TTML, DFXP and iTT", most_lines=MOST_RAW_LINES),
    "refused": Format("align.transcript.formats.refused", "text files that are something else"),
    "html": Format("align.transcript.formats.html_page", "web pages", most_lines=MOST_RAW_LINES),
    "sbv": Format("align.transcript.formats.sbv", "YouTube's SBV", most_lines=MOST_RAW_LINES),
    "lrc": Format("align.transcript.formats.lrc", "LRC lyrics"),
    "chat": Format("align.transcript.formats.chat", "CHAT (.cha)"),
    "fountain": Format("align.transcript.formats.fountain", "Fountain screenplays"),
    "delimited": Format(
        "align.transcript.formats.delimited", "CSV, TSV and columns parted by tabs", most_lines=MOST_RAW_LINES
    ),
    "records": Format("align.transcript.formats.records", "records of fields, one a line"),
    "markdown": Format("align.transcript.formats.markdown", "Markdown"),
    "plain": Format("align.transcript.formats.plain", "plain text"),
}
"""The first that fits reads the file; plain text fits any."""


def read_file(path: Path) -> Reading:
    """Read a file of any format of `FORMATS`; raises `FileProblem`."""
    data = read_bytes(path)
    source: SourceText | None = None
    for form in FORMATS.values():
        module = importlib.import_module(form.module)
        fits: Callable[[object], bool] = module.fits
        if form.text and source is None:
            source = _source(path, data)
        content = source if form.text else data
        if fits(content):
            read: Callable[[object], Reading] = module.read
            if form.text and source is not None:
                _refuse_long(path, (line for line in source.lines if line.strip()), form.most_lines)
            try:
                reading = read(content)
                if reading.labels:
                    _refuse_long(path, reading.lines, MOST_LINES)
                return reading
            except ValueError as error:
                raise FileProblem(path, str(error)) from None
            except RecursionError:
                raise FileProblem(path, "is nested too deeply to be read") from None
    raise AssertionError("plain text fits any file")


def _refuse_long(path: Path, lines: Iterable[object], most: int) -> None:
    if sum(1 for _ in lines) > most:
        raise FileProblem(path, f"is too large for a transcript (more than {most:,} lines)")


def _source(path: Path, data: bytes) -> SourceText:
    text = decode(path, data)
    if len(text) > MOST_CHARACTERS:
        size = MOST_CHARACTERS // 1_000_000
        raise FileProblem(path, f"is too large for a transcript (more than {size} million characters)")
    source = SourceText(path.name, text)
    _refuse_long(path, source.lines, MOST_RAW_LINES)
    return source
