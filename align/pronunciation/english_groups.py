"""Tokens that are said together: "€ 20", "10 000 people", "12 km²", "2 p.m. ET", "chapter IV", "1 1/2".

Each kind is one row of `RULES`: a function that looks at the tokens from an index on and returns the forms of as many
tokens as belong together, or nothing. A token that gives its sound away ("€" before "20" says "twenty", "20" says
"euros") keeps a place in the recording, so that the first begins and the last ends where the group does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.pronunciation.english_numbers import Forms, Words, cardinal, digits, join, ordinal, unique
from align.pronunciation.english_patterns import NUMBER, SIGN, numeric, table, unit_forms
from align.pronunciation.english_units import CURRENCIES, MAGNITUDES, UNIT_WORDS, UNITS, ZONES
from align.pronunciation.english_words import MONTHS, NUMBERED, RULERS
from align.pronunciation.roman import roman_value
from align.pronunciation.token_groups import OPENING, core, merged, spread, thousands_at

__all__ = ["LARGE", "read_groups"]

LARGE = frozenset({"hundred", "thousand", "million", "billion", "trillion", "quadrillion", *MAGNITUDES})
"""Words and letters that make a number larger."""

GROUP_NAMES = ("", "thousand", "million", "billion", "trillion")
"""Of groups of three digits, from the last."""

Reader = Callable[[int], Forms]
"""Reads the token at an index by itself."""

Rule = Callable[[Sequence[str], int, Reader], list[Forms]]

_AMOUNT = re.compile(rf"(?:{NUMBER})(?:[-–](?:{NUMBER}))?")
_GLUED = re.compile(rf"(?P<sign>{SIGN})(?P<amount>(?:{NUMBER})(?:[-–](?:{NUMBER}))?)")


def read_groups(tokens: Sequence[str], alone: Reader) -> dict[int, Forms]:
    """Return the forms of the tokens that are said together with their neighbours."""
    read: dict[int, Forms] = {}
    index = 0
    while index < len(tokens):
        if _may_open(tokens[index]):
            for rule in RULES:
                if forms := rule(tokens, index, alone):
                    read.update(enumerate(forms, index))
                    index += len(forms) - 1
                    break
        index += 1
    return read


def _may_open(token: str) -> bool:
    """Tell whether any rule can begin at a token: most have no digit, no sign and no capital, and need no closer
    look.
    """
    return not token.isalpha() or token.isupper() or token in UNITS or token in CURRENCIES or token in LARGE


def _amount_at(tokens: Sequence[str], index: int, *, last: bool = True) -> str:
    text = core(tokens[index], last=last) if index < len(tokens) else ""
    return text if _AMOUNT.fullmatch(text) else ""


def _ends_in_number(token: str) -> bool:
    return bool(re.search(r"\d$", token)) or token.lower() in LARGE


def _spaced_thousands(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    groups = thousands_at(tokens, index)
    if not groups:
        return []
    forms = [unique([words]) for words in _said_by_groups(groups)]
    value = int("".join(groups))
    if value < 10_000 and value % 1000 and value % 100 == 0:
        forms = [unique([*forms[0], cardinal(value // 100)]), unique([*forms[1], ("hundred",)])]
    # Two numbers, one after the other, unless the last is nothing but zeros.
    if int(groups[-1]):
        forms = [unique([*each, *alone(index + place)[:3]]) for place, each in enumerate(forms)]
    return forms


def _said_by_groups(groups: Sequence[str]) -> list[Words]:
    """Share the words of a number out among its groups of digits; none goes without."""
    out: list[Words] = []
    name: Words = ()
    for place, group in enumerate(groups):
        value = int(group)
        out.append((*name, *(cardinal(value) if value else ())))
        name = tuple(word for word in (GROUP_NAMES[len(groups) - 1 - place],) if word and value)
    for place in range(len(out) - 1, 0, -1):
        if not out[place]:
            empty = next((back for back in range(place, -1, -1) if out[back]), 0)
            out[empty : place + 1] = spread(out[empty][-1:], place + 1 - empty)
    return out


def _currency_before(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "€ 20", "EUR 1.5 million", "$ 10 000"."""
    sign = core(tokens[index], last=False).removesuffix(".")
    sign = sign if sign in CURRENCIES else core(tokens[index], last=False)
    # Behind a number the sign belongs to that one: "20 € 3 times".
    if sign not in CURRENCIES or index + 1 >= len(tokens) or (index and tokens[index - 1][-1:].isdecimal()):
        return []
    one, many, _ = CURRENCIES[sign]
    parts = thousands_at(tokens, index + 1)
    amount = "".join(parts) or _amount_at(tokens, index + 1)
    if not amount:
        return []
    count = max(1, len(parts))
    behind = index + 1 + count
    large = core(tokens[behind], first=False).lower() if behind < len(tokens) else ""
    number = numeric(amount)[:3]
    if large in LARGE and tokens[behind - 1][-1:].isdecimal():
        word = MAGNITUDES.get(large, large)
        head = merged([spread(form, count + 1) for form in number])
        return [*head, ((word, many), (word,), (word, one))]
    money = numeric(f"{sign}{amount}")[:4] or join(number, ((many,),))
    said = merged([spread(form, count + 1) for form in money])
    # Some read the sign where it stands: "euros twenty".
    before: Forms = ((many,), tuple(f"{letter}." for letter in sign.lower())) if sign.isalpha() else ((many,),)
    said[0] = unique([*said[0], *before])
    if count == 1:
        said[1] = unique([*said[1], *numeric(amount)[:2]])
    return said


