"""Words to phones in languages other than English: espeak-ng's rules, mapped onto the English model's phones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from align.pronunciation.english import bare
from align.pronunciation.english_numbers import Forms
from align.pronunciation.espeak import espeak
from align.pronunciation.foreign_forms import foreign_forms
from align.pronunciation.ipa import to_arpabet
from align.pronunciation.languages import Language
from align.pronunciation.phones import MOST, PART, VOWELS, Phones, Variant, part_of, variants

__all__ = ["pronounce_foreign"]

VOWEL = re.compile(r"[aeiouyhœæ]", re.IGNORECASE)
LIAISON = {"s": "Z", "x": "Z", "z": "Z", "t": "T", "d": "T", "n": "N"}
LINKED = frozenset(
    """les des ces mes tes ses nos vos leurs aux un mon ton son en on nous vous ils elles est sont ont était étaient
    avaient deux trois six dix vingt cent dans sans sous chez très plus moins pas quand grand grands grande petit petits
    tout tous bien rien aucun bon beaux quels quelles plusieurs autres certains c'est suis peut fait doit soit mais
    puis jamais toujours comment""".split()
)
"""French words that commonly lend their last consonant to a vowel after them."""


CLITICS = {
    "pl": {"w": "V", "z": "Z"},
    "cs": {"v": "V", "z": "Z", "k": "K", "s": "S"},
    "sk": {"v": "V", "z": "Z", "k": "K", "s": "S"},
    "hr": {"k": "K", "s": "S"},
    "ru": {"в": "V", "к": "K", "с": "S"},
    "uk": {"в": "V", "з": "Z"},
}
"""Words of one consonant; espeak-ng, asked for one letter, gives its name."""


class _Rules:
    """espeak-ng for one language, each word asked for once."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._cache: dict[str, tuple[Phones, ...]] = {}

    def phones(self, word: str) -> tuple[Phones, ...]:
        """Return the ways to say a word: one a voice; a final French "e" with and without its vowel."""
        if word not in self._cache:
            if PART in word and (shared := part_of(word, self.phones)):
                return shared
            clitic = CLITICS.get(self.language.code, {}).get(word)
            ways: list[Phones] = [(clitic,)] if clitic else []
            ways += [self._voiced(word, voice) for voice in self.language.voices]
            if self.language.code == "fr" and word.endswith(("e", "es")) and ways[0][-1:] and ways[0][-1] not in VOWELS:
                ways.append((*ways[0], "AH"))
            self._cache[word] = tuple(dict.fromkeys(way for way in ways if way))
        return self._cache[word]

    def _voiced(self, word: str, voice: str) -> Phones:
        spoken = espeak().phones(word, voice)
        return tuple(phone for part in spoken for phone in to_arpabet(part, self.language.code))


def pronounce_foreign(tokens: Sequence[str], language: Language) -> list[tuple[Variant, ...]]:
    """Pronounce as `align.pronunciation.g2p.pronounce` does, for a language that espeak-ng reads."""
    rules = _Rules(language)
    cache: dict[Forms, tuple[Variant, ...]] = {}
    result = []
    for index, forms in enumerate(foreign_forms(tokens, language)):
        if forms not in cache:
            cache[forms] = variants(forms, rules.phones)
        ways = cache[forms]
        if language.code == "fr" and ways and index + 1 < len(tokens):
            ways = _linked(ways, tokens[index], tokens[index + 1])
        result.append(ways)
    return result


def _linked(ways: tuple[Variant, ...], token: str, after: str) -> tuple[Variant, ...]:
    """Return the variants with the consonant of a liaison as one more, where one is possible."""
    word, following = bare(token).lower(), unicodedata.normalize("NFD", bare(after))
    # Punctuation between the words parts them.
    if word not in LINKED or not VOWEL.match(following) or not token[-1].isalpha():
        return ways
    consonant = LIAISON.get(word[-1])
    if consonant is None or ways[0][-1][-1] == consonant:
        return ways
    linked = (*ways[0][:-1], (*ways[0][-1], consonant))
    return tuple(dict.fromkeys((ways[0], linked, *ways[1:])))[:MOST]
