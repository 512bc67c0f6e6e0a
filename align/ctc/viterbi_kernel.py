"""The compiled part of the CTC search: frames forward through a window of units, and back along the pointers.

Functions take NamedTuples of arrays and unpack them on their first lines; none is called in a loop over units, since
handing the arrays over takes longer than what one unit needs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.ctc.graph import HEAD, LEAP, Graph
from align.kernels import kernel

__all__ = ["NONE", "BackPointers", "Penalties", "States", "advance", "states_of", "walk"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

NONE = -1e30
"""The score of what cannot be."""

_BOUNDARY_COLUMN, _FILLER_COLUMN = -2, -1


class States(NamedTuple):
    """What the kernels read of a graph, see `align.ctc.graph.Graph`; `owner` is the unit of each state."""

    column: Ints
    first: Ints
    second: Ints
    block: Ints
    owner: Ints
    ends: Ints
    end_of: Ints


class Penalties(NamedTuple):
    """Nats, see `align.ctc.columns.Costs`."""

    enter_filler: np.float32
    enter_skip: np.float32
    skip: np.float32
    enter_leap: np.float32
    leap: np.float32
    beam: np.float32


class BackPointers(NamedTuple):
    """One for each frame and state, counted from the window's first state, which `base` holds for each frame.

    Args:
        codes: frames x states; a single row, which nobody reads, where `kept` is false.
        base: for each frame.
        kept: whether they are written down.
    """

    codes: Bytes
    base: Ints
    kept: bool


def states_of(graph: Graph) -> States:
    """Return the arrays of a graph."""
    owner = np.repeat(np.arange(graph.units + 1), np.diff(graph.block)).astype(np.int32)
    return States(graph.column, graph.first, graph.second, graph.block, owner, graph.ends, graph.end_of)


@kernel()
def advance(
    columns: Floats,
    now: Floats,
    new: Floats,
    window: NDArray[np.int64],
    states: States,
    penalties: Penalties,
    wide: int,
    back: BackPointers,
) -> tuple[bool, float]:
    """Go on by some frames.

    Args:
        columns: frames x columns, scores in nats.
        now, new: the scores of all states after the frame before, and room for those after the next.
        window: the first unit in play and the one behind the last; changed in place.
        wide: how many units may be in play.

    Returns:
        Whether the latest scores lie in `new`, and how many nats the best path lost.
    """
    codes, base, kept = back
    block = states.block
    low, high = window[0], window[1]
    swapped, lost = False, 0.0
    for frame in range(len(columns)):
        scores = columns[frame]
        base[frame] = block[low]
        row = codes[frame if kept else 0]
        _advance_boundaries(scores, now, new, low, high, states, penalties.enter_filler, row, kept)
        _advance_skips(new, low, high, states, penalties, row, kept)
        best, best_unit = _advance_letters(scores, now, new, low, high, states, row, kept)
        now, new = new, now
        swapped = not swapped
        lost -= best
        low, high = _move(now, new, low, high, best, best_unit, penalties.beam, wide, block)
    window[0], window[1] = low, high
    return swapped, lost


@kernel()
def _advance_boundaries(
    scores: Floats,
    now: Floats,
    new: Floats,
    low: int,
    high: int,
    states: States,
    enter_filler: float,
    row: Bytes,
    kept: bool,
) -> None:
    """Advance each unit's boundary and filler."""
    _, _, _, block, _, ends, end_of = states
    origin = block[low]
    for unit in range(low, high):
        head = block[unit]
        # The boundary: from itself, from a skip, from a leap, from the last letters of the unit before.
        score, code = now[head + 1], 0
        if now[head] > score:
            score, code = now[head], 1
        if now[head + LEAP] > score:
            score, code = now[head + LEAP], 2
        if unit > 0:
            for way in range(end_of[unit - 1], end_of[unit]):
                if now[ends[way]] > score:
                    score, code = now[ends[way]], 3 + way - end_of[unit - 1]
        new[head + 1] = score + scores[_BOUNDARY_COLUMN]
        # The filler: from itself or from the boundary.
        score, entered = now[head + 2], 0
        if now[head + 1] - enter_filler > score:
            score, entered = now[head + 1] - enter_filler, 1
        new[head + 2] = score + scores[_FILLER_COLUMN]
        if kept:
            row[head + 1 - origin], row[head + 2 - origin] = code, entered


