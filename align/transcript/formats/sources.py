"""The formats of transcripts, each read into the same lines: plain text, SRT, WebVTT, Markdown, Word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from align.errors import FileProblem
from align.transcript.caption_lines import caption_lines
from align.transcript.captions import looks_like_captions, read_captions
from align.transcript.encoding import decode, read_bytes
from align.transcript.lines import BREAK, FIRST, HEADING, SourceLine

__all__ = ["read_lines"]


def read_lines(path: Path) -> list[SourceLine]:
    """Read a file of any supported format, told by its content before its name; raises `FileProblem`."""
    data = read_bytes(path)
    if data[:4] == b"PK\x03\x04" and b"word/" in data:
        from align.transcript.formats.word import read_word

        return read_word(path, data)
    text = decode(path, data)
    if looks_like_captions(text):
        try:
            return list(caption_lines(read_captions(text)))
        except ValueError as error:
            raise FileProblem(path, str(error)) from None
    if path.suffix.lower() in (".md", ".markdown", ".mdown", ".mkd"):
        from align.transcript.formats.markdown import read_markdown

        return read_markdown(BREAK.split(text))
    return list(_plain(BREAK.split(text)))


def _plain(lines: list[str]) -> Iterator[SourceLine]:
    gap = FIRST
    for number, line in enumerate(lines, 1):
        heading = HEADING.match(line)
        if heading:
            yield SourceLine(heading["title"], number, heading=True)
            gap = FIRST
        elif line.strip():
            yield SourceLine(line, number, gap)
            gap = 0
        else:
            gap += 1
