"""The best path of a whole transcript through the frames of a CTC model.

One Viterbi pass over the episode, inside a window of units that follows the best path; where nothing in the window
explains the sound, the pass goes back a little and on with a wider one, so that a cut of any length is leapt over.
Scores are kept at every `BLOCK` frames; the back-pointers of one block at a time are made again on the way back. Memory
does therefore not grow with the episode, save four bytes a frame for the path itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.ctc.columns import Costs, Read, to_columns
from align.ctc.forward import Forward, Point
from align.ctc.graph import Graph
from align.ctc.viterbi_kernel import walk

__all__ = ["Path", "best_path"]

BLOCK = 256


WIDER = ((1, 2), (4, 12), (16, 48), (64, 0))
"""Windows in turn, against the usual one, and after how many unexplained blocks (5 s each) the next is tried: 0, never.

Untranscribed speech cannot be told from a cut before the words after the cut have matched for a while."""

UNEXPLAINED = 0.6
"""Share of what the filler alone would cost, from which on a block counts as unexplained by the words; right words cost
a tenth of it in a quiet room and 0.3 in noise, others as much as the filler or more."""

CALM = 3
"""So many explained blocks in a row bring the usual window back."""

QUIET = 40.0
"""A block in which the filler alone costs less (nats) has nothing to explain."""

SPARE = 2_500_000
"""Units times blocks: wider windows are given up when they have taken so much work, some 20 s in all."""


@dataclass(frozen=True, slots=True)
class Path:
    """The state in each frame, its score, and the filler's there (0 = nothing fits better, in nats)."""

    state: NDArray[np.int32]
    score: NDArray[np.float32]
    filler: NDArray[np.float32]


def best_path(
    graph: Graph,
    frames: int,
    read: Read,
    *,
    separator: int | None,
    costs: Costs | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Path:
    """Return the best path through all frames.

    `read` gives the log-probabilities of a run of frames and is called for each block twice; `separator` is the
    model's word separator, if it has one; `tick` is called with the share done.
    """
    costs = costs or Costs()
    forward = Forward(graph, costs)
    starts = range(0, frames, BLOCK)

    def columns_of(block: int) -> NDArray[np.float32]:
        return to_columns(read(starts[block], min(frames, starts[block] + BLOCK)), graph, separator, costs)

    saved = _follow(forward, len(starts), columns_of, tick)
    state = np.empty(frames, dtype=np.int32)
    score, filler = np.empty(frames, dtype=np.float32), np.empty(frames, dtype=np.float32)
    at = forward.final()
    for block in reversed(range(len(starts))):
        start, columns = starts[block], columns_of(block)
        part = slice(start, start + len(columns))
        filler[part] = columns[:, -1]
        forward.restore(saved[block])
        back = forward.trace(columns)
        at = walk(at, back, columns, forward.states, state[part], score[part])
        tick(1.0 - 0.4 * start / frames)
    return Path(state, score, filler)


def _follow(
    forward: Forward, blocks: int, columns_of: Callable[[int], NDArray[np.float32]], tick: Callable[[float], None]
) -> list[Point]:
    """Run over all blocks; the scores before each, for the way back."""
    saved: list[Point] = []
    spare = SPARE
    block = level = unexplained = explained = furthest = 0
    while block < blocks:
        del saved[block:]
        saved.append(forward.save())
        columns = columns_of(block)
        if _unexplained(forward.run(columns), columns):
            unexplained, explained = unexplained + 1, 0
        else:
            unexplained, explained = 0, explained + 1
        spare -= forward.wide if level else 0
        if unexplained and unexplained == WIDER[level][1] and spare > 0 and not forward.sees_all:
            # Back to the block before: the cut may have come late in it.
            level, furthest, block = level + 1, block, max(0, block - unexplained)
            unexplained = 0
            forward.restore(saved[block])
            forward.widen(WIDER[level][0])
            continue
        if level and (spare <= 0 or (explained >= CALM and block > furthest)):
            level = 0
            forward.widen(1)
        block += 1
        tick(0.6 * max(block, furthest) / blocks)
    return saved


def _unexplained(lost: float, columns: NDArray[np.float32]) -> bool:
    """Tell whether the path through a block, `lost` nats below perfect, is hardly better than the filler alone."""
    filler = -float(columns[:, -1].sum())
    return filler > QUIET and lost > UNEXPLAINED * filler
