"""From tokens as printed to the words that English speakers say, with alternatives where they differ.

Each token gets its own forms, so everything found later leads straight back to what was printed. A token whose
sound depends on its neighbours ("$1.5 million", "June 5", "[upbeat music]") is read with them in view.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest

from align.pronunciation.compounds import split_known
from align.pronunciation.english_groups import LARGE, read_groups
from align.pronunciation.english_numbers import Forms, cardinal, digits, integer, join, plural, unique
from align.pronunciation.english_patterns import numeric, table
from align.pronunciation.english_words import (
    ABBREVIATIONS,
    AMBIGUOUS,
    DOTTED,
    SPELLED_WORDS,
    SYMBOLS,
    WORDS,
)
from align.pronunciation.masked_words import unmask
from align.pronunciation.phones import MOST
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
ADDRESS = re.compile(r"(?i)@\w|^https?://|^www\.|[^\W\d_]{2}\.[a-z]{2,}(?:/|$)|\.(?:com|org|net|edu|gov|fm|io|tv)\b")
"""In an address with digits: "show20@example.fm", "example.com/show20"."""

DAY = re.compile(r"(?i)(?:mon|tues?|wed|thu|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?")
"""Days and months cut short: between two of them "to" is said."""

SHORTENED = frozenset("mon. tue. tues. wed. thu. thur. thurs. fri. jan. feb. apr. aug. sept. oct. nov. sq. ft.".split())
"""Abbreviations that inside a compound need no full stop: "Mon-Fri", "5,000-sq-ft"."""

MEASURE = re.compile(r"\d{1,3}(?:['′](?:\d{1,2}[½¼¾]?(?:\"|″|'')?)?|(?:\.\d+)?(?:\"|″))(?=[.,;:!?)\]]*$)")
"""Feet and inches at the end of a token, where their signs are no quotation marks."""

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
    """Return the token without the punctuation around it, apostrophes made straight.

    >>> bare("“Bundict”—"), bare("in…"), bare("C++,"), bare("--"), bare("(.5")
    ('Bundict', 'in', 'C++', '', '.5')
    """
    text = token.translate(APOSTROPHES)
    inner = text.lstrip(LEAD)
    opening = text[: len(text) - len(inner)]
    # The point of ".5" is said, the dots of "...5" are not.
    if inner[:1].isdecimal() and opening.endswith(".") and not opening.endswith(".."):
        inner = f".{inner}"
    return inner.rstrip(TRAIL)


def spoken_forms(tokens: Sequence[str], known: Known) -> list[Forms]:
    """Return for each token the ways it is said, best first; `()` for a token that says nothing.

    `known` tells whether the pronunciation dictionary holds a word (in lower case).
    """
    reader = _Reader(known, _shouting(tokens))
    silent = silenced(tokens)
    cache: dict[str, Forms] = {}

    def alone(index: int) -> Forms:
        token = tokens[index]
        if token.isalpha():
            if token not in cache:
                cache[token] = reader.word(token)
            return cache[token]
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        forms = reader.token(token, before, after)
        return forms if any(c.isnumeric() for c in token) else forms[:MOST]

    grouped = read_groups(tokens, alone)
    return [
        () if index in silent else grouped[index] if index in grouped else alone(index) for index in range(len(tokens))
    ]


def _shouting(tokens: Sequence[str]) -> bool:
    """Tell whether the transcript is written in capitals throughout, so that they mean nothing."""
    words = [word for token in tokens[:5000] if len(word := bare(token)) > 2 and word.isalpha()]
    return len(words) > 3 and sum(word.isupper() for word in words) > 0.6 * len(words)


INITIALS = re.compile(r"((?:[A-Z]\.){2,}|(?:[A-Z]\.)+[A-Z]|(?:[a-z]\.)+[a-z])\.?('?s)?")
INSIDE = re.compile(r"(?<![A-Za-z])(?:[A-Z]\.){2,}(?:[A-Z](?![A-Za-z]))?|(?<![A-Za-z])(?:[A-Z]\.)+[A-Z](?![A-Za-z])")
"""Initials with full stops: a whole token, and a part of a longer one ("U.S.-based")."""


class _Reader:
    """Reads one token; holds what is known about the whole transcript."""

    def __init__(self, known: Known, shouting: bool) -> None:
        self.known = known
        self.shouting = shouting

    def token(self, token: str, before: str = "", after: str = "") -> Forms:
        """Read a token with punctuation, between its neighbours."""
        text = bare(token)
        opened = token.translate(APOSTROPHES).lstrip("\"'“‘„«([{¿¡")
        if (key := opened.lower().rstrip(",;:!?\"')]}”»…")) in WORDS:
            return table(WORDS[key])
        if (forms := self.abbreviation(opened.lower(), text, before, after)) or not text:
            return forms or (table(SYMBOLS[token]) if token in SYMBOLS and token not in "*<>~" else ())
        if (clipped := f"'{text.lower()}") in token.translate(APOSTROPHES).lower() and self.known(clipped):
            # "'cause", "'em", "'til".
            return unique([(clipped,), *self.core(text)])
        if (measured := MEASURE.match(opened)) and token[0] not in '"“':
            return numeric(measured[0])
        if (forms := unmask(text)) or (forms := unmask(opened.rstrip(".,;:!?"))):
            return forms
        if opened[:1] in BEFORE and re.match(r"[$€£.]?\d", opened[1:]):
            return join(table(BEFORE[opened[0]]), self.core(bare(opened[1:])))
        if token.lstrip('"“(')[:1] in "'’‘" and re.fullmatch(r"\d0'?s", text):
            return plural((cardinal(int(text[:2])),))
        return self.core(text)

    def abbreviation(self, dotted: str, text: str, before: str, after: str) -> Forms:
        """Read an abbreviation with its full stop; where it may end a sentence, a plain word comes first."""
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
        """Read a token without its outer punctuation."""
        if (lower := text.lower()) in WORDS:
            return table(WORDS[lower])
        text = re.sub(r"\^([23])(?!\d)", lambda power: "²³"[int(power[1]) - 2], text)
        if any(c.isdecimal() for c in text):
            return numeric(text) or (self.address(text) if ADDRESS.search(text) else self.pieces(text))
        if any(c in ODD for c in text):
            return self.pieces(text)
        return self.word(text)

    def word(self, text: str) -> Forms:
        """Read a token without digits."""
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
        """Read every hump of "DeepMind's" as a word; the ending goes to the last one."""
        ending = text[len(text.partition("'")[0]) :].lower()
        parts = [self.word(hump) for hump in humps]
        if ending:
            parts[-1] = tuple((*form[:-1], form[-1] + ending) for form in parts[-1])
        return join(*parts)

    def capitals(self, name: str, ending: str, dotted: bool = False) -> Forms:
        """Read an acronym: letters, a word, or either."""
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
        """Read a URL, an e-mail address, or a name with a dot in it."""
        scheme = re.match(r"(https?)://", text)
        rest = text[scheme.end() :] if scheme else text
        parts: list[Forms] = [((), (*_spell(scheme[1].lower())[0], "colon", "slash", "slash"))] if scheme else []
        if rest.lower().startswith("www."):
            rest = rest[4:]
            parts.append(((), ("w.", "w.", "w.", "dot"), ("triple", "w.", "dot")))
        for piece in re.findall(r"[^\W\d_]+(?:'s\b)?|\d+|[^\w\s]|_", rest):
            named = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore"}
            if piece in named:
                parts.append(((named[piece],),))
            else:
                parts.append(self.compound(piece) or self.piece(piece))
        return join(*parts)

    def compound(self, text: str) -> Forms:
        """Read known words written as one ("harbourbread"), then the whole; `()` for anything else."""
        lower = text.lower()
        words = () if self.known(lower) else split_known(lower, self.known)
        return (words, (lower,)) if len(words) > 1 else ()

    def pieces(self, text: str) -> Forms:
        """Read hyphenated, slashed and mixed words: one part after the other."""
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
            if parts and DAY.fullmatch(chunks[0]) and DAY.fullmatch(chunk):
                parts.append((("to",), ("through",), ()))
            whole = chunk != text and (numeric(chunk) if any(c.isdecimal() for c in chunk) else self.whole(chunk))
            parts += [whole] if whole else [self.compound(p) or self.piece(p) for p in HUMPS.findall(chunk)]
        if len(parts) > 1 and text[0] == "#" and not text[1].isdecimal():
            parts[0] = (("hashtag",), ())
        return join(*parts)

    def whole(self, chunk: str) -> Forms:
        """Read a part of a compound that is a word of its own."""
        if (dotted := chunk.lower().removesuffix(".") + ".") in SHORTENED or (
            dotted in ABBREVIATIONS and chunk[-1] == "."
        ):
            return table(ABBREVIATIONS[dotted])
        if len(chunk) == 1 and chunk.isalpha():
            return ((chunk.lower() if chunk in "aI" else f"{chunk.lower()}.",),)
        return self.word(chunk) if WORD.fullmatch(chunk) else ()

    def piece(self, piece: str) -> Forms:
        """Read the smallest part: letters, a run of digits, or a symbol."""
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
    """Read digits inside a name: "MUQQ17", "GPT-4", "R2D2"."""
    return unique([*integer(run)[:2], digits(run), digits(run, "zero")])
