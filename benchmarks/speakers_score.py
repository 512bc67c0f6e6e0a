"""How right it is who speaks: words, turns, time (DER), and whether the probability of a turn is what it says."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word
from align.turns import word_speakers

__all__ = ["Labels", "calibration", "error_rate", "labels_of", "right_words", "sure_turns", "turns_found"]

Labels = NDArray[np.int64]

BINS = 10

FRAME = 0.01
"""Seconds by which time is counted."""


def labels_of(alignment: Alignment) -> Labels:
    """Return a number for whoever says each word, from 0; -1 for nobody."""
    names = word_speakers(alignment.speakers, len(alignment.words))
    order = {name: k for k, name in enumerate(dict.fromkeys(name for name in names if name is not None))}
    return np.array([order[name] if name is not None else -1 for name in names])


def right_words(found: Labels, truth: Labels) -> float:
    """Return the share of words with the right voice, each voice found standing for one that there is."""
    return float((_renamed(found, truth) == truth).mean())


def _renamed(found: Labels, truth: Labels) -> Labels:
    """Return the labels found, named after those that there are by the words they share; -1 for the others."""
    names = _pairs(found, truth, np.ones(len(found)))
    return np.array([names.get(int(label), -1) for label in found])


def _pairs(found: Labels, truth: Labels, weights: NDArray[np.float64]) -> dict[int, int]:
    table = np.zeros((int(found.max(initial=0)) + 1, int(truth.max(initial=0)) + 1))
    known = (found >= 0) & (truth >= 0)
    np.add.at(table, (found[known], truth[known]), weights[known])
    names: dict[int, int] = {}
    for _ in range(min(table.shape)):
        i, j = (int(value) for value in np.unravel_index(table.argmax(), table.shape))
        if table[i, j] > 0:
            names[i] = j
        table[i], table[:, j] = -1, -1
    return names


def turns_found(found: Labels, truth: Labels) -> float:
    """Return the share of the turns that begin with the right word."""
    known, ours = (np.flatnonzero(np.diff(labels)) for labels in (truth, found))
    return float(np.isin(known, ours).mean()) if len(known) else 1.0


def error_rate(words: Sequence[Word], found: Labels, truth: Labels) -> float:
    """Return the diarization error rate without a collar: time missed, made up and confused, over time spoken.

    A turn lasts from its first word to its last one's end, pauses within it included.
    """
    end = max(word.span[1] for word in words if word.timed)
    size = int(end / FRAME) + 2
    reference, ours = (_timeline(words, labels, size) for labels in (truth, found))
    names = _pairs(ours, reference, np.ones(size))
    named = np.array([names.get(int(label), -2 if label >= 0 else -1) for label in ours])
    return float((named != reference).sum() / max((reference >= 0).sum(), 1))


def _timeline(words: Sequence[Word], labels: Labels, size: int) -> Labels:
    out = np.full(size, -1)
    firsts = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    for first, last in itertools.pairwise(firsts):
        timed = [word.span for word in words[first:last] if word.timed]
        if timed:
            out[round(timed[0][0] / FRAME) : round(timed[-1][1] / FRAME)] = labels[first]
    return out


def sure_turns(alignment: Alignment, truth: Labels) -> list[tuple[float, bool]]:
    """Return for each turn that was told the probability it was given, and whether one begins there."""
    return [
        (turn.probability, bool(truth[turn.word] != truth[turn.word - 1]))
        for turn in alignment.speakers
        if turn.word and turn.probability is not None
    ]


def calibration(turns: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error: the mean gap between probability and truth, by tenths of probability."""
    rows = np.array(list(turns), float).reshape(-1, 2)
    if not len(rows):
        return 0.0
    bins = np.minimum((rows[:, 0] * BINS).astype(int), BINS - 1)
    gaps = [
        abs(rows[bins == k, 0].mean() - rows[bins == k, 1].mean()) * (bins == k).sum()
        for k in range(BINS)
        if (bins == k).any()
    ]
    return float(sum(gaps) / len(rows))
