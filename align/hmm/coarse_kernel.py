"""The compiled part of the coarse search: its steps, and the window that moves along.

Each compiled function takes NamedTuples of arrays and unpacks what its loops read into locals on its first lines: a
field that is read inside a loop costs twice the time. None is called inside the loops over words: handing the arrays
over takes longer than what one word needs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.coarse_history import (
    BRIEF_IN,
    FILLER_IN,
    FROM_BRIEF,
    FROM_FILLER,
    FROM_SILENCE,
    FROM_SKIP,
    FROM_START,
    FROM_WORD,
    SILENCE_IN,
    SKIP_BEGAN,
    History,
    Lattice,
)
from align.hmm.path import LONGEST_START
from align.kernels import kernel, part

__all__ = ["INFINITE", "Front", "Gaps", "Penalties", "Sound", "Window", "advance"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

WIDEST = 30_000
"""States in the window at most; where more survive, the beam is drawn in."""

NARROW, WIDEN = np.float32(0.9), np.float32(1.01)
"""By how much the beam is drawn in each step there, and let out again."""

INFINITE = np.float32(1e30)

_MOST_VARIANTS = FROM_BRIEF - FROM_WORD
"""Pronunciations of a word that a back-pointer can name; further ones cannot be left."""


class Sound(NamedTuple):
    """What each step costs: steps x phones, steps (the filler; brief sound), and the phone that stands for silence."""

    costs: Bytes
    filler: Floats
    brief: Floats
    silence: int


class Penalties(NamedTuple):
    """`TrellisCosts` in the units of the costs, for each gap or word where they differ."""

    enter_filler: Floats
    linger: Floats
    enter_silence: Floats
    false_start: Floats
    enter_brief: Floats
    skip: np.float32
    skip_phone: np.float32
    beam: np.float32


class Gaps(NamedTuple):
    """What it costs to stand in each gap: in silence, filler, brief sound, and before the word without skipping."""

    quiet: Floats
    noise: Floats
    brief: Floats
    before: Floats


class Front(NamedTuple):
    """The states of the script.

    Args:
        states: what it costs to stand in each, before even steps and before odd ones: 2 x states.
        entry: what it costs to enter each.
        phones: what the step costs in each phone.
    """

    states: Floats
    entry: Floats
    phones: Floats


class Window(NamedTuple):
    """What the search looks at, changed in place.

    Args:
        bounds: first gap, last gap, bytes used of the pool of back-pointers.
        costs: of the best node, and by how much a node may be worse.
    """

    bounds: NDArray[np.int64]
    costs: Floats


@kernel()
def advance(
    first: int,
    last: int,
    sound: Sound,
    lattice: Lattice,
    penalties: Penalties,
    front: Front,
    gaps: Gaps,
    window: Window,
    history: History,
) -> int:
    """Advance from step `first` to `last`, or until the pool has no room left; return the step that is reached."""
    costs, filler, brief, silence = sound
    fronts, entry, now = front
    bounds, levels = window
    pool, rows, first_word, last_word = history
    states, variants = lattice.states, lattice.variants
    beam, skip_phone, false_start, linger = (
        penalties.beam,
        penalties.skip_phone,
        penalties.false_start,
        penalties.linger,
    )
    low, high, used = bounds
    width = levels[1]
    for t in range(first, last):
        old, new = fronts[t % 2], fronts[1 - t % 2]
        for p in range(len(now)):
            now[p] = costs[t, p]
        s_low, s_high = states[variants[low]], states[variants[high]]
        need = (s_high - s_low) + 2 * (high - low + 1)
        if used + need > len(pool):
            return t
        rows[t], first_word[t], last_word[t] = used, low, high
        inner, starts = used + (s_high - s_low), used + need - (high - low + 1)
        if t == 0:
            for k in range(inner, used + need):
                pool[k] = FROM_SILENCE
        else:
            _arrive(low, high, old, gaps, lattice, false_start, pool[inner:starts], pool[starts:])
        carried = _leave(t, low, high, entry, gaps, lattice, penalties, pool[inner:starts], pool[starts:])
        best = _advance_gaps(gaps, low, high, now[silence], filler[t], linger, brief[t])
        if s_high > s_low:
            least = _advance_words(old, new, entry, now, low, high, lattice, pool[used:inner])
            best = least if least < best else best
        used += need
        low, high = _move_window(low, high, best + width, carried, new, gaps, lattice, skip_phone)
        if states[variants[high]] - states[variants[low]] > WIDEST:
            width *= NARROW
        elif width < beam:
            width *= WIDEN
        bounds[0], bounds[1], bounds[2] = low, high, used
        levels[0], levels[1] = best, width
    return last


@part()
def _arrive(
    low: int, high: int, old: Floats, gaps: Gaps, lattice: Lattice, false_start: Floats, sources: Bytes, starts: Bytes
) -> None:
    """Fill in what it costs to stand before each word, without skipping, and where from.

    From the gap itself, from the word before it, or from the word behind it, which broke off after the phone that
    `starts` then holds.
    """
    quiet, noise, brief, before = gaps
    _, states, variants, _, _, _, _ = lattice
    for g in range(low, high + 1):
        value, source = quiet[g], FROM_SILENCE
        if noise[g] < value:
            value, source = noise[g], FROM_FILLER
        if brief[g] < value:
            value, source = brief[g], FROM_BRIEF
        starts[g - low] = 0
        if g > low:
            v0 = variants[g - 1]
            for v in range(v0, min(variants[g], v0 + _MOST_VARIANTS)):
                end = old[states[v + 1] - 1]
                if end < value:
                    value, source = end, FROM_WORD + v - v0
        if g < high:
            s0, s1 = states[variants[g]], states[variants[g] + 1]
            for s in range(s0, min(s1, s0 + LONGEST_START)):
                if old[s] + false_start[g] < value:
                    value, source = old[s] + false_start[g], FROM_START
                    starts[g - low] = s - s0
        before[g] = value
        sources[g - low] = source


@part()
def _leave(
    t: int,
    low: int,
    high: int,
    entry: Floats,
    gaps: Gaps,
    lattice: Lattice,
    penalties: Penalties,
    back: Bytes,
    starts: Bytes,
) -> float:
    """Skip words where that costs less, and enter silence, filler, brief sound and words from where each gap stands.

    Fill in `entry` of each word's first states, and add to each gap's back-pointer what was done. Return what it costs
    to arrive at the window's last gap by skipping.
    """
    quiet, noise, brief, before = gaps
    enter_filler, _, enter_silence, _, enter_brief, skip, skip_phone, _ = penalties
    _, states, variants, _, sizes, earliest, latest = lattice
    carried, brief_before = INFINITE, False
    for g in range(low, high + 1):
        # What may be skipped from is what was there without skipping. Nor is it brief sound: words that were said
        # would be taken for brief sound, and skipped, too easily.
        value, source, flag = before[g], back[g - low], 0
        if g > low:
            begun = INFINITE if brief_before else before[g - 1] + skip
            if begun < carried:
                carried, flag = begun, SKIP_BEGAN
            carried += skip_phone * sizes[g - 1]
        brief_before = source == FROM_BRIEF
        if carried < value:
            value, source = carried, FROM_SKIP
        elif value + enter_brief[g] < brief[g]:
            brief[g] = value + enter_brief[g]
            starts[g - low] |= BRIEF_IN
        if g < high:
            start = value if earliest[g] <= t <= latest[g] else INFINITE
            for v in range(variants[g], variants[g + 1]):
                entry[states[v]] = start
        if value + enter_silence[g] < quiet[g]:
            quiet[g] = value + enter_silence[g]
            flag |= SILENCE_IN
        if value + enter_filler[g] < noise[g]:
            noise[g] = value + enter_filler[g]
            flag |= FILLER_IN
        back[g - low] = source | flag
    return carried


@part()
def _advance_gaps(
    gaps: Gaps, low: int, high: int, silence: float, filler: float, linger: Floats, other: float
) -> float:
    """Add what this step costs in silence, in the filler and in brief sound; return the least.

    `linger`: what it costs more in the filler, for each gap.
    """
    quiet, noise, brief, _ = gaps
    best = INFINITE
    for g in range(low, high + 1):
        quiet[g] += silence
        noise[g] += filler + linger[g]
        brief[g] += other
        best = quiet[g] if quiet[g] < best else best
        best = noise[g] if noise[g] < best else best
        best = brief[g] if brief[g] < best else best
    return best


@part()
def _advance_words(
    old: Floats, new: Floats, entry: Floats, now: Floats, low: int, high: int, lattice: Lattice, back: Bytes
) -> float:
    """Advance the states of the window's words; `entry` already stands at their first ones. Return the least cost."""
    states, variants = lattice.states, lattice.variants
    for v in range(variants[low], variants[high]):
        for s in range(states[v] + 1, states[v + 1]):
            entry[s] = old[s - 1]
    first, last = states[variants[low]], states[variants[high]]
    return _step(old[first:last], new[first:last], entry[first:last], now, lattice.phones[first:last], back)


