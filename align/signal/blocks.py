"""Rows that are added to the end, and statistics of blocks of them: percentiles, and the least of what is around."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["GrowingRows", "block_percentiles", "lowest_around", "running_means"]

REACH = 8
"""Blocks to either side, seconds where a block is one: so far a noise floor is taken to stay what it is."""

BLOCKS = 300
"""Whose percentiles are taken at once."""

GROWTH = 60_000
"""Rows that there is room for at first: of frames, ten minutes."""

Floats = NDArray[np.float32]


class GrowingRows:
    """Rows that are added to the end. A list of blocks would need their memory twice when they are joined."""

    def __init__(self, columns: int, kind: type) -> None:
        self._store: NDArray[Any] = np.empty((GROWTH, columns), kind)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, rows: NDArray[Any]) -> None:
        """Add rows; what `rows()` returned before does not hold any more."""
        count = self._count + len(rows)
        if count > len(self._store):
            # Nothing else refers to the store, so it may move; pages not yet written cost nothing.
            self._store.resize((max(count, len(self._store) * 5 // 4), self._store.shape[1]), refcheck=False)
        self._store[self._count : count] = rows
        self._count = count

    def rows(self) -> NDArray[Any]:
        """Return all of them."""
        return self._store[: self._count]


def lowest_around(values: Floats, reach: int = REACH) -> Floats:
    """Return the least of each row and those within `reach`."""
    padded = np.pad(values, ((reach, reach), *[(0, 0)] * (values.ndim - 1)), mode="edge")
    least: Floats = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).min(axis=-1)
    return least


def block_percentiles(values: NDArray[Any], block: int, percent: float) -> Floats:
    """Return the percentile of each `block` rows, column by column; the last block may be shorter."""
    whole = len(values) // block
    found = [np.zeros((0, *values.shape[1:]), np.float32)]
    for first in range(0, whole, BLOCKS):
        part = values[first * block : min(first + BLOCKS, whole) * block].astype(np.float32)
        found.append(np.percentile(part.reshape(-1, block, *values.shape[1:]), percent, axis=1))
    if len(values) > whole * block:
        found.append(np.percentile(values[whole * block :].astype(np.float32), percent, axis=0, keepdims=True))
    return np.concatenate(found).astype(np.float32)


def running_means(sums: NDArray[np.float64], weights: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return the weighted mean of the rows within `reach` of each."""
    padded = np.pad(np.cumsum(sums, axis=0), ((1, 0), (0, 0)))
    total = np.pad(np.cumsum(weights), (1, 0))
    index = np.arange(len(sums))
    first, last = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(sums))
    means: NDArray[np.float64] = (padded[last] - padded[first]) / (total[last] - total[first])[:, None]
    return means
