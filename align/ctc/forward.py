"""The scores after the latest frame of the CTC search, and the window of units that they are known for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.ctc.columns import Costs
from align.ctc.graph import Graph
from align.ctc.viterbi_kernel import NONE, BackPointers, Penalties, advance, states_of

__all__ = ["Forward", "Point"]


@dataclass(frozen=True, slots=True)
class Point:
    """Scores of the units from `low` to `high`, and how wide the window may become."""

    low: int
    high: int
    wide: int
    scores: NDArray[np.float32]


class Forward:
    """Scores of the states after the latest frame, and the window of units they are known for."""

    def __init__(self, graph: Graph, costs: Costs) -> None:
        self.graph, self.costs = graph, costs
        self.now = np.full(graph.states + 1, NONE, dtype=np.float32)
        self.next = self.now.copy()
        self.window = np.array([0, min(graph.units + 1, costs.window)], dtype=np.int64)
        # Before the first frame the path stands in a boundary that nothing precedes.
        self.now[1] = 0.0
        self.states = states_of(graph)
        self.wide = costs.window
        nats = (costs.enter_filler, costs.enter_skip, costs.skip, costs.enter_leap, costs.leap, costs.beam)
        self.penalties = Penalties(*(np.float32(value) for value in nats))

    @property
    def sees_all(self) -> bool:
        """Whether the window reaches to the end of the transcript."""
        return int(self.window[1]) == self.graph.units + 1

    def run(self, columns: NDArray[np.float32]) -> float:
        """Go on by some frames; how many nats the best path lost."""
        codes, base = np.zeros((1, 1), dtype=np.uint8), np.zeros(len(columns), dtype=np.int32)
        return self._advance(columns, BackPointers(codes, base, kept=False))

    def trace(self, columns: NDArray[np.float32]) -> BackPointers:
        """Go on by some frames, and keep the back-pointers."""
        codes = np.zeros((len(columns), _widest(self.graph.block, self.wide)), dtype=np.uint8)
        back = BackPointers(codes, np.zeros(len(columns), dtype=np.int32), kept=True)
        self._advance(columns, back)
        return back

    def _advance(self, columns: NDArray[np.float32], back: BackPointers) -> float:
        swapped, lost = advance(columns, self.now, self.next, self.window, self.states, self.penalties, self.wide, back)
        if swapped:
            self.now, self.next = self.next, self.now
        return float(lost)

    def widen(self, times: int) -> None:
        """Make the window so many times the usual one; what a narrower one leaves out is forgotten."""
        self.wide = self.costs.window * times
        low, high = (int(unit) for unit in self.window)
        block = self.graph.block
        best = int(self.states.owner[block[low] + self.now[block[low] : block[high]].argmax()])
        first = max(low, best - self.wide // 3)
        last = min(self.graph.units + 1, first + self.wide)
        for scores in (self.now, self.next):
            scores[block[low] : block[first]] = NONE
            scores[block[min(last, high)] : block[high]] = NONE
        self.window[:] = first, last

    def save(self) -> Point:
        """Return what `restore` needs."""
        low, high = (int(unit) for unit in self.window)
        scores = self.now[self.graph.block[low] : self.graph.block[high]].copy()
        return Point(low, high, self.wide, scores)

    def restore(self, point: Point) -> None:
        """Go back to where `save` was called."""
        self.now[:] = NONE
        self.next[:] = NONE
        start = self.graph.block[point.low]
        self.now[start : start + len(point.scores)] = point.scores
        self.window[:] = point.low, point.high
        self.wide = point.wide

    def final(self) -> int:
        """Return the best state to end in: what is left of the transcript counts as skipped."""
        low, high = (int(unit) for unit in self.window)
        units = np.arange(low, high)
        left = self.graph.units - units
        skipped = np.minimum(
            self.costs.enter_skip + self.costs.skip * left, self.costs.enter_leap + self.costs.leap * left
        )
        penalty = np.where(left > 0, skipped, 0.0)
        heads = self.graph.block[low:high]
        ends = np.concatenate([self.now[heads + 1] - penalty, self.now[heads + 2] - penalty])
        chosen = int(ends.argmax())
        return int(heads[chosen % len(heads)]) + 1 + chosen // len(heads)


def _widest(block: NDArray[np.int32], window: int) -> int:
    if len(block) <= window:
        return int(block[-1])
    return int((block[window:] - block[:-window]).max())
