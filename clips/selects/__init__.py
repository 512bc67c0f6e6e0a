"""Lists of clips: one module a format behind the table in `reader`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from clips.selects.reader import FORMATS, read_selects

__all__ = ["FORMATS", "read_selects"]

_HOMES = {"clips.selects.reader": ("FORMATS", "read_selects")}

__getattr__ = lazy_names(__name__, _HOMES)
