"""The waveform as a person sees it: the lowest and highest sample of each hundredth of a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["PEAKS_PER_SECOND", "peaks"]

PEAKS_PER_SECOND = 100
"""Pairs of lowest and highest a second: two hours are 1.4 MB."""


def peaks(blocks: Iterable[NDArray[np.int16]], *, rate: int = 16000) -> Iterator[NDArray[np.int8]]:
    """Yield the peaks of a stream of samples, block by block, in constant memory.

    Args:
        blocks: mono samples, in blocks of any length; together one stream that begins at time 0.
        rate: samples a second, a multiple of 100.

    Yields:
        Arrays of shape (n, 2): lowest and highest sample of each 10 ms in 1/128 of full scale. An unfinished
        stretch at the very end counts as one of 10 ms.
    """
    step, extra = divmod(rate, PEAKS_PER_SECOND)
    if extra:
        raise ValueError(f"{rate} samples a second do not divide into {PEAKS_PER_SECOND} stretches")
    rest = np.empty(0, np.int16)
    for block in blocks:
        samples = np.concatenate([rest, block]) if rest.size else block
        whole = samples.size // step * step
        if whole:
            yield _pairs(samples[:whole].reshape(-1, step))
        rest = samples[whole:].copy()
    if rest.size:
        yield _pairs(rest.reshape(1, -1))


def _pairs(rows: NDArray[np.int16]) -> NDArray[np.int8]:
    pairs = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)
    return (pairs >> 8).astype(np.int8)
