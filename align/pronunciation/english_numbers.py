"""Numbers as English speakers say them, the likeliest way first.

Every function returns `Forms`: alternatives, each a tuple of lower-case words. Letters that are spelled are
written as the dictionary does, with a full stop ("k.").
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = [
    "MOST_READINGS",
    "Forms",
    "Words",
    "cardinal",
    "digits",
    "integer",
    "join",
    "number",
    "ordinal",
    "plural",
    "unique",
    "year",
]

Words = tuple[str, ...]
Forms = tuple[Words, ...]

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST = 15
"""Digits: anything longer is an identifier, and is read digit by digit; num2words names numbers up to trillions."""


MOST_READINGS = 8
"""Alternatives of a number; there are few numbers in a transcript, and each is said in many ways."""


def unique(forms: Iterable[Words], limit: int = MOST_READINGS) -> Forms:
    """Keep the first `limit` different alternatives."""
    return tuple(dict.fromkeys(form for form in forms if form))[:limit]


def join(*parts: Forms, limit: int = MOST_READINGS) -> Forms:
    """Combine what several parts in a row may sound like: all at their best first, then one alternative at a time.

    >>> join((("a",), ("b",)), (("c",), ("d",)))
    (('a', 'c'), ('b', 'c'), ('a', 'd'))
    """
    parts = tuple(part for part in parts if part)
    if not parts:
        return ()
    best = [part[0] for part in parts]
    rows = [tuple(best)]
    for place, part in enumerate(parts):
        rows += [(*best[:place], other, *best[place + 1 :]) for other in part[1:]]
    return unique((tuple(word for words in row for word in words) for row in rows), limit)


@lru_cache(maxsize=4096)
def cardinal(value: int, joined: bool = False) -> Words:
    """Say a whole number, with "and" after the hundreds when `joined`.

    >>> cardinal(1234, joined=True)
    ('one', 'thousand', 'two', 'hundred', 'and', 'thirty', 'four')
    """
    from num2words import num2words

    words = num2words(value).replace(",", "").replace("-", " ").split()
    return tuple(word for word in words if joined or word != "and")


@lru_cache(maxsize=1024)
def ordinal(value: int) -> Words:
    """Say a whole number as an ordinal, without "and"."""
    from num2words import num2words

    words = num2words(value, to="ordinal").replace(",", "").replace("-", " ").split()
    return tuple(word for word in words if word != "and")


def digits(text: str, zero: str = "oh") -> Words:
    """Say digits one by one.

    >>> digits("404")
    ('four', 'oh', 'four')
    """
    return tuple(zero if c == "0" else DIGITS[int(c)] for c in text)


def year(value: int) -> Forms:
    """Say a year of four digits."""
    high, low = divmod(value, 100)
    whole = (cardinal(value), cardinal(value, True))
    if high % 10 == 0 and low < 10:
        pairs: Forms = (*whole, (*cardinal(high), "oh", *cardinal(low))) if low else whole
        return unique(pairs)
    if low == 0:
        return unique([(*cardinal(high), "hundred"), *whole])
    pair = (*cardinal(high), *(("oh",) if low < 10 else ()), *cardinal(low))
    if high == 20:
        return unique([pair, *whole])
    return unique([pair, *whole])


def _round(value: int) -> list[Words]:
    """Return how "one hundred" may be said besides: "a hundred", or just "hundred"."""
    words = cardinal(value)
    if words[0] != "one" or len(words) < 2:
        return []
    return [("a", *words[1:]), words[1:]] if len(words) == 2 else [("a", *words[1:])]


def integer(text: str) -> Forms:
    """Read a whole number without separators, as printed: quantity, year or code.

    >>> integer("737")[:2]
    (('seven', 'thirty', 'seven'), ('seven', 'hundred', 'thirty', 'seven'))
    >>> integer("2007")[2]
    ('twenty', 'oh', 'seven')
    """
    value = int(text) if len(text) <= LONGEST else 0
    if len(text) > LONGEST:
        return (digits(text, "zero"), digits(text))
    if text[0] == "0" and len(text) > 1:
        forms = [digits(text), digits(text, "zero"), cardinal(value)]
        if len(text) == 3 and text[:2] == "00":
            forms.insert(0, ("double", "oh", *cardinal(value)))
        return unique(forms)
    if value == 0:
        return (("zero",), ("oh",))
    if len(text) < 3:
        return (cardinal(value),)
    if len(text) == 3:
        return _three(text, value)
    if len(text) == 4:
        return _four(text, value)
    # A postcode, a catalogue number.
    singly = (digits(text), digits(text, "zero"))
    return unique([cardinal(value), cardinal(value, True), *_round(value), *(() if value % 1000 == 0 else singly)])


def _three(text: str, value: int) -> Forms:
    if value % 100 == 0:
        return unique([cardinal(value), *_round(value)])
    low = value % 100
    split = (DIGITS[value // 100], *(("oh",) if low < 10 else ()), *cardinal(low))
    whole = [cardinal(value), cardinal(value, True)]
    # "405", "737" are mostly names of things; "120", "150" mostly quantities.
    order = [*whole, split] if low % 10 == 0 else [split, *whole]
    if low < 10:
        return unique([split, digits(text, "zero"), *whole])
    return unique([*order, *_round(value), digits(text)])


def _four(text: str, value: int) -> Forms:
    if value % 1000 == 0:
        return unique([cardinal(value), *_round(value)])
    forms = year(value) if 1100 <= value < 2100 else (cardinal(value), cardinal(value, True), *year(value))
    # Of years, too: people dictate them, and voices made by machines read lists of them as codes.
    return unique([*forms, *([digits(text), digits(text, "zero")] if value % 100 else [])])


def number(text: str) -> Forms:
    """Read a number as printed, with thousands separators or decimals.

    >>> number("1.5")
    (('one', 'point', 'five'), ('one', 'and', 'a', 'half'))
    >>> number("1,500")[:2]
    (('one', 'thousand', 'five', 'hundred'), ('fifteen', 'hundred'))
    """
    whole, point, decimals = text.partition(".")
    grouped = not whole.isdecimal() and whole != ""
    whole = "".join(c for c in whole if c.isdecimal())
    if point and decimals:
        return _decimal(whole, decimals, grouped)
    if not grouped:
        return integer(whole)
    value = int(whole) if len(whole) <= LONGEST else 0
    if not value:
        return integer(whole)
    forms = [cardinal(value), *_round(value)]
    if value < 10_000 and value % 1000 and value % 100 == 0:
        forms.insert(1, (*cardinal(value // 100), "hundred"))
    return unique([*forms, cardinal(value, True)])


def _decimal(whole: str, decimals: str, grouped: bool) -> Forms:
    heads = ((cardinal(int(whole)),) if grouped else integer(whole)[:1]) if whole else ()
    tails = [digits(decimals, "zero"), digits(decimals)]
    if decimals == "0":
        tails.reverse()
    pair = cardinal(int(decimals)) if len(decimals) == 2 and decimals[0] != "0" else ()
    if pair:
        tails.append(pair)
    forms = [(*head, "point", *tail) for head in (heads or ((),)) for tail in tails]
    if whole in ("", "0"):
        zero, oh = (form[form.index("point") :] for form in (forms[0], forms[min(1, len(forms) - 1)]))
        forms = [("zero", *zero), zero, oh, ("oh", *oh)] if whole else [zero, ("zero", *zero), oh, ("oh", *oh)]
        forms += [("point", *pair), *_tenths(decimals)] if pair else _tenths(decimals)
    elif decimals == "5":
        forms.append((*heads[0], "and", "a", "half"))
    if pair and heads:
        # A version, a price, a time of a race.
        forms.append((*heads[0], *pair))
    return unique(forms)


def _tenths(decimals: str) -> list[Words]:
    """Say a decimal below one as a fraction: ".5" is "half", "five tenths"."""
    names = {1: ("tenth", "tenths"), 2: ("hundredth", "hundredths"), 3: ("thousandth", "thousandths")}
    value = int(decimals) if len(decimals) in names else 0
    if not value:
        return []
    named = (*cardinal(value), names[len(decimals)][value > 1])
    return [("half",), ("half", "a"), named] if decimals in ("5", "50") else [named]


def plural(forms: Forms) -> Forms:
    """Give the last word of each alternative a plural ending: "1930s", "737s".

    >>> plural((("nineteen", "thirty"), ("two", "thousand"), ("six",)))
    (('nineteen', 'thirties'), ('two', 'thousands'), ('sixes',))
    """

    def many(word: str) -> str:
        if word.endswith("y"):
            return f"{word[:-1]}ies"
        return f"{word}es" if word.endswith("x") else f"{word}s"

    return tuple((*form[:-1], many(form[-1])) for form in forms)
