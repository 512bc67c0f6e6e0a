"""The languages that the embedded engine serves: by their codes, or told from a text.

A language without an entry in `align.pronunciation.language_table`, or in a script without spaces, is refused by name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from align.errors import LanguageNotServed
from align.pronunciation.language_table import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "check_script", "detect_language", "find_language"]


ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "mo": "ro", "val": "ca"}

SPACELESS = {"ja": "Japanese", "zh": "Chinese", "th": "Thai", "lo": "Lao", "km": "Khmer", "my": "Burmese"}

SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "HANGUL": "ko",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "LATIN": "en",
}
"""By the first word of a letter's Unicode name: the language to name for it, unless words tell more."""

ENOUGH = 20_000
"""Words looked at to tell a language; the first part of any transcript does."""


def find_language(code: str) -> Language:
    """The language of a code ("de", "de-AT", "DE_at"); raises `LanguageNotServed`.

    >>> find_language("pt-BR").name
    'Portuguese'
    """
    short = re.split(r"[-_]", code.strip().lower())[0]
    short = ALIASES.get(short, short)
    if short in LANGUAGES:
        return LANGUAGES[short]
    why = f"{SPACELESS[short]} puts no spaces between words" if short in SPACELESS else "the embedded engine lacks it"
    raise LanguageNotServed(
        code, f"{why}; it serves {', '.join(sorted(LANGUAGES))}; --engine whisperx aligns about 40 languages"
    )


def detect_language(text: str) -> str:
    """The code of the language that a text is most likely written in, served or not; "en" where nothing tells.

    >>> detect_language("Das ist nicht der Weg, den wir gehen."), detect_language("これはペンです。")
    ('de', 'ja')
    """
    words = text.translate(STRAIGHT).lower().split()[:ENOUGH]
    script = _script(words)
    candidates = [code for code, each in LANGUAGES.items() if _script(each.common.split()) == script]
    if not candidates:
        return script
    counts = Counter(word.strip("\"“”„«»‹›()[]¿¡.,;:!?…–—-'") for word in words)
    weights = _weights()
    # A word shared by several languages tells less; the order of the table decides between equals.
    scores = {code: sum(counts[word] * weights[word] for word in _common(code)) for code in candidates}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else candidates[0]


STRAIGHT = str.maketrans("’‘ʼ", "'''")


@lru_cache(maxsize=64)
def _common(code: str) -> frozenset[str]:
    return frozenset(LANGUAGES[code].common.split())


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    shared = Counter(word for code in LANGUAGES for word in _common(code))
    return {word: 1 / count**2 for word, count in shared.items()}


def _script(words: Iterable[str]) -> str:
    """The language that stands for the script of most letters; Japanese where kana stand among Chinese characters."""
    letters = Counter(c for word in words for c in word if c.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")] += count
    if scripts["ja"] and scripts["ja"] + scripts["zh"] > scripts["en"] and scripts["ja"] > 0.05 * scripts["zh"]:
        return "ja"
    return max(scripts, key=lambda code: scripts[code]) if scripts else "en"


def check_script(tokens: Sequence[str], language: Language) -> None:
    """Raise `LanguageNotServed` where most letters are of a script that `language` is not written in."""
    found = _script(tokens[:ENOUGH])
    if found != _script(language.common.split()):
        code = detect_language(" ".join(tokens[:ENOUGH]))
        if code in LANGUAGES:
            raise LanguageNotServed(
                language.code, f"the transcript is not written in its script; try --language {code}"
            )
        find_language(code or "unknown")
