"""How high a voice is, frame after frame: the compiled part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.kernels import kernel

__all__ = ["FACTOR", "find_periods", "slow_down"]

Floats = NDArray[np.float32]


FACTOR = 4
"""Samples that are averaged to one: 4 kHz are enough for voices up to 400 Hz."""


@kernel(fastmath=True)
def slow_down(sound: NDArray[np.int16], slow: Floats) -> None:
    """Fill in `slow` with the means of every `FACTOR` samples."""
    for index in range(len(slow)):
        total = np.int32(0)
        for step in range(FACTOR):
            total += np.int32(sound[FACTOR * index + step])
        slow[index] = np.float32(total) / np.float32(FACTOR)


@kernel(fastmath=True, makes_arrays=True)
def find_periods(
    sound: Floats, hop: int, window: Floats, own: Floats, costs: Floats, silence: float, found: Floats
) -> None:
    """Fill in `found`: for each frame the lag in samples at which the sound is most like itself, and how like.

    Args:
        window: what each frame is multiplied by; a multiple of four samples.
        own: autocorrelation of the window, from lag 0 to one beyond the last that is looked at.
        costs: of correlation, for the lags that are looked at.
        silence: energy of a frame that counts as none.
        found: frames x 2.
    """
    size, lags, first = len(window), len(own), len(own) - 1 - len(costs)
    frame, correlation = np.zeros(size + lags, np.float32), np.empty(lags, np.float32)
    for row in range(len(found)):
        mean = np.float32(0)
        for index in range(size):
            mean += sound[row * hop + index]
        mean /= np.float32(size)
        for index in range(size):
            frame[index] = (sound[row * hop + index] - mean) * window[index]
        correlation[:] = 0
        for index in range(0, size, 4):
            # Lag by lag for four samples at once: the compiler makes vectors of it.
            a, b, c, d = frame[index], frame[index + 1], frame[index + 2], frame[index + 3]
            later = frame[index : index + lags + 3]
            for lag in range(lags):
                correlation[lag] += a * later[lag] + b * later[lag + 1] + c * later[lag + 2] + d * later[lag + 3]
        energy = correlation[0] + np.float32(silence)
        for lag in range(lags):
            correlation[lag] /= energy * own[lag]
        best = first
        for lag in range(first, lags - 1):
            if correlation[lag] - costs[lag - first] > correlation[best] - costs[best - first]:
                best = lag
        left, top, right = correlation[best - 1], correlation[best], correlation[best + 1]
        # The top of the parabola through three points lies within half a sample.
        bend = min(left - 2 * top + right, np.float32(-1e-6))
        found[row, 0] = best + min(max(np.float32(0.5) * (left - right) / bend, np.float32(-0.5)), np.float32(0.5))
        found[row, 1] = min(max(top, np.float32(0)), np.float32(1))
