"""From the tokens of a transcript to phones, in any language that the embedded engine serves."""

from __future__ import annotations

from collections.abc import Sequence

from align.pronunciation.detection import check_script, detect_language
from align.pronunciation.dictionary import lexicon
from align.pronunciation.english import spoken_forms
from align.pronunciation.english_numbers import Forms
from align.pronunciation.foreign import pronounce_foreign
from align.pronunciation.languages import find_language
from align.pronunciation.phones import Variant, variants

__all__ = ["pronounce"]


def pronounce(tokens: Sequence[str], language: str = "en") -> list[tuple[Variant, ...]]:
    """Return for each token the ways to say it, best first; `()` for a token that says nothing.

    A word has at most four, a number eight.

    `language` is a code of `align.pronunciation.languages`, with or without a region, or "auto". Raises
    `LanguageNotServed`.

    >>> pronounce(["Hi!", "–", "3G"])
    [((('HH', 'AY'),),), (), ((('TH', 'R', 'IY'), ('JH', 'IY')), (('TH', 'R', 'IY'), ('G', 'IH', 'G', 'Z')))]
    """
    spoken = find_language(detect_language(" ".join(tokens)) if language == "auto" else language)
    check_script(tokens, spoken)
    if spoken.code != "en":
        return pronounce_foreign(tokens, spoken)
    words = lexicon()
    cache: dict[Forms, tuple[Variant, ...]] = {}
    result = []
    for forms in spoken_forms(tokens, words.knows):
        if forms not in cache:
            cache[forms] = variants(forms, words.phones)
        result.append(cache[forms])
    return result
