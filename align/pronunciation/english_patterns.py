"""Tokens that are numbers with something around them: money, percent, units, times, dates, ranges, fractions.

Each kind is one row of `PATTERNS`; those of dates are read by `english_dates`, those of codes by `english_codes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.pronunciation.english_codes import (
    read_digit_groups,
    read_feet,
    read_inches,
    read_score,
    read_season,
    read_telephone,
    read_version,
)
from align.pronunciation.english_dates import read_clock, read_date, read_hour
from align.pronunciation.english_numbers import (
    Forms,
    Words,
    cardinal,
    digits,
    integer,
    join,
    number,
    ordinal,
    plural,
    unique,
    year,
)
from align.pronunciation.english_units import CURRENCIES, MAGNITUDES, UNITS
from align.pronunciation.english_words import SYMBOLS

__all__ = ["AMOUNT", "NUMBER", "SIGN", "money", "numeric", "table", "unit_forms"]

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:'\d{3})+|\d+)(?:\.\d+)?|\.\d+"
AMOUNT = rf"(?P<amount>{NUMBER})"
LARGE = r"(?P<large>[kKmMbBtT]|bn|mn|mm|MM|tn)?"
HALVES = {"2": "half", "3": "third", "4": "quarter"}
LONGEST_CARDINAL = 15
"""Digits that num2words is asked for; more are read one by one."""


def _either(names: Sequence[str]) -> str:
    """Return a regular expression for any of the names, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


SIGN = _either(list(CURRENCIES))


def table(entries: Sequence[str]) -> Forms:
    """Turn entries of `align.pronunciation.english_words` into forms."""
    return tuple(tuple(entry.split()) for entry in entries)


def numeric(text: str) -> Forms:
    """Read a token that is a number with something around it; return `()` if it is not."""
    for pattern, read in PATTERNS:
        if (found := pattern.fullmatch(text)) and (forms := read(found)):
            return forms
    if len(text) > 1 and text.endswith("+") and (forms := numeric(text.rstrip("+"))):
        return join(forms, (("plus",), ()))
    if found := re.fullmatch(r"(?P<left>[^/]*\d[^/]*)/(?P<right>[^\W\d_]+)", text):
        right = table(UNITS.get(found["right"], (found["right"].lower(),)))
        per = tuple((*form[:-1], form[-1].removesuffix("s")) for form in right[:1])
        return join(numeric(found["left"]), (("per",), ("a",), ("slash",)), per)
    return ()


def money(amount: str, sign: str, large: str | None = None) -> Forms:
    """Say an amount of a currency, in the order of speech: the number, then the name."""
    one, many, cents = CURRENCIES[sign]
    if large:
        return join(number(amount), ((MAGNITUDES[large], many), (MAGNITUDES[large],), (MAGNITUDES[large], one)))
    whole, _, part = amount.partition(".")
    if len(part) == 2:
        return _cents(whole, part, (one, many, cents))
    return join(number(amount), ((one if amount == "1" else many,), (one,), ()))


def _cents(whole: str, part: str, names: tuple[str, str, str]) -> Forms:
    one, many, cents = names
    small = cardinal(int(part))
    if not int("".join(c for c in whole if c.isdecimal()) or 0):
        return unique([(*small, cents), small, ("zero", "point", *digits(part, "zero"), many)])
    unit = one if whole == "1" else many
    heads = number(whole)
    if not int(part):
        return join(heads, ((unit,), ()))
    oh = ("oh",) if int(part) < 10 else ()
    return unique(
        [
            (*heads[0], unit, *small),
            (*heads[0], unit, "and", *small, cents),
            (*heads[0], *oh, *small),
            (*heads[0], "point", *digits(part, "zero"), many),
            (*heads[0], unit, *small, cents),
            (*heads[0], unit, *oh, *small),
        ]
    )


def _money(m: re.Match[str]) -> Forms:
    return money(m["amount"], m["sign"], m["large"])


def unit_forms(unit: str, power: str | None = None, *, single: bool = False) -> Forms:
    """Return what is said for a unit behind a number; `power` of a length is its square or cube.

    >>> unit_forms("km", "2")[:2]
    (('square', 'kilometers'), ('kilometers', 'squared'))
    """
    entries = UNITS[unit]
    if single:
        entries = tuple(
            entry.removesuffix("s") if len(entry) > 2 and entry[-2:] != "us" else entry for entry in entries
        )
    forms = table(entries)
    if not power:
        return forms
    squared, first = ("square", "squared") if power in "2²" else ("cubic", "cubed"), forms[0]
    letters = tuple(f"{letter}." for letter in unit.lower())
    spoken: list[Words] = [(squared[0], *first), (*first, squared[1]), (*letters, squared[1])]
    return unique([*spoken, (*letters, *cardinal(int("23"["3³".find(power) >= 0])))])


