"""The back-pointers of the coarse search: the last minutes of them, and the way back through them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.path import BRIEF, FILLER, IN_FALSE_START, IN_WORD, SILENCE, Traced
from align.kernels import kernel, part

__all__ = [
    "BRIEF_IN",
    "FILLER_IN",
    "FROM_BRIEF",
    "FROM_FILLER",
    "FROM_SILENCE",
    "FROM_SKIP",
    "FROM_START",
    "FROM_WORD",
    "SILENCE_IN",
    "SKIP_BEGAN",
    "History",
    "Lattice",
    "settle",
    "trace",
]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# A gap's back-pointer: where its value came from (0 silence, 1 filler, 2 words were skipped, 3 + v the word before,
# in its pronunciation v, 30 brief sound, 31 the word behind it, which broke off; 31 also masks the source), whether
# skipping began here (32), whether silence and filler were entered (64, 128). A second byte holds the phone after which
# the word behind broke off, and whether brief sound was entered (128).
FROM_SILENCE, FROM_FILLER, FROM_SKIP, FROM_WORD, SKIP_BEGAN, SILENCE_IN, FILLER_IN = 0, 1, 2, 3, 32, 64, 128
FROM_BRIEF, BRIEF_IN = 30, 128
FROM_START = SOURCE = 31


MOVED = 1 << 20
"""Bytes of back-pointers moved at once."""


class Lattice(NamedTuple):
    """The states of a script, as in `Script`, and where its words may begin.

    Args:
        phones, states, variants: as in `Script`.
        owners: the word of each state.
        sizes: phones of each word's first pronunciation.
        earliest, latest: steps at which each word may begin.
    """

    phones: Bytes
    states: Ints
    variants: Ints
    owners: Ints
    sizes: Floats
    earliest: Ints
    latest: Ints


class History(NamedTuple):
    """Back-pointers: step `t` has those of its window's states and gaps in `pool`, from `rows[t]` on."""

    pool: Bytes
    rows: NDArray[np.int64]
    first_word: Ints
    last_word: Ints


def settle(
    t: int, settled: int, used: int, at: tuple[int, int], history: History, lattice: Lattice, path: Traced
) -> tuple[int, int]:
    """Write down the first half of what is not settled before step `t`, and free the pool of it.

    Return the first step that is not settled, and how much of the pool is used.
    """
    pool, rows = history.pool, history.rows
    until = settled + (t - 1 - settled) // 2 + 1
    trace(t - 1, settled, until, at, history, lattice, path)
    start = int(rows[until]) if until < t else used
    for first in range(start, used, MOVED):
        # What overlaps NumPy copies twice: a part at a time, which takes little room.
        part_of = pool[first : min(first + MOVED, used)]
        pool[first - start : first - start + len(part_of)] = part_of
    rows[until:t] -= start
    return until, used - start


@kernel()
def trace(
    last: int, settled: int, until: int, at: tuple[int, int], history: History, lattice: Lattice, path: Traced
) -> None:
    """Follow back-pointers from step `last` to `settled`, writing the path for steps before `until`."""
    pool, rows, first_word, last_word = history
    _, states, variants, owners, _, _, _ = lattice
    kind, place = at
    for t in range(last, settled - 1, -1):
        if t < until:
            path.kind[t], path.place[t] = FILLER if kind == BRIEF else kind, place
        if t == settled:
            break
        low, high = states[variants[first_word[t]]], states[variants[last_word[t]]]
        if IN_WORD <= kind <= IN_FALSE_START:
            if pool[rows[t] + place - low] == 0:
                continue
            gap = owners[place]
            if not _begins(place, gap, lattice):
                place -= 1
                continue
        else:
            gap = place
            entered = FILLER_IN if kind == FILLER else SILENCE_IN if kind == SILENCE else BRIEF_IN
            flag = rows[t] + (high - low) + gap - first_word[t]
            if kind == BRIEF:
                flag += last_word[t] - first_word[t] + 1
            if pool[flag] & entered == 0:
                continue
        kind, place = _leave_gap(gap, t, history, lattice)


@part()
def _begins(state: int, word: int, lattice: Lattice) -> bool:
    """Tell whether a state is the first of one of the pronunciations of its word."""
    begins = False
    for v in range(lattice.variants[word], lattice.variants[word + 1]):
        begins = begins or lattice.states[v] == state
    return begins


@part()
def _leave_gap(gap: int, t: int, history: History, lattice: Lattice) -> tuple[int, int]:
    """Kind and place from which the path came to stand before a word, going back over the words that it skipped."""
    pool, rows, first_word, last_word = history
    _, states, variants, _, _, _, _ = lattice
    first = first_word[t]
    flags = rows[t] + states[variants[last_word[t]]] - states[variants[first]]
    source = pool[flags + gap - first] & SOURCE
    if source == FROM_SKIP:
        while True:
            began = pool[flags + gap - first] & SKIP_BEGAN
            gap -= 1
            if began:
                break
        source = pool[flags + gap - first] & SOURCE
    if source == FROM_START:
        starts = flags + last_word[t] - first + 1
        return IN_FALSE_START, states[variants[gap]] + (pool[starts + gap - first] & ~BRIEF_IN)
    if source == FROM_SILENCE:
        return SILENCE, gap
    if source == FROM_FILLER:
        return FILLER, gap
    if source == FROM_BRIEF:
        return BRIEF, gap
    return IN_WORD, states[variants[gap - 1] + source - FROM_WORD + 1] - 1
