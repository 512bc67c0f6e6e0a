"""What the readers of results hand on: words as a program heard them, and the checks on values from outside."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from align.clock import seconds_of
from align.document import Status, Unscripted

__all__ = [
    "Imported",
    "Passage",
    "RecognisedWord",
    "mappings",
    "name",
    "number",
    "rows",
    "seconds",
    "share",
    "speaker_in",
    "speaker_of",
    "table",
    "text",
    "time_or_none",
]

_LARGEST = sys.float_info.max
LONGEST_NAME = 80  # characters of a speaker
_SPEAKERS = (
    "speaker",
    "speaker_name",
    "speaker_id",
    "speakerName",
    "speaker_label",
    "speakerLabel",
    "speakerDisplayName",
)
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
class Passage:
    """A piece of text, seconds where it is said, and who says it."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """All that a file tells. `engine` is what aligned, `duration` in seconds, `language` as the file has it."""

    words: tuple[RecognisedWord, ...]
    engine: str
    version: str = "unknown"
    language: str | None = None
    duration: float | None = None
    unscripted: tuple[Unscripted, ...] = ()


def time_or_none(value: object, scale: float = 1.0) -> float | None:
    """Return a time as a number, as text, as "12.5s" or as "0:12.5", times `scale`; `None` for anything else."""
    if isinstance(value, str):
        try:
            value = seconds_of(value) if ":" in value else float(value.rstrip("s"))
        except ValueError:
            return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _LONGEST / scale:
        return float(value) * scale
    return None


def speaker_of(value: object) -> str | None:
    """Return a speaker as a transcript names them; a number is "Speaker 0"."""
    if isinstance(value, str):
        return value[:LONGEST_NAME] or None
    return f"Speaker {value}" if isinstance(value, int) and not isinstance(value, bool) and value < _LONGEST else None


def speaker_in(row: Mapping[str, Any]) -> str | None:
    """Return who says a row of JSON, under any of the names that programs have for it."""
    return speaker_of(next((row[key] for key in _SPEAKERS if row.get(key) is not None), None))


def mappings(content: object, *keys: str | int) -> list[Mapping[str, Any]]:
    """Return the JSON objects in the array that lies at the end of the keys; empty where there is none."""
    for key in keys:
        if isinstance(content, Mapping) and isinstance(key, str):
            content = content.get(key)
        elif isinstance(content, list) and isinstance(key, int) and key < len(content):
            content = content[key]
        else:
            return []
    return [row for row in content if isinstance(row, Mapping)] if isinstance(content, list) else []


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
    """Read a speaker or a language, cleaned as `text` is; anything but a string is `None`."""
    return text(value, "a name") if isinstance(value, str) else None


def number(value: object, what: str) -> float | None:
    """Read a finite number, also written as text (as Amazon does); nothing is `None`."""
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
    """Read a time; raises `ValueError` for one that no recording has."""
    found = number(value, "a time in seconds")
    if found is not None and not 0 <= found <= _LONGEST:
        raise ValueError(f"has {_shown(value)} where a time in seconds is expected")
    return found


def share(value: object) -> float | None:
    """Read a confidence, limited to 0..1."""
    found = number(value, "a confidence")
    return None if found is None else min(1.0, max(0.0, found))


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number that is too large"  # it may have more digits than Python writes
    shown = ascii(value) if isinstance(value, str | int | float | bool | None) else f"a {type(value).__name__}"
    return shown if len(shown) <= 40 else shown[:39] + "…"
