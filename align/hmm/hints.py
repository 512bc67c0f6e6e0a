"""From a transcript's own times to the coarse steps at which each word may begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.hmm.confident import STEP
from align.signal.spectra import FRAME, Spectra

__all__ = ["bounds_of"]

Ints = NDArray[np.int32]

HINT_SLACK = 3.0
"""Seconds: captions follow speech by a second or two, and many keep whole seconds."""


def bounds_of(hints: Sequence[tuple[int, float, float]], tokens: Ints, spectra: Spectra) -> tuple[Ints, Ints] | None:
    """First and last coarse step at which each row of `tokens` may begin; `None` where anywhere is allowed.

    Args:
        hints: (token, start, end) in seconds: tokens from this one up to the next hint's begin within these times,
            or `HINT_SLACK` beside.
    """
    if not hints:
        return None
    steps = -(-len(spectra.mel) // STEP)
    earliest, latest = np.zeros(len(tokens), np.int32), np.full(len(tokens), steps, np.int32)
    for (token, start, end), following in zip(hints, [*hints[1:], None], strict=True):
        here = tokens >= token
        if following is not None:
            here &= tokens < following[0]
            end = following[1] if end <= start else end
        elif end <= start:
            end = np.inf
        earliest[here] = max(0, int((start - HINT_SLACK) / (STEP * FRAME)))
        latest[here] = int(min(steps, (end + HINT_SLACK) / (STEP * FRAME)))
    return earliest, latest
