"""Which pieces of speech sound alike: the two that are best explained by one voice are joined, again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from speakers.statistics import Statistics

__all__ = ["evidence", "merged"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def evidence(statistics: Statistics) -> Floats:
    """Log likelihood ratio that the rows are each one voice, its means unknown, to nobody.

    The means are integrated out under their prior, so that more voices do not explain more for nothing.
    """
    counts, precision = statistics.counts, statistics.precision
    rows = statistics.gathered(np.square(statistics.sums)) / (counts + precision)
    total: Floats = 0.5 * (rows - statistics.sizes() * np.log1p(counts / precision)).sum(axis=-1)
    return total.astype(np.float32, copy=False)


def merged(pieces: Statistics, most: int) -> Iterator[tuple[int, Ints]]:
    """Yield for each number of clusters from `most` down to 1: the number and the cluster of each piece, from 0.

    Numbers are given in the order in which clusters first appear. Fewer pieces than `most` begin with all of them.
    """
    pieces = replace(pieces, counts=pieces.counts.copy(), sums=pieces.sums.copy())
    size = len(pieces.counts)
    alone = evidence(pieces)
    gains = np.full((size, size), -np.inf, np.float32)
    for i in range(size - 1):
        gains[i, i + 1 :] = gains[i + 1 :, i] = _gain(pieces, alone, i, slice(i + 1, None))
    labels, alive = np.arange(size), np.ones(size, bool)
    for left in range(size, 0, -1):
        if left <= most:
            yield left, _in_order(labels)
        if left == 1:
            return
        i, j = divmod(int(gains.argmax()), size)
        pieces.counts[i] += pieces.counts[j]
        pieces.sums[i] += pieces.sums[j]
        alone[i] = evidence(pieces.rows(np.array([i])))[0]
        labels[labels == j] = i
        alive[j] = False
        gains[j] = gains[:, j] = -np.inf
        others = np.flatnonzero(alive)
        others = others[others != i]
        gains[i, others] = gains[others, i] = _gain(pieces, alone, i, others)


def _gain(pieces: Statistics, alone: Floats, one: int, others: Ints | slice) -> Floats:
    """Return by how much better one voice explains a piece and each of some others together than two voices do.

    Args:
        alone: evidence of each piece.
    """
    joint = replace(
        pieces,
        counts=pieces.counts[one] + pieces.counts[others],
        sums=pieces.sums[one] + pieces.sums[others],
    )
    return evidence(joint) - alone[one] - alone[others]


def _in_order(labels: Ints) -> Ints:
    order = {label: number for number, label in enumerate(dict.fromkeys(labels.tolist()))}
    return np.array([order[label] for label in labels.tolist()])
