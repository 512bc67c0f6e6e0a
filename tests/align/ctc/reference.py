"""The CTC search in plain Python: the whole lattice at once, one node at a time, made from the units themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.ctc.columns import Costs

__all__ = ["best_score"]

Units = Sequence[Sequence[Sequence[Sequence[int]]]]
Node = tuple[object, ...]


def best_score(units: Units, columns: NDArray[np.float32], symbols: Sequence[int], blank: int, costs: Costs) -> float:
    """Nats of the best way through all frames, without a window and without a beam.

    Args:
        columns: frames x columns, from `to_columns`; `symbols` says which symbols the columns are, the boundary and
            the filler being the last two.
    """
    column = {symbol: number for number, symbol in enumerate(symbols)}
    nodes = dict(_nodes(units, blank))
    before: dict[Node, float] = {}
    for t, row in enumerate(columns.tolist()):
        now: dict[Node, float] = {}
        for node, sources in nodes.items():
            ways = [before.get(node, -math.inf)] + [before.get(source, -math.inf) for source in sources]
            unit = int(str(node[1]))
            if t == 0 and (node == ("boundary", 0) or ("boundary", 0) in sources):
                ways.append(0.0)
            if node[0] == "filler":
                ways = [ways[0], max(ways[1:]) - costs.enter_filler]
            if len(node) == 2 and node[0] == "boundary":
                ways += [left - _skipped(unit - u, costs) for u in range(unit) for left in _stands(before, u)]
            score = row[-2] if node[0] == "boundary" else row[-1] if node[0] == "filler" else row[column[_symbol(node)]]
            now[node] = max(ways) + score
        before = now
    last = len(units)
    ends = [left - _skipped(last - u, costs) for u in range(last + 1) for left in _stands(before, u)]
    return max(ends)


def _symbol(node: Node) -> int:
    return int(str(node[-1]))


def _stands(before: dict[Node, float], unit: int) -> list[float]:
    """Scores of standing before a unit, from where words may be skipped."""
    return [before.get((kind, unit), -math.inf) for kind in ("boundary", "filler")]


def _skipped(count: int, costs: Costs) -> float:
    """What skipping so many units costs."""
    if count == 0:
        return 0.0
    return min(costs.enter_skip + costs.skip * count, costs.enter_leap + costs.leap * count)


def _nodes(units: Units, blank: int) -> Iterator[tuple[Node, list[Node]]]:
    """Every node, with those besides itself that it may follow; a letter's or blank's last part is its symbol."""
    ends: list[Node] = []
    for u, ways in enumerate([*units, []]):
        yield ("boundary", u), ends
        yield ("filler", u), [("boundary", u)]
        ends = []
        for w, way in enumerate(ways):
            after: list[Node] = [("boundary", u), ("filler", u)]
            for k, word in enumerate(way):
                if k:
                    yield ("boundary", u, w, k), after
                    after = [("boundary", u, w, k)]
                letters: list[Node] = [("letter", u, w, k, i, symbol) for i, symbol in enumerate(word)]
                yield letters[0], after
                for i, (left, right) in enumerate(pairwise(letters)):
                    between: Node = ("blank", u, w, k, i, blank)
                    yield between, [left]
                    yield right, [between, left] if left[-1] != right[-1] else [between]
                after = [letters[-1]]
            ends += after
