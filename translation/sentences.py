"""Sentences of a text that is a row of words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from align.spacing import SPACELESS, join_texts
from subtitles.language import Break, Language, get_language

__all__ = ["STEM", "Sentence", "keys_of", "letters_of", "sentences_of", "sentences_text"]

STEM = 6
"""Letters by which words are compared: most endings of inflection lie behind them."""

_NUMBER = re.compile(r"\d+")
_PUNCTUATION = re.compile(r"^\W+|\W+$")

FEWEST_SMALL, OFTENER = 3, 2
"""Times that a word must stand in small letters, at the least and for each with a capital, to be no name."""

MARKLESS = frozenset({"th", "lo"})
"""Thai and Lao end no sentence with a mark; a space does, and many other things."""

_DIGITS = "〇一二三四五六七八九零"
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 10**8, "億": 10**8}
_NUMERAL = re.compile(rf"[{_DIGITS}{''.join(_UNITS)}]{{2,}}")
"""Chinese numerals; a character alone is often no number (一个, "a")."""

_RUN = re.compile(
    "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々]+|[\u30a1-\u30ff]+|[\u0e00-\u0eff]+|[\u1000-\u109f]+|[\u1780-\u17ff]+|[a-z]+"
)
"""Letters of one script."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
HAN, KANA = 3, 2
"""Letters of an alphabet that a Chinese character and a Japanese or Korean syllable are worth: what English takes for
the same (Wu 1994, "Aligning a Parallel English-Chinese Corpus Statistically with Lexical Criteria", has 0.5 characters
of Chinese, of two bytes each, for four of English)."""


