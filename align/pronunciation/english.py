"""From tokens as printed to the words that English speakers say, with alternatives where they differ.

Each token gets its own forms, so everything found later leads straight back to what was printed. A token whose
sound depends on its neighbours ("$1.5 million", "June 5", "[upbeat music]") is read with them in view.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest

from align.pronunciation.english_numbers import Forms, cardinal, digits, integer, join, ordinal, plural, unique
from align.pronunciation.english_patterns import NUMBER, numeric, table
from align.pronunciation.english_words import (
    ABBREVIATIONS,
    AMBIGUOUS,
    CURRENCIES,
    DOTTED,
    MAGNITUDES,
    MONTHS,
    ROMAN,
    SPELLED_WORDS,
    SYMBOLS,
    WORDS,
)
from align.pronunciation.sound_events import silenced

__all__ = ["STUTTER", "bare", "spoken_forms"]

STUTTER = "~"
"""Between the beginning of a word that was broken off and the word: "b~but"."""

LEAD = "\"'“”‘’‚„«»‹›([{<¿¡—–―-−…_*~`|.,:;!?♪♫•·/\\"
TRAIL = "\"'“”‘’‚„«»‹›)]}>—–―-−…_*~`|.,:;!?♪♫•·/\\"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′`´＇", "'"))
ODD = "²³¹⁰⁴⁵⁶⁷⁸⁹½¼¾⅓⅔⅛⅜⅝⅞"
LETTER = f"[^\\W\\d_{ODD}]"
HUMPS = re.compile(
    rf"\d+(?:[.,]\d+)*|[{ODD}]|[A-Z]+(?![a-z])|{LETTER}?(?![A-Z]){LETTER}(?:(?![A-Z]){LETTER})*|[^\w\s]|{LETTER}"
)
WORD = re.compile(rf"{LETTER}+(?:'{LETTER}*)*")
SPLIT = re.compile(r"[-–—−_/\\|;()\[\]{}\"“”…]+|(?<!\d)[,:]+|[,:]+(?!\d)")
LARGE = {"hundred", "thousand", "million", "billion", "trillion", "quadrillion", *MAGNITUDES}
BEFORE = {
    "-": ("minus", "negative", ""),
    "−": ("minus", "negative"),
    "~": ("about", "approximately", "around", ""),
    "≈": ("about", "approximately"),
    "<": ("less than", "under"),
    ">": ("greater than", "over", "more than"),
}
"""Signs that change what is said only before a number; elsewhere they are punctuation."""

Known = Callable[[str], bool]


def bare(token: str) -> str:
    """The token without the punctuation around it, apostrophes made straight.

    >>> bare("“Bundict”—"), bare("in…"), bare("C++,"), bare("--")
    ('Bundict', 'in', 'C++', '')
    """
    text = token.translate(APOSTROPHES)
    return text.lstrip(LEAD).rstrip(TRAIL)


def spoken_forms(tokens: Sequence[str], known: Known) -> list[Forms]:
    """For each token the ways it is said, best first; `()` for a token that says nothing.

    `known` tells whether the pronunciation dictionary holds a word (in lower case).
    """
    reader = _Reader(known, _shouting(tokens))
    silent = silenced(tokens)
    forms: list[Forms] = []
    cache: dict[str, Forms] = {}
    for index, token in enumerate(tokens):
        if index in silent:
            forms.append(())
            continue
        if token.isalpha() and token.upper() not in ROMAN:
            if token not in cache:
                cache[token] = reader.word(token)
            forms.append(cache[token])
            continue
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        forms.append(reader.token(token, before, after))
    return _with_currency(tokens, forms)


def _shouting(tokens: Sequence[str]) -> bool:
    """Whether the transcript is written in capitals throughout, so that they mean nothing."""
    words = [word for token in tokens[:5000] if len(word := bare(token)) > 2 and word.isalpha()]
    return len(words) > 3 and sum(word.isupper() for word in words) > 0.6 * len(words)


def _with_currency(tokens: Sequence[str], forms: list[Forms]) -> list[Forms]:
    """Move the currency behind the magnitude: "$1.5" "million" is said "one point five", "million dollars"."""
    for index, token in enumerate(tokens[:-1]):
        if "$" not in token and not any(sign in token for sign in "€£¥₹₿"):
            continue
        found = re.fullmatch(
            rf"(?P<sign>(?:US|A|C)?\$|[€£¥₹₿])(?P<amount>(?:{NUMBER})(?:[-–](?:{NUMBER}))?)", bare(token)
        )
        if not found or bare(tokens[index + 1]).lower() not in LARGE or not forms[index + 1]:
            continue
        one, many, _ = CURRENCIES[found["sign"]]
        plain = forms[index + 1][0]
        forms[index] = numeric(found["amount"])
        named = index + 2 < len(tokens) and bare(tokens[index + 2]).lower() in (one, many)
        forms[index + 1] = (plain,) if named else ((*plain, many), (*plain, one), plain)
    return forms


INITIALS = re.compile(r"((?:[A-Z]\.){2,}|(?:[A-Z]\.)+[A-Z]|(?:[a-z]\.)+[a-z])\.?('?s)?")
INSIDE = re.compile(r"(?<![A-Za-z])(?:[A-Z]\.){2,}(?:[A-Z](?![A-Za-z]))?|(?<![A-Za-z])(?:[A-Z]\.)+[A-Z](?![A-Za-z])")
"""Initials with full stops: a whole token, and a part of a longer one ("U.S.-based")."""


class _Reader:
    """Reads one token; holds what is known about the whole transcript."""

    def __init__(self, known: Known, shouting: bool) -> None:
        self.known = known
        self.shouting = shouting

    def token(self, token: str, before: str = "", after: str = "") -> Forms:
        """A token with punctuation, between its neighbours."""
        text = bare(token)
        opened = token.translate(APOSTROPHES).lstrip("\"'“‘„«([{¿¡")
        if (key := opened.lower().rstrip(",;:!?\"')]}”»…")) in WORDS:
            return table(WORDS[key])
        if (forms := self.abbreviation(opened.lower(), text, before, after)) or not text:
            return forms or (table(SYMBOLS[token]) if token in SYMBOLS and token not in "*<>~" else ())
        if text in ROMAN and before[:1].isupper():
            value = ROMAN[text]
            return unique([cardinal(value), ("the", *ordinal(value)), *_spell(text)])
        if text.isdecimal() and len(text) < 3 and 0 < int(text) < 32:
            day, plain = ordinal(int(text)), cardinal(int(text))
            if bare(before).lower() in MONTHS:
                return unique([day, plain, ("the", *day)])
            if bare(after).lower() in MONTHS:
                return unique([plain, ("the", *day), day])
        if opened[:1] in BEFORE and re.match(r"[$€£.]?\d", opened[1:]):
            return join(table(BEFORE[opened[0]]), self.core(bare(opened[1:])))
        if token.lstrip('"“(')[:1] in "'’‘" and re.fullmatch(r"\d0'?s", text):
            return plural((cardinal(int(text[:2])),))
        return self.core(text)

    def abbreviation(self, dotted: str, text: str, before: str, after: str) -> Forms:
        """An abbreviation with its full stop; where it may end a sentence, a plain word comes first."""
        if dotted in DOTTED and after[:1].isdecimal():
            return table(DOTTED[dotted])
        if dotted not in ABBREVIATIONS:
            return ()
        forms, plain = table(ABBREVIATIONS[dotted]), self.word(text)
        if dotted == "st." and before[:1].isupper() and not after[:1].isupper():
            forms = forms[::-1]
        follows = after[:1].isupper() or after[:1].isdecimal()
        return unique((*forms, *plain) if follows or dotted not in AMBIGUOUS else (*plain, *forms))

    def core(self, text: str) -> Forms:
        """A token without its outer punctuation."""
        if (lower := text.lower()) in WORDS:
            return table(WORDS[lower])
        text = re.sub(r"\^([23])(?!\d)", lambda power: "²³"[int(power[1]) - 2], text)
        if any(c.isdecimal() for c in text):
            return numeric(text) or self.pieces(text)
        if any(c in ODD for c in text):
            return self.pieces(text)
        return self.word(text)

    def word(self, text: str) -> Forms:
        """A token without digits."""
        if text in SYMBOLS:
            return table(SYMBOLS[text])
        lower = text.lower()
        if not text.isascii() and not self.known(lower) and (plain := _unaccented(text)).isascii():
            # espeak-ng sees the marks, the dictionary and the rules for letters do not.
            if self.known(plain.lower()) or not WORD.fullmatch(text) or len(HUMPS.findall(plain)) > 1:
                return unique([*self.word(plain), *(((lower,),) if WORD.fullmatch(text) else ())])
            return ((lower,),)
        if lower in WORDS and not (text.isupper() and len(text) < 3):
            return table(WORDS[lower])
        if (name := re.fullmatch(r"([A-Z]{2,})('?s)?", text)) and not (self.shouting and self.known(lower)):
            return self.capitals(name[1], name[2] or "")
        # Before the dictionary is asked: its "u.s" is more than one "u".
        if initials := INITIALS.fullmatch(text):
            return self.capitals(initials[1].replace(".", ""), "'s" if initials[2] else "", True)
        if self.known(lower):
            return ((lower,),)
        if lower[:-1] in LARGE and lower[-1] == "x":
            return ((lower[:-1], "x."), (lower[:-1], "times"))
        if re.search(r"[-/\u2013\u2014]", text) and INSIDE.search(text):
            return self.pieces(INSIDE.sub(lambda initials: initials[0].replace(".", ""), text))
        if re.search(r"[a-z][.!?][A-Z]", text) and "/" not in text:
            return self.pieces(re.sub(r"[.!?]", "-", text))
        if "@" in text or re.match(r"https?://|www\.", text) or re.search(r"\w\.\w", text):
            return self.address(text)
        if WORD.fullmatch(text):
            if re.fullmatch("[b-df-hj-np-tv-xz]{2,4}", lower):
                return unique([*_spell(lower), (lower,)])
            humps = HUMPS.findall(text.partition("'")[0])
            if len(humps) < 2 or self.shouting:
                return ((lower,),)
            return unique([*self.join(humps, text), (lower,)])
        return self.pieces(text)

    def join(self, humps: Sequence[str], text: str) -> Forms:
        """Every hump of "DeepMind's" as a word; the ending goes to the last one."""
        ending = text[len(text.partition("'")[0]) :].lower()
        parts = [self.word(hump) for hump in humps]
        if ending:
            parts[-1] = tuple((*form[:-1], form[-1] + ending) for form in parts[-1])
        return join(*parts)

    def capitals(self, name: str, ending: str, dotted: bool = False) -> Forms:
        """An acronym: letters, a word, or either."""
        lower = name.lower()
        letters = tuple(f"{letter}." for letter in lower)
        spelled = (*letters[:-1], letters[-1] + ("'s" if ending else ""))
        if dotted or len(name) == 1:
            return (spelled,)
        word = (lower + ("'s" if ending else ""),)
        if self.known(lower) and name not in SPELLED_WORDS:
            return unique([word, spelled]) if len(name) < 5 else (word,)
        if len(name) > 4 and re.search("[AEIOUY]", name):
            return (word, spelled)
        # "INT", "SLAM" may be words, "GPU", "API" and "LLM" cannot.
        sayable = re.search("[AEIOUY]", name) if len(name) > 3 else re.fullmatch("[^AEIOU]?[AEIOU][^AEIOU]{1,2}", name)
        return unique([spelled, word]) if self.known(lower) or sayable else (spelled,)

    def address(self, text: str) -> Forms:
        """A URL, an e-mail address, or a name with a dot in it."""
        text = re.sub(r"^https?://(?:www\.)?", "", text)
        parts: list[Forms] = []
        for piece in re.findall(r"[^\W\d_]+(?:'s\b)?|\d+|[^\w\s]|_", text):
            named = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore"}
            if piece in named:
                parts.append(((named[piece],),))
            else:
                parts.append(self.piece(piece))
        return join(*parts)

    def pieces(self, text: str) -> Forms:
        """Hyphenated, slashed and mixed words: one part after the other."""
        parts: list[Forms] = []
        chunks = [chunk for chunk in SPLIT.split(text) if chunk]
        for chunk, after in zip_longest(chunks, chunks[1:], fillvalue=""):
            if (
                len(chunk) < 3
                and chunk.lower() not in ("i", "a")
                and after.lower().startswith(chunk.lower())
                and "-" in text
            ):
                parts.append(((f"{chunk}{STUTTER}{chunks[-1]}".lower(),),))
                continue
            whole = chunk != text and (numeric(chunk) if any(c.isdecimal() for c in chunk) else self.whole(chunk))
            parts += [whole] if whole else [self.piece(piece) for piece in HUMPS.findall(chunk)]
        if len(parts) > 1 and text[0] == "#" and not text[1].isdecimal():
            parts[0] = (("hashtag",),)
        return join(*parts)

    def whole(self, chunk: str) -> Forms:
        """A part of a compound that is a word of its own."""
        if len(chunk) == 1 and chunk.isalpha():
            return ((chunk.lower() if chunk in "aI" else f"{chunk.lower()}.",),)
        return self.word(chunk) if WORD.fullmatch(chunk) else ()

    def piece(self, piece: str) -> Forms:
        """The smallest part: letters, a run of digits, or a symbol."""
        if piece[0].isdecimal():
            return _code(piece) if piece.isdecimal() else numeric(piece) or (digits(re.sub(r"\D", "", piece)),)
        if piece in SYMBOLS:
            return table(SYMBOLS[piece])
        return self.whole(piece)


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.translate(str.maketrans("łŁøØđĐßæÆœŒ", "lLoOdDsaAoO")))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _spell(letters: str) -> Forms:
    return (tuple(f"{letter}." for letter in letters.lower()),)


def _code(run: str) -> Forms:
    """Digits inside a name: "MUQQ17", "GPT-4", "R2D2"."""
    return unique([*integer(run)[:2], digits(run), digits(run, "zero")])