def _unit(m: re.Match[str]) -> Forms:
    unit = m["unit"]
    named = unit_forms(unit, m["power"], single=m["amount"] == "1")
    if unit in "kK" and len(m["amount"]) == 1:
        named = named[::-1]
    return join(number(m["amount"])[:3], named)


def _range(m: re.Match[str]) -> Forms:
    low, high, tail = m["low"], m["high"], m["tail"] or ""
    sign = m["sign"]
    ends = numeric(sign + high + tail) if sign else numeric(high + tail)
    if not ends:
        return ()
    spoken = digits(low + high) if not tail and len(low) == 3 and len(high) == 4 else ()
    between = (("to",), (), ("through",))
    forms = join(number(low)[:2], between, ends[:3])
    plain = low.isdecimal() and high.isdecimal() and not tail and not sign
    # "3-2" goes down: it is a score.
    score = read_score(low, high) if plain and max(len(low), len(high)) < 4 and int(high) <= int(low) else ()
    if plain and len(low) == 4 and len(high) == 2:
        forms = unique([*forms, *join(year(int(low)) if int(low) > 1000 else number(low), (digits(high),))])
    dashed = ((*forms[0][: len(number(low)[0])], "dash", *ends[0]),)
    return unique([*([spoken] if spoken else []), *score, *forms, *dashed])


def _clock_range(m: re.Match[str]) -> Forms:
    ends = [numeric(m[side]) for side in ("low", "high")]
    return join(ends[0][:2], (("to",), (), ("through",)), ends[1][:3]) if all(ends) else ()


def _fraction(m: re.Match[str]) -> Forms:
    above, below, ending = m["above"], m["below"], m["ending"]
    top, bottom = int(above), int(below)
    if (above, below) in {("24", "7"), ("9", "11"), ("50", "50"), ("20", "20")}:
        return ((*cardinal(top), *cardinal(bottom)), (*cardinal(top), "slash", *cardinal(bottom)))
    forms = [(*form,) for form in _parts(top, below) if bottom and (ending or bottom > 1)]
    forms += [
        (*cardinal(top), "over", *cardinal(bottom)),
        (*cardinal(top), "slash", *cardinal(bottom)),
        (*cardinal(top), "out", "of", *cardinal(bottom)),
    ]
    forms.insert(2, (*cardinal(top), *cardinal(bottom)))
    dated = () if ending else _short_date(above, below)
    # "9/21" is a day before it is nine parts of twenty-one.
    return unique([*forms[2:3], *dated, forms[0], *forms[3:]] if dated else forms)


def _parts(top: int, below: str) -> list[Words]:
    """Say so many of so large a part: "one third", "a third", "three quarters", "one one thousandth"."""
    bottom = int(below)
    part = HALVES.get(below)
    name: Words = (part,) if part else ordinal(bottom)
    names = [name, *([("fourth",)] if below == "4" else [])]
    if name[0] == "one" and len(name) == 2:
        names = [name[1:], name]
    forms: list[Words] = []
    for each in names:
        many = plural((each,))[0] if top != 1 and each != ("half",) else (("halves",) if top != 1 else each)
        forms.append((*cardinal(top), *many))
        forms += [("a", *each)] if top == 1 else []
    return forms


def _short_date(above: str, below: str) -> Forms:
    found = re.fullmatch(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})", f"{above}/{below}")
    return read_date(found)[2:4] if found and int(below) > 12 and int(above) < 13 else ()


def _mixed(m: re.Match[str]) -> Forms:
    part = table(SYMBOLS[m["part"]])
    return join(number(m["whole"]), (("and",), ()), (*part[1:2], part[0]))


def _product(m: re.Match[str]) -> Forms:
    return join(number(m["low"])[:2], (("by",), ("times",), ("x.",)), number(m["high"])[:2])


def _lines(m: re.Match[str]) -> Forms:
    high, low = divmod(int(m["amount"]), 100)
    return join(((*cardinal(high), *cardinal(low)), *number(m["amount"])[:1]), ((f"{m['scan']}.",),))


def _release(m: re.Match[str]) -> Forms:
    return join((("v.",), ("version",)), numeric(m["number"]))


def _ordinal(m: re.Match[str]) -> Forms:
    plain = "".join(c for c in m["amount"] if c.isdecimal())
    if len(plain) > LONGEST_CARDINAL:
        return ()
    words = ordinal(int(plain))
    # "100th" is "a hundredth", too.
    return unique([words, *([("a", *words[1:]), words[1:]] if words[0] == "one" and len(words) == 2 else [])])


def _ratio(m: re.Match[str]) -> Forms:
    return join((cardinal(int(m["low"])),), (("to",), (), ("by",)), (cardinal(int(m["high"])),))


