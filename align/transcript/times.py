"""Times as people and programs write them between the words of a transcript."""

from __future__ import annotations

import re

from align.clock import seconds_of

__all__ = ["BOXED", "CLOCK", "SPOKEN_TIME", "TIME", "hint_of", "time_of"]

_OF_DAY = r"[ ]?[AaPp]\.?[Mm]\b\.?"
CLOCK = (
    rf"(?:\d{{1,3}}:\d{{2}}(?::\d{{2}})?(?:[.,:;]\d{{1,3}})?(?!:?\d)(?:s\b|{_OF_DAY})?"
    r"|\d{2};\d{2};\d{2};\d{2}(?!;?\d)|0\d\.[0-5]\d\.[0-5]\d(?!\.?\d))"
)
"""Also with frames behind semicolons, with points (`00.01.02`; a later hour may be a date), and times of day."""
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
_SPAN = r"\d{1,6}\.\d{1,3}s?[ ]?(?:-{1,2}>|[-–—→])[ ]?\d{1,6}\.\d{1,3}(?:s\b|(?![\d.]))"
"""From seconds to seconds, without brackets: `3.5 - 10.25`, `3.5s - 10.25s`."""
_FRAMES = r"\d{2}:\d{2}:\d{2}[:;]\d{2}[ \t]{1,8}\d{2}:\d{2}:\d{2}[:;]\d{2}(?!:?\d)"
"""From frame to frame, parted by a blank alone, as editing programs list them."""
_TO = r"[ \t]{0,4}(?:-{1,2}>|[-–—→/,;]|to|(?:TC[ ])?(?:OUT|END):?(?=[ ]))[ \t]{0,4}"
_SIGN = r"[Tt][ ]?[=+][ ]?"
"""Stands before times of a recording: `T+0:04`, `t = 4`."""
_MARKED = rf"(?:{_SIGN}(?:{CLOCK}|\d{{1,6}}(?:[.,]\d{{1,3}})?(?![\d:])(?:[ ]?s\b)?)|@[ ]?{CLOCK})"
_INNER = rf"(?:(?:{_SIGN})?{CLOCK}|{_SIGN}\d{{1,6}}(?:[.]\d{{1,3}})?|{_COUNTED}|{_SHORT}|\d{{1,6}}[.]\d{{1,3}})"

_HASHED = rf"(?:\#{CLOCK}(?:-\d)?\#|\(\#{CLOCK}(?:-\d)?\#\)|¤<\d{{1,9}}>|<(?=0){CLOCK}>)"
BOXED = rf"(?:[\[{{][ ]?{_INNER}(?:{_TO}{_INNER})?[ ]?[\]}}]|{_HASHED})"
"""Pattern, without groups, of a time that nobody can say wherever it stands: in square or curly brackets, before words
in captions, or as f4, MAXQDA and Transana write it. All brackets are one alternative: each time that the pattern is
compiled takes milliseconds."""

TIME = (
    rf"(?:[\[{{(<][ ]?{_INNER}(?:{_TO}{_INNER})?[ ]?[\]}})>]|{_HASHED}"
    rf"|{_MARKED}|{_FRAMES}|{CLOCK}(?:{_TO}{CLOCK})?|{_COMPACT}|{_SPAN})"
)
"""Pattern, without groups, of any time in digits."""

SPOKEN_TIME = rf"(?:{_COUNTED}|{_SHORT})"
"""Pattern, without groups, of a time in words, as players read it out to people who cannot see."""

_FIRST_CLOCK = re.compile(CLOCK)
_POINTS = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)")
_TIME_OF_DAY = re.compile(rf"\d{_OF_DAY}")
_PRIMES = re.compile(r"(\d{1,3})['′](\d{2})")
_NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)[ ]?([hms]?)")


def time_of(stamp: str) -> float:
    """Return the seconds at which a time, or the first of two, points.

    >>> time_of("[0:12 - 0:15]"), time_of("#00:01:04-5#"), time_of("[0.82s -> 4.05s]"), time_of("1 hour 2 minutes")
    (12.0, 64.5, 0.82, 3720.0)
    >>> time_of("0:04s"), time_of("[0:04.25s - 0:09.5s]")
    (4.0, 4.25)
    >>> time_of("1'05''"), time_of("00h01m03s"), time_of("3.5 - 10.25")
    (65.0, 63.0, 3.5)
    >>> time_of("T+0:04"), time_of("t=4.5s"), time_of("@0:04")
    (4.0, 4.5, 4.0)
    >>> time_of("00;00;04;12"), time_of("00.01.02"), time_of("¤<4100>")
    (4.0, 62.0, 4.1)
    """
    if stamp.startswith("¤"):
        return int(stamp[2:-1]) / 1000
    clock = _FIRST_CLOCK.search(stamp)
    if clock:
        tenth = stamp[clock.end() + 1 : clock.end() + 2] if stamp.startswith(("#", "(#")) else ""
        return seconds_of(_with_colons(clock[0])) + (int(tenth) / 10 if tenth.isdigit() else 0.0)
    if prime := _PRIMES.match(stamp):
        return 60.0 * int(prime[1]) + int(prime[2])
    if re.search(r"\d[ ]?[hm]", stamp):
        units = {"h": 3600.0, "m": 60.0, "s": 1.0, "": 0.0}
        return sum(float(number.replace(",", ".")) * units[unit] for number, unit in _NUMBER.findall(stamp))
    number = _NUMBER.search(stamp)
    return float(number[1].replace(",", ".")) if number else 0.0


def _with_colons(clock: str) -> str:
    return _POINTS.sub(r"\1:\2:\3", clock.rstrip("AaPpMms. ")).replace(";", ":")


def hint_of(stamp: str | None) -> float | None:
    """Return the seconds at which a time points in the recording: `None` for a time of day, and for none.

    >>> hint_of("0:04"), hint_of("10:04 AM"), hint_of(None)
    (4.0, None, None)
    """
    return None if not stamp or _TIME_OF_DAY.search(stamp) else time_of(stamp)
