"""Read a list of clips by the ending of its name.

A format's function takes the path, for its messages, and the text, and returns the selects in order; it raises
`FileProblem` naming the row or line that is wrong. To add a format, write a module and add a row to `FORMATS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from align.errors import FileProblem
from align.transcript import decode, read_bytes
from clips.settings import Select

__all__ = ["FORMATS", "read_selects"]

FORMATS = {
    ".csv": "clips.selects.table:read",
    ".tsv": "clips.selects.table:read",
    ".toml": "clips.selects.toml:read",
    ".md": "clips.selects.markdown:read",
    ".markdown": "clips.selects.markdown:read",
    ".srt": "clips.selects.captions:read",
    ".vtt": "clips.selects.captions:read",
}
"""The function that reads files with each ending."""


def read_selects(path: Path) -> list[Select]:
    """Return the selects in a file, in order; raises `FileProblem` for a file that is no list, or an empty one."""
    home = FORMATS.get(path.suffix.lower())
    if home is None:
        raise FileProblem(path, f"is no list of clips: {', '.join(FORMATS)} can be read")
    module, _, function = home.partition(":")
    read = cast(Callable[[Path, str], list[Select]], getattr(importlib.import_module(module), function))
    selects = read(path, decode(path, read_bytes(path)))
    if not selects:
        raise FileProblem(path, "names no clips")
    return selects
