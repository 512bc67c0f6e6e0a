"""Raised numbers that point at notes, in formats that tell what is raised."""

from __future__ import annotations

import re

__all__ = ["is_note_mark"]

REACH = 8  # characters before a mark that are looked at

_MARK = re.compile(r"\s{0,2}(?:\d{1,3}(?:[,–-]\d{1,3}){0,3}|[*†‡§]{1,3})\s{0,2}")
_BEFORE = re.compile(
    r"(?:(?<![^\W\d_])(?!(?:mm|cm|dm|km|ft|in|yd|mi|kg|sec)\Z)[^\W\d_]{2,}|[.,;:!?)\]”’\"'»])\Z", re.IGNORECASE
)
"""A word, or the sign behind it; a raised number behind a unit, a letter or another number is a power."""


def is_note_mark(raised: str, before: str) -> bool:
    """Tell whether a raised text behind `before` is the mark of a note, which nobody says.

    >>> is_note_mark("1", "the boat"), is_note_mark("2", "10 km"), is_note_mark("th", "the 5")
    (True, False, False)
    """
    return _MARK.fullmatch(raised) is not None and _BEFORE.search(before[-REACH:]) is not None
