"""The passes forward and backward of a chain of voices, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.kernels import kernel

__all__ = ["run_backward", "run_forward"]

Doubles = NDArray[np.float64]

TINIEST = 2.2250738585072014e-308
"""Smallest normal number: what a row's total is at least."""


@kernel()
def run_forward(emitted: Doubles, chances: Doubles, shares: Doubles, leaving: Doubles, forward: Doubles) -> float:
    """Fill in `forward` (rows x voices, each row sums to 1); gives the sum of the logarithms of what rows came to.

    Args:
        emitted: rows x voices, likelihoods.
        leaving: of each voice, one less its share.
    """
    rows, voices = emitted.shape
    total = 0.0
    for row in range(rows):
        gone = 0.0
        if row:
            for voice in range(voices):
                gone += forward[row - 1, voice] / leaving[voice]
        scale = 0.0
        for voice in range(voices):
            before = shares[voice]
            if row:
                stay = forward[row - 1, voice]
                before = (1 - chances[row]) * stay + chances[row] * shares[voice] * (gone - stay / leaving[voice])
            forward[row, voice] = before * emitted[row, voice]
            scale += forward[row, voice]
        scale = max(scale, TINIEST)
        for voice in range(voices):
            forward[row, voice] /= scale
        total += np.log(scale)
    return total


@kernel(makes_arrays=True)
def run_backward(
    emitted: Doubles, chances: Doubles, shares: Doubles, leaving: Doubles, forward: Doubles, changes: Doubles
) -> None:
    """Turn `forward` into posteriors, and fill in `changes`, the probability of a change before each row."""
    rows, voices = emitted.shape
    backward, ahead = np.ones(voices), np.empty(voices)
    for row in range(rows - 1, -1, -1):
        total = 0.0
        for voice in range(voices):
            ahead[voice] = emitted[row, voice] * backward[voice]
            forward[row, voice] *= backward[voice]
            total += forward[row, voice]
        for voice in range(voices):
            forward[row, voice] /= total
        if row == 0:
            changes[0] = 0.0
            break
        come = 0.0
        for voice in range(voices):
            come += shares[voice] * ahead[voice]
        stays, both = 0.0, 0.0
        for voice in range(voices):
            left = chances[row] * (come - shares[voice] * ahead[voice]) / leaving[voice]
            stay = (1 - chances[row]) * ahead[voice]
            stays += forward[row - 1, voice] * stay
            both += forward[row - 1, voice] * (stay + left)
            backward[voice] = stay + left
        # Only ratios count; what they are divided by keeps them from vanishing.
        both = max(both, TINIEST)
        for voice in range(voices):
            backward[voice] /= both
        changes[row] = min(max(1 - stays / both, 0.0), 1.0)
