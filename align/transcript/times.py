"""Times as people and programs write them between the words of a transcript."""

from __future__ import annotations

import re

from align.clock import seconds_of

__all__ = ["BOXED", "SPOKEN_TIME", "TIME", "time_of"]

CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,:;]\d{1,3})?(?!:?\d)"
_SHORT = r"\d{1,6}(?:[.,]\d{1,3})?[ ]?s(?:ec(?:ond)?s?)?\b"
"""Seconds with their unit: `4.05s`, `4 seconds`."""
_COUNTED = (
    r"(?:\d{1,3}[ ]?h(?:ours?|rs?)?\b,?[ ]?)?\d{1,3}[ ]?m(?:in(?:ute)?s?)?\b"
    r"(?:,?[ ]?(?:and[ ])?\d{1,2}[ ]?s(?:ec(?:ond)?s?)?\b)?"
    r"|\d{1,3}[ ]?h(?:ours?|rs?)?\b(?:,?[ ]?\d{1,2}[ ]?s(?:ec(?:ond)?s?)?\b)?"
    r"|\d{1,3}h\d{1,2}m(?:\d{1,3}s)?|\d{1,3}m\d{1,2}s"
)
"""Times in words: `0 minutes 4 seconds`, `1 hr 2 min`, `1h2m3s`."""
_COMPACT = r"(?:\d{1,3}h\d{1,2}m\d{1,3}s|\d{1,3}m\d{1,3}s|\d{1,3}['′]\d{2}(?:\"|″|''|′′))(?!\w)"
"""Minutes and seconds with their units and no blank: `00h01m03s`, `1'03"`."""
_SPAN = r"\d{1,6}\.\d{1,3}[ ]?(?:-{1,2}>|[-–—→])[ ]?\d{1,6}\.\d{1,3}(?![\d.])"
"""From seconds to seconds, without units: `3.5 - 10.25`."""
_FRAMES = r"\d{2}:\d{2}:\d{2}[:;]\d{2}[ \t]{1,8}\d{2}:\d{2}:\d{2}[:;]\d{2}(?!:?\d)"
"""From frame to frame, parted by a blank alone, as editing programs list them."""
_TO = r"[ \t]{0,4}(?:-{1,2}>|[-–—→/,;]|to)[ \t]{0,4}"
_INNER = rf"(?:{CLOCK}|{_COUNTED}|{_SHORT}|\d{{1,6}}[.]\d{{1,3}})"

_HASHED = rf"\#{CLOCK}(?:-\d)?\#"
BOXED = rf"(?:[\[{{][ ]?{_INNER}(?:{_TO}{_INNER})?[ ]?[\]}}]|{_HASHED})"
"""Pattern, without groups, of a time that nobody can say wherever it stands: in square or curly brackets, or as f4
and MAXQDA write it. All brackets are one alternative: each time that the pattern is compiled takes milliseconds."""

TIME = (
    rf"(?:[\[{{(<][ ]?{_INNER}(?:{_TO}{_INNER})?[ ]?[\]}})>]|{_HASHED}"
    rf"|{_FRAMES}|{CLOCK}(?:{_TO}{CLOCK})?|{_COMPACT}|{_SPAN})"
)
"""Pattern, without groups, of any time in digits."""

SPOKEN_TIME = rf"(?:{_COUNTED}|{_SHORT})"
"""Pattern, without groups, of a time in words, as players read it out to people who cannot see."""

_FIRST_CLOCK = re.compile(CLOCK)
_PRIMES = re.compile(r"(\d{1,3})['′](\d{2})")
_NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)[ ]?([hms]?)")


def time_of(stamp: str) -> float:
    """Return the seconds at which a time, or the first of two, points.

    >>> time_of("[0:12 - 0:15]"), time_of("#00:01:04-5#"), time_of("[0.82s -> 4.05s]"), time_of("1 hour 2 minutes")
    (12.0, 64.5, 0.82, 3720.0)
    >>> time_of("1'05''"), time_of("00h01m03s"), time_of("3.5 - 10.25")
    (65.0, 63.0, 3.5)
    """
    clock = _FIRST_CLOCK.search(stamp)
    if clock:
        tenth = stamp[clock.end() + 1 : clock.end() + 2] if stamp.startswith("#") else ""
        return seconds_of(clock[0].replace(";", ":")) + (int(tenth) / 10 if tenth.isdigit() else 0.0)
    if prime := _PRIMES.match(stamp):
        return 60.0 * int(prime[1]) + int(prime[2])
    if re.search(r"\d[ ]?[hm]", stamp):
        units = {"h": 3600.0, "m": 60.0, "s": 1.0, "": 0.0}
        return sum(float(number.replace(",", ".")) * units[unit] for number, unit in _NUMBER.findall(stamp))
    number = _NUMBER.search(stamp)
    return float(number[1].replace(",", ".")) if number else 0.0
