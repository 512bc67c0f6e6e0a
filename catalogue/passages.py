"""The words of an episode as the library keeps them: chunks with texts, times and the keys that are searched for."""

from __future__ import annotations

import array
from collections.abc import Iterator, Sequence

from align import Alignment, EngineInfo, Media, Word
from clips.normalise import units

__all__ = ["CHUNK", "alignment_of", "chunks_of", "keys_of", "places_of", "text_of", "words_of"]

CHUNK = 32
"""Words."""


def keys_of(text: str) -> list[str]:
    """Return the keys to search for; the last one ends in `*` where the text does."""
    star = text.endswith("*") and " " not in text
    keys = [unit.key for unit in units(text.split())]
    return [*keys[:-1], f"{keys[-1]}*"] if star and keys else keys


def chunks_of(words: Sequence[Word]) -> Iterator[tuple[int, str, bytes, str]]:
    """First word, texts, times (starts and ends in milliseconds, -1 unknown) and keys of each chunk."""
    keys: list[list[str]] = [[] for _ in range(0, len(words), CHUNK)]
    for unit in units(["" if word.status == "silent" else word.text for word in words]):
        keys[unit.first // CHUNK].append(unit.key)
    for number, first in enumerate(range(0, len(words), CHUNK)):
        part = words[first : first + CHUNK]
        times = array.array("i")
        for word in part:
            times.append(-1 if word.start is None else round(word.start * 1000))
            times.append(-1 if word.end is None else round(word.end * 1000))
        yield first, "\n".join(word.text.replace("\n", " ") for word in part), times.tobytes(), " ".join(keys[number])


def words_of(texts: str, times: bytes) -> Iterator[Word]:
    """Return the words of a chunk."""
    numbers = array.array("i")
    numbers.frombytes(times)
    for k, text in enumerate(texts.split("\n")):
        start, end = numbers[2 * k], numbers[2 * k + 1]
        known = start >= 0
        yield Word(
            text,
            start / 1000 if known else None,
            end / 1000 if known else None,
            status="aligned" if known else "absent",
        )


def places_of(words: Sequence[Word], keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last word of each place with these keys, in a window of words."""
    found = units([word.text for word in words])
    for at in range(len(found) - len(keys) + 1):
        if all(_matches(found[at + k].key, key) for k, key in enumerate(keys)):
            yield found[at].first, found[at + len(keys) - 1].last


def _matches(key: str, wanted: str) -> bool:
    return key.startswith(wanted[:-1]) if wanted.endswith("*") else key == wanted


def alignment_of(words: Sequence[Word]) -> Alignment:
    """Return a document of some words, for the quote finder."""
    return Alignment(Media("", "", 0.0), "en", EngineInfo("library", "1"), tuple(words))


def text_of(words: Sequence[Word]) -> str:
    """Join words by spaces."""
    return " ".join(word.text for word in words)
