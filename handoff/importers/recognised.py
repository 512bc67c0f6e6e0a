"""What the importers hand on: words as a program heard them, and the checks on values that come from outside."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from align.document import Status, Unscripted

__all__ = ["Imported", "RecognisedWord", "name", "number", "rows", "seconds", "share", "table", "text"]

_LARGEST = sys.float_info.max
_LONGEST = 1e6  # seconds; beyond it a time is a number of samples or milliseconds, or nonsense


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """One word (or several, in `text`) of a file; times in seconds, `None` where the file has none.

    `breaks` says that a paragraph, and `line` that a line begins with it.
    """

    text: str
    start: float | None = None
    end: float | None = None
    score: float | None = None
    status: Status = "aligned"
    speaker: str | None = None
    breaks: bool = False
    line: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """All that a file tells. `engine` is what aligned, `duration` in seconds, `language` as the file has it."""

    words: tuple[RecognisedWord, ...]
    engine: str
    version: str = "unknown"
    language: str | None = None
    duration: float | None = None
    unscripted: tuple[Unscripted, ...] = ()


def table(value: object, what: str) -> Mapping[str, Any]:
    """`value`, checked to be a JSON object."""
    if not isinstance(value, Mapping):
        raise ValueError(f"has no proper {what}")
    return value


def rows(value: object, what: str) -> list[Any]:
    """`value`, checked to be a JSON array; nothing is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"has no list of {what}")
    return value


def text(value: object, what: str) -> str:
    """`value`, checked to be a string that UTF-8 can hold."""
    if not isinstance(value, str):
        raise ValueError(f"has {_shown(value)} where {what} is expected")
    return value.encode("utf-8", "replace").decode("utf-8")


def name(value: object) -> str | None:
    """A speaker or a language, cleaned as `text` is; anything but a string is `None`."""
    return text(value, "a name") if isinstance(value, str) else None


def number(value: object, what: str) -> float | None:
    """A finite number, also written as text (as Amazon does); nothing is `None`."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) < 40:
        try:
            value = float(value)
        except ValueError:
            raise ValueError(f"has {_shown(value)} where {what} is expected") from None
    # The comparison is exact for whole numbers that no float can hold, and false for NaN.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise ValueError(f"has {_shown(value)} where {what} is expected")
    return float(value)


def seconds(value: object) -> float | None:
    """A time; raises `ValueError` for one that no recording has."""
    found = number(value, "a time in seconds")
    if found is not None and not 0 <= found <= _LONGEST:
        raise ValueError(f"has {_shown(value)} where a time in seconds is expected")
    return found


def share(value: object) -> float | None:
    """A confidence, limited to 0..1."""
    found = number(value, "a confidence")
    return None if found is None else min(1.0, max(0.0, found))


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number that is too large"  # it may have more digits than Python writes
    shown = ascii(value) if isinstance(value, str | int | float | bool | None) else f"a {type(value).__name__}"
    return shown if len(shown) <= 40 else shown[:39] + "…"
