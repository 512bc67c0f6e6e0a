"""The compiled part of the fine search: three states a phone, and gaps of silence, filler, "uh" and "um" between words.

As in `align.hmm.coarse_kernel`, functions take NamedTuples of arrays and unpack them on their first lines.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.fine_lattice import Band, FineLattice, FinePenalties, Frames, Transitions
from align.hmm.path import FILLER, IN_FALSE_START, IN_WORD, LONGEST_START, SILENCE, Traced
from align.kernels import kernel, part

__all__ = ["AH", "GAP", "STATES", "M", "search_frames"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

STATES = 3
"""Nodes of a phone."""

AH, M = UNITS.index("AH"), UNITS.index("M")
"""What "uh" and "um" are made of, which nobody writes down and everybody says."""

GAP = 10
"""Nodes of a gap: three of silence, one of the filler, three of AH, three of M."""

_FIRST_AH, _FIRST_M = 4, 7
_LAST_SILENCE, _FILLER_NODE, _LAST_AH, _LAST_M = 2, 3, 6, 9
"""Where these stand in a gap."""

_STAY, _BEFORE, _WORD, _SILENCE, _FILLER, _UH, _UM = range(7)
"""Back-pointers: the same node, the node before, or the end of a word or of a part of the gap."""

_LEFT_AT = (0, 0, 0, _LAST_SILENCE, _FILLER_NODE, _LAST_AH, _LAST_M)
"""The node of the gap from which each of them leaves."""

_BROKEN = 128
"""Added to the phone after which the word behind a gap broke off, where the number of the pronunciation is expected in
which the word before it ended."""

LOWEST = np.float32(-1e30)

IMPOSSIBLE = -1e29
"""What is less comes from `LOWEST`: no path leads there."""


class Front(NamedTuple):
    """The best scores.

    Args:
        nodes: of each node, before even frames and before odd ones: 2 x nodes.
        came, entry: of having come to each gap from a word, and of entering the word behind it.
        band: what is looked at.
    """

    nodes: Floats
    came: Floats
    entry: Floats
    band: Band


class BackPointers(NamedTuple):
    """For each frame: of each node; from where each word was entered; in which pronunciation the word before ended."""

    nodes: Bytes
    entries: Bytes
    ends: Bytes


def search_frames(
    frames: Frames,
    lattice: FineLattice,
    transitions: Transitions,
    penalties: FinePenalties,
    path: Traced,
    band: Band | None = None,
) -> float:
    """Fill in the best path through all words, and return its log likelihood.

    What lies outside of `band` is not looked at, unless no path lies within it; everything is, where there is no band.
    The place of a frame in a word is `STATES` times its state and so many more within it; in a gap it is the index in
    `lattice.words` of the word behind it.
    """
    length, gaps = len(frames.scores), len(lattice.words) + 1
    nodes = int(lattice.base[gaps])
    whole = Band(np.zeros(length, np.int32), np.full(length, gaps - 1, np.int32))
    came, entry = np.full((2, gaps), LOWEST)
    front = Front(np.full((2, nodes), LOWEST), came, entry, band or whole)
    front.came[0] = 0.0
    entries, ends = np.zeros((2, length, gaps), np.uint8)
    back = BackPointers(np.zeros((length, nodes), np.uint8), entries, ends)
    _advance_frames(frames, lattice, transitions, penalties, front, back)
    scores = front.nodes[length % 2]
    node, k = _last_node(scores, lattice, closed=bool(front.band.low[-1] == gaps - 1))
    if band is not None and scores[node] < IMPOSSIBLE:
        return search_frames(frames, lattice, transitions, penalties, path)
    _trace(node, k, back, lattice, path)
    return float(scores[node])


def _last_node(scores: Floats, lattice: FineLattice, *, closed: bool) -> tuple[int, int]:
    """Choose the node to end in, of the closing gap or at the end of the last word; also the gap or word it is in.

    `closed`: the last word may no longer be said there.
    """
    count = len(lattice.words)
    first, closing = lattice.base[count - 1 : count + 1].tolist()
    word = lattice.words[-1]
    states = lattice.states[lattice.variants[word] : lattice.variants[word + 1] + 1]
    nodes = [(closing + node, count) for node in (_LAST_SILENCE, _FILLER_NODE, _LAST_AH, _LAST_M)]
    if closed:
        return max(nodes, key=lambda place: scores[place[0]])
    nodes += [(first + GAP + STATES * size - 1, count - 1) for size in (states[1:] - states[0]).tolist()]
    return max(nodes, key=lambda place: scores[place[0]])


@kernel()
def _advance_frames(
    frames: Frames,
    lattice: FineLattice,
    transitions: Transitions,
    penalties: FinePenalties,
    front: Front,
    back: BackPointers,
) -> None:
    """Advance from the first frame to the last."""
    nodes = front.nodes
    for t in range(len(frames.filler)):
        old, new = nodes[t % 2], nodes[1 - t % 2]
        if t > 0:
            _arrive(t, old, front, back, lattice, transitions, penalties)
        _advance_gaps(t, old, new, front, back, frames, lattice, transitions, penalties)
        _advance_words(t, old, new, front, back, frames, lattice, transitions)


@part()
def _arrive(
    t: int,
    old: Floats,
    front: Front,
    back: BackPointers,
    lattice: FineLattice,
    transitions: Transitions,
    penalties: FinePenalties,
) -> None:
    """Find the best way into each gap: from the word before it, or from the word behind it, which broke off."""
    came, ends, leave, false_start = front.came, back.ends[t], transitions.leave, penalties.false_start
    phones, states, variants, words, base = lattice
    low, high = front.band
    for k in range(low[t], high[t] + 1):
        best = LOWEST
        if k > low[t - 1]:
            w = words[k - 1]
            at = base[k - 1] + GAP
            for v in range(variants[w], variants[w + 1]):
                at += STATES * (states[v + 1] - states[v])
                value = old[at - 1] + leave[phones[states[v + 1] - 1], 2]
                if value > best:
                    best, ends[k] = value, v - variants[w]
        if k < high[t]:
            v = variants[words[k]]
            for p in range(min(states[v + 1] - states[v], LONGEST_START)):
                value = old[base[k] + GAP + STATES * p + 2] + leave[phones[states[v] + p], 2] - false_start[k]
                if value > best:
                    best, ends[k] = value, _BROKEN + p
        came[k] = best


@part()
def _advance_gaps(
    t: int,
    old: Floats,
    new: Floats,
    front: Front,
    back: BackPointers,
    frames: Frames,
    lattice: FineLattice,
    transitions: Transitions,
    penalties: FinePenalties,
) -> None:
    """Advance the nodes of all gaps by a frame, and find the best way into the word behind each."""
    scores, filler, row, base = frames.scores[t], frames.filler[t], back.nodes[t], lattice.base
    stay, leave = transitions
    pauses, _, enter_filler, enter_hesitation = penalties
    # Plain numbers are types of their own to Numba, which would compile `_advance_phone` for each of them.
    sil, ah, m, after_uh = np.int64(SIL), np.int64(AH), np.int64(M), np.int64(_UH)
    low, high = front.band
    for k in range(low[t], high[t] + 1):
        gap, came = np.int64(base[k]), front.came[k]
        quiet = old[gap + _LAST_SILENCE] + leave[SIL, 2]
        noise = old[gap + _FILLER_NODE]
        uh = old[gap + _LAST_AH] + leave[AH, 2]
        um = old[gap + _LAST_M] + leave[M, 2]
        # Silence follows all but itself, "uh" and the filler follow words and silence, words follow anything.
        pause, paused = came, _WORD
        if noise > pause:
            pause, paused = noise, _FILLER
        if uh > pause:
            pause, paused = uh, _UH
        if um > pause:
            pause, paused = um, _UM
        hesitate, hesitated = came, _WORD
        if quiet > came:
            hesitate, hesitated = quiet, _SILENCE
        entry, source = hesitate, hesitated
        if noise > entry:
            entry, source = noise, _FILLER
        if uh > entry:
            entry, source = uh, _UH
        if um > entry:
            entry, source = um, _UM
        front.entry[k], back.entries[t, k] = entry, source
        _advance_phone(old, new, row, gap, sil, pause - pauses[k], paused, scores, stay, leave)
        _advance_phone(old, new, row, gap + _FIRST_AH, ah, hesitate - enter_hesitation, hesitated, scores, stay, leave)
        _advance_phone(old, new, row, gap + _FIRST_M, m, uh, after_uh, scores, stay, leave)
        value, choice = noise, _STAY
        if hesitate - enter_filler > value:
            value, choice = hesitate - enter_filler, hesitated
        new[gap + _FILLER_NODE] = value + filler
        row[gap + _FILLER_NODE] = choice


@part()
def _advance_words(
    t: int,
    old: Floats,
    new: Floats,
    front: Front,
    back: BackPointers,
    frames: Frames,
    lattice: FineLattice,
    transitions: Transitions,
) -> None:
    """Advance the nodes of all words by a frame."""
    scores, row, enter = frames.scores[t], back.nodes[t], front.entry
    phones, states, variants, words, base = lattice
    stay, leave = transitions
    low, high = front.band
    for k in range(low[t], high[t]):
        at = np.int64(base[k] + GAP)
        for v in range(variants[words[k]], variants[words[k] + 1]):
            entry, source = enter[k], np.int64(_WORD)
            for s in range(states[v], states[v + 1]):
                phone = np.int64(phones[s])
                _advance_phone(old, new, row, at, phone, entry, source, scores, stay, leave)
                entry, source = old[at + 2] + leave[phone, 2], np.int64(_BEFORE)
                at += STATES


@part()
def _advance_phone(
    old: Floats,
    new: Floats,
    back: Bytes,
    at: int,
    phone: int,
    entry: float,
    source: int,
    scores: Floats,
    stay: Floats,
    leave: Floats,
) -> None:
    """Advance the three states of a phone by a frame."""
    for i in range(STATES):
        value, choice = old[at + i] + stay[phone, i], _STAY
        other = entry if i == 0 else old[at + i - 1] + leave[phone, i - 1]
        if other > value:
            value, choice = other, source if i == 0 else _BEFORE
        new[at + i] = value + scores[phone, i]
        back[at + i] = choice


@kernel()
def _trace(node: int, k: int, back: BackPointers, lattice: FineLattice, path: Traced) -> None:
    """Follow back-pointers from the last frame to the first, from a node of gap or word `k`."""
    nodes, entries, ends = back
    _, states, variants, words, base = lattice
    kinds, places = path
    kind = IN_WORD
    for t in range(len(nodes) - 1, -1, -1):
        offset = node - base[k]
        choice = nodes[t, node]
        if offset >= GAP:
            kinds[t], places[t] = kind, STATES * states[variants[words[k]]] + offset - GAP
        else:
            kinds[t], places[t] = SILENCE if offset <= _LAST_SILENCE else FILLER, k
        if choice == _BEFORE:
            node -= 1
        if choice <= _BEFORE:
            continue
        source = entries[t, k] if offset >= GAP else choice
        if source != _WORD:
            node = base[k] + _LEFT_AT[source]
        elif ends[t, k] >= _BROKEN:
            node, kind = base[k] + GAP + STATES * (ends[t, k] - _BROKEN) + 2, IN_FALSE_START
        elif k > 0:
            k, kind = k - 1, IN_WORD
            v = variants[words[k]]
            node = base[k] + GAP + STATES * (states[v + ends[t, k + 1] + 1] - states[v]) - 1
