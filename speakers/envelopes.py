"""How loud a recording is from moment to moment, and how two recordings of one conversation lie to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ENVELOPE_HOP", "LineUp", "envelope", "line_up"]

ENVELOPE_HOP = 0.01
"""Seconds."""

RATE, HOP = 16_000, 160

QUIETEST = 1.0
"""Mean square of 16-bit samples that counts as silence."""

DEPTH = 30.0
"""dB below the loud parts from which on it is as good as silent: the noise of two microphones is not alike."""

PART = 6000
"""Frames (a minute) by which drift is measured."""

REACH = 200
"""Frames that a part may lie off the whole: 2 s in an hour is more than two clocks differ."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LineUp:
    """Second `t` of the recording is second `offset + t * rate` of the track; `likeness` 0..1 is their correlation."""

    offset: float
    rate: float
    likeness: float


def envelope(blocks: Iterable[NDArray[np.int16]]) -> Floats:
    """Power of each `ENVELOPE_HOP` in dB (of 16-bit samples), of mono samples at 16 kHz."""
    rest = np.zeros(0, np.int16)
    parts = []
    for block in blocks:
        sound = np.concatenate([rest, block])
        whole = len(sound) // HOP * HOP
        rest = sound[whole:]
        power = np.square(sound[:whole].astype(np.float32)).reshape(-1, HOP).mean(axis=1)
        parts.append(10 * np.log10(power + np.float32(QUIETEST)))
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def line_up(recording: Floats, track: Floats) -> LineUp:
    """Find where a track lies in a recording, by their envelopes: a late start, and clocks that differ."""
    a, b = _shape(recording), _shape(track)
    shift = _shift(a, b)
    times, shifts, weights = [], [], []
    for first in range(0, len(a) - PART + 1, PART):
        low = max(0, first + shift - REACH)
        near = b[low : first + shift + PART + REACH]
        if len(near) < PART or not a[first : first + PART].any() or not near.any():
            continue
        times.append(first + PART / 2)
        shifts.append(_shift(a[first : first + PART], near) + low - first)
        weights.append(float(near.std() * a[first : first + PART].std()))
    slope, start = 0.0, float(shift)
    if len(times) >= 3:
        inside = np.abs(np.array(shifts) - np.median(shifts)) <= REACH / 2
        if inside.sum() >= 3:
            kept = [np.array(values)[inside] for values in (times, shifts, weights)]
            slope, start = np.polyfit(kept[0], kept[1], 1, w=kept[2] + 1e-9)
    return LineUp(float(start) * ENVELOPE_HOP, 1 + float(slope), _likeness(a, b, float(start), 1 + float(slope)))


def _shape(levels: Floats) -> Floats:
    """Return levels above the quiet, their mean taken off."""
    if len(levels) == 0:
        return levels
    shape = np.maximum(levels - (np.percentile(levels, 98) - DEPTH), 0.0)
    out: Floats = (shape - shape.mean()).astype(np.float32)
    return out


def _shift(a: Floats, b: Floats) -> int:
    """Return frames by which what is in `a` comes later in `b`."""
    size = 1 << int(np.ceil(np.log2(max(len(a) + len(b), 2))))
    product = np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size))
    best = int(np.fft.irfft(product, size).argmax())
    return best if best < size // 2 else best - size


def _likeness(a: Floats, b: Floats, start: float, rate: float) -> float:
    at = np.rint(start + np.arange(len(a)) * rate).astype(np.int64)
    inside = (at >= 0) & (at < len(b))
    if inside.sum() < 100:
        return 0.0
    one, other = a[inside], b[at[inside]]
    spread = float(one.std() * other.std())
    return float(np.mean((one - one.mean()) * (other - other.mean()))) / spread if spread > 0 else 0.0
