"""Times with frames, `00:12:03:14`, as seconds of a film."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from align.clock import seconds_of
from align.errors import UsageError
from align.timecode import Rate, Timecode

__all__ = ["FilmClock", "seconds_in"]

_WITH_FRAMES = re.compile(r"\d{1,2}:\d{2}:\d{2}[:;]\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FilmClock:
    """How a film counts: frames a second, and the timecode of its first frame, `None` for 0."""

    rate: Rate
    start: Timecode | None = None

    @classmethod
    def of(cls, fps: Fraction, start: str | None) -> FilmClock | None:
        """Return the clock for a rate and a timecode as the file holds it, which may be wrong, and is then left.

        `None` for slide shows, of less than a frame a second, which have no timecode.
        """
        if fps < 1:
            return None
        rate = Rate(fps)
        if start is None:
            return cls(rate)
        try:
            # Cameras write semicolons at rates that drop nothing as well.
            first = Timecode.parse(start if rate.may_drop else re.sub("[;.]", ":", start), rate)
        except UsageError:
            return cls(rate)
        return cls(first.rate, first)

    def seconds(self, text: str) -> float:
        """Return a timecode as seconds of the film; one before `start` is counted from 0."""
        frame = Timecode.parse(text, self.rate).frame
        first = self.start.frame if self.start else 0
        return float(self.rate.seconds(frame - first if frame >= first else frame))

    def timecode(self, frame: int) -> str:
        """Return the timecode of a frame of the film, from 0."""
        return str(Timecode(frame + (self.start.frame if self.start else 0), self.rate))


def seconds_in(text: str, film: FilmClock | None) -> float:
    """Read a time such as `12.5`, `1:02:03,5` or, with frames, `00:01:02:14`.

    Raises `UsageError` for frames where no film tells how long one is.
    """
    if not _WITH_FRAMES.fullmatch(text):
        return seconds_of(text)
    if film is None:
        raise UsageError(f"{text}: times with frames need a frame rate, and there is no picture here; write 0:12.5")
    return film.seconds(text)
