"""Seconds as text for the formats that count no frames; each takes the exact number and rounds it once."""

from __future__ import annotations

from fractions import Fraction

from handoff.timecode import nearest

__all__ = ["clock", "seconds_text"]


def seconds_text(seconds: Fraction, places: int = 6) -> str:
    """A decimal number: a millionth is less than half a sample at 192 kHz.

    >>> seconds_text(Fraction(1, 3)), seconds_text(Fraction(2), 3)
    ('0.333333', '2.000')
    """
    whole, part = divmod(nearest(seconds * 10**places), 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def clock(seconds: Fraction, places: int = 3) -> str:
    """Minutes and seconds, with hours where there are any.

    >>> clock(Fraction("62.5")), clock(Fraction(3600)), clock(Fraction("0.9996"))
    ('1:02.500', '1:00:00.000', '0:01.000')
    """
    total, part = divmod(nearest(seconds * 10**places), 10**places)
    minutes, whole = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else str(minutes)
    return f"{head}:{whole:02d}" + (f".{part:0{places}d}" if places else "")
