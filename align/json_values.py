"""Values of JSON, checked as they are read and written so that anything can read them again."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

__all__ = [
    "LATEST",
    "MOST_COUNTED",
    "bare_language",
    "compact_json",
    "count_value",
    "index_value",
    "index_values",
    "language_value",
    "number_text",
    "plain_value",
    "seconds_value",
    "shown_value",
    "text_value",
]

LATEST = 2e6
"""Seconds, three weeks: beyond any recording, and milliseconds of it fit 32 bits, as the library keeps them."""

MOST_COUNTED = 1 << 31
"""Above any line, column or word, and what fits 32 bits."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile("[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_SHOWN = 40
"""Characters of a wrong value in a message."""


def compact_json(value: object) -> str:
    """Write a value on one line; half a character, which UTF-8 cannot hold, is spelt as JSON can.

    >>> print(compact_json(["caf\\u00e9", "\\udce9", 1.5]))
    ["café", "\\udce9", 1.5]
    """
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def number_text(value: float | None) -> str:
    """Write a number to three decimals, `None` as `null`; raises `ValueError` for what is no number."""
    if value is None:
        return "null"
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number of seconds")
    return str(round(value, 3))


def seconds_value(where: str, value: object) -> float:
    """Read a number of seconds from 0; raises `ValueError` naming `where` for anything else."""
    # The comparison is exact for whole numbers of any size, and false for NaN.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise ValueError(f"has {shown_value(value)} where a number of seconds is expected ({where})")
    return float(value)


def index_value(where: str, value: object, count: int) -> int:
    """Read the index of one of `count` words, or `count` itself: a heading may stand after the last word."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= count:
        raise ValueError(f"has {shown_value(value)} where the index of a word is expected ({where})")
    return value


def index_values(where: str, values: Sequence[object], count: int) -> tuple[int, ...]:
    """Read indices of words, each as `index_value`."""
    return tuple(index_value(where, value, count) for value in values)


def count_value(where: str, value: object) -> int:
    """Read a whole number from 0 that fits 32 bits."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST_COUNTED:
        raise ValueError(f"has {shown_value(value)} where a count is expected ({where})")
    return value


def text_value(where: str, value: object) -> str:
    """Read a text that can be written as UTF-8; raises `ValueError` for half a character (a lone surrogate)."""
    if not isinstance(value, str):
        raise ValueError(f"has {shown_value(value)} where a text is expected ({where})")
    if not value.isascii() and _SURROGATE.search(value):
        raise ValueError(f"holds half a character ({where}); write the file again as UTF-8")
    return value


def language_value(where: str, value: object) -> str:
    """Read the code of a language, as in `en` or `pt-BR`, or none: it is part of the names of files.

    What people write as `DE` or `pt_BR` becomes what files of all kinds take (RFC 5646). Raises `ValueError` for
    anything else.

    >>> language_value("language", "pt_BR"), language_value("language", "DE")
    ('pt-BR', 'de')
    """
    code = text_value(where, value)
    if code and not _LANGUAGE.fullmatch(code):
        raise ValueError(f"has {shown_value(code)} where the code of a language is expected ({where})")
    first, *rest = re.split("[-_]", code)
    return "-".join((first.lower(), *rest))


def bare_language(code: str) -> str:
    """Return the code of a language without its region.

    >>> bare_language("pt-BR")
    'pt'
    """
    return re.split("[-_]", code)[0].lower()


def plain_value(where: str, value: object) -> object:
    """Any value that JSON can hold and that can be written again, parts and all."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"has {value} where a number is expected ({where})")
    if isinstance(value, str):
        return text_value(where, value)
    if isinstance(value, list):
        return [plain_value(where, part) for part in value]
    if isinstance(value, dict):
        return {text_value(where, key): plain_value(where, part) for key, part in value.items()}
    return value


def shown_value(value: object) -> str:
    """Write a value of any kind and size as a few characters of a message."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 100:
        return "a number without end"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
