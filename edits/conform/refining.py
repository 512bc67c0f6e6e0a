"""Rough matches made exact: offsets to the sample by correlation, the speed by all of them, and each edge.

An edge lies where the samples stop being those of one stretch and begin to be those of the next, or of none. How alike
they are is their correlation within 16 ms, which no change of level touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edits.conform.edges import Line, gap_between, line_of, single_edge
from edits.conform.matching import Rough
from edits.conform.prints import RATE, Sound
from edits.conform.stretches import Stretch, joined

__all__ = ["drift_of", "edges_of", "refine"]

CHUNK = 1.0
"""Seconds that are correlated at once."""

APART, LEAST, MOST = 4.0, 5, 60
"""Seconds from one chunk of a stretch to the next, and how many there are at least (they may overlap) and at most."""

REACH = 0.06
"""Seconds: so far off a rough match may be."""

GOOD = 0.4
"""The correlation from which on a chunk is believed."""

LONG = 6.0
"""Seconds: only stretches that long tell of the speed."""

SHORTEST = 0.12
"""Seconds: what is shorter is not taken for a stretch."""

SHORTEST_GAP = 0.06
"""Seconds: what is shorter was not put in, but is a click or a bad frame of a codec."""

TRIM, STRAY = 0.05, 0.001
"""Seconds beside an edge that is not known well yet, and by which a stretch may stray from its line there."""

JOINT = 6.0
"""Seconds: where two stretches are no further apart, both edges are decided together."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lags:
    """How far from the rough match each chunk of a stretch is: its new second, and the seconds it is off."""

    at: Floats
    lag: Floats


def refine(new: Sound, old: Sound, speed: float, rough: Sequence[Rough]) -> list[Stretch]:
    """Make rough matches exact; returns stretches in order of the new recording, without overlap."""
    lines = [Line(each.shift, speed) for each in rough]
    measured = [_lags(new, old, each, line) for each, line in zip(rough, lines, strict=True)]
    drift = _drift(rough, measured)
    lines = [_line(line, lags, drift, each) for line, lags, each in zip(lines, measured, rough, strict=True)]
    pieces = [piece for each, line in zip(rough, lines, strict=True) for piece in _pieces(new, old, each, line)]
    return edges_of(new, old, pieces)


def _pieces(new: Sound, old: Sound, rough: Rough, line: Line) -> list[Stretch]:
    """Return a rough match as one stretch, or several where something else was put in the place of as much."""
    whole = Stretch(rough.start, rough.end, line.old(rough.start), line.speed)
    pieces = [whole]
    for dip in rough.dips:
        left, right = replace(pieces[-1], end=dip), _from(pieces[-1], dip)
        if min(left.end - left.start, right.end - right.start) < SHORTEST:
            continue
        end, start = gap_between(new, old, left, right)
        if start - end >= SHORTEST_GAP:
            # At an end of the rough match, it was not yet (or no more) this stretch.
            parts = [replace(left, end=end), _from(right, start)]
            pieces[-1:] = [part for part in parts if part.end - part.start >= SHORTEST] or pieces[-1:]
    return pieces


def drift_of(new: Sound, old: Sound, speed: float, rough: Sequence[Rough]) -> float:
    """Return by how much the speed of rough matches is off."""
    return _drift(rough, [_lags(new, old, each, Line(each.shift, speed)) for each in rough])


