"""Praat TextGrid, long or short: only its numbers, quoted strings and `<flags>` count, as Praat itself reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.recognised.words import Imported, RecognisedWord, seconds, text

__all__ = ["read"]

# Free-standing numbers only: neither the 1 of `item [1]:` nor that of `intervals: size2`.
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|<(\w+)>|(?<!\S)([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?!\S)')
_SILENCE = frozenset(
    ("", "sp", "sil", "sp1", "<eps>", "<sil>", "<p:>", "#", "_", "<silence>", "spn", "<unk>", "<s>", "</s>")
)
_NAMES = ("words", "word", "ort", "ort-mau", "orthography", "tokens", "utterances", "transcript")
_MOST = 10_000_000

Tier = tuple[str, list[tuple[float, float, str]]]


def read(content: str, tier: str | None = None) -> Imported:
    """Read the file's text; `tier` names the one with the words. Raises `ValueError` with what is wrong."""
    try:
        tiers, duration = _tiers(_tokens(content))
    except StopIteration:
        raise ValueError("is a TextGrid that ends too early") from None
    name, intervals = _choose(tiers, tier)
    speaker = re.fullmatch(r"(.+) - words", name)
    words = [
        RecognisedWord(text(label, "a label"), start, end, speaker=text(speaker[1], "a name") if speaker else None)
        for start, end, label in intervals
        if label.strip().lower() not in _SILENCE
    ]
    return Imported(tuple(words), "textgrid", duration=duration)


def _tokens(content: str) -> Iterator[str | float]:
    if "ooTextFile" not in content[:200]:
        raise ValueError("is not a TextGrid (no 'ooTextFile' at its head)")
    # A comment runs from a free-standing `!` to the end of its line, but not inside a label.
    for match in re.finditer(_TOKEN.pattern + r"|(?<!\S)![^\n]*", content):
        if match[1] is not None:
            yield match[1].replace('""', '"')
        elif match[2] is not None:
            yield f"<{match[2]}>"
        elif match[3] is not None:
            yield float(match[3])


def _tiers(tokens: Iterator[str | float]) -> tuple[list[Tier], float]:
    kinds = [next(tokens), next(tokens)]
    if kinds != ["ooTextFile", "TextGrid"]:
        raise ValueError("is a Praat file, but not a TextGrid")
    _number(tokens)
    duration = _time(tokens)
    if next(tokens) != "<exists>":
        raise ValueError("is a TextGrid without tiers")
    tiers: list[Tier] = []
    for _ in range(_count(tokens)):
        kind, name = _string(tokens), _string(tokens)
        _number(tokens), _number(tokens)
        count = _count(tokens)
        if kind == "IntervalTier":
            tiers.append((name, [(_time(tokens), _time(tokens), _string(tokens)) for _ in range(count)]))
        elif kind == "TextTier":
            for _ in range(count):
                _number(tokens), _string(tokens)
        else:
            raise ValueError(f"has a tier of unknown kind {kind[:40]!r}")
    return tiers, duration


def _choose(tiers: list[Tier], asked: str | None) -> Tier:
    if not tiers:
        raise ValueError("is a TextGrid without intervals")
    names = {name.strip().lower(): (name, found) for name, found in reversed(tiers)}
    if asked is not None:
        if asked.strip().lower() not in names:
            raise ValueError(f"has no tier {asked!r}; it has {', '.join(repr(name) for name, _ in tiers)}")
        return names[asked.strip().lower()]
    for name in _NAMES:
        if name in names:
            return names[name]
    return next((tier for tier in tiers if tier[0].lower().endswith("words")), tiers[0])


def _string(tokens: Iterator[str | float]) -> str:
    value = next(tokens)
    if not isinstance(value, str):
        raise ValueError(f"has the number {value:g} where a label is expected")
    return value


def _number(tokens: Iterator[str | float]) -> float:
    value = next(tokens)
    if not isinstance(value, float):
        raise ValueError(f"has {value[:40]!r} where a number is expected")
    return value


def _time(tokens: Iterator[str | float]) -> float:
    return seconds(_number(tokens)) or 0.0


def _count(tokens: Iterator[str | float]) -> int:
    value = _number(tokens)
    if not 0 <= value <= _MOST or value != int(value):
        raise ValueError(f"has {value:g} where a count is expected")
    return int(value)
