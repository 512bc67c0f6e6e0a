"""When a cue is on screen: in and out points in ticks, of a millisecond or of a video frame.

The order of the steps is that of Netflix's Subtitle Timing Guidelines: in on the first sound; out at the end of the
sound, held for reading and for the least duration; short gaps closed to the least gap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from subtitles.profiles import Profile

__all__ = ["Clock", "Leeway", "make_clock", "out_points", "settle"]

Ticks = NDArray[np.int64]
FAR = 1 << 40  # later than any recording ends


@dataclass(frozen=True, slots=True)
class Clock:
    """The profile's durations in ticks; `rate` ticks are a second."""

    rate: Fraction
    shortest: int
    longest: int
    gap: int
    close: int
    linger: int
    tail: int
    lead: int
    lag: int

    def ticks(self, seconds: NDArray[np.float64], *, up: bool = False) -> Ticks:
        """Return the nearest tick, or with `up` the one that leaves no sound out."""
        scaled = seconds * float(self.rate)
        # A hair off, so that a time which is a tick already does not become the next one.
        return (np.ceil(scaled - 1e-6) if up else np.rint(scaled)).astype(np.int64)

    def seconds(self, tick: int) -> float:
        """Return a tick in seconds."""
        return float(tick / self.rate)


def make_clock(profile: Profile, fps: Fraction | None = None) -> Clock:
    """Count in milliseconds, or frames of `fps`.

    Half a second is 12 frames at 24 and 25, 15 at 30, as Netflix counts.
    """
    rate = Fraction(1000) if fps is None else fps
    per_second = float(rate)
    return Clock(
        rate=rate,
        shortest=math.ceil(profile.min_duration * per_second - 1e-6),
        longest=math.floor(profile.max_duration * per_second + 1e-6),
        gap=round(profile.min_gap * per_second) if fps is None else profile.min_gap_frames,
        close=math.floor(profile.close_gaps * math.ceil(per_second - 1e-6) + 1e-6),
        linger=math.floor(profile.linger * per_second + 1e-6),
        tail=math.floor(profile.tail * per_second + 1e-6),
        lead=math.floor(profile.lead * per_second + 1e-6),
        lag=math.floor(profile.lag * per_second + 1e-6),
    )


def out_points(clock: Clock, start: Ticks, sound_end: Ticks, room: Ticks, following: Ticks, reading: Ticks) -> Ticks:
    """Out points of cues whose sound lasts from tick `start` to `sound_end`.

    `room` is where reading must stop (the next cue less the gap, or the start of unscripted sound), `following` the
    start of the next cue (`FAR` after the last), `reading` how long the cue takes to read. All in ticks.
    """
    last = following - clock.gap
    wanted = np.maximum(sound_end + clock.tail, start + reading)
    end = np.minimum(np.minimum(wanted, sound_end + clock.linger), np.maximum(room, sound_end))
    end = np.maximum(end, np.maximum(sound_end, start + clock.shortest))
    end = np.minimum(end, last)
    if clock.close:
        end = np.where((following - end < clock.close) & (room >= last), last, end)
    return np.asarray(end)


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far cues may move from their sound, ticks, an entry a cue.

    Args:
        earliest, latest: where each may begin, by the profile's lead and lag.
        said: where its words end.
    """

    earliest: list[int]
    latest: list[int]
    said: list[int]


def settle(clock: Clock, starts: list[int], ends: list[int], leeway: Leeway) -> tuple[list[int], list[int]]:
    """Give cues that have too little time some of their neighbours', within the leeway, and then less than they want.

    The one before yields first, then the next waits. What is still too short has the talk against it: there the least
    duration gives way, and then the gap, so that every cue is on screen while its words are said.
    """
    starts = _begun_earlier(clock, starts, ends, leeway)
    made, last = list(ends), len(starts) - 1
    for k, end in enumerate(ends):
        following, closed = FAR, False
        if k < last:
            closed = starts[k + 1] - end <= clock.gap
            starts[k + 1] = max(_awaited(clock, starts, end, leeway, k), starts[k] + 1)
            following = starts[k + 1]
        least = starts[k] + clock.shortest
        end = following - clock.gap if closed else min(max(end, least), following - clock.gap)
        if end > ends[k] and clock.gap < following - end < clock.close:
            end = following - clock.gap
        end = min(end, starts[k] + clock.longest)
        if end < least:
            end = max(end, min(leeway.said[k], least, following))
        made[k] = max(end, starts[k] + 1)
    return starts, made


def _begun_earlier(clock: Clock, starts: list[int], ends: list[int], leeway: Leeway) -> list[int]:
    """Return the starts, earlier where a cue is too short and the one before can spare the time."""
    starts = list(starts)
    for k in range(len(starts) - 1, -1, -1):
        short = clock.shortest - (ends[k] - starts[k])
        if short > 0:
            floor = starts[k - 1] + clock.shortest + clock.gap if k else 0
            starts[k] -= max(0, min(short, starts[k] - leeway.earliest[k], starts[k] - floor))
    return starts


def _awaited(clock: Clock, starts: list[int], end: int, leeway: Leeway, k: int) -> int:
    """Return where the cue after cue k begins: later where k needs the time and the next does not lack it then."""
    wanted = max(starts[k] + clock.shortest, min(end, leeway.said[k])) + clock.gap
    # The one after the next can wait, too.
    after = leeway.latest[k + 2] if k + 2 < len(starts) else FAR
    limit = min(leeway.latest[k + 1], after - clock.gap - clock.shortest)
    return max(starts[k + 1], min(wanted, limit))
