"""One module a format, behind one table.

A format's module has `write(track) -> str | bytes`; it is imported when it is used.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from align.errors import UsageError
from subtitles.track import Track

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of subtitle file: its name, the endings of its file names, and the module that writes it."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str

    def write(self, track: Track) -> bytes:
        """The file's content; text is UTF-8."""
        made = importlib.import_module(self.module).write(track)
        return made.encode("utf-8") if isinstance(made, str) else cast(bytes, made)


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("srt", "SubRip", (".srt",), "subtitles.formats.srt"),
        Format("vtt", "WebVTT", (".vtt",), "subtitles.formats.vtt"),
    )
}


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of this name, or the one that the file's ending asks for; raises `UsageError` for neither."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(f"no format {name!r}; there are {', '.join(FORMATS)}")
        return FORMATS[name]
    lower = path.name.lower()
    found = [(len(suffix), each) for each in FORMATS.values() for suffix in each.suffixes if lower.endswith(suffix)]
    if not found:
        known = " ".join(suffix for each in FORMATS.values() for suffix in each.suffixes)
        raise UsageError(f"cannot tell the format from the name {path.name!r}; endings are {known}, or give --format")
    return max(found, key=lambda pair: pair[0])[1]