@part(fastmath=True)
def _step(old: Floats, new: Floats, entry: Floats, now: Floats, phones: Bytes, back: Bytes) -> float:
    """Stay in each state, or come from the one before, whichever costs less; return the least cost."""
    best = INFINITE
    for k in range(len(new)):
        came = entry[k]
        stay = old[k]
        back[k] = came < stay
        value = (came if came < stay else stay) + now[phones[k]]
        new[k] = value
        best = value if value < best else best
    return best


@part()
def _move_window(
    low: int, high: int, limit: float, carried: float, old: Floats, gaps: Gaps, lattice: Lattice, skip_phone: float
) -> tuple[int, int]:
    """Grow the window while the words at its end cost less than `limit`, shrink it while those at its start do not."""
    quiet, noise, brief, _ = gaps
    _, states, variants, _, sizes, _, _ = lattice
    while low < high and min(quiet[low], noise[low], brief[low]) > limit:
        if _least(old, states[variants[low]], states[variants[low + 1]]) <= limit:
            break
        quiet[low] = noise[low] = brief[low] = INFINITE
        low += 1
    while high < len(sizes):
        cheapest = min(quiet[high], noise[high], brief[high], carried)
        if high > 0:
            cheapest = min(cheapest, _least(old, states[variants[high - 1]], states[variants[high]]))
        if cheapest > limit:
            break
        for s in range(states[variants[high]], states[variants[high + 1]]):
            old[s] = INFINITE
        quiet[high + 1] = noise[high + 1] = brief[high + 1] = INFINITE
        high += 1
        carried += skip_phone * sizes[high - 1]
    return low, high


@part()
def _least(costs: Floats, first: int, last: int) -> float:
    """Return the least of the costs from `first` up to `last`."""
    least = INFINITE
    for s in range(first, last):
        least = costs[s] if costs[s] < least else least
    return least
