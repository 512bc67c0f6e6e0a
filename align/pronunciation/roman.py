"""Roman numerals: which strings are one, and where one stands in a sentence."""

from __future__ import annotations

import re

__all__ = ["roman_value"]

_NUMERAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(text: str) -> int:
    """Return the value of a numeral in capitals, 1 to 3999; 0 for anything else.

    >>> roman_value("LVIII"), roman_value("IIII"), roman_value("")
    (58, 0, 0)
    """
    if not text or not _NUMERAL.fullmatch(text):
        return 0
    values = [_VALUES[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
