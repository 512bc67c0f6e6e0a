"""Memory that is no longer used goes back to the system, where the C library would keep it for later.

glibc keeps what was freed between what is not: of two hours' arrays that was 50 MB and more. Other C libraries have
neither of these functions and need neither.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

__all__ = ["give_back_freed", "map_large_arrays"]

LARGE = 12 << 20
"""Bytes: what is as large is mapped by itself, and unmapped when it is freed. Left alone, glibc raises this limit to
the size of what was freed; lower limits cost more time, since mapped pages are cleared each time."""

_M_MMAP_THRESHOLD = -3
"""From malloc.h."""


def map_large_arrays() -> None:
    """Keep large arrays apart from what is allocated beside them, from now on in this process."""
    if (function := _function("mallopt")) is not None:
        function(_M_MMAP_THRESHOLD, LARGE)


def give_back_freed() -> None:
    """Give back what was freed; some milliseconds, so at the end of stages only."""
    if (function := _function("malloc_trim")) is not None:
        function(0)


@functools.cache
def _function(name: str) -> Any:
    """Return a function of the C library; `None` where it has none of the name."""
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):
        return None  # Windows has no library of that name
