"""Frame rates, timecode and offsets, as people write them."""

from __future__ import annotations

import re
from fractions import Fraction

from align.errors import UsageError

__all__ = ["format_timecode", "parse_fps", "parse_time", "parse_timecode"]

# Written with two or three decimals, these mean n * 1000/1001.
_NTSC = {"23.976": 24, "23.98": 24, "29.97": 30, "47.952": 48, "47.95": 48, "59.94": 60, "119.88": 120}


def parse_fps(text: str) -> Fraction:
    """A frame rate: `25`, `29.97`, `30000/1001`. Raises `UsageError` for anything but 1 to 240 frames a second.

    >>> parse_fps("29.97")
    Fraction(30000, 1001)
    """
    if text in _NTSC:
        return Fraction(_NTSC[text] * 1000, 1001)
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{text!r} is no frame rate; write 25, 29.97 or 30000/1001") from None
    if not 1 <= rate <= 240:
        raise UsageError(f"{text!r} is no frame rate; 1 to 240 frames a second are")
    return rate


def parse_time(text: str) -> float:
    """Seconds from `12.5`, `-0.25`, `1:02:03.5` or `01:02:03,500`; raises `UsageError`.

    >>> parse_time("1:02:03.5"), parse_time("-0.25")
    (3723.5, -0.25)
    """
    match = re.fullmatch(r"([+-]?)(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:[.,]\d+)?)", text.strip(), re.ASCII)
    if match is None:
        raise UsageError(f"{text!r} is no time; write seconds or HH:MM:SS.mmm")
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
    return -total if sign == "-" else total


def parse_timecode(text: str, fps: Fraction, *, drop: bool) -> int:
    """The frame that a timecode `HH:MM:SS:FF` names, counted from 00:00:00:00; raises `UsageError`.

    With `drop`, numbers 00 and 01 (00 to 03 at 59.94) are skipped every minute but each tenth (SMPTE ST 12-1).

    >>> parse_timecode("01:00:00;00", Fraction(30000, 1001), drop=True)
    107892
    """
    match = re.fullmatch(r"(\d{1,2}):(\d\d):(\d\d)[:;.,](\d{1,3})", text.strip(), re.ASCII)
    if match is None:
        raise UsageError(f"{text!r} is no timecode; write HH:MM:SS:FF")
    hours, minutes, seconds, frames = (int(part) for part in match.groups())
    base, skipped = _counting(fps, drop)
    if minutes > 59 or seconds > 59 or frames >= base or (minutes % 10 and not seconds and frames < skipped):
        raise UsageError(f"timecode {text!r} does not exist at {float(fps):g} frames a second")
    total_minutes = hours * 60 + minutes
    return (total_minutes * 60 + seconds) * base + frames - skipped * (total_minutes - total_minutes // 10)


def format_timecode(frame: int, fps: Fraction, *, drop: bool) -> str:
    """The timecode of a frame, with `;` before the frames where numbers are dropped.

    >>> format_timecode(1800, Fraction(30000, 1001), drop=True)
    '00:01:00;02'
    """
    base, skipped = _counting(fps, drop)
    if skipped:
        tens, rest = divmod(frame, base * 600 - skipped * 9)
        minutes = max(0, (rest - base * 60) // (base * 60 - skipped) + 1) if rest >= base * 60 else 0
        frame += skipped * (tens * 9 + minutes)
    seconds, frames = divmod(frame, base)
    mark = ";" if skipped else ":"
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{frames:02}"


def _counting(fps: Fraction, drop: bool) -> tuple[int, int]:
    """Frames that timecode counts to a second, and how many numbers it drops in a minute."""
    base = -(-fps.numerator // fps.denominator)
    if not drop:
        return base, 0
    if fps.denominator != 1001 or base % 30:
        raise UsageError("drop-frame timecode exists at 29.97 and 59.94 frames a second only")
    return base, base // 15
