"""Tokens that are numbers with something around them: money, percent, units, times, dates, ranges, fractions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.pronunciation.english_numbers import (
    Forms,
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
from align.pronunciation.english_words import CURRENCIES, MAGNITUDES, SYMBOLS, UNITS

__all__ = ["NUMBER", "numeric", "table"]

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
HALVES = {"2": "half", "3": "third", "4": "quarter"}


def table(entries: Sequence[str]) -> Forms:
    """Entries of `align.pronunciation.english_words` as forms."""
    return tuple(tuple(entry.split()) for entry in entries)


def numeric(text: str) -> Forms:
    """A token that is a number with something around it; `()` if it is not."""
    for pattern, read in PATTERNS:
        if (found := pattern.fullmatch(text)) and (forms := read(found)):
            return forms
    if text.endswith("+") and (forms := numeric(text[:-1])):
        return join(forms, (("plus",), ()))
    if found := re.fullmatch(r"(?P<left>[^/]*\d[^/]*)/(?P<right>[^\W\d_]+)", text):
        return join(numeric(found["left"]), (("per",), ("a",), ("slash",)), ((found["right"].lower(),),))
    return ()


def _money(m: re.Match[str]) -> Forms:
    one, many, cents = CURRENCIES[m["sign"]]
    amount, large = m["amount"], m["large"]
    if large:
        return join(number(amount), ((MAGNITUDES[large], many), (MAGNITUDES[large],)))
    whole, _, part = amount.partition(".")
    if len(part) == 2:
        small = cardinal(int(part))
        if not int(whole.replace(",", "") or 0):
            return ((*small, cents), small)
        unit = one if whole == "1" else many
        heads = number(whole)
        if not int(part):
            return join(heads, ((unit,),))
        tails = (*([("oh",)] if int(part) < 10 else [()]), ())
        return unique(
            [
                (*heads[0], unit, *small),
                (*heads[0], unit, "and", *small, cents),
                (*heads[0], *tails[0], *small),
            ]
        )
    return join(number(amount), ((one if amount == "1" else many,), (one,)))


def _unit(m: re.Match[str]) -> Forms:
    unit = m["unit"]
    entries = UNITS[unit]
    if m["amount"] == "1":
        entries = tuple(
            entry.removesuffix("s") if len(entry) > 2 and entry[-2:] != "us" else entry for entry in entries
        )
    if unit in "kK" and len(m["amount"]) == 1:
        entries = entries[::-1]
    return join(number(m["amount"]), table(entries))


def _time(m: re.Match[str]) -> Forms:
    hours, minutes, seconds, half = m["h"], m["m"], m["s"], m["half"]
    head = cardinal(int(hours))
    if int(minutes):
        tail = (("oh",) if minutes[0] == "0" else ()) + cardinal(int(minutes))
        forms = [(*head, *tail)]
    else:
        forms = [head, (*head, "o'clock"), (*head, "hundred")]
    if seconds:
        forms = [(*form, *cardinal(int(seconds))) for form in forms[:1]]
    ending = (f"{half[0].lower()}.", "m.") if half else ()
    return unique((*form, *ending) for form in forms)


def _range(m: re.Match[str]) -> Forms:
    low, high, tail = m["low"], m["high"], m["tail"] or ""
    ends = numeric(m["sign"] + high + tail) if m["sign"] else numeric(high + tail)
    spoken = digits(low + high) if not tail and len(low) == 3 and len(high) == 4 else ()
    between = (("to",), ("",), ("through",))
    forms = join(number(low)[:2], between, ends[:3])
    cleaned = tuple(tuple(word for word in form if word) for form in forms)
    return unique([*([spoken] if spoken else []), *cleaned])


def _fraction(m: re.Match[str]) -> Forms:
    above, below, ending = m["above"], m["below"], m["ending"]
    top, bottom = int(above), int(below)
    if (above, below) in {("24", "7"), ("9", "11"), ("50", "50"), ("20", "20")}:
        return ((*cardinal(top), *cardinal(bottom)),)
    part = HALVES.get(below)
    forms = []
    if bottom and (ending or bottom > 1):
        name = (part,) if part else ordinal(bottom)
        names = [name, *([("fourth",)] if below == "4" else [])]
        if below == "1000":
            names = [("thousandth",), ("one", "thousandth")]
        for each in names:
            many = plural((each,))[0] if top != 1 and each != ("half",) else (("halves",) if top != 1 else each)
            forms.append((*cardinal(top), *many))
            forms += [("a", *each)] if top == 1 else []
    forms += [(*cardinal(top), "over", *cardinal(bottom)), (*cardinal(top), "slash", *cardinal(bottom))]
    forms.insert(2, (*cardinal(top), *cardinal(bottom)))
    return unique(forms)


def _date(m: re.Match[str]) -> Forms:
    names = "january february march april may june july august september october november december".split()
    month, day = int(m["month"]), int(m["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    years = year(int(m["year"])) if len(m["year"]) == 4 else integer(m["year"])
    spoken = join(((names[month - 1], *ordinal(day)),), years)
    plain = join((cardinal(month),), (cardinal(day),), years)
    order = (spoken[:2], plain[:2]) if "-" in m[0] else (plain[:2], spoken[:2])
    return unique([*order[0], *order[1]])


def _version(m: re.Match[str]) -> Forms:
    parts = m[0].split(".")
    pointed: list[str] = []
    for index, part in enumerate(parts):
        pointed += [*(["point"] if index else []), *integer(part)[0]]
    dotted = tuple("dot" if word == "point" else word for word in pointed)
    return unique([tuple(pointed), dotted, tuple(word for word in pointed if word != "point")])


def _telephone(m: re.Match[str]) -> Forms:
    run = "".join(c for c in m[0] if c.isdecimal())
    return unique([digits(run), digits(run, "zero")])


def _feet(m: re.Match[str]) -> Forms:
    feet, inches = cardinal(int(m["feet"])), cardinal(int(m["inches"])) if m["inches"] else ()
    if not inches:
        return ((*feet, "feet"), (*feet, "foot"))
    return ((*feet, *inches), (*feet, "foot", *inches), (*feet, "feet", *inches), (*feet, "foot", *inches, "inches"))


def _mixed(m: re.Match[str]) -> Forms:
    part = table(SYMBOLS[m["part"]])
    return join(number(m["whole"]), (("and",),), (*part[1:2], part[0]))


def _product(m: re.Match[str]) -> Forms:
    return join(number(m["low"])[:2], (("by",), ("times",), ("x.",)), number(m["high"])[:2])


def _lines(m: re.Match[str]) -> Forms:
    high, low = divmod(int(m["amount"]), 100)
    return join(((*cardinal(high), *cardinal(low)), *number(m["amount"])[:1]), ((f"{m['scan']}.",),))


def _release(m: re.Match[str]) -> Forms:
    return join((("v.",), ("version",)), numeric(m["number"]))


def _ordinal(m: re.Match[str]) -> Forms:
    return (ordinal(int(m["amount"].replace(",", ""))),) if len(m["amount"]) < 16 else ()


PATTERNS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Forms]]] = [
    (re.compile(r"(?P<amount>\d{3,4})(?P<scan>[pi])"), _lines),
    (re.compile(NUMBER), lambda m: number(m[0])),
    (re.compile(rf"(?P<sign>(?:US|A|C)?\$|[€£¥₹₿])(?P<amount>{NUMBER})(?P<large>[kKmMbBtT]|bn|mn|mm|MM|tn)?"), _money),
    (re.compile(r"(?P<amount>\d[\d,]*)(?:st|nd|rd|th)"), _ordinal),
    (re.compile(rf"(?P<amount>{NUMBER})'?s"), lambda m: plural(number(m["amount"]))),
    (re.compile(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?(?P<half>[aApP]\.?[mM])?"), _time),
    (
        re.compile(r"(?P<h>\d{1,2})(?P<half>[aApP]\.?[mM])"),
        lambda m: ((*cardinal(int(m["h"])), f"{m['half'][0].lower()}.", "m."),),
    ),
    (
        re.compile(rf"(?P<amount>{NUMBER})(?P<unit>{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"),
        _unit,
    ),
    (re.compile(r"[vV](?P<number>\d+(?:\.\d+)*)"), _release),
    (re.compile(r"(?P<feet>\d)'(?:(?P<inches>\d{1,2})\"?)?"), _feet),
    (re.compile(r"(?P<whole>\d+)(?P<part>[½¼¾⅓⅔])"), _mixed),
    (re.compile(r"(?P<low>\d+)[x×](?P<high>\d+)"), _product),
    (re.compile(r"\d{3}-\d{4}"), _telephone),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"), _date),
    (re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2}|\d{4})"), _date),
    (re.compile(r"(?P<above>\d{1,4})/(?P<below>\d{1,5})(?P<ending>st|nd|rd|ths?)?"), _fraction),
    (re.compile(r"\+?[\d()]+(?:[-.]\d{3}[-.]\d{4}|[-.]\d{3}[-.]\d{3}[-.]\d{4})"), _telephone),
    (
        re.compile(rf"(?P<sign>[$€£¥]?)(?P<low>{NUMBER})(?:-|–|—|−)[$€£¥]?(?P<high>{NUMBER})(?P<tail>%|x|[A-Za-z°]+)?"),
        _range,
    ),
    (re.compile(r"\d+(?:\.\d+){2,}"), _version),
    (re.compile(rf"-(?P<amount>{NUMBER})"), lambda m: join((("minus",), ("negative",)), number(m["amount"]))),
]
