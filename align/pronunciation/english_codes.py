"""Digits that name a thing: telephone numbers, versions, seasons and episodes, numbers of books, scores, heights."""

from __future__ import annotations

import re

from align.pronunciation.english_numbers import Forms, Words, cardinal, digits, integer, join, number, unique
from align.pronunciation.english_words import SYMBOLS

__all__ = [
    "read_digit_groups",
    "read_feet",
    "read_inches",
    "read_score",
    "read_season",
    "read_telephone",
    "read_version",
]

NOTHING = ("nil", "nothing", "zero", "oh")
"""What a side that has no point is said to have."""


def read_telephone(m: re.Match[str]) -> Forms:
    """Read "555-1234", "1-800-555-0199", "(212)555-1234": digit by digit, an area code of hundreds as such."""
    groups = re.findall(r"\d+", m[0])
    plus = ("plus",) if m[0][0] == "+" else ()
    forms: list[Words] = []
    for zero in ("oh", "zero"):
        forms.append((*plus, *_said_groups(groups, zero, rounded=True)))
        forms.append((*plus, *_said_groups(groups, zero, rounded=False)))
    if len(groups) > 1 and len(groups[-1]) == 4:
        pairs = [*groups[:-1], groups[-1][:2], groups[-1][2:]]
        head, (high, low) = _said_groups(pairs[:-2], "oh", rounded=True), pairs[-2:]
        forms.append((*plus, *head, *_pair(high), *_pair(low)))
    return unique(forms)


def _said_groups(groups: list[str], zero: str, *, rounded: bool) -> Words:
    out: Words = ()
    for group in groups:
        hundreds = rounded and len(group) == 3 and group[0] != "0" and group[1:] == "00"
        out += cardinal(int(group)) if hundreds else digits(group, zero)
    return out


def _pair(text: str) -> Words:
    return digits(text) if text[0] == "0" else cardinal(int(text))


def read_digit_groups(m: re.Match[str]) -> Forms:
    """Read "978-3-16-148410-0", "123-45-6789": digit by digit, with the hyphens said or not, or group by group."""
    groups = re.findall(r"\d+", m[0])
    singly = [digits("".join(groups), zero) for zero in ("oh", "zero")]
    dashed = [_dashed([digits(group, zero) for group in groups]) for zero in ("oh", "zero")]
    whole = tuple(word for group in groups for word in integer(group)[0])
    return unique([*singly, whole, *dashed])


def _dashed(parts: list[Words]) -> Words:
    return tuple(word for place, part in enumerate(parts) for word in (*(("dash",) if place else ()), *part))


def read_version(m: re.Match[str]) -> Forms:
    """Read "3.2.1", "192.168.0.1"."""
    parts = [integer(part)[0] for part in m[0].split(".")]
    joined = [
        tuple(word for place, part in enumerate(parts) for word in (*((sign,) if place else ()), *part) if word)
        for sign in ("point", "dot", "")
    ]
    singly = [digits(part, "zero") for part in m[0].split(".")]
    return unique([*joined, tuple(w for place, part in enumerate(singly) for w in (*(("dot",) * bool(place)), *part))])


def read_season(m: re.Match[str]) -> Forms:
    """Read "S2E05"."""
    season, episode = cardinal(int(m["season"])), cardinal(int(m["episode"]))
    forms = [("season", *season, "episode", *episode), ("s.", *season, "e.", *episode)]
    if m["season"][0] == "0" or m["episode"][0] == "0":
        letters = [(_oh(m["season"], zero), _oh(m["episode"], zero)) for zero in ("oh", "zero")]
        forms += [("s.", *a, "e.", *b) for a, b in letters]
    return unique(forms)


def _oh(text: str, zero: str) -> Words:
    return digits(text, zero) if text[0] == "0" else cardinal(int(text))


def read_score(low: str, high: str) -> Forms:
    """Read "3-2", "21-0", "3:1"."""
    sides = [cardinal(int(text)) if int(text) else None for text in (low, high)]
    if all(sides):
        return unique([join(*((side,) for side in sides if side))[0], (*(sides[0] or ()), "to", *(sides[1] or ()))])
    if not any(sides):
        return (("nil", "nil"), ("zero", "zero"), ("oh", "oh"), ("zero", "to", "zero"))
    words = [tuple((*(side or (nothing,)),) for side in sides) for nothing in NOTHING]
    return unique([*((*a, *b) for a, b in words), *((*a, "to", *b) for a, b in words[2:3])])


def read_feet(m: re.Match[str]) -> Forms:
    """Read "6'", "6'2\\"": feet, and inches where they are given."""
    feet = cardinal(int(m["feet"]))
    if not m["inches"]:
        return ((*feet, "feet"), (*feet, "foot"), feet, (*feet, "minutes"))
    inches = cardinal(int(m["inches"]))
    if m["part"]:
        half = tuple(SYMBOLS[m["part"]][1 if len(SYMBOLS[m["part"]]) > 1 else 0].split())
        inches = (*inches, "and", *half)
    tails = (inches, (*inches, "inches"))
    forms = [(*feet, *between, *tail) for tail in tails for between in ((), ("foot",), ("feet",))]
    return unique([*forms[:3], *forms[4:], (*feet, "feet", "and", *tails[1])])


def read_inches(m: re.Match[str]) -> Forms:
    """Read "8\\""; what looks like inches may be the end of a quotation."""
    return join(number(m["amount"])[:2], (("inches",), ("inch",), ()))
