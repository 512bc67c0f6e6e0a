"""The words of an episode as the library keeps them: chunks with texts, times and the keys that are searched for."""

from __future__ import annotations

import array
from collections.abc import Iterator, Sequence

import numpy as np

from align import Alignment, EngineInfo, Media, Word
from align.word_columns import WordColumns
from clips.normalise import unit_columns, units

__all__ = ["CHUNK", "alignment_of", "chunks_of", "keys_of", "places_of", "text_of", "words_of"]

CHUNK = 32
"""Words."""


def keys_of(text: str) -> list[str]:
    """Return the keys to search for; the last one ends in `*` where the text does."""
    star = text.endswith("*") and " " not in text
    keys = [unit.key for unit in units(text.split())]
    return [*keys[:-1], f"{keys[-1]}*"] if star and keys else keys


def chunks_of(words: WordColumns) -> Iterator[tuple[int, str, bytes, str]]:
    """First word, texts, times (starts and ends in milliseconds, -1 unknown) and keys of each chunk."""
    texts: Sequence[str] = words.texts
    if any("\n" in text for text in texts):
        texts = [text.replace("\n", " ") for text in texts]
    said = list(texts)
    for index in words.silent:
        said[index] = ""
    keys, firsts, _ = unit_columns(said)
    edges = np.searchsorted(np.array(firsts, np.int64), np.arange(0, len(texts) + CHUNK, CHUNK)).tolist()
    milliseconds = np.nan_to_num(np.stack([words.starts, words.ends], axis=1) * 1000, nan=-1)
    times = np.rint(milliseconds).astype(np.int32)
    for number, first in enumerate(range(0, len(texts), CHUNK)):
        part = slice(first, first + CHUNK)
        own = " ".join(keys[edges[number] : edges[number + 1]])
        yield first, "\n".join(texts[part]), times[part].tobytes(), own


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
    found, firsts, lasts = unit_columns([word.text for word in words])
    for at in range(len(found) - len(keys) + 1):
        if all(_matches(found[at + k], key) for k, key in enumerate(keys)):
            yield firsts[at], lasts[at + len(keys) - 1]


def _matches(key: str, wanted: str) -> bool:
    return key.startswith(wanted[:-1]) if wanted.endswith("*") else key == wanted


def alignment_of(words: Sequence[Word]) -> Alignment:
    """Return a document of some words, for the quote finder."""
    return Alignment(Media("", "", 0.0), "en", EngineInfo("library", "1"), tuple(words))


def text_of(words: Sequence[Word]) -> str:
    """Join words by spaces."""
    return " ".join(word.text for word in words)
