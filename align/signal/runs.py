"""Runs of what holds: words that were found, frames without sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["runs_of"]


def runs_of(mask: NDArray[np.bool_], join: int = 1) -> list[tuple[int, int]]:
    """(first, last exclusive) of the runs in a mask, those with less than `join` between them as one.

    >>> runs_of(np.array([True, True, False, True, False, False, True]), join=2)
    [(0, 4), (6, 7)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and first - runs[-1][1] < join:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs
