"""Where each unit lies on the path through a recording, and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.ctc.graph import Graph
from align.ctc.viterbi import Path

__all__ = ["Spans", "spans"]

AROUND = 750
"""Frames to either side: 15 s."""


@dataclass(frozen=True, slots=True)
class Spans:
    """For each unit, in frames; -1 where the unit was skipped.

    Args:
        first, last: the first frame of the first letter, the last frame of the last.
        score: mean over the letters of their best frame, in nats (0 = perfect), -inf where skipped.
        worst: the worst letter's best frame.
        letters: how many letters the way that was said has.
        unexplained: what the path pays in the 30 s around, as a share of what the filler alone would: 1 where the words
            explain nothing of the sound.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    score: NDArray[np.float32]
    worst: NDArray[np.float32]
    letters: NDArray[np.int32]
    unexplained: NDArray[np.float32]


def spans(graph: Graph, path: Path) -> Spans:
    """Return where each unit's letters lie on the path, and how well they fit."""
    changes = np.flatnonzero(np.diff(path.state)) + 1
    starts = np.concatenate([[0], changes]).astype(np.int64)
    stops = np.concatenate([changes, [len(path.state)]]).astype(np.int64)
    state = path.state[starts]
    fits = np.maximum.reduceat(path.score, starts) if len(path.state) else np.zeros(0, np.float32)
    chosen = graph.letter[state]
    state, starts, stops, fits = state[chosen], starts[chosen], stops[chosen], fits[chosen]
    unit = np.searchsorted(graph.block, state, side="right") - 1
    first = np.full(graph.units, -1, dtype=np.int32)
    last = first.copy()
    total = np.zeros(graph.units, dtype=np.float32)
    letters = np.zeros(graph.units, dtype=np.int32)
    worst = np.zeros(graph.units, dtype=np.float32)
    np.add.at(total, unit, fits)
    np.add.at(letters, unit, 1)
    np.minimum.at(worst, unit, fits)
    last[unit] = stops - 1
    first[unit[::-1]] = starts[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(letters > 0, total / letters, -np.inf).astype(np.float32)
    return Spans(first, last, score, worst, letters, _unexplained_around(path)[np.maximum(first, 0)])


def _unexplained_around(path: Path) -> NDArray[np.float32]:
    """Return for each frame, what the path pays around it against what the filler alone would."""
    sums = [np.concatenate([[0.0], np.cumsum(-side, dtype=np.float64)]) for side in (path.score, path.filler)]
    index = np.arange(len(path.score))
    low, high = np.maximum(index - AROUND, 0), np.minimum(index + AROUND, len(index))
    paid, alone = (side[high] - side[low] for side in sums)
    out: NDArray[np.float32] = (paid / np.maximum(alone, 1e-3)).clip(0, 2).astype(np.float32)
    return out
