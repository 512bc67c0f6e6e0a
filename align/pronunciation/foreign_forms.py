"""From tokens as printed to spoken words in languages other than English.

Words stay as they are written, for espeak-ng reads them; numbers are put in words by num2words, with espeak-ng's own
reading as an alternative.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from align.pronunciation.english import bare
from align.pronunciation.english_numbers import Forms, join, unique
from align.pronunciation.foreign_groups import Speaker, read_foreign_groups
from align.pronunciation.languages import Language
from align.pronunciation.sound_events import silenced

__all__ = ["foreign_forms"]

SIGNS = "$€£"
AMOUNT = r"\d{1,3}(?:[.,'’\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]*)*|[^\w\s]")
MOST_DIGITS = 15
"""Anything longer is an identifier, and is read digit by digit."""


def foreign_forms(tokens: Sequence[str], language: Language) -> list[Forms]:
    """Return for each token the ways it is said, best first; `()` for a token that says nothing."""
    silent = silenced(tokens)
    shouting = sum(token.isupper() for token in tokens) > 0.5 * len(tokens)
    cache: dict[str, Forms] = {}

    def alone(index: int) -> Forms:
        token = tokens[index]
        if token not in cache:
            cache[token] = _token(token, language, shouting)
        return cache[token]

    speaker = Speaker(
        language,
        amount=lambda text: _amount(text, language),
        ordinal=lambda value: _worded(value, language, "ordinal"),
        alone=alone,
    )
    grouped = read_foreign_groups(tokens, speaker)
    return [() if index in silent else grouped.get(index) or alone(index) for index in range(len(tokens))]


def _token(token: str, language: Language, shouting: bool) -> Forms:
    token = unicodedata.normalize("NFC", token)
    text = bare(token)
    if not text:
        return _sign(token, language) if token in ("&", "+", "=", "%", "@", "#", *SIGNS) else ()
    if any(c.isdecimal() for c in text):
        after = token[token.index(text) + len(text) :] if text in token else ""
        return _numeric(text, after[:1] == ".", language) or _pieces(text, language)
    if re.fullmatch(r"[^\W\d_]{2,5}", text) and text.isupper() and not shouting:
        letters = tuple(text.lower())
        word = (text.lower(),)
        # An acronym of four letters and a vowel is mostly a word: "NATO", "UNED".
        return (word, letters) if len(text) > 3 and re.search("[AEIOUÄÖÜÁÉÍÓÚ]", text) else (letters, word)
    plain = re.fullmatch(r"(?:[^\W\d_]|')+", text) and not any(c.isnumeric() for c in text)
    return ((text.lower(),),) if plain else _pieces(text, language)


def _pieces(text: str, language: Language) -> Forms:
    """Read the parts of a compound, one after the other; a hyphen itself is not said."""
    parts: list[Forms] = []
    # "½" and "Ⅳ" are letters to a regular expression, though not to espeak-ng.
    apart = "".join(f" {c} " if c.isnumeric() and not c.isdecimal() else c for c in text)
    for piece in PIECE.findall(apart):
        if piece[0].isdecimal():
            parts.append(_numeric(piece, False, language) or (tuple(piece),))
        elif piece[0].isalpha():
            parts.append(((piece.lower(),),))
        elif piece in "&+=%@#$€£°" or piece.isnumeric():
            parts.append(_sign(piece, language))
    return join(*parts)


def _sign(sign: str, language: Language) -> Forms:
    return ((language.conjunction if sign == "&" else sign,),)


def _numeric(text: str, dotted: bool, language: Language) -> Forms:
    """Read a token that is a number with a sign, an ordinal, a time or a range; `()` if it is not."""
    if found := re.fullmatch(rf"([{SIGNS}]?)({AMOUNT})\s?([{SIGNS}%]?)", text):
        sign = found[1] or found[3]
        forms = _amount(found[2], language)
        if sign in SIGNS and sign:
            return join(forms, ((language.money[SIGNS.index(sign)],),))
        if sign:
            # Turkish says "percent" before the number.
            said = (tuple(language.percent.split()),)
            return join(said, forms) if language.code == "tr" else join(forms, said)
        if dotted and language.ordinal == r"\.":
            return unique([*_worded(int(found[2]), language, "ordinal"), *forms]) if found[2].isdecimal() else forms
        return forms
    if (found := re.fullmatch(rf"(\d{{1,6}})(?:{language.ordinal})", text)) and found[1]:
        return unique([*_worded(int(found[1]), language, "ordinal"), *_amount(found[1], language)])
    if found := re.fullmatch(r"(\d{1,2})[:.hH](\d{2})", text):
        between: Forms = ((language.hour,),) if language.hour else ()
        minutes = _amount(found[2], language) if int(found[2]) else ()
        return unique(
            [*join(_amount(found[1], language), between, minutes), *join(_amount(found[1], language), minutes)]
        )
    if found := re.fullmatch(rf"({AMOUNT})[-–—]({AMOUNT})(%?)", text):
        tail: Forms = (tuple(language.percent.split()),) if found[3] else ()
        return join(_amount(found[1], language)[:2], _amount(found[2], language)[:2], tail)
    return ()


def _amount(text: str, language: Language) -> Forms:
    """Read a number with a decimal comma and points between thousands, in words; then as espeak-ng says its digits."""
    plain = re.sub(r"['’\u202f]", "", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) or re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", plain):
        plain = re.sub(r"[.,]", "", plain)
    # Where both signs stand, or one alone, the last parts the decimals.
    *groups, part = re.split(r"[.,]", plain)
    whole = "".join(groups) or part
    if len(whole) > MOST_DIGITS:
        return (tuple(whole),)
    value = int(whole)
    forms = list(_worded(value, language))
    if groups:
        return unique((*forms[0], word, *tail) for word in language.point for tail in _decimals(part, language))
    if len(whole) == 4 and 1100 <= value < 2000:
        forms = [*(_worded(value, language, "year") or ((whole,),)), *forms]
    if whole[0] == "0" and len(whole) > 1:
        forms = [tuple(whole), *forms]
    return unique([*forms, (whole,)])


def _decimals(part: str, language: Language) -> Forms:
    """Read what follows the decimal sign: as a number after its zeros, or digit by digit."""
    singly = tuple(word for c in part for word in _worded(int(c), language)[0])
    rest = part.lstrip("0")
    if not rest or len(part) > 4:
        return (singly,)
    zeros = singly[: len(part) - len(rest)]
    return unique([(*zeros, *_worded(int(rest), language)[0]), singly])


@lru_cache(maxsize=4096)
def _worded(value: int, language: Language, kind: str = "cardinal") -> Forms:
    """Return num2words' reading, hyphens left to espeak-ng; `()` where it has none."""
    if not language.numerals:
        return ((str(value),),) if kind == "cardinal" else ()
    from num2words import num2words

    try:
        words = num2words(value, lang=language.numerals, to=kind)
    except (NotImplementedError, OverflowError, ValueError, KeyError, IndexError, TypeError):
        return ((str(value),),) if kind == "cardinal" else ()
    return (tuple(words.lower().split()),)
