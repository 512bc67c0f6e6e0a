"""The language that a text is written in, told by its script and its commonest words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from align.errors import LanguageNotServed
from align.pronunciation.languages import LANGUAGES, Language, find_language

__all__ = ["Detection", "check_script", "contradiction", "detect", "detect_language"]

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
    "FEMININE": "en",
    "MASCULINE": "en",
    "MICRO": "en",
}
"""By the first word of a letter's Unicode name: the language to name for it, unless words tell more. The signs
of ordinals and of millionths (FEMININE, MASCULINE, MICRO) are letters to Unicode."""

ENOUGH = 20_000
"""Words looked at to tell a language; the first part of any transcript does."""

PARTICLES = frozenset("de la le les los las el del della di da dos du des der den von van zu y e i a o al en".split())
"""Parts of names, and words of one letter: an English text is full of them, so they do not speak against English."""

FEWEST_WORDS, FEWEST_MARKED = 3, 2
"""Different common words, no particles, that another language than English takes; fewer suffice where many words in
small letters bear accents. An English interview full of foreign names has none."""

LEAST_SHARE, MOST_ENGLISH = 0.06, 0.12
"""Shares of the words: of the other language's common words (Finnish, which joins words, has 12%), and of English ones
(English itself has 40 to 60%)."""

ACCENTED = 0.1
"""Share of the words, those that begin with a capital left out, that bear accents."""

SURE_WORDS, SURE_LENGTH, SURE_RATIO = 5, 12, 2.5
"""Different common words, words in all, and the score against that of the runner-up: then a detection is sure enough
to warn somebody who named another language."""

_STRAIGHT = str.maketrans("’‘ʼ", "'''")
_EDGES = "\"“”„«»‹›()[]¿¡.,;:!?…–—-'"


@dataclass(frozen=True, slots=True)
class Detection:
    """What the words of a text say about its language.

    Args:
        code: of ISO 639-1, served or not; "en" where nothing tells.
        confident: whether the words leave no doubt.
        scores: how much they speak for each of the languages that share the script.
    """

    code: str
    confident: bool
    scores: dict[str, float]


def detect_language(text: str) -> str:
    """Return the code of the language that a text is most likely written in; see `detect`.

    >>> detect_language("Das ist nicht der Weg, den wir gehen."), detect_language("これはペンです。")
    ('de', 'ja')
    """
    return detect(text).code


def detect(text: str) -> Detection:
    """Tell the language of a text from its script, then from its common words; English where they are few."""
    words = unicodedata.normalize("NFC", text).translate(_STRAIGHT).split()[:ENOUGH]
    script = _script(words)
    candidates = [code for code in LANGUAGES if _script_of(code) == script]
    if not candidates:
        return Detection(script, True, {})
    counts = _count(words)
    weights = _weights()
    # A word shared by several languages tells less; the order of the table decides between equals.
    scores = {code: sum(counts[word] * weights[word] for word in _common(code)) for code in candidates}
    best = max(scores, key=lambda code: scores[code])
    if not scores[best]:
        return Detection(candidates[0], False, scores)
    if "en" in candidates and best != "en" and not _outweighs_english(best, words, counts):
        return Detection("en", False, scores)
    rival = max((scores[code] for code in candidates if code != best), default=0.0)
    distinct = sum(word in counts for word in _common(best))
    confident = distinct >= SURE_WORDS and len(words) >= SURE_LENGTH and scores[best] >= SURE_RATIO * rival
    return Detection(best, confident, scores)


def _count(words: Iterable[str]) -> Counter[str]:
    """Count how often each word stands there, and what French elides from it ("qu'elle": "qu'elle", "qu'", "elle")."""
    counts: Counter[str] = Counter()
    for each in words:
        if word := each.strip(_EDGES).lower():
            counts[word] += 1
            elided, apostrophe, rest = word.partition("'")
            if apostrophe and len(elided) < 3 and len(rest) > 1:
                counts.update((f"{elided}'", rest))
    return counts


def contradiction(detection: Detection, language: str) -> bool:
    """Tell whether the words of a text leave no doubt that it is not written in `language`, a code that is served."""
    code = find_language(language).code if language.partition("-")[0].lower() in LANGUAGES else ""
    if not code or code == detection.code:
        return False
    # Of neighbours, such as Danish and Norwegian, a text never speaks for one alone.
    given = detection.scores.get(code, 0.0)
    best = detection.scores.get(detection.code, 0.0)
    return best >= SURE_RATIO * given and (detection.confident or _sure_apart_from_neighbours(detection))


def _sure_apart_from_neighbours(detection: Detection) -> bool:
    # A text in Danish is not surely Danish, but surely not English.
    return detection.code != "en" and detection.scores[detection.code] >= SURE_WORDS * SURE_RATIO


def check_script(tokens: Sequence[str], language: Language) -> None:
    """Raise `LanguageNotServed` where most letters are of a script that `language` is not written in."""
    found = _script(tokens[:ENOUGH])
    if found != _script_of(language.code):
        code = detect_language(" ".join(tokens[:ENOUGH]))
        if code in LANGUAGES:
            raise LanguageNotServed(
                language.code, f"the transcript is not written in its script; try --language {code}"
            )
        find_language(code or "unknown")


def _outweighs_english(code: str, words: Sequence[str], counts: Counter[str]) -> bool:
    """Tell whether enough speaks for another language that shares the script of English."""
    total = sum(counts.values())
    only = _common(code) - PARTICLES - _common("en")
    distinct = sum(word in counts for word in only)
    small = [word for word in words if word[:1].islower()]
    accented = sum(not word.isascii() and any(c.isalpha() and not c.isascii() for c in word) for word in small)
    marked = accented > ACCENTED * max(len(small), 1) and accented > 1
    share = sum(counts[word] for word in _common(code)) / total
    english = sum(counts[word] for word in _common("en") - _common(code)) / total
    return distinct >= (FEWEST_MARKED if marked else FEWEST_WORDS) and share >= LEAST_SHARE and english <= MOST_ENGLISH


@lru_cache(maxsize=64)
def _common(code: str) -> frozenset[str]:
    return frozenset(LANGUAGES[code].common.split())


@lru_cache(maxsize=64)
def _script_of(code: str) -> str:
    return _script(LANGUAGES[code].common.split())


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    shared = Counter(word for code in LANGUAGES for word in _common(code))
    return {word: 1 / count**2 for word, count in shared.items()}


def _script(words: Iterable[str]) -> str:
    """Return the language that stands for the script of most letters; Japanese where kana stand among Chinese."""
    letters = Counter(c for word in words for c in word if c.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")] += count
    if scripts["ja"] and scripts["ja"] + scripts["zh"] > scripts["en"] and scripts["ja"] > 0.05 * scripts["zh"]:
        return "ja"
    return max(scripts, key=lambda code: scripts[code]) if scripts else "en"
