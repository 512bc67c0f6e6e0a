"""How high a voice is: the fundamental frequency, from the autocorrelation of the sound below 2 kHz.

P. Boersma, "Accurate short-term analysis of the fundamental frequency" (1993): the autocorrelation of the windowed
sound over that of the window. Nothing is smoothed over time: whoever asks takes medians of many frames.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.signal import RATE

__all__ = ["PITCH_HOP", "Pitch", "PitchTracker"]

FACTOR = 4
"""Samples that are averaged to one: 4 kHz are enough for voices up to 400 Hz."""

PITCH_HOP = 0.024
"""Seconds from frame to frame."""

WINDOW, HOP, FFT = 240, 96, 320
"""Samples at 4 kHz: 60 ms hold three periods of 50 Hz; the transform holds the window and the longest lag."""

SHORTEST_LAG, LONGEST_LAG = 10, 63
"""Samples at 4 kHz: 400 and 63 Hz."""

OCTAVE_COST = 0.04
"""Of correlation for each octave down: without it every voice would be found an octave too low now and then."""

SILENCE = 1e3
"""Energy of a window that counts as none."""

BATCH = 1000

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pitch:
    """Frame `t` is centred on second `t * PITCH_HOP`.

    Args:
        octaves: base-2 logarithm of the frequency in Hz, whether there is a voice or not.
        strength: how periodic the sound is, 0..1; above a half somebody speaks with voice.
    """

    octaves: NDArray[np.float16]
    strength: NDArray[np.float16]


class PitchTracker:
    """Hears the sound as it is decoded, block after block."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._waiting = np.zeros(WINDOW // 2, np.float32)
        self._found: list[tuple[Floats, Floats]] = []

    def hear(self, block: NDArray[np.int16]) -> None:
        """Take the next samples, mono at 16 kHz."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FACTOR * FACTOR
        self._rest = sound[whole:]
        # Column by column: NumPy's mean over a few neighbours takes twice as long.
        slow = sum(sound[k:whole:FACTOR].astype(np.float32) for k in range(FACTOR)) / np.float32(FACTOR)
        self._waiting = np.concatenate([self._waiting, slow])
        if len(self._waiting) >= WINDOW + BATCH * HOP:
            self._analyse()

    def result(self) -> Pitch:
        """Return all frames heard so far; the last ones are padded with silence."""
        self._waiting = np.concatenate([self._waiting, np.zeros(WINDOW, np.float32)])
        self._analyse()
        parts = self._found or [(np.zeros(0, np.float32), np.zeros(0, np.float32))]
        octaves, strength = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Pitch(octaves.astype(np.float16), strength.astype(np.float16))

    def _analyse(self) -> None:
        count = max(0, (len(self._waiting) - WINDOW) // HOP + 1)
        for first in range(0, count, BATCH):
            frames = np.lib.stride_tricks.sliding_window_view(self._waiting[first * HOP :], WINDOW)[::HOP]
            self._found.append(_periods(frames[: min(BATCH, count - first)]))
        self._waiting = self._waiting[count * HOP :].copy()


def _periods(frames: Floats) -> tuple[Floats, Floats]:
    """Base-2 logarithm of the frequency and strength of each frame (frames x `WINDOW`)."""
    window, own = _window()
    spectrum = np.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * window, FFT)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    correlation = np.fft.irfft(power, FFT)[:, : LONGEST_LAG + 1]
    correlation = correlation / (correlation[:, :1] + SILENCE) / own
    lags = np.arange(SHORTEST_LAG, LONGEST_LAG)
    inside = correlation[:, SHORTEST_LAG:LONGEST_LAG] - OCTAVE_COST * np.log2(lags / SHORTEST_LAG)
    best = inside.argmax(axis=1) + SHORTEST_LAG
    rows = np.arange(len(frames))
    left, top, right = (correlation[rows, best + step] for step in (-1, 0, 1))
    # The top of the parabola through three points lies within half a sample.
    bend = np.minimum(left - 2 * top + right, -1e-6)
    lag = best + np.clip(0.5 * (left - right) / bend, -0.5, 0.5)
    octaves = np.log2(RATE / FACTOR / lag)
    return octaves.astype(np.float32), np.clip(top, 0.0, 1.0).astype(np.float32)


@functools.cache
def _window() -> tuple[Floats, Floats]:
    window = np.hanning(WINDOW).astype(np.float32)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, FFT)) ** 2)[: LONGEST_LAG + 1]
    return window, (own / own[0]).astype(np.float32)
