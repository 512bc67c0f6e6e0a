"""The formats of transcripts, each read into the same lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from align.decode import decode, read_bytes

__all__ = ["SourceLine", "read_lines"]

HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<title>.*?)[\s#]*$")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file, layout already masked; `number` from 1; `start`, `end` in seconds where the file tells."""

    text: str
    number: int
    heading: bool = False
    start: float | None = None
    end: float | None = None


def read_lines(path: Path) -> list[SourceLine]:
    """Read a file of any supported format; raises `FileProblem`."""
    text = decode(path, read_bytes(path))
    return _plain(text)


def _plain(text: str) -> list[SourceLine]:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        heading = HEADING.match(line)
        lines.append(SourceLine(heading["title"] if heading else line, number, heading is not None))
    return lines
