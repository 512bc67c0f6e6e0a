"""Sound of the source that planning has decoded, kept for the making as far as memory allows."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["DecodedCache", "DecodedSound"]

MOST_BYTES = 128_000_000
"""Bytes of sound that are kept; what goes beyond is read again."""


@dataclass(frozen=True, slots=True, eq=False)
class DecodedSound:
    """Samples `(n, channels)` of the source at 48 kHz, from sample `first` on."""

    first: int
    samples: NDArray[np.float32]

    def between(self, first: int, last: int) -> NDArray[np.float32] | None:
        """Return the samples from `first` until `last`; `None` where not all of them are here."""
        if first < self.first or last > self.first + len(self.samples):
            return None
        return self.samples[first - self.first : last - self.first]


class DecodedCache:
    """Decoded sound of clips by number, at most `most_bytes` in all; threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._left, self._lock = most_bytes, threading.Lock()
        self._sounds: dict[int, tuple[DecodedSound, ...]] = {}

    def keep(self, number: int, sounds: Sequence[DecodedSound]) -> None:
        """Keep the sound of clip `number`, unless it is too much."""
        size = sum(sound.samples.nbytes for sound in sounds)
        with self._lock:
            if size <= self._left:
                self._left -= size
                self._sounds[number] = tuple(sounds)

    def take(self, number: int) -> tuple[DecodedSound, ...]:
        """Return the sound of clip `number` and let go of it."""
        with self._lock:
            sounds = self._sounds.pop(number, ())
            self._left += sum(sound.samples.nbytes for sound in sounds)
            return sounds
