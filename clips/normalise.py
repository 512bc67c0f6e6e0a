"""Words brought to one form, so that what people paste meets what stands in the transcript.

Case, accents and punctuation go; numbers become digits however they are written ("twenty five per cent", "25%" and
"25 percent" are the same two units); compounds and contractions fall into their parts.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from clips.spoken_numbers import CURRENCIES, LARGE, join_scales, scaled

__all__ = ["ALTERNATIVES", "Unit", "unit_columns", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One comparable piece: its key, and the first and last token (indices) that it stands for."""

    key: str
    first: int
    last: int


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_DECADES = {f"{word[:-1]}ies": f"{10 * n}s" for n, word in enumerate(_TENS, start=2)} | {"tens": "10s"}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_SIGNS = {**CURRENCIES, "%": "percent"}
_SAME = {
    "dollars": "dollar",
    "euros": "euro",
    "pounds": "pound",
    "percentage": "percent",
    "okay": "ok",
    "till": "until",
    "alright": "all right",
    "cannot": "can not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "kinda": "kind of",
    "sorta": "sort of",
    "outta": "out of",
    "lemme": "let me",
    "gimme": "give me",
    "yall": "you all",
    "lb": "pound",
    "lbs": "pound",
    "mister": "mr",
    "missus": "mrs",
    "doctor": "dr",
    "professor": "prof",
    "saint": "st",
    "versus": "vs",
}
"""What is said the same, however it is written."""

_SHORT = {
    "'m": ("am", "i"),
    "'re": ("are", "you we they who what there where how"),
    "'ve": ("have", "i you we they who what there would could should might must"),
    "'ll": ("will", "i you he she it we they that there this who what where how"),
    "'s": ("'s", "he she it that there this here what who where when why how"),
    "'d": ("'d", "i you he she it we they that there who what where how"),
}
"""What each ending stands for, and the words that it is heard behind."""

_NEGATED = (
    "is are was were do does did have has had would could should must need might".split()
)  # these are followed by n't; can't and won't change as well
CONTRACTED = (
    {f"{who}{short}": f"{who} {word}" for short, (word, known) in _SHORT.items() for who in known.split()}
    | {f"{verb}n't": f"{verb} not" for verb in _NEGATED}
    | {
        "can't": "can not",
        "won't": "will not",
        "let's": "let us",
        "y'all": "you all",
        "'em": "them",
        "'cause": "because",
    }
)
"""Contractions and what they stand for; `'s` and `'d` stand for more than one word, see `ALTERNATIVES`."""

_WORDS_THEMSELVES = frozenset("ill well were id hell shell wed shed whore cause em".split())
_WITHOUT_APOSTROPHE = {
    short.replace("'", ""): long
    for short, long in CONTRACTED.items()
    if short.replace("'", "") not in _WORDS_THEMSELVES
}
"""The same as typed in haste, but for those that are then other words."""

ALTERNATIVES = {"'s": ("is", "has", "us", "does"), "'d": ("would", "had", "did", "should")}
"""What a unit that comes from a contraction may be said or written as."""

_AROUND_WORDS = '"“”„‚‹›«».,;:!?…¡¿()[]{}–—-*_/'
_APOSTROPHE = re.compile("['’‘‛ʼ`´′＇]")
_PIECE = re.compile(r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|s)?(?![a-z])|\d+|[$€£¥%&]|[^\W\d_]+")

_DOTTED = re.compile(r"[a-z](?:\.[a-z])+")
_TELEPHONE = re.compile(r"\d{3}-(?:\d{3}-)?\d{4}", re.ASCII)
_CLOCK = re.compile(r"(\d\d?)(?::(\d\d)|\.(\d\d)(?=[ap]))(?:([ap])\.?m)?", re.ASCII)
_SHORTENED = re.compile(r"([$€£¥])?(\d[\d,]{0,14}(?:\.\d{1,6})?)(k|m|mn|b|bn|tn)", re.ASCII)
_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
"""A letter alone is a scale behind a currency: `5m` may be metres, and `4K` a picture."""
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}


def units(tokens: Sequence[str]) -> list[Unit]:
    """Return the comparable units of whitespace-separated tokens, in order.

    >>> [u.key for u in units("It’s $18 — or twenty-five per cent — in “two thousand and seven”…".split())]
    ['it', "'s", '18', 'dollar', 'or', '25', 'percent', 'in', '2007']
    """
    return list(map(Unit, *unit_columns(tokens)))


def unit_columns(tokens: Sequence[str]) -> tuple[list[str], list[int], list[int]]:
    """Return the same units as columns (keys, first tokens, last tokens), for whoever reads millions of words."""
    found = list(map(_keys_of, tokens))
    pieces = list(chain.from_iterable(found))
    places = [index for index, parts in enumerate(found) for _ in parts]
    keys: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    done = 0
    for at in [at for at, key in enumerate(pieces) if key in _JOINED]:
        if at < done:
            continue
        key, end = _join(pieces, at)
        keys += [*pieces[done:at], key]
        firsts += [*places[done:at], places[at]]
        lasts += [*places[done:at], places[end - 1]]
        done = end
    joined = (keys + pieces[done:], firsts + places[done:], lasts + places[done:]) if done else (pieces, places, places)
    return join_scales(*joined) or joined


