"""Paragraphs of a translation that stand elsewhere than in the original, brought into its order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from translation.sentences import Sentence

__all__ = ["in_our_order"]

LEAST = 2.0
"""Matched words, counted by rarity, by which a paragraph must be known at its place."""

MORE = 1.5
"""How many more must match there than where the paragraph stands: of short ones 1.3 more do by chance, where the
lexicon was learnt from few sentences."""

CLEARLY = 1.8
"""How many times more must match there than where the paragraph stands."""


def in_our_order(theirs: Sequence[Sentence], evidence: NDArray[np.float32]) -> list[int]:
    """Return the indices of their sentences, paragraphs in the order of ours.

    `evidence` is how much of each two sentences matches, `(ours, theirs)`. A paragraph moves only where much more of it
    is known elsewhere than between its neighbours.
    """
    groups = [list(rows) for _, rows in groupby(range(len(theirs)), key=lambda k: theirs[k].paragraph)]
    if len(groups) < 3:
        return list(range(len(theirs)))
    places = [_place(evidence, group) for group in groups]
    kept = _longest_rise([place for place, _ in places], [strength for _, strength in places])
    moved = [k for k in range(len(groups)) if k not in kept and _belongs_elsewhere(evidence, groups, places, kept, k)]
    rest = [k for k in range(len(groups)) if k not in moved]
    for k in sorted(moved, key=lambda k: places[k][0]):
        later = (number for number, other in enumerate(rest) if other in kept and places[other][0] > places[k][0])
        at = next(later, len(rest))
        rest.insert(at, k)
        kept = kept | {k}
    return [index for k in rest for index in groups[k]]


def _place(evidence: NDArray[np.float32], group: Sequence[int]) -> tuple[int, float]:
    """Return where in ours most of a paragraph is known, and how much of it."""
    strengths = _strengths(evidence, group)
    best = int(strengths.argmax())
    return best, float(strengths[best])


def _strengths(evidence: NDArray[np.float32], group: Sequence[int]) -> NDArray[np.float64]:
    """Return for each place in ours how much of the paragraph is known there: along the diagonal, one to each side."""
    n = evidence.shape[0]
    total = np.zeros(n)
    for number, column in enumerate(group):
        padded = np.concatenate([evidence[:, column], np.zeros(len(group) + 2)])
        near = np.maximum(padded[number : number + n], padded[number + 1 : number + 1 + n])
        before = np.concatenate([[0.0], padded])[number : number + n]
        total += np.maximum(near, before)
    return total


def _longest_rise(places: Sequence[int], strengths: Sequence[float]) -> set[int]:
    """Return the paragraphs that stand in order, together as strong as can be."""
    best = list(strengths)
    back = [-1] * len(places)
    for k in range(len(places)):
        for j in range(k):
            if places[j] < places[k] and best[j] + strengths[k] > best[k]:
                best[k], back[k] = best[j] + strengths[k], j
    k = max(range(len(places)), key=lambda k: best[k])
    kept = set()
    while k >= 0:
        kept.add(k)
        k = back[k]
    return kept


def _belongs_elsewhere(
    evidence: NDArray[np.float32],
    groups: Sequence[Sequence[int]],
    places: Sequence[tuple[int, float]],
    kept: set[int],
    k: int,
) -> bool:
    strength = places[k][1]
    if strength < LEAST:
        return False
    low = max((places[j][0] for j in kept if j < k), default=0)
    high = min((places[j][0] for j in kept if j > k), default=evidence.shape[0])
    here = _strengths(evidence, groups[k])[low : high + 1]
    known = float(here.max(initial=0.0))
    return strength >= known + MORE and strength > CLEARLY * known
