"""The coarse search, some steps at a time: the compiled part advances them, what is done seldom is done here.

To settle the oldest back-pointers, to keep costs small and to choose the node to end in takes longer to compile than
to do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.hmm.coarse_history import History, Lattice, settle, trace
from align.hmm.coarse_kernel import INFINITE, Front, Gaps, Penalties, Sound, Window, advance
from align.hmm.path import BRIEF, FILLER, IN_WORD, SILENCE, Traced

__all__ = ["search_lattice"]

Floats = NDArray[np.float32]

BLOCK = 1024
"""Steps advanced in one call: half a minute."""

REBASE = 5e5
"""Costs from which on the best is subtracted from all after a block, so that float32 keeps its precision: below 2**24
whole units are told apart, and a block adds 261,120 at most."""


def search_lattice(sound: Sound, lattice: Lattice, penalties: Penalties, pool_size: int, path: Traced) -> float:
    """Fill in the cheapest path and return its cost, in the units of the costs."""
    steps, words, count = len(sound.costs), len(lattice.sizes), len(lattice.phones)
    front = Front(
        np.full((2, count + 1), INFINITE), np.full(count + 1, INFINITE), np.zeros(sound.costs.shape[1], np.float32)
    )
    gaps = Gaps(*np.full((4, words + 1), INFINITE))
    gaps.before[0] = 0.0
    window = Window(np.array([0, min(words, 1), 0]), np.array([0.0, penalties.beam], np.float32))
    rows, (first_word, last_word) = np.zeros(steps, np.int64), np.zeros((2, steps), np.int32)
    history = History(np.empty(pool_size, np.uint8), rows, first_word, last_word)
    offset, settled, t = 0.0, 0, 0
    while t < steps:
        reached = advance(t, min(t + BLOCK, steps), sound, lattice, penalties, front, gaps, window, history)
        if reached == t:
            at, used = _best_node(front.states[t % 2], gaps, window, lattice), int(window.bounds[2])
            settled, window.bounds[2] = settle(t, settled, used, at, history, lattice, path)
        if window.costs[0] > REBASE:
            offset += float(window.costs[0])
            for costs in (front.states, gaps.quiet, gaps.noise, gaps.brief):
                costs -= window.costs[0]
            window.costs[0] = 0.0
        t = reached
    cost, at = _last_node(front.states[steps % 2], gaps, window, lattice, penalties)
    trace(steps - 1, settled, steps, at, history, lattice, path)
    return offset + cost


Node = tuple[int, int]


def _cheapest(*nodes: tuple[Floats, int, NDArray[np.signedinteger]]) -> tuple[float, Node]:
    """Return the least of the costs, and the kind and place of its node; `nodes`: costs, their kind, their places."""
    found = [(float(costs.min()), (kind, int(places[costs.argmin()]))) for costs, kind, places in nodes if len(costs)]
    return min(found, key=lambda one: one[0])


def _best_node(old: Floats, gaps: Gaps, window: Window, lattice: Lattice) -> Node:
    """Kind and place of the cheapest node in the window."""
    low, high, _ = window.bounds.tolist()
    inside, between = np.arange(*lattice.states[lattice.variants[[low, high]]]), np.arange(low, high + 1)
    return _cheapest(
        (old[inside], IN_WORD, inside),
        (gaps.quiet[between], SILENCE, between),
        (gaps.noise[between], FILLER, between),
        (gaps.brief[between], BRIEF, between),
    )[1]


def _last_node(old: Floats, gaps: Gaps, window: Window, lattice: Lattice, penalties: Penalties) -> tuple[float, Node]:
    """Cost, kind and place of the node to end in; the words after it count as skipped."""
    low, high, _ = window.bounds.tolist()
    rest = np.append(np.cumsum(penalties.skip_phone * lattice.sizes[::-1], dtype=np.float32)[::-1] + penalties.skip, 0)
    between = np.arange(low, high + 1)
    ends = lattice.states[lattice.variants[low] + 1 : lattice.variants[high] + 1] - 1
    return _cheapest(
        (gaps.quiet[between] + rest[between], SILENCE, between),
        (gaps.noise[between] + rest[between], FILLER, between),
        (gaps.brief[between] + rest[between], BRIEF, between),
        (old[ends] + rest[lattice.owners[ends] + 1], IN_WORD, ends),
    )
