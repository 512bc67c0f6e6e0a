"""Titles set into a box: balanced lines, as large as fits, long words hyphenated, an ellipsis where it is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clips.emoji import text_width
from clips.fonts import Font

__all__ = ["TitleLines", "set_title"]

SMALLER = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)
"""Sizes that are tried before a title is cut short."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class TitleLines:
    """The lines of a title and the size of its em in pixels."""

    lines: tuple[str, ...]
    em: float


def set_title(text: str, font: Font, *, width: float, height: float, em: float, leading: float = 1.15) -> TitleLines:
    """Return the lines for a box of `width` x `height` pixels, `em` pixels large at most.

    As large as all of it fits, down to 0.6 of that; then words are left out at its end. Lines are about equally long.
    """
    words = text.split()
    if not words:
        return TitleLines((), em)
    for share in SMALLER:
        size = share * em
        most = max(1, int((height - size) / (leading * size) + 1))
        lines = _balanced(_hyphenated(words, font, width / size), font, width / size, most)
        if lines:
            return TitleLines(lines, size)
    size = SMALLER[-1] * em
    most = max(1, int((height - size) / (leading * size) + 1))
    return TitleLines(_cut_short(words, font, width / size, most), size)


def _balanced(words: Sequence[str], font: Font, width: float, most: int) -> tuple[str, ...]:
    """Return the fewest lines that hold the words, as even as can be; empty where `most` are too few."""
    rows = _filled(words, font, width)
    if len(rows) > most or any(text_width(row, font) > width for row in rows):
        return ()
    # The narrowest lines that still do with as few: found by halving.
    low, high = 0.0, width
    while high - low > EVEN:
        middle = (low + high) / 2
        tried = _filled(words, font, middle)
        if len(tried) > len(rows) or any(text_width(row, font) > middle for row in tried):
            low = middle
        else:
            high, rows = middle, tried
    return tuple(rows)


EVEN = 0.05
"""Of an em: lines are balanced to this."""


def _filled(words: Sequence[str], font: Font, width: float) -> list[str]:
    """Return lines that are filled one after another."""
    rows: list[list[str]] = [[]]
    for word in words:
        if not rows[-1] or text_width(_joined([*rows[-1], word]), font) <= width:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_joined(row) for row in rows]


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace("\u00ad ", "").replace("\u00ad", "-")


def _hyphenated(words: Sequence[str], font: Font, width: float) -> list[str]:
    """Return the words, those that are wider than a line in parts; a soft hyphen stands at the end of a part."""
    parts: list[str] = []
    for word in words:
        rest = word
        while text_width(rest, font) > width and len(rest) > 3:
            end = _last_break(rest, font, width)
            if rest[end - 1] in "-–—/":
                parts.append(rest[:end])
            else:
                parts.append(rest[:end] + "\u00ad")
            rest = rest[end:]
        parts.append(rest)
    return parts


_V, _C = "[aeiouyäöüáéíóú]", r"[^aeiouyäöüáéíóú\W]"
_SYLLABLE = re.compile(rf"(?<=[-–—/])|(?<={_V})(?={_C}{_V})|(?<={_V}{_C})(?={_C}{_V})", re.IGNORECASE)
"""Behind a hyphen, a vowel before one consonant and a vowel, or between two consonants that stand between vowels."""


def _last_break(word: str, font: Font, width: float) -> int:
    """Return how many letters of the word go on a line with a hyphen: to the end of a syllable, else all that fit."""
    fitting = max(1, sum(1 for end in range(1, len(word)) if text_width(word[:end] + "-", font) <= width))
    places = [found.start() for found in _SYLLABLE.finditer(word) if 1 < found.start() <= min(fitting, len(word) - 2)]
    return max(places, default=fitting)


def _cut_short(words: Sequence[str], font: Font, width: float, most: int) -> tuple[str, ...]:
    """Return lines filled one after another, the last one ending in an ellipsis."""
    rows: list[list[str]] = [[]]
    for word in _hyphenated(words, font, width):
        if text_width(_joined([*rows[-1], word]), font) <= width or not rows[-1]:
            rows[-1].append(word)
        elif len(rows) < most:
            rows.append([word])
        else:
            break
    last = rows[-1]
    while len(last) > 1 and text_width(_joined(last).rstrip(",;:.-") + ELLIPSIS, font) > width:
        last.pop()
    text = _joined(last).rstrip(",;:.- ")
    while len(text) > 1 and text_width(text + ELLIPSIS, font) > width:
        text = text[:-1]
    return (*(_joined(row) for row in rows[:-1]), text + ELLIPSIS)
