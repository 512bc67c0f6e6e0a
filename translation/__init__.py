"""A translation without times, timed by the words of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from translation.pairing import Pair, pair_sentences
    from translation.sentences import Sentence, sentences_of
    from translation.timing import Translated, time_translation

__all__ = ["Pair", "Sentence", "Translated", "pair_sentences", "sentences_of", "time_translation"]

_HOMES = {
    "translation.pairing": ("Pair", "pair_sentences"),
    "translation.sentences": ("Sentence", "sentences_of"),
    "translation.timing": ("Translated", "time_translation"),
}

__getattr__ = lazy_names(__name__, _HOMES)
