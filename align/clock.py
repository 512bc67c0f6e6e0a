"""Seconds as text and text as seconds, in every form that is read or written; durations such as `2s`.

Rounding happens here and once: a float as `round` does it, an exact fraction with halves upwards.
"""

from __future__ import annotations

import re
from fractions import Fraction

from align.errors import UsageError
from align.timecode import nearest

__all__ = ["CLOCK", "clock_text", "decimal_text", "parse_clock", "parse_duration", "seconds_of"]

CLOCK = r"(?:(?:\d{1,6}:)?\d{1,3}:)?\d{1,9}(?:[.,]\d{1,12})?"
"""Pattern, without groups, of a time such as `12.5`, `1:02` or `01:02:03,500`; see `seconds_of`."""

_SIGNED = re.compile(rf"([+-]?)({CLOCK})", re.ASCII)
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)\s*(ms|s|)", re.ASCII)


def clock_text(seconds: float | Fraction, *, places: int = 3, hours: int = 2, mark: str = ".") -> str:
    """Write seconds as hours, minutes and seconds.

    `places` counts decimals and `mark` stands before them. `hours` counts the digits of the hours; with 0 they are
    written only where there are any. For the second that has begun, not the nearest one, pass `int(seconds)`.

    >>> clock_text(3723.4567), clock_text(3.9996, mark=","), clock_text(3723.4567, places=2, hours=1)
    ('01:02:03.457', '00:00:04,000', '1:02:03.46')
    >>> clock_text(723.4, places=1, hours=0), clock_text(3723, places=0, hours=0), clock_text(-0.5)
    ('12:03.4', '1:02:03', '-00:00:00.500')
    """
    units, part = divmod(abs(_rounded(seconds, places)), 10**places)
    minutes, second = divmod(units, 60)
    hour, minute = divmod(minutes, 60)
    head = f"{hour:0{max(1, hours)}d}:{minute:02d}" if hours or hour else str(minute)
    sign = "-" if seconds < 0 and (units or part) else ""
    return f"{sign}{head}:{second:02d}" + (f"{mark}{part:0{places}d}" if places else "")


def decimal_text(seconds: float | Fraction, places: int = 6) -> str:
    """Write seconds as a decimal number; a millionth is less than half a sample at 192 kHz.

    >>> decimal_text(Fraction(1, 3)), decimal_text(Fraction(2), 3)
    ('0.333333', '2.000')
    """
    count = _rounded(seconds, places)
    whole, part = divmod(abs(count), 10**places)
    return f"{'-' if count < 0 else ''}{whole}" + (f".{part:0{places}d}" if places else "")


def _rounded(seconds: float | Fraction, places: int) -> int:
    if isinstance(seconds, Fraction):
        return nearest(seconds * 10**places)
    return round(seconds * 10**places)


def parse_clock(text: str) -> float:
    """Read `12.5`, `-0.25`, `1:02:03.5` or `01:02:03,500`; raises `UsageError` for anything else.

    >>> parse_clock("1:02:03.5"), parse_clock("-0.25")
    (3723.5, -0.25)
    """
    match = _SIGNED.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a time; write seconds or HH:MM:SS.mmm")
    return -seconds_of(match[2]) if match[1] == "-" else seconds_of(match[2])


def seconds_of(stamp: str) -> float:
    """Return the seconds of a time that `CLOCK` matches; a fourth part, which counts frames, is left out.

    >>> seconds_of("01:02:03,5"), seconds_of("12:34"), seconds_of("00:00:01:12")
    (3723.5, 754.0, 1.0)
    """
    total = 0.0
    for part in stamp.replace(",", ".").split(":")[:3]:
        total = total * 60 + float(part)
    return total


def parse_duration(text: str) -> Fraction:
    """Read a length of time such as `2`, `2s`, `1.5 s` or `500ms`, in seconds; raises `UsageError`.

    >>> parse_duration("500ms")
    Fraction(1, 2)
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a duration; write 2s or 500ms")
    return Fraction(match[1]) / (1000 if match[2] == "ms" else 1)
