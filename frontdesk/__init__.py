"""A page for colleagues who use no terminal: files dropped on it are aligned, looked at and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.server import DeskServer

__all__ = ["Desk", "DeskServer"]

_HOMES = {"frontdesk.desk": ("Desk",), "frontdesk.server": ("DeskServer",)}

__getattr__ = lazy_names(__name__, _HOMES)
