"""Which pieces of speech sound alike: the two that are best explained by one voice are joined, again and again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from speakers.statistics import Statistics

__all__ = ["evidence", "merged"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def evidence(counts: Floats, sums: Floats, precision: Floats) -> Floats:
    """Log likelihood ratio that the rows (pieces x dimensions) are each one voice, its means unknown, to nobody.

    The means are integrated out under their prior, so that more voices do not explain more for nothing.
    """
    rows = 0.5 * np.square(sums) / (counts + precision) - 0.5 * np.log1p(counts / precision)
    total: Floats = rows.sum(axis=-1)
    return total


def merged(pieces: Statistics, most: int) -> Iterator[tuple[int, Ints]]:
    """Yield for each number of clusters from `most` down to 1: the number and the cluster of each piece, from 0.

    Numbers are given in the order in which clusters first appear. Fewer pieces than `most` begin with all of them.
    """
    counts, sums, precision = pieces.counts.copy(), pieces.sums.copy(), pieces.precision
    size = len(counts)
    alone = evidence(counts, sums, precision)
    gains = np.full((size, size), -np.inf, np.float32)
    for i in range(size - 1):
        rest = evidence(counts[i] + counts[i + 1 :], sums[i] + sums[i + 1 :], precision) - alone[i] - alone[i + 1 :]
        gains[i, i + 1 :] = gains[i + 1 :, i] = rest
    labels, alive = np.arange(size), np.ones(size, bool)
    for left in range(size, 0, -1):
        if left <= most:
            yield left, _in_order(labels)
        if left == 1:
            return
        i, j = divmod(int(gains.argmax()), size)
        counts[i] += counts[j]
        sums[i] += sums[j]
        alone[i] = evidence(counts[i], sums[i], precision)
        labels[labels == j] = i
        alive[j] = False
        gains[j] = gains[:, j] = -np.inf
        others = np.flatnonzero(alive)
        others = others[others != i]
        joint = evidence(counts[i] + counts[others], sums[i] + sums[others], precision)
        gains[i, others] = gains[others, i] = joint - alone[i] - alone[others]


def _in_order(labels: Ints) -> Ints:
    order = {label: number for number, label in enumerate(dict.fromkeys(labels.tolist()))}
    return np.array([order[label] for label in labels.tolist()])