@functools.lru_cache(maxsize=1 << 16)
def _keys_of(token: str) -> tuple[str, ...]:
    """Return the keys of one token by itself; most tokens of a language come again and again."""
    plain = _plain(token)
    bare = plain.strip(_AROUND_WORDS)
    contracted = CONTRACTED.get(bare) or CONTRACTED.get(bare.strip("'"))
    if contracted:
        return tuple(contracted.split())
    if special := _special(bare):
        return special
    found = _PIECE.findall(plain.replace("'", ""))
    if len(found) > 1 and found[0] in _SIGNS:
        found = [*found[1:2], found[0], *found[2:]]  # "$18" is said "eighteen dollars"
    return tuple(part for key in found for part in _spell(key))


def _special(bare: str) -> tuple[str, ...] | None:
    """Return the keys of a token that is said otherwise than its pieces."""
    if _DOTTED.fullmatch(bare):
        return (bare.replace(".", ""),)
    if not bare[:2].lstrip("$€£¥")[:1].isdecimal():
        return None
    if _TELEPHONE.fullmatch(bare):
        return (bare.replace("-", ""),)
    if clock := _CLOCK.fullmatch(bare):
        minutes = clock[2] or clock[3] or ""
        return (f"{int(clock[1])}{minutes}", *([f"{clock[4]}m"] if clock[4] else []))
    short = _SHORTENED.fullmatch(bare)
    number = scaled(short[2].replace(",", ""), _SCALES[short[3]]) if short else None
    if short and number and (short[1] or short[3][1:] or (short[3] == "k" and len(short[2]) > 1)):
        return (number, *([CURRENCIES[short[1]]] if short[1] else []))
    return None


def _plain(token: str) -> str:
    """Small letters without accents, one kind of apostrophe, and nothing that cannot be seen.

    A soft hyphen, a zero-width space or a word joiner inside a word cannot be typed either.
    """
    for sign, decimals in _FRACTIONS.items():
        if sign in token:
            token = re.sub(rf"(?<=\d)\s?{sign}", decimals, token)
    text = unicodedata.normalize("NFKD", _APOSTROPHE.sub("'", token).casefold())
    return "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) not in ("Cf", "Mn"))


def _spell(key: str) -> list[str]:
    if key == "&":
        return ["and"]
    if key in _SIGNS:
        return [_SIGNS[key]]
    ordinal = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", key)
    if ordinal:
        return _ordinal(int(ordinal[1]))
    if key[0].isdigit():
        return [key.replace(",", "")]
    return _SAME.get(key, _WITHOUT_APOSTROPHE.get(key, key)).split()


def _ordinal(value: int) -> list[str]:
    if value < len(_ORDINALS):
        return [_ORDINALS[value]]
    tens, ones = divmod(value, 10)
    if value < 100 and ones:
        return [str(10 * tens), _ORDINALS[ones]]
    return [f"{value}th"]


_JOINED = frozenset({"per", *_SMALL, *_DECADES})
"""Keys with which several pieces that are one unit may begin."""


def _join(pieces: Sequence[str], at: int) -> tuple[str, int]:
    """Return the key of the unit that begins at `at` with one of `_JOINED`, and the index behind it."""
    if pieces[at] in _SMALL:
        return _number(pieces, at)
    if pieces[at : at + 2] == ["per", "cent"]:
        return "percent", at + 2
    return _DECADES.get(pieces[at], pieces[at]), at + 1


def _number(pieces: Sequence[str], at: int) -> tuple[str, int]:
    """Return the number that begins at `at` as digits, and the index behind it."""
    groups: list[str] = []
    while at < len(pieces) and (pieces[at] in _SMALL or (groups and pieces[at] in ("oh", "o"))):
        if pieces[at] in ("oh", "o"):
            if not _digit_at(pieces, at + 1):
                break
            groups.append("0")
            at += 1
            continue
        value, at = _cardinal(pieces, at)
        groups.append(str(value))
    text = "".join(groups)
    if at + 1 < len(pieces) and pieces[at] == "point" and _digit_at(pieces, at + 1):
        text, at = text + ".", at + 1
        while _digit_at(pieces, at):
            text, at = text + str(_SMALL[pieces[at]]), at + 1
    elif at < len(pieces) and pieces[at] in _DECADES:
        text, at = text + _DECADES[pieces[at]], at + 1
    return text, at


def _digit_at(pieces: Sequence[str], at: int) -> bool:
    return at < len(pieces) and _SMALL.get(pieces[at], 10) < 10


def _cardinal(pieces: Sequence[str], at: int) -> tuple[int, int]:
    """Return one grammatical cardinal ("two thousand and seven"); digits said one by one are separate cardinals."""
    total, current, last = 0, _SMALL[pieces[at]], _SMALL[pieces[at]]
    at += 1
    while at < len(pieces):
        key = pieces[at]
        if key == "hundred" and 0 < current < 100:
            current, last = current * 100, 100
        elif key in LARGE and 0 < current < 1000:
            total, current, last = total + current * LARGE[key], 0, 1000
        elif key == "and" and last in (100, 1000) and at + 1 < len(pieces) and pieces[at + 1] in _SMALL:
            pass
        elif key in _SMALL and _fits(last, _SMALL[key]):
            current, last = current + _SMALL[key], _SMALL[key]
        else:
            break
        at += 1
    return total + current, at


def _fits(last: int, value: int) -> bool:
    if last in (100, 1000):
        return value > 0
    return last in range(20, 100, 10) and 0 < value < 10