def _glued_before_large(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "$1.5 million": "one point five", "million dollars"."""
    found = _GLUED.fullmatch(core(tokens[index], last=False))
    large = core(tokens[index + 1], first=False).lower() if index + 1 < len(tokens) else ""
    if not found or large not in LARGE:
        return []
    one, many, _ = CURRENCIES[found["sign"]]
    plain = (MAGNITUDES.get(large, large),)
    named = index + 2 < len(tokens) and core(tokens[index + 2]).lower() in (one, many)
    return [numeric(found["amount"]), (plain,) if named else ((*plain, many), (*plain, one), plain)]


def _currency_behind(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "20 €", "20 EUR", "1.5 million USD"."""
    sign = core(tokens[index], first=False)
    if not index or sign not in CURRENCIES or not _ends_in_number(tokens[index - 1]):
        return []
    one, many, _ = CURRENCIES[sign]
    letters = [tuple(f"{letter}." for letter in sign.lower())] if sign.isalpha() and sign.isupper() else []
    names: list[Words] = [(one,), (many,)] if tokens[index - 1] == "1" else [(many,), (one,)]
    return [unique([*names, *letters])]


def _unit_behind(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "12 km²", "5 kg", "20 °C"; units that are words as well come second."""
    found = re.fullmatch(r"(?P<unit>.+?)\.?(?P<power>[²³23])?", core(tokens[index], first=False).rstrip("."))
    if not index or not found or not _ends_in_number(tokens[index - 1]):
        return []
    unit, power = found["unit"], found["power"]
    if unit not in UNITS or (power and unit[-1] not in "mtnid"):
        return []
    named = unit_forms(unit, power, single=tokens[index - 1] == "1")
    if unit in UNIT_WORDS and not power:
        plain = alone(index)[:1]
        named = (*plain, *named[:2]) if unit.isalpha() and len(unit) > 1 and unit != "km" else (*named[:2], *plain)
    return [unique(named)]


def _zone_behind(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "2 p.m. ET", "9:30 GMT"."""
    zone = core(tokens[index], first=False)
    if not index or zone not in ZONES or not re.search(r"(?i)\d:\d\d$|\b[ap]\.?m\.?$|\do'clock$", tokens[index - 1]):
        return []
    return [table(ZONES[zone])]


def _half_day_behind(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "2 p.m.", "10:30 AM"."""
    half = core(tokens[index], first=False).lower().replace(".", "")
    if not index or half not in ("am", "pm") or not re.search(r"\d$", tokens[index - 1]):
        return []
    return [((f"{half[0]}.", "m."),)]


def _mixed_fraction(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "1 1/2", "2 ½"."""
    fraction = re.fullmatch(r"(\d/\d{1,2}|[½¼¾⅓⅔⅛⅜⅝⅞]).*", tokens[index])
    if not index or not fraction or not re.fullmatch(r"\d{1,3}", tokens[index - 1].lstrip(OPENING)):
        return []
    forms = alone(index)
    halves = tuple(form for form in forms if form[0] in ("a", "three", "five", "seven")) or forms[:1]
    return [join((("and",), ()), unique([*halves[:2], *forms[:2]]))]


def _spaced_range(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "10 – 20": the dash says nothing, the number behind it may begin with "to"."""
    if tokens[index] not in ("-", "–", "−") or not index or index + 1 >= len(tokens):
        return []
    if not re.search(r"\d$", tokens[index - 1]) or not _amount_at(tokens, index + 1):
        return []
    return [(), _with_opening(alone(index + 1)[:3])]


def _with_opening(forms: Forms) -> Forms:
    opened = [(*word, *forms[0]) for word in ((), ("to",), ("minus",), ("dash",))]
    return unique([*opened[:3], *forms[1:], *opened[3:]])


def _telephone(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "(555) 123-4567", "+44 20 7946 0958"."""
    end, count = index, 0
    while end < len(tokens) and end - index < 8:
        text = core(tokens[end], first=end == index) if end > index else tokens[end]
        if not re.fullmatch(r"(?:\+|\()?\d{1,5}\)?(?:-\d{2,5})*", text) or (end > index and text[0] == "+"):
            break
        count += sum(c.isdecimal() for c in text)
        end += 1
        if tokens[end - 1][-1] in ".,;:!?":
            break
    if end - index < 2 or not 7 <= count <= 15 or thousands_at(tokens, index):
        return []
    marked = tokens[index][0] in "+(" or (end - index > 2 and count > 8) or "-" in "".join(tokens[index:end])
    if not marked:
        return []
    out: list[Forms] = []
    for place in range(index, end):
        run = "".join(c for c in tokens[place] if c.isdecimal())
        plus = ("plus",) if tokens[place][0] == "+" else ()
        singly = [(*plus, *digits(run)), (*plus, *digits(run, "zero"))]
        # Three years in a row look like a telephone number, too.
        others = alone(place)[:3]
        out.append(unique([*singly, *others] if tokens[index][0] in "+(" else [*others[:1], *singly, *others[1:]]))
    return out


def _numeral(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "World War II", "chapter IV", "Henry V", "Super Bowl LVIII"."""
    text = core(tokens[index], first=False).removesuffix("'s")
    before = core(tokens[index - 1]).lower() if index else ""
    value = roman_value(text)
    numbered = before in NUMBERED
    if not value or not index or tokens[index - 1][-1:] in ".,;:!?":
        return []
    name = tokens[index - 1][:1].isupper()
    if len(text) == 1 and not (numbered or (before in RULERS and text in "IVX")):
        return []
    if len(text) > 1 and not (numbered or name):
        return []
    letters = tuple(f"{letter}." for letter in text.lower())
    said: list[Words] = [cardinal(value), ("the", *ordinal(value))]
    if before in RULERS:
        said.reverse()
    # "CD", "MD" and "XL" are numerals by chance.
    forms = [*said, letters] if numbered or before in RULERS or set(text) <= set("IVX") else [letters, *said]
    plain = alone(index)[:1] if len(text) == 1 else ()
    return [unique([*forms, *plain])]


def _day(tokens: Sequence[str], index: int, alone: Reader) -> list[Forms]:
    """Read "June 5", "5 June", "June 5-7"."""
    text = core(tokens[index])
    found = re.fullmatch(r"(\d{1,2})(?:[-–](\d{1,2}))?", text)
    if not found or not all(0 < int(day) < 32 for day in found.groups() if day):
        return []
    before = core(tokens[index - 1]).lower() if index else ""
    after = core(tokens[index + 1]).lower() if index + 1 < len(tokens) else ""
    days = [int(day) for day in found.groups() if day]
    ordinals, cardinals = ([each(day) for day in days] for each in (ordinal, cardinal))
    if before in MONTHS:
        if len(days) == 1:
            return [unique([ordinals[0], cardinals[0], ("the", *ordinals[0])])]
        between = (("to",), ("through",), ("to", "the"))
        return [unique([(*each[0], *to, *each[1]) for each in (ordinals, cardinals) for to in between])]
    if after in MONTHS and len(days) == 1:
        day = ordinals[0]
        return [unique([cardinals[0], ("the", *day), day, ("the", *day, "of"), (*day, "of")])]
    return []


RULES: tuple[Rule, ...] = (
    _currency_before,
    _glued_before_large,
    _currency_behind,
    _telephone,
    _spaced_thousands,
    _spaced_range,
    _mixed_fraction,
    _day,
    _half_day_behind,
    _zone_behind,
    _unit_behind,
    _numeral,
)
"""In this order; the first that reads a token has it."""