@dataclass(frozen=True)
class Sentence:
    """A sentence.

    Args:
        first, stop: its words are those from `first` up to `stop`, which is not one of them.
        texts: the words.
        paragraph: the number of its paragraph, from 0.
        loose: whether it may only be a part of one: a space ends it, as in Thai, which has no mark for that.
    """

    first: int
    stop: int
    texts: tuple[str, ...]
    paragraph: int = 0
    loose: bool = False

    @property
    def text(self) -> str:
        """The words on one line."""
        return join_texts(self.texts)

    @cached_property
    def length(self) -> int:
        """Letters and figures in it, one at least; see `letters_of`."""
        return max(1, letters_of("".join(self.texts)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What its words are compared by; see `keys_of`."""
        return tuple(key for word in self.texts for key in keys_of(word))


def sentences_of(
    words: Sequence[str],
    language: str,
    *,
    openers: Collection[int] = (),
    left_out: Collection[int] = (),
    gaps: Sequence[bool] = (),
    lines: Collection[int] = (),
) -> tuple[Sentence, ...]:
    """Part words into sentences, at their marks and before `openers`, the words that open a paragraph.

    Words in `left_out` end no sentence and are in none. In a language that has no marks for the ends of sentences
    (`MARKLESS`) they may end at spaces, of which `gaps` tells whether one stands before each word, and before `lines`.
    """
    unmarked = _unmarked(words, language)
    markless = bool(gaps) and re.split(r"[-_]", language.lower())[0] in MARKLESS
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
            last = index + 1 == len(words)
            marked = rules.ends_sentence(word) and (last or not _is_continued(word, words[index + 1], rules))
            if marked or index + 1 in unmarked:
                first = _close(made, held, first, index + 1, paragraph)
            elif markless and not last and gaps[index + 1] and (index + 1 in lines or _parts(word, words[index + 1])):
                first = _close(made, held, first, index + 1, paragraph, loose=index + 1 not in openers)
    _close(made, held, first, len(words), paragraph)
    return tuple(made)


def sentences_text(sentences: Sequence[Sentence], chosen: Collection[int]) -> str:
    """Return the chosen sentences on one line: with spaces between, but for Chinese and Japanese."""
    parts = [sentences[k] for k in chosen]
    if any(one.loose for one in parts):
        return " ".join(one.text for one in parts)
    return join_texts([one.text for one in parts])


def _goes_on(word: str) -> bool:
    """Tell whether a word is in the middle of a sentence by its small letter, whatever stands before it."""
    return next((c.islower() for c in word if c.isalnum()), False)


def _unmarked(words: Sequence[str], language: str) -> frozenset[int]:
    """Return the words that begin a sentence though no mark ended the one before, as captions often have it.

    They have a capital, and the text has them in small letters nearly always, so they are no names. In German a pronoun
    may have a capital anywhere.
    """
    if language.startswith("de"):
        return frozenset()
    counts = Counter(words)
    return frozenset(
        index
        for index in range(1, len(words))
        if words[index][0].isupper()
        and words[index - 1][-1].isalpha()
        and words[index - 1][-1].islower()
        and _is_no_name(words[index], counts)
    )


def _is_no_name(word: str, counts: Counter[str]) -> bool:
    small = counts[word.lower()]
    return small >= FEWEST_SMALL and small >= OFTENER * counts[word]


def _parts(word: str, following: str) -> bool:
    """Tell whether a space between two words may end a sentence: none beside a number or a name in Latin letters."""
    return bool(SPACELESS.match(word[-1]) and SPACELESS.match(following))


def _is_continued(word: str, following: str, rules: Language) -> bool:
    """Tell whether a sentence goes on behind a mark: in a small letter, an ordinal's, or a quote's in Japanese."""
    if rules.break_between(word, following) is Break.FORBIDDEN:  # "3. Mai"
        return True
    return _goes_on(following) or (word.endswith(("」", "』")) and following.startswith(("と", "って")))


def _close(made: list[Sentence], held: list[str], first: int, stop: int, paragraph: int, *, loose: bool = False) -> int:
    if any(c.isalnum() for word in held for c in word):
        made.append(Sentence(first, stop, tuple(held), paragraph, loose))
    elif held and made:
        # A dash or a bracket alone goes with what stands before it.
        made[-1] = Sentence(made[-1].first, stop, (*made[-1].texts, *held), made[-1].paragraph)
    held.clear()
    return stop


def letters_of(text: str) -> int:
    """Return how long a text is in letters of an alphabet; characters that stand for a word or a syllable count more.

    >>> letters_of("It rains."), letters_of("下雨了。"), letters_of("雨が降る。")
    (7, 9, 10)
    """
    count = sum(map(str.isalnum, text))
    if text.isascii():
        return count
    return count + (HAN - 1) * len(_HAN.findall(text)) + (KANA - 1) * len(_KANA.findall(text))


def keys_of(word: str) -> list[str]:
    """Return what a word is compared by: its numbers, or the beginnings of its parts without accents and case.

    >>> keys_of("«Œuvres,"), keys_of("l’économie"), keys_of("$1,500.50")
    (['oeuvre'], ['econom'], ['1500', '50'])
    """
    figures = _NUMERAL.sub(lambda found: str(_numeral(found[0])), word)
    numbers = [str(int(number)) for number in _NUMBER.findall(re.sub(r"(?<=\d)[,\u00a0\u202f](?=\d{3})", "", figures))]
    if numbers:
        return numbers
    folded = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("ß", "ss"))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    if SPACELESS.search(word):
        return _keys_without_spaces(unicodedata.normalize("NFC", word.casefold()))
    parts = (_PUNCTUATION.sub("", part) for part in re.split(r"['’\-–—]", plain))
    return [part[:STEM] for part in parts if len(part) > 1 or (part and not part.isascii())]


def _numeral(text: str) -> int:
    """Return a number in Chinese characters, said or spelt.

    >>> _numeral("三百二十"), _numeral("一八五〇"), _numeral("十二万")
    (320, 1850, 120000)
    """
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS.index(c) % 10) for c in text))
    total = part = digit = 0
    for c in text:
        if c not in _UNITS:
            digit = _DIGITS.index(c) % 10
        elif _UNITS[c] < 10_000:
            part += max(1, digit) * _UNITS[c]
            digit = 0
        else:
            total += max(1, part + digit) * _UNITS[c]
            part = digit = 0
    return total + part + digit


def _keys_without_spaces(word: str) -> list[str]:
    """Return what a phrase is compared by: its Chinese characters by twos, its runs of katakana, Thai and Latin.

    Hiragana are endings and particles nearly always, and tell nothing.

    >>> _keys_without_spaces("引っ越しました。"), _keys_without_spaces("図書館へ"), _keys_without_spaces("ロンドンの")
    (['引', '越'], ['図書', '書館'], ['ロンドン'])
    """
    made: list[str] = []
    for run in _RUN.findall(word):
        if _HAN.match(run) and len(run) > 1:
            made += [run[k : k + 2] for k in range(len(run) - 1)]
        else:
            made.append(run)
    return made
