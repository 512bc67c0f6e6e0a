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

MOST_CHARACTERS, MOST_RAW_LINES = 6_000_000, 250_000
"""Of what programs write. Automatic captions of twelve hours have five million and 220,000, blank lines included."""

MOST_WRITTEN = 3_000_000
"""Characters of what people write, fifty hours of speech: twice as many of the costliest layouts would take more than
500 MB."""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table: the module, what its files are, whether they are text, and whether programs write them, with
    more lines and characters than people do.
    """

    module: str
    help: str
    text: bool = True
    by_programs: bool = False


FORMATS: dict[str, Format] = {
    "word": Format("align.transcript.formats.word", "Word documents (.docx)", text=False),
    "captions": Format("align.transcript.formats.subtitles", "SRT and WebVTT", by_programs=True),
    "ass": Format(
        "align.transcript.formats.ass", "Advanced SubStation Alpha: what its dialogue says", by_programs=True
    ),
    "otranscribe": Format("align.transcript.formats.otranscribe", "oTranscribe (.otr)", by_programs=True),
    "literals": Format("align.transcript.formats.literals", "rows of values in brackets", by_programs=True),
    "json": Format(
        "align.transcript.formats.json_text", "JSON of recognisers and of podcast players", by_programs=True
    ),
    "ttml": Format("align.transcript.formats.ttml", "TTML, DFXP and iTT", by_programs=True),
    "refused": Format("align.transcript.formats.refused", "text files that are something else"),
    "html": Format("align.transcript.formats.html_page", "web pages", by_programs=True),
    "sbv": Format("align.transcript.formats.sbv", "YouTube's SBV", by_programs=True),
    "lrc": Format("align.transcript.formats.lrc", "LRC lyrics"),
    "tmplayer": Format("align.transcript.formats.tmplayer", "TMPlayer captions", by_programs=True),
    "chat": Format("align.transcript.formats.chat", "CHAT (.cha)"),
    "fountain": Format("align.transcript.formats.fountain", "Fountain screenplays"),
    "delimited": Format("align.transcript.formats.delimited", "CSV, TSV and columns parted by tabs", by_programs=True),
    "yaml": Format("align.transcript.formats.yaml_list", "YAML lists of records", by_programs=True),
    "pairs": Format("align.transcript.formats.pairs", "rows of keys with their values", by_programs=True),
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
                _refuse_large(path, source, form)
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


def _refuse_large(path: Path, source: SourceText, form: Format) -> None:
    _refuse_characters(path, source.text, MOST_CHARACTERS if form.by_programs else MOST_WRITTEN)
    most_lines = MOST_RAW_LINES if form.by_programs else MOST_LINES
    _refuse_long(path, (line for line in source.lines if line.strip()), most_lines)


def _refuse_characters(path: Path, text: str, most: int) -> None:
    if len(text) > most:
        raise FileProblem(
            path, f"is too large for a transcript (more than {most // 1_000_000} million characters); divide it"
        )


def _source(path: Path, data: bytes) -> SourceText:
    text = decode(path, data)
    _refuse_characters(path, text, MOST_CHARACTERS)
    source = SourceText(path.name, text)
    _refuse_long(path, source.lines, MOST_RAW_LINES)
    return source
