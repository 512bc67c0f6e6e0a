"""Dates and times of day as English speakers say them."""

from __future__ import annotations

import re

from align.pronunciation.english_numbers import Forms, Words, cardinal, digits, integer, join, ordinal, unique, year

__all__ = ["read_clock", "read_date", "read_hour"]

MONTH_NAMES = "january february march april may june july august september october november december".split()

MOST_OF_EACH = 3
"""Readings of a date with the month first, where the day may stand first as well."""


def read_clock(m: re.Match[str]) -> Forms:
    """Read "10:05", "17:30", "7:00am", "1:02:03"."""
    hours, minutes, seconds, half = int(m["h"]), int(m["m"]), m["s"], m["half"]
    if seconds:
        return _duration(hours, minutes, int(seconds))
    heads: list[Words] = [cardinal(hours)] if hours else [("zero",), ("twelve",), ("oh",)]
    if 12 < hours < 24:
        heads.append(cardinal(hours - 12))
    if minutes:
        tail = (*(("oh",) if minutes < 10 else ()), *cardinal(minutes))
        forms = [(*head, *tail) for head in heads]
        forms += [] if half else _quarters(hours, minutes)
    else:
        forms = [heads[0], (*heads[0], "o'clock"), (*heads[0], "hundred"), *heads[1:]]
        forms += {0: [("midnight",)], 12: [("noon",)]}.get(hours, [])
    ending = (f"{half[0].lower()}.", "m.") if half else ()
    return unique((*form, *ending) for form in forms)


def _quarters(hours: int, minutes: int) -> list[Words]:
    """Read "10:15" as "quarter past ten"."""
    hour, following = (cardinal((each - 1) % 12 + 1) for each in (hours, hours + 1))
    return {
        15: [("quarter", "past", *hour), ("quarter", "after", *hour)],
        30: [("half", "past", *hour)],
        45: [("quarter", "to", *following)],
    }.get(minutes, [])


def _duration(hours: int, minutes: int, seconds: int) -> Forms:
    def two(value: int) -> Words:
        return (*(("oh",) if value < 10 else ()), *cardinal(value))

    parts = [(hours, "hour"), (minutes, "minute"), (seconds, "second")]
    named = tuple(w for value, unit in parts if value for w in (*cardinal(value), unit + "s" * (value > 1)))
    return unique([(*cardinal(hours), *two(minutes), *two(seconds)), named])


def read_hour(m: re.Match[str]) -> Forms:
    """Read "5pm"."""
    return ((*cardinal(int(m["h"])), f"{m['half'][0].lower()}.", "m."),)


def read_date(m: re.Match[str]) -> Forms:
    """Read "9/21/24", "2024-01-15", "21.9.2024", "9/21": month first as in the United States, or day first.

    Returns `()` for what cannot be a date.
    """
    groups = m.groupdict()
    first, second, years = int(m["first"]), int(m["second"]), _years(groups.get("year"))
    written = bool(groups.get("year")) and m.start("year") == 0
    spoken: list[Forms] = []
    if 1 <= first <= 12 and 1 <= second <= 31:
        spoken.append(_month_day(first, second, years))
    if not written and 1 <= second <= 12 and 1 <= first <= 31 and first != second:
        spoken.append(_month_day(second, first, years)[: 2 if spoken else 4])
    if not spoken:
        return ()
    if len(spoken) > 1:
        # So that the other order is not crowded out.
        spoken[0] = spoken[0][:MOST_OF_EACH]
        if "." in m[0]:
            spoken.reverse()
    numbers = [cardinal(first), cardinal(second)]
    plain = join((numbers[0],), (numbers[1],), years)
    slashed = _with_signs(m[0], [*numbers, *years[:1]])
    if written:
        return unique([*spoken[0][:4], *join(years, (numbers[0],), (numbers[1],))[:2], *plain[:1]])
    return unique([*plain[:2], *slashed, *(form for forms in spoken for form in forms)])


def _years(text: str | None) -> Forms:
    if not text:
        return ()
    if len(text) == 4:
        return year(int(text)) if int(text) > 1000 else integer(text)
    short = int(text)
    # "24" is 2024, "87" is 1987; the turn is where most calendars put it.
    whole = year(2000 + short if short < 70 else 1900 + short)
    return unique([cardinal(short) if text[0] != "0" else digits(text), *whole[:2]])


def _month_day(month: int, day: int, years: Forms) -> Forms:
    name = (MONTH_NAMES[month - 1],)
    days = ((*name, *ordinal(day)), (*ordinal(day), "of", *name), ("the", *ordinal(day), "of", *name))
    return unique([*join(days[:1], years), *join(days[1:], years[:1]), *join(((*name, *cardinal(day)),), years[:1])])


def _with_signs(text: str, numbers: list[Words]) -> list[Words]:
    """Return what is written between the numbers, said: "nine slash twenty one"."""
    sign = {"/": "slash", "-": "dash", ".": "dot"}[next(c for c in text if not c.isdecimal())]
    out: Words = ()
    for place, words in enumerate(numbers):
        out += (*((sign,) if place else ()), *words)
    return [out]
