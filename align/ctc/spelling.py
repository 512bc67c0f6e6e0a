"""From tokens as printed to the model's characters: said in words, romanised where the model lacks a letter."""

from __future__ import annotations

import importlib
import importlib.util
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from align.pronunciation.dictionary import lexicon
from align.pronunciation.english import bare, spoken_forms
from align.pronunciation.english_numbers import Forms
from align.pronunciation.foreign_forms import foreign_forms
from align.pronunciation.languages import LANGUAGES
from align.pronunciation.sound_events import silenced

__all__ = ["Spelling", "spell"]

Ways = tuple[tuple[tuple[int, ...], ...], ...]
"""The ways to say a token; a way is words, a word is symbols."""

MOST_WAYS = 4

NAMES = "ay bee see dee ee ef gee aitch eye jay kay el em en oh pee cue ar es tee you vee double-you ex why zee"
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", NAMES.split(), strict=True))
"""How English letters are spelt when a recogniser writes down what it hears."""

NUMBER = re.compile(r"\d[\d.,\u00a0\u202f'’]*\d|\d")
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Spelling:
    """Every token in the model's symbols.

    Args:
        ways: for each token; `()` where the token says nothing or nothing of it can be spelt.
        silent: whether the token says nothing.
        foreign: letters of the transcript that the model does not know, and all its letters.
    """

    ways: tuple[Ways, ...]
    silent: tuple[bool, ...]
    foreign: int
    letters: int


def spell(tokens: Sequence[str], language: str, symbols: Mapping[str, int]) -> Spelling:
    """Spell the tokens of a transcript with the symbols (single lower-case characters) of a model."""
    if language == "en":
        forms = _english(tokens)
    else:
        forms = foreign_forms(tokens, LANGUAGES[language]) if language in LANGUAGES else _plain(tokens, language)
    cache: dict[tuple[str, ...], tuple[tuple[int, ...], ...]] = {}
    ways: list[Ways] = []
    for alternatives in forms:
        rows: list[tuple[tuple[int, ...], ...]] = []
        for words in alternatives:
            if words not in cache:
                spelt = (tuple(_symbols(word, symbols)) for word in words)
                cache[words] = tuple(word for word in spelt if word)
            if cache[words] and cache[words] not in rows:
                rows.append(cache[words])
        ways.append(tuple(rows[:MOST_WAYS]))
    text = unicodedata.normalize("NFC", "".join(tokens)).lower()
    known = [char in symbols for char in text if char.isalpha()]
    return Spelling(tuple(ways), tuple(not form for form in forms), known.count(False), len(known))


def _english(tokens: Sequence[str]) -> list[Forms]:
    """Return the spoken forms; letters that are spelled may also be heard as single characters."""
    rows = []
    for forms in spoken_forms(tokens, lexicon().knows):
        ways: list[tuple[str, ...]] = []
        for form in forms:
            if any(word.endswith(".") for word in form):
                ways.append(tuple(word.rstrip(".") for word in form))
                named = (LETTERS.get(word[0], word) if word.endswith(".") else word for word in form)
                ways.append(tuple(part for word in named for part in word.split("-")))
            else:
                ways.append(form)
        rows.append(tuple(ways))
    return rows


def _plain(tokens: Sequence[str], language: str) -> list[Forms]:
    """Spell languages without tables: as written, numbers in words where the language's numbers are known."""
    silent = silenced(tokens)
    rows: list[Forms] = []
    for index, token in enumerate(tokens):
        text = bare(unicodedata.normalize("NFC", token))
        if index in silent or not any(char.isalnum() for char in text):
            rows.append(())
            continue
        said = NUMBER.sub(lambda found: f" {_number(found[0], language)} ", text)
        words = tuple(word for word in re.split(r"[\s\-–—/]+", said.lower()) if any(c.isalnum() for c in word))
        rows.append((words,) if words else ((text.lower(),),))
    return rows


def _number(text: str, language: str) -> str:
    plain = re.sub(r"[.,\u00a0\u202f'’](?=\d{3}(\D|$))", "", text).replace(",", ".")
    if language == "zh":
        return _chinese(plain)
    num2words = importlib.import_module("num2words").num2words
    try:
        value = float(plain) if "." in plain else int(plain)
        return str(num2words(value, lang=language))
    except (NotImplementedError, OverflowError, ValueError, ArithmeticError, KeyError, IndexError, TypeError):
        return text


def _chinese(text: str) -> str:
    """Write digits as Chinese numerals.

    >>> _chinese("2507"), _chinese("10"), _chinese("3.14"), _chinese("20000")
    ('二千五百零七', '十', '三点一四', '二万')
    """
    whole, _, fraction = text.partition(".")
    if len(whole) > 8:
        return "".join(DIGITS[int(digit)] for digit in whole if digit.isdigit())
    high, low = divmod(int(whole or 0), 10_000)
    said = (_below_ten_thousand(high) + "万" if high else "") + (_below_ten_thousand(low, high > 0) if low else "")
    said = said or "零"
    return said + ("点" + "".join(DIGITS[int(digit)] for digit in fraction if digit.isdigit()) if fraction else "")


def _below_ten_thousand(value: int, inside: bool = False) -> str:
    out, gap = "", inside and value < 1000
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += ("零" if gap else "") + DIGITS[digit] + unit
            gap = False
        elif out:
            gap = True
    return out[1:] if out.startswith("一十") and not inside else out


def _symbols(word: str, symbols: Mapping[str, int]) -> list[int]:
    out: list[int] = []
    for char in word.lower():
        if char in symbols:
            out.append(symbols[char])
        elif char.isalnum():
            out += [symbols[plain] for plain in _romanised(char) if plain in symbols]
    return out


def _romanised(char: str) -> str:
    """Return a letter without its accent, or in Latin letters; empty where there is no such thing."""
    stripped = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if stripped.isascii():
        return stripped.lower()
    if importlib.util.find_spec("anyascii") is None:
        return ""
    return str(importlib.import_module("anyascii").anyascii(char)).lower()