def edges_of(new: Sound, old: Sound, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Move the edges of stretches to where the sound changes."""
    out = list(stretches)
    while out:
        made = _edges(new, old, out)
        left = [before for before, each in zip(out, made, strict=True) if each.end - each.start >= SHORTEST]
        if len(left) == len(out):
            return joined(made)
        # What is not there after all took sound from its neighbours.
        out = left
    return []


def _edges(new: Sound, old: Sound, stretches: Sequence[Stretch]) -> list[Stretch]:
    out = list(stretches)
    length = len(new) / RATE

    def near(k: int, *, at_start: bool) -> Stretch:
        return _near_edge(new, old, out[k], at_start=at_start)

    first = single_edge(new, old, near(0, at_start=True), at_start=True, lowest=0.0, highest=length)
    out[0] = _from(out[0], first)
    for k in range(len(out) - 1):
        left, right = near(k, at_start=False), near(k + 1, at_start=True)
        if right.start - left.end <= JOINT:
            end, start = gap_between(new, old, left, right)
        else:
            end = single_edge(new, old, left, at_start=False, lowest=left.start, highest=right.start)
            start = single_edge(new, old, right, at_start=True, lowest=left.end, highest=right.end)
        out[k], out[k + 1] = replace(out[k], end=end), _from(out[k + 1], start)
    last = single_edge(
        new, old, near(len(out) - 1, at_start=False), at_start=False, lowest=out[-1].start, highest=length
    )
    out[-1] = replace(out[-1], end=last)
    return out


def _near_edge(new: Sound, old: Sound, stretch: Stretch, *, at_start: bool) -> Stretch:
    """Return a stretch as it lies beside one of its edges: of hiss, a twentieth of a millisecond is half a wave."""
    length = min(CHUNK, stretch.end - stretch.start - 2 * TRIM)
    if length < SHORTEST:
        return stretch
    start = stretch.start + TRIM if at_start else stretch.end - TRIM - length
    lag, alike = correlate(new, old, start, length, line_of(stretch), STRAY)
    return replace(stretch, old_start=stretch.old_start + lag) if alike >= GOOD else stretch


def _from(stretch: Stretch, start: float) -> Stretch:
    return replace(stretch, start=start, old_start=stretch.to_old(start))


def _lags(new: Sound, old: Sound, rough: Rough, line: Line) -> Lags:
    """Correlate chunks of a stretch with where they should be in the old recording."""
    length = min(CHUNK, rough.end - rough.start)
    count = int(np.clip((rough.end - rough.start) / APART, LEAST, MOST))
    starts = np.linspace(rough.start, rough.end - length, count + 2)[1:-1]
    found = [(start + length / 2, *correlate(new, old, start, length, line, REACH)) for start in starts]
    good = [(at, lag) for at, lag, alike in found if alike >= GOOD]
    return Lags(np.array([at for at, _ in good]), np.array([lag for _, lag in good]))


def correlate(new: Sound, old: Sound, start: float, length: float, line: Line, reach: float) -> tuple[float, float]:
    """Return how many seconds later than expected a chunk is in the old recording, and how alike both are there
    (0..1).
    """
    count, room = round(length * RATE), round(reach * RATE)
    chunk = flattened(new[round(start * RATE) : round(start * RATE) + count].astype(np.float64))
    if len(chunk) < count // 2 or not chunk.any():
        return 0.0, 0.0
    around = flattened(line.samples(old, start - reach, len(chunk) + 2 * room))
    size = 1 << (len(around) + len(chunk) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(chunk, size)), size)[: 2 * room + 1]
    sums = np.concatenate([[0.0], np.cumsum(around**2)])
    energy = sums[len(chunk) : len(chunk) + 2 * room + 1] - sums[: 2 * room + 1]
    alike = product / np.sqrt(np.maximum(energy * (chunk**2).sum(), 1e-9))
    best = int(np.argmax(alike))
    return (best + _peak(alike, best) - room) / RATE * line.speed, float(alike[best])


def flattened(samples: Floats) -> Floats:
    """Return samples with less bass, which is alike everywhere."""
    return np.asarray(samples - 0.7 * np.concatenate([samples[:1], samples[:-1]]))


def _peak(values: Floats, best: int) -> float:
    """Return where between samples the peak lies, by a parabola."""
    if not 0 < best < len(values) - 1:
        return 0.0
    left, middle, right = values[best - 1 : best + 2]
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _drift(rough: Sequence[Rough], measured: Sequence[Lags]) -> float:
    """Return by how much the speed is off: the median of the slopes of all long stretches, weighted by their length."""
    slopes, weights = [], []
    for each, lags in zip(rough, measured, strict=True):
        if each.end - each.start >= LONG and len(lags.at) >= 2:
            half = (len(lags.at) + 1) // 2
            early, late = np.arange(half)[: len(lags.at) - half], np.arange(half, len(lags.at))
            slopes.append((lags.lag[late] - lags.lag[early]) / (lags.at[late] - lags.at[early]))
            weights.append(lags.at[late] - lags.at[early])
    if not slopes:
        return 0.0
    values, shares = np.concatenate(slopes), np.concatenate(weights)
    order = np.argsort(values)
    middle = np.searchsorted(np.cumsum(shares[order]), shares.sum() / 2)
    return float(values[order][middle])


def _line(line: Line, lags: Lags, drift: float, rough: Rough) -> Line:
    """Return the line with the right speed through the median of the chunks."""
    if not len(lags.at):
        middle = (rough.start + rough.end) / 2
        return Line(line.shift - drift * middle, line.speed + drift)
    shift = float(np.median(lags.lag - drift * lags.at))
    return Line(line.shift + shift, line.speed + drift)
