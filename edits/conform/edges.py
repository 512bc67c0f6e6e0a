"""Where one stretch of sound ends and the next begins, to a few milliseconds."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edits.conform.fitting import Fit, fit
from edits.conform.prints import RATE, Sound
from edits.conform.stretches import Stretch

__all__ = ["Line", "alike_for", "gap_between", "single_edge"]

STEP, HALF = 8, 64
"""Samples: 1 ms from one measurement to the next, each over 16 ms."""

AROUND = 2.0
"""Seconds on either side of a rough edge in which it is looked for."""

FOREIGN, DOUBT = 0.4, 0.5
"""What it costs to say of sound that it is of none of the stretches, where 1 is sound unlike the stretch it is put to;
the square of the correlation of voices that have nothing to do with each other is below 0.3 for most."""

OPENING = 0.08
"""Seconds of unlike sound that it costs to put something between two stretches."""

TOGETHER = 0.06
"""Seconds that codecs may put before the beginning or behind the end of a recording."""

REWARD, CHANCE = 0.3, 0.4
"""What sound gains that is of the stretch, however faint, by how much its likeness is above chance."""

FLOOR, NOISE = 4.0, 0.1
"""Power of rounding, in squares of 16-bit steps; and of what codecs and music leave beside a stretch that is there, at
most, as a share of its own.
"""

FITTED, LEAST_FITTED = 3.0, 0.5
"""Seconds of a stretch that the old sound is fitted to the new one by, and how many it takes at least."""

UNSURE = 0.5
"""Seconds: a rough edge may be so far off, and what is as near is not surely of the stretch."""

OTHERS = 16.0
"""Times the noise: what is left of sound beside the stretch is other sound from there on, where the noise is known; a
line that strays by a third of a sample leaves less.
"""

FRAME = 24
"""Milliseconds from a loud sound in which codecs leave noise of it."""

TIE = 0.0003
"""Seconds of unlike sound: edges that cost only so much more are as good, and the middle one is taken. Where both
stretches are heard, sound alone decides; the middle is for silence."""

ALIKE, HEARD = 0.1, 0.3
"""What it costs at most where sound is the same, and the least cost of foreign sound where it is heard well."""

PHASES, TAPS = 64, 8
"""Places between two samples at which sound is known, and how many samples tell of one."""

FIRM = 1.5
"""The level of a stretch may go up and down by this factor: as much as a compressor does within a sentence."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """The old second of the new one `t` is `t * speed + shift`."""

    shift: float
    speed: float

    def old(self, second: float) -> float:
        """Return the old second of a new one."""
        return second * self.speed + self.shift

    def samples(self, old: Sound, start: float, count: int) -> Floats:
        """So many samples of the old recording as they are heard in the new one from `start` on; zeros beyond it."""
        first = self.old(start) * RATE
        if self.speed == 1.0 and abs(first - round(first)) < 1 / PHASES:
            begin = round(first)
            out = np.zeros(count)
            low, high = max(0, begin), min(len(old), begin + count)
            if low < high:
                out[low - begin : high - begin] = old[low:high]
            return out
        places = first + np.arange(count) * self.speed
        begin = int(np.floor(places[0])) - TAPS
        piece = np.zeros(int(places[-1]) + 2 * TAPS - begin)
        low, high = max(0, begin), min(len(old), begin + len(piece))
        if low < high:
            piece[low - begin : high - begin] = old[low:high]
        return _between(piece, places - begin)


@functools.cache
def _taps() -> Floats:
    """Return what each sample around a place weighs, `(PHASES + 1, TAPS)`: a sinc within a Hann window."""
    away = np.arange(TAPS) - (TAPS // 2 - 1) - (np.arange(PHASES + 1) / PHASES)[:, None]
    return np.asarray(np.sinc(away) * np.cos(np.pi * away / (TAPS + 2)) ** 2)


def _between(samples: Floats, places: NDArray[np.floating[Any]]) -> Floats:
    """Return the sound at places between samples; `TAPS` samples must be before the first and behind the last."""
    whole = np.floor(places).astype(np.int64)
    phase = np.round((places - whole) * PHASES).astype(np.int64)
    weights, first = _taps()[phase], whole - (TAPS // 2 - 1)
    out = np.zeros(len(places))
    for k in range(TAPS):
        out += samples[first + k] * weights[:, k]
    return out


def line_of(stretch: Stretch) -> Line:
    """Return the line that a stretch lies on."""
    return Line(stretch.old_start - stretch.start * stretch.speed, stretch.speed)


def single_edge(new: Sound, old: Sound, stretch: Stretch, *, at_start: bool, lowest: float, highest: float) -> float:
    """Return the edge of a stretch beside sound that is not of the old recording, or beside an end of the recording."""
    edge = stretch.start if at_start else stretch.end
    begin = max(lowest, edge - AROUND, 0.0)
    count = round((min(highest, edge + AROUND) - begin) * RATE)
    if count < 2 * HALF:
        return edge
    unlike = _unlike(new, old, stretch, begin, count, _fit(new, old, stretch, at_start=at_start))
    foreign = np.where(np.isinf(unlike.cost), 0.0, unlike.foreign)
    if at_start:
        total = _sums(foreign) + _sums(unlike.cost[::-1])[::-1]
    else:
        total = _sums(unlike.cost) + _sums(foreign[::-1])[::-1]
    # Where nothing but silence is before the first stretch or behind the last, nothing was put in there.
    open_ends = (at_start and begin == 0.0, not at_start and begin * RATE + count >= len(new))
    if any(open_ends) and _is_at_end(new, old, stretch, at_start=at_start):
        # Both begin (or end) together: that as much was put in as was taken out costs what it does elsewhere.
        whole = float(unlike.cost[np.isfinite(unlike.cost)].sum())
        if whole <= total.min() + OPENING * RATE / STEP:
            return 0.0 if at_start else len(new) / RATE
    return begin + _middle(total, open_ends) * STEP / RATE


def _is_at_end(new: Sound, old: Sound, stretch: Stretch, *, at_start: bool) -> bool:
    """Tell whether both recordings begin, or end, at the same time of a stretch, as near as codecs keep that."""
    line = line_of(stretch)
    off = line.old(0.0) if at_start else line.old(len(new) / RATE) - len(old) / RATE
    return abs(off) <= TOGETHER


def gap_between(new: Sound, old: Sound, before: Stretch, after: Stretch) -> tuple[float, float]:
    """Return where the stretch before ends and the one after begins; both are the same where nothing is between."""
    begin = max(before.start, before.end - AROUND)
    end = min(after.end, after.start + AROUND)
    count = round((end - begin) * RATE)
    if count < 2 * HALF:
        middle = (before.end + after.start) / 2
        return middle, middle
    left = _unlike(new, old, before, begin, count, _fit(new, old, before, at_start=False))
    right = _unlike(new, old, after, begin, count, _fit(new, old, after, at_start=True))
    head, tail = _sums(left.cost), _sums(right.cost[::-1])[::-1]
    direct = head + tail
    foreign = _sums(np.minimum(left.foreign, right.foreign))
    # The best end of the stretch before, for each beginning of something foreign; then the best beginning behind it.
    opened = np.minimum.accumulate(head - foreign)
    with_gap = opened + foreign + tail
    opening = OPENING * RATE / STEP
    if with_gap.min() + opening >= direct.min():
        edge = begin + _middle(direct) * STEP / RATE
        return edge, edge
    # Each edge is told by its own stretch: where the other one is faint there, it says nothing.
    ends, begins = head - _sums(left.foreign), _sums(right.foreign) + tail
    last = _middle(np.minimum.accumulate(ends) + begins)
    first = _middle(ends[: last + 1])
    return begin + first * STEP / RATE, begin + last * STEP / RATE


def alike_for(new: Sound, old: Sound, stretch: Stretch) -> float:
    """Return for how many seconds of a stretch something is heard, and is the same in both recordings."""
    unlike = _unlike(new, old, stretch, stretch.start, round((stretch.end - stretch.start) * RATE))
    return float(((unlike.cost < ALIKE) & (unlike.foreign > HEARD)).sum()) * STEP / RATE


@dataclass(frozen=True, slots=True)
class _Unlike:
    """For each millisecond: how unlike the stretch it is, and how much that counts (0 where there is next to nothing
    to hear); a cost without limit where the old recording has no such second.
    """

    cost: Floats
    foreign: Floats


def _unlike(new: Sound, old: Sound, stretch: Stretch, begin: float, count: int, fitted: Fit | None = None) -> _Unlike:
    line = line_of(stretch)
    heard, meant = _pair(new, old, line, begin, count)
    if fitted is not None:
        heard, meant = fitted.apply(heard, meant)
    both, power, other = _windows(heard * meant), _windows(heard**2), _windows(meant**2)
    times = begin + np.arange(len(both)) * STEP / RATE
    sure = (times >= stretch.start + 0.02) & (times <= stretch.end - 0.02) & (power > FLOOR)
    gain = _gain(both, other, sure)
    here = np.clip(both / np.maximum(other, 1e-9), gain / FIRM, gain * FIRM)
    rest = np.maximum(power - 2 * here * both + here**2 * other, 0)
    alike = 1 - np.minimum(rest / np.maximum(np.maximum(power, here**2 * other), 1e-9), 1)
    expected = np.maximum(power, gain**2 * other)
    noise = _noise(rest, power, sure)
    if fitted is not None:
        # Of sound that is far above the noise, a tenth that is other is much, though it is a tenth.
        least = OTHERS * noise
        beyond = np.log(np.maximum(rest / least, 1)) / np.log(
            np.maximum(np.maximum(power, here**2 * other) / least, np.e)
        )
        alike = np.minimum(alike, 1 - np.minimum(beyond, 1))
    share = noise / np.maximum(expected, 1e-9)
    weight = np.clip(1 - 2 * share, 0, 1)
    places = np.array([line.old(float(t)) for t in (times[0], times[-1])])
    inside = np.linspace(places[0], places[1], len(times))
    gone = (inside < -STEP / RATE) | (inside > len(old) / RATE + STEP / RATE)
    # Faint noise says little where it is unlike (music may lie over it), but that it is the same is no accident.
    cost = weight * (1 - alike) - REWARD * np.clip(alike - CHANCE, 0, 1)
    return _Unlike(np.where(gone, np.inf, cost), weight * (FOREIGN + DOUBT * np.minimum(share, 0.5)))


def _pair(new: Sound, old: Sound, line: Line, begin: float, count: int) -> tuple[Floats, Floats]:
    """Return both sounds of a span of the new recording, with less bass."""
    first = round(begin * RATE)
    heard = np.zeros(count)
    piece = new[first : first + count]
    heard[: len(piece)] = piece
    meant = line.samples(old, first / RATE, count)
    heard, meant = (each - 0.7 * np.concatenate([each[:1], each[:-1]]) for each in (heard, meant))
    return heard, meant


def _fit(new: Sound, old: Sound, stretch: Stretch, *, at_start: bool) -> Fit | None:
    """Fit the old sound to the new one beside an edge, but not so near that it may lie within."""
    length = min(FITTED, stretch.end - stretch.start - 2 * UNSURE)
    if length < LEAST_FITTED:
        return None
    begin = stretch.start + UNSURE if at_start else stretch.end - UNSURE - length
    return fit(*_pair(new, old, line_of(stretch), begin, round(length * RATE)))


def _noise(rest: Floats, power: Floats, sure: NDArray[np.bool_]) -> Floats:
    """Return the power that codecs and music leave beside the sound itself: some everywhere, and some of what is loud
    shortly before or behind, as far as their frames reach.
    """
    near = np.lib.stride_tricks.sliding_window_view(np.pad(power, FRAME), 2 * FRAME + 1).max(axis=1)
    if not sure.any():
        return np.full(len(power), FLOOR)
    order = np.argsort(near[sure])
    faint, loud = order[: len(order) // 3 + 1], order[len(order) // 2 :]
    always = min(float(np.median(rest[sure][faint])), NOISE * float(power[sure].mean()))
    share = min(float(np.median(rest[sure][loud] / np.maximum(near[sure][loud], 1e-9))), NOISE)
    return np.asarray(np.maximum(max(FLOOR, always), share * near))


def _gain(both: Floats, other: Floats, sure: NDArray[np.bool_]) -> float:
    """Return how loud the old sound is in the new recording, by what surely is of the stretch."""
    total = float(other[sure].sum())
    return max(float(both[sure].sum()) / total, 0.01) if total > 0 else 1.0


def _windows(values: Floats) -> Floats:
    """Return means over 16 ms around each millisecond."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    centres = np.arange(0, len(values) + 1, STEP)
    low, high = np.maximum(centres - HALF, 0), np.minimum(centres + HALF, len(values))
    return np.asarray((sums[high] - sums[low]) / np.maximum(high - low, 1))


def _sums(costs: Floats) -> Floats:
    """Return what all milliseconds before each cost together."""
    return np.concatenate([[0.0], np.cumsum(costs[:-1])]) if len(costs) else np.zeros(1)


def _middle(total: Floats, open_ends: tuple[bool, bool] = (False, False)) -> int:
    """Return the least of all, or the middle of those next to it that are as good; an open end, where they reach it."""
    best = int(np.argmin(total))
    as_good = total <= total[best] + TIE * RATE / STEP
    low = best
    while low > 0 and as_good[low - 1]:
        low -= 1
    high = best
    while high + 1 < len(total) and as_good[high + 1]:
        high += 1
    if open_ends[0] and low == 0:
        return 0
    if open_ends[1] and high == len(total) - 1:
        return high
    return (low + high) // 2