def _comma(m: re.Match[str]) -> Forms:
    tails = (digits(m["part"], "zero"), digits(m["part"]), cardinal(int(m["part"])))
    return join(integer(m["whole"])[:1], (("point",), ("comma",), ()), tails[: 2 if m["part"][0] == "0" else 3])


def _root(m: re.Match[str]) -> Forms:
    return join(table(SYMBOLS[m["root"]]), numeric(m["under"]))


def _power(m: re.Match[str]) -> Forms:
    value = m["exponent"].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    minus = ("minus",) if m["minus"] else ()
    count = (cardinal(int(value)),)
    heads = join(number(m["base"])[:1], (("to", "the", *minus), ("to", "the", "power", "of", *minus)), count)
    powers = {"2": [("squared",)], "3": [("cubed",)]}.get(value, [("to", "the", *ordinal(int(value)))])
    ordinals = [] if minus else [(*number(m["base"])[0], *power) for power in powers]
    return unique([*ordinals, *heads] if m["caret"] is None else [*heads[:1], *ordinals, *heads[1:]])


def _negative(m: re.Match[str]) -> Forms:
    return join((("minus",), ("negative",)), number(m["amount"]))


def _plural(m: re.Match[str]) -> Forms:
    return plural(number(m["amount"])[:4])


_HALF = r"(?P<half>[aApP]\.?[mM]\.?)"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})"

PATTERNS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Forms]]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<amount>\d{3,4})(?P<scan>[pi])", _lines),
        (NUMBER, lambda m: number(m[0])),
        (rf"(?P<sign>{SIGN}){AMOUNT}{LARGE}", _money),
        (rf"{AMOUNT}{LARGE}(?P<sign>{SIGN})", _money),
        (r"(?P<amount>\d[\d,]*)(?:st|nd|rd|th)", _ordinal),
        (rf"{AMOUNT}'?s", _plural),
        (rf"(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::(?P<s>\d\d))?{_HALF}?", read_clock),
        (rf"(?P<h>\d{{1,2}}){_HALF}", read_hour),
        (rf"{AMOUNT}-?(?P<unit>{_either(list(UNITS))})\.?(?P<power>(?<=m)[²³23]|(?<=ft|in|mi|yd)[²³23])?", _unit),
        (r"[vV](?P<number>\d+(?:\.\d+)*)", _release),
        (r"[sS](?P<season>\d{1,2})\.?[eE](?P<episode>\d{1,3})", read_season),
        (r"(?P<feet>\d{1,2})['′](?:(?P<inches>\d{1,2})(?P<part>[½¼¾])?(?:\"|″|'')?)?", read_feet),
        (rf"{AMOUNT}(?:\"|″|'')", read_inches),
        (r"(?P<whole>\d+)(?P<part>[½¼¾⅓⅔⅛⅜⅝⅞])", _mixed),
        (r"(?P<low>\d+)[x×](?P<high>\d+)", _product),
        (r"\d{3}[-.]\d{4}", read_telephone),
        (r"\(?\d{3}\)\d{3}[-.]\d{4}", read_telephone),
        (rf"{_YEAR}[-/.]{_DAY}", read_date),
        (rf"{_DAY}[-/.](?P<year>\d{{4}}|\d{{2}})", read_date),
        (r"(?P<above>\d{1,4})/(?P<below>\d{1,5})(?P<ending>st|nd|rds?|ths?|ds)?", _fraction),
        (r"\+?[\d()]+(?:[-.]\d{3}[-.]\d{4}|[-.]\d{3}[-.]\d{3}[-.]\d{4})", read_telephone),
        (r"\+\d{1,3}(?:[-.]\d{2,4}){2,5}", read_telephone),
        (
            rf"(?P<sign>(?:{SIGN})?)(?P<low>{NUMBER})(?:-|–|—|−)(?:{SIGN})?(?P<high>{NUMBER})(?P<tail>%|x|[A-Za-z°]+)?",
            _range,
        ),
        (r"(?P<low>\d{1,2}(?::\d\d)?(?:[ap]\.?m\.?)?)[-–](?P<high>\d{1,2}(?::\d\d)?(?:[ap]\.?m\.?)?)", _clock_range),
        (r"\d+(?:-\d+){2,}", read_digit_groups),
        (r"\d+(?:\.\d+){2,}", read_version),
        (r"(?P<low>\d{1,3}):(?P<high>\d{1,3})", _ratio),
        (r"(?P<whole>\d+),(?P<part>\d{1,2}|\d{4,6})", _comma),
        (r"(?P<root>[√∛])(?P<under>[^√∛].*)", _root),
        (rf"(?P<base>{NUMBER})(?:(?P<caret>\^)(?P<minus>[-−⁻])?(?P<exponent>\d{{1,4}}))", _power),
        (rf"(?P<base>{NUMBER})(?P<caret>\^)?(?P<minus>⁻)?(?P<exponent>[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})", _power),
        (rf"-{AMOUNT}", _negative),
    )
]
