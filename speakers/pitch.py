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
from speakers.pitch_kernel import FACTOR, find_periods, slow_down

__all__ = ["PITCH_HOP", "Pitch", "PitchTracker"]

PITCH_HOP = 0.024
"""Seconds from frame to frame."""

WINDOW, HOP = 240, 96
"""Samples at 4 kHz: 60 ms hold three periods of 50 Hz."""

SHORTEST_LAG, LONGEST_LAG = 10, 63
"""Samples at 4 kHz: 400 and 63 Hz."""

OCTAVE_COST = 0.04
"""Of correlation for each octave down: without it every voice would be found an octave too low now and then."""

SILENCE = 1e3
"""Energy of a window that counts as none."""

BATCH = 1000
"""Frames for which sound is gathered."""

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
        self._waiting = [np.zeros(WINDOW // 2, np.float32)]
        self._size = WINDOW // 2
        self._found: list[tuple[Floats, Floats]] = []

    def hear(self, block: NDArray[np.int16]) -> None:
        """Take the next samples, mono at 16 kHz."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FACTOR * FACTOR
        self._rest = sound[whole:]
        slow = np.empty(whole // FACTOR, np.float32)
        slow_down(sound[:whole], slow)
        self._waiting.append(slow)
        self._size += len(slow)
        if self._size >= WINDOW + BATCH * HOP:
            self._analyse()

    def result(self) -> Pitch:
        """Return all frames heard so far; the last ones are padded with silence."""
        self._waiting.append(np.zeros(WINDOW, np.float32))
        self._analyse()
        parts = self._found or [(np.zeros(0, np.float32), np.zeros(0, np.float32))]
        octaves, strength = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Pitch(octaves.astype(np.float16), strength.astype(np.float16))

    def _analyse(self) -> None:
        sound = np.concatenate(self._waiting)
        count = max(0, (len(sound) - WINDOW) // HOP + 1)
        self._found.append(_periods(sound, count))
        self._waiting = [sound[count * HOP :].copy()]
        self._size = len(self._waiting[0])


def _periods(sound: Floats, count: int) -> tuple[Floats, Floats]:
    """Base-2 logarithm of the frequency and strength of `count` frames."""
    window, own, costs = _window()
    found = np.empty((count, 2), np.float32)
    find_periods(sound, HOP, window, own, costs, SILENCE, found)
    return np.log2(np.float32(RATE / FACTOR) / found[:, 0]), found[:, 1]


@functools.cache
def _window() -> tuple[Floats, Floats, Floats]:
    """Return the window, its autocorrelation up to the longest lag, and what each lag costs."""
    window = np.hanning(WINDOW).astype(np.float32)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * WINDOW)) ** 2)[: LONGEST_LAG + 1]
    costs = OCTAVE_COST * np.log2(np.arange(SHORTEST_LAG, LONGEST_LAG) / SHORTEST_LAG)
    return window, (own / own[0]).astype(np.float32), costs.astype(np.float32)
