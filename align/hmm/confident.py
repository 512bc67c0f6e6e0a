"""Steps of a coarse path that are with high confidence in the words they were given to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.hmm.coarse import IN_WORD, CoarsePath
from align.hmm.gaussians import COST_STEP
from align.hmm.script import Script

__all__ = ["STEP", "confident_frames", "confident_steps"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

STEP = 3
"""Frames in a coarse step: 30 ms."""

LEAST_GAIN, WORDS_AROUND = 0.5, 3
"""Nats a step by which words must beat the filler, with so many on either side, for their phones to be believed."""


def confident_steps(path: CoarsePath, costs: NDArray[np.uint8], filler: Floats, script: Script) -> NDArray[np.int64]:
    """Return the steps in words that, with the words around, are matched much better than the filler."""
    steps = np.flatnonzero(path.kind == IN_WORD)
    phones = script.phones[path.place[steps]]
    words = script.owners()[path.place[steps]]
    gain = np.bincount(words, filler[steps] - costs[steps, phones] * COST_STEP, script.words)
    size = np.bincount(words, minlength=script.words)
    around = np.ones(2 * WORDS_AROUND + 1)
    width = min(len(around), script.words)
    mean = np.convolve(gain, around[:width], "same") / np.maximum(np.convolve(size, around[:width], "same"), 1)
    return steps[mean[words] > LEAST_GAIN]


def confident_frames(
    path: CoarsePath, costs: NDArray[np.uint8], filler: Floats, script: Script
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return frames whose phone the path knows with high confidence, and the phones."""
    steps = confident_steps(path, costs, filler, script)
    return steps * STEP, script.phones[path.place[steps]]
