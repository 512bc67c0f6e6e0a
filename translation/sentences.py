"""Sentences of a text that is a row of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from subtitles.language import get_language

__all__ = ["STEM", "Sentence", "keys_of", "sentences_of"]

STEM = 6
"""Letters by which words are compared: most endings of inflection lie behind them."""

_NUMBER = re.compile(r"\d+")
_PUNCTUATION = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True)
class Sentence:
    """A sentence.

    Args:
        first, stop: its words are those from `first` up to `stop`, which is not one of them.
        texts: the words.
        paragraph: the number of its paragraph, from 0.
    """

    first: int
    stop: int
    texts: tuple[str, ...]
    paragraph: int = 0

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(self.texts)

    @cached_property
    def length(self) -> int:
        """Letters and figures in it, one at least."""
        return max(1, sum(map(str.isalnum, "".join(self.texts))))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What its words are compared by; see `keys_of`."""
        return tuple(key for word in self.texts for key in keys_of(word))


def sentences_of(
    words: Sequence[str], language: str, *, openers: Collection[int] = (), left_out: Collection[int] = ()
) -> tuple[Sentence, ...]:
    """Part words into sentences, at their marks and before `openers`, the words that open a paragraph.

    Words in `left_out` end no sentence and are in none.
    """
    rules = get_language(language)
    made: list[Sentence] = []
    paragraph, first = 0, 0
    held: list[str] = []
    for index, word in enumerate(words):
        if index and index in openers and not _goes_on(word):
            first = _close(made, held, first, index, paragraph)
            paragraph += 1
        if index not in left_out:
            held.append(word)
            if rules.ends_sentence(word) and not (index + 1 < len(words) and _goes_on(words[index + 1])):
                first = _close(made, held, first, index + 1, paragraph)
    _close(made, held, first, len(words), paragraph)
    return tuple(made)


def _goes_on(word: str) -> bool:
    """Tell whether a word is in the middle of a sentence by its small letter, whatever stands before it."""
    return next((c.islower() for c in word if c.isalnum()), False)


def _close(made: list[Sentence], held: list[str], first: int, stop: int, paragraph: int) -> int:
    if any(c.isalnum() for word in held for c in word):
        made.append(Sentence(first, stop, tuple(held), paragraph))
    elif held and made:
        # A dash or a bracket alone goes with what stands before it.
        made[-1] = Sentence(made[-1].first, stop, (*made[-1].texts, *held), made[-1].paragraph)
    held.clear()
    return stop


def keys_of(word: str) -> list[str]:
    """Return what a word is compared by: its numbers, or the beginnings of its parts without accents and case.

    >>> keys_of("«Œuvres,"), keys_of("l’économie"), keys_of("$1,500.50")
    (['oeuvre'], ['econom'], ['1500', '50'])
    """
    numbers = [str(int(number)) for number in _NUMBER.findall(re.sub(r"(?<=\d)[,\u00a0\u202f](?=\d{3})", "", word))]
    if numbers:
        return numbers
    folded = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("ß", "ss"))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    parts = (_PUNCTUATION.sub("", part) for part in re.split(r"['’\-–—]", plain))
    return [part[:STEM] for part in parts if len(part) > 1 or (part and not part.isascii())]