@kernel()
def _advance_skips(
    new: Floats, low: int, high: int, states: States, penalties: Penalties, row: Bytes, kept: bool
) -> None:
    """Advance each unit's skip and leap, which have no frame of their own: they read this frame's unit before."""
    _, enter_skip, skip, enter_leap, leap, _ = penalties
    block = states.block
    origin = block[low]
    for unit in range(low, high):
        head = block[unit]
        score, code = np.float32(NONE), 0
        far, far_code = np.float32(NONE), 3
        if unit > low:
            before = block[unit - 1]
            leave, left = new[before + 1], 1
            if new[before + 2] > leave:
                leave, left = new[before + 2], 2
            score, far = new[before] - skip, new[before + LEAP] - leap
            if leave - enter_skip - skip > score:
                score, code = leave - enter_skip - skip, left
            if leave - enter_leap - leap > far:
                far, far_code = leave - enter_leap - leap, left
        new[head], new[head + LEAP] = score, far
        if kept:
            row[head - origin], row[head + LEAP - origin] = code, far_code


@kernel()
def _advance_letters(
    scores: Floats, now: Floats, new: Floats, low: int, high: int, states: States, row: Bytes, kept: bool
) -> tuple[float, int]:
    """Advance each unit's letters; return the best score of all, and its unit."""
    column, first, second, block, _, _, _ = states
    origin = block[low]
    best, best_unit = np.float32(NONE), low
    for unit in range(low, high):
        top = max(new[block[unit] + 1], new[block[unit] + 2])
        for state in range(block[unit] + HEAD, block[unit + 1]):
            score, code = now[state], 0
            other = now[first[state]]
            if other > score:
                score, code = other, 1
            other = now[second[state]]
            if other > score:
                score, code = other, 2
            score += scores[column[state]]
            new[state] = score
            if score > top:
                top = score
            if kept:
                row[state - origin] = code
        if top > best:
            best, best_unit = top, unit
    return best, best_unit


@kernel()
def _move(
    now: Floats, new: Floats, low: int, high: int, best: float, best_unit: int, beam: float, wide: int, block: Ints
) -> tuple[int, int]:
    """Make scores relative to the best, and find the window's new ends; a third of it stays behind the best unit."""
    for state in range(block[low], block[high]):
        now[state] -= best
    start = low
    while low < best_unit and (low < best_unit - wide // 3 or _dead(now, block[low], block[low + 1], beam)):
        low += 1
    for state in range(block[start], block[low]):
        now[state] = NONE
        new[state] = NONE
    return low, min(len(block) - 1, low + wide)


@kernel()
def _dead(now: Floats, start: int, end: int, beam: float) -> bool:
    """Tell whether all states from `start` up to `end` are further below the best than the beam."""
    alive = False
    for state in range(start, end):
        alive = alive or now[state] > -beam
    return not alive


@kernel()
def walk(at: int, back: BackPointers, columns: Floats, states: States, path: Ints, scores: Floats) -> int:
    """Fill in the path of a block, and its scores, from the state after its last frame.

    Return the state after the last frame of the block before.
    """
    codes, base, _ = back
    column, first, second, block, owner, ends, end_of = states
    for frame in range(len(path) - 1, -1, -1):
        unit = owner[at]
        # A skip has no frame of its own: go on to the boundary or filler that it left.
        while at == block[unit] or at == block[unit] + LEAP:
            code = codes[frame, at - base[frame]]
            unit -= 1
            at = block[unit] + code
        path[frame] = at
        scores[frame] = columns[frame, column[at]]
        code = codes[frame, at - base[frame]]
        head = block[unit]
        if code == 0:
            continue
        if at == head + 1:
            at = ends[end_of[unit - 1] + code - 3] if code > 2 else head if code == 1 else head + LEAP
        elif at == head + 2:
            at = head + 1
        else:
            at = first[at] if code == 1 else second[at]
    return at
