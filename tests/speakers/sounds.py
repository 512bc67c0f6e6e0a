"""Spectra of made persons through made channels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.signal import Spectra

KINDS, BANDS = 8, 25
"""Kinds of sound that everybody makes, and mel filters."""

FRAMES = 30
"""Of a word: 0.3 s."""


def spoken(persons: list[int], channels: list[int]) -> tuple[tuple[Word, ...], Spectra]:
    """Words one behind the other, each said by a person through a channel.

    A person makes each kind of sound in his own way, by a neper; a channel moves each band.
    """
    rng = np.random.default_rng(4)
    usual = rng.normal(8, 1.5, (KINDS, BANDS))
    ways = usual + rng.normal(0, 1, (max(persons) + 1, KINDS, BANDS))
    filters = rng.normal(0, 1.0, (max(channels) + 1, BANDS))
    rows: list[NDArray[np.float64]] = []
    words = []
    for number, (person, channel) in enumerate(zip(persons, channels, strict=True)):
        kinds = np.repeat(rng.integers(0, KINDS, FRAMES // 10), 10)
        rows.append(ways[person, kinds] + filters[channel] + rng.normal(0, 0.5, (FRAMES, BANDS)))
        words.append(Word(f"w{number}", number * FRAMES / 100, ((number + 1) * FRAMES - 1) / 100, 1.0))
    mel = np.concatenate(rows).astype(np.float16)
    return tuple(words), Spectra(mel, np.zeros((2 * len(mel), 6), np.uint8), 160 * len(mel))
