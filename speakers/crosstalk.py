"""Words that are said while another speaks as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.document import Crosstalk, Word
from align.signal import runs_of
from speakers.attribution import UNKNOWN
from speakers.statistics import times_of

__all__ = ["crosstalk_of", "overlapping"]

TOUCHING = 0.06
"""Seconds by which two speakers' words may overlap and still follow each other: twice a boundary's usual error."""


def overlapping(words: Sequence[Word], labels: NDArray[np.int64]) -> list[int]:
    """Return the words whose times lie over those of another speaker's, in order."""
    found: set[int] = set()
    latest: dict[int, tuple[float, int]] = {}
    timed, starts, ends = times_of(words)
    for index, start, end, label in zip(*(each.tolist() for each in (timed, starts, ends, labels[timed])), strict=True):
        if label == UNKNOWN:
            continue
        for other, (until, before) in latest.items():
            if other != label and until - start > TOUCHING:
                found |= {before, index}
        if label not in latest or end >= latest[label][0]:
            latest[label] = end, index
    return sorted(found)


def crosstalk_of(words: Sequence[int]) -> tuple[Crosstalk, ...]:
    """Return the runs of neighbours among words.

    >>> [(run.first, run.last) for run in crosstalk_of([3, 4, 5, 9])]
    [(3, 5), (9, 9)]
    """
    mask = np.zeros(max(words, default=-1) + 1, np.bool_)
    mask[list(words)] = True
    return tuple(Crosstalk(first, stop - 1) for first, stop in runs_of(mask))
