"""Time for editing programs: whole frames at an exact rate, and their SMPTE text.

Seconds become frames in one place, `Rate.frame_at`, to the nearest frame; everything after that counts frames, so no
rounded number of seconds is ever rounded again.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from align.errors import UsageError

__all__ = ["Rate", "Timecode", "exact", "nearest"]

_NTSC = Fraction(1000, 1001)
_NTSC_BASES = (24, 30, 48, 60, 90, 120)
_SNAP = Fraction(1, 100)
_MAX_FPS = 192_000  # a sample rate may stand in for a frame rate where only sound is cut
_MAX_PICTURE_FPS = 240
_MAX_TIMECODE_FPS = 120
_TIMECODE = re.compile(r"(\d{1,2})[:;.](\d{2})[:;.](\d{2})([:;.,])(\d{2,3})", re.ASCII)


def exact(seconds: float | Fraction) -> Fraction:
    """Return seconds as the decimal number that was written down, so that halves round the same way on every machine.

    >>> exact(0.1) == Fraction(1, 10)
    True
    """
    return seconds if isinstance(seconds, Fraction) else Fraction(repr(float(seconds)))


def nearest(value: Fraction) -> int:
    """Round to the nearest whole number, halves upwards: the one rounding of this package.

    >>> [nearest(Fraction(n, 2)) for n in (-1, 0, 1, 3, 5)]
    [0, 0, 1, 2, 3]
    """
    return math.floor(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact frame rate, and whether its timecode drops frame numbers.

    Drop-frame timecode exists for 30000/1001 and its multiples only: 00 and 01 (at 59.94: 00 to 03) are left out of
    each minute that is not a multiple of ten, 108 numbers an hour (SMPTE ST 12-1).
    """

    fps: Fraction
    drop: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.fps <= _MAX_FPS:
            raise UsageError(f"a frame rate lies between 1 and {_MAX_FPS}, not {float(self.fps):g}")
        if self.drop and not self.may_drop:
            raise UsageError(f"drop-frame timecode exists at 29.97 and 59.94 only, not at {self.name}")

    @classmethod
    def of(cls, fps: float | Fraction, *, drop: bool = False) -> Rate:
        """Return the rate that a program meant by `fps`: 29.97 and 30000/1001 are the same, and so is 23.98."""
        value = exact(fps)
        for base in _NTSC_BASES:
            if abs(value - base * _NTSC) <= _SNAP and value != base:
                return cls(base * _NTSC, drop)
        return cls(value, drop)

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read `25`, `23.976`, `30000/1001`, `29.97df` or `29.97ndf`; raises `UsageError` for anything else.

        >>> Rate.parse("29.97df")
        Rate(fps=Fraction(30000, 1001), drop=True)
        """
        match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,9}|/\d{1,6})?)\s*(ndf|df)?\s*", text.lower(), re.ASCII)
        if match is None or match[1].endswith("/0") or not Fraction(match[1]):
            raise UsageError(f"{text!r} is not a frame rate; try 25, 23.976, 30000/1001 or 29.97df")
        return cls.of(Fraction(match[1]), drop=match[2] == "df")

    @classmethod
    def of_picture(cls, text: str) -> Rate:
        """Read a rate as `parse` does, one that a picture can have: 1 to 240 frames a second.

        >>> Rate.of_picture("29.97").name
        '29.97'
        """
        rate = cls.parse(text)
        if rate.fps > _MAX_PICTURE_FPS:
            raise UsageError(f"{text!r} is not a frame rate; a picture has 1 to {_MAX_PICTURE_FPS} frames a second")
        return rate

    @property
    def nominal(self) -> int:
        """Frame numbers in a second of timecode: 30 at 29.97."""
        return nearest(self.fps)

    @property
    def ntsc(self) -> bool:
        """Whether this is a whole rate slowed by 1000/1001."""
        return self.fps == self.nominal * _NTSC

    @property
    def may_drop(self) -> bool:
        """Whether drop-frame timecode is defined for this rate."""
        return self.ntsc and self.nominal % 30 == 0

    @property
    def name(self) -> str:
        """The rate as editors write it: `25`, `29.97`, `23.976`."""
        return f"{float(self.fps):.3f}".rstrip("0").rstrip(".")

    def frame_at(self, seconds: float | Fraction) -> int:
        """Return the frame edge nearest to `seconds`."""
        return nearest(exact(seconds) * self.fps)

    def seconds(self, frames: int) -> Fraction:
        """Exactly when frame `frames` begins."""
        return frames / self.fps

    @property
    def day(self) -> int:
        """Frames in 24 hours of timecode."""
        return 24 * 60 * self._minute + (24 * 6 * self._dropped if self.drop else 0)

    @property
    def _dropped(self) -> int:
        return self.nominal // 15 if self.drop else 0

    @property
    def _minute(self) -> int:
        return 60 * self.nominal - self._dropped


@dataclass(frozen=True, slots=True)
class Timecode:
    """A frame number counted from 00:00:00:00 at a rate; `str()` gives its timecode, which wraps at 24 hours.

    >>> str(Timecode(1800, Rate.parse("29.97df")))
    '00:01:00;02'
    """

    frame: int
    rate: Rate

    @classmethod
    def parse(cls, text: str, rate: Rate) -> Timecode:
        """Read `HH:MM:SS:FF`; a semicolon or full stop before the frames means drop-frame whatever `rate` says.

        With a colon `rate` decides, since many lists write drop-frame timecode with colons. Raises
        `UsageError` for text that is no timecode at this rate, such as a frame number that is dropped.
        """
        match = _TIMECODE.fullmatch(text.strip())
        if match is None:
            raise UsageError(f"{text!r} is not a timecode (HH:MM:SS:FF)")
        hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
        if match[4] in ";." and not rate.drop:
            if not rate.may_drop:
                raise UsageError(f"{text!r} is drop-frame, which does not exist at {rate.name} frames a second")
            rate = Rate(rate.fps, drop=True)
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= rate.nominal:
            raise UsageError(f"{text!r} is not a timecode at {rate.name} frames a second")
        if seconds == 0 and minutes % 10 and frames < rate._dropped:
            raise UsageError(f"{text!r} does not exist: drop-frame timecode leaves this number out")
        total = hours * 60 + minutes
        frame = (total * 60 + seconds) * rate.nominal + frames - rate._dropped * (total - total // 10)
        return cls(frame, rate)

    def __str__(self) -> str:
        return self.text()

    def text(self, separators: str | None = None) -> str:
        """Write the timecode; `separators` gives the sign before the minutes and seconds, then the one before the
        frames.

        By default `::` without and `:;` with drop-frame. Raises `UsageError` where the rate is no frame rate.
        """
        rate = self.rate
        if rate.nominal > _MAX_TIMECODE_FPS:
            raise UsageError(f"there is no timecode at {rate.name} frames a second; give --fps")
        signs = separators or (":;" if rate.drop else "::")
        mark, last = signs[0], signs[1]
        number = self.frame % rate.day
        if rate.drop:
            tens, rest = divmod(number, 10 * rate._minute + rate._dropped)
            # The first minute of ten keeps all its numbers.
            number += rate._dropped * (9 * tens + max(0, rest - rate._dropped) // rate._minute)
        total, frames = divmod(number, rate.nominal)
        minutes, seconds = divmod(total, 60)
        width = max(2, len(str(rate.nominal - 1)))
        return f"{minutes // 60:02d}{mark}{minutes % 60:02d}{mark}{seconds:02d}{last}{frames:0{width}d}"
