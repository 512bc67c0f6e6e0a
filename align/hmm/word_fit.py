"""How well each word fits the sound of its place, and what adjoins it, measured on the path of the fine search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.fine_kernel import STATES, FineLattice
from align.hmm.path import IN_WORD, SILENCE, Traced
from align.kernels import kernel

__all__ = ["FILLER_UNIT", "WordFit", "WordPlaces", "measure_words", "no_fit"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

FILLER_UNIT = len(UNITS)
"""The number of the filler where the number of a phone is expected."""

EDGE = 5
"""Frames at the beginning and at the end of a word that are looked at by themselves."""

SHORT_PHONE = 3
"""Frames: nothing is shorter than three states."""


class WordFit(NamedTuple):
    """How well words fit, one element a word.

    Args:
        mean, worse_half, head, tail, worst_phone: log likelihood a frame against the filler: mean of the word, of its
            worse half, of its first and of its last 50 ms, of its worst phone.
        longest, first, last: frames of the longest, the first and the last phone.
        short: share of the phones that are as short as a phone can be.
    """

    mean: Floats
    worse_half: Floats
    head: Floats
    tail: Floats
    worst_phone: Floats
    longest: Floats
    first: Floats
    last: Floats
    short: Floats


class WordPlaces(NamedTuple):
    """Where words lie, one element a word.

    Args:
        start, end: frames, the end exclusive; -1 where the path lacks the word.
        variant: which pronunciation, an index into the script's.
        before, after: what adjoins: `SIL`, `FILLER_UNIT`, or a phone of the neighbour.
    """

    start: Ints
    end: Ints
    variant: Ints
    before: Ints
    after: Ints


def no_fit(count: int) -> WordFit:
    """The fit of so many words of which nothing is known: zeros."""
    return WordFit(*(np.zeros(count, np.float32) for _ in WordFit._fields))


def measure_words(path: Traced, gains: Floats, lattice: FineLattice) -> tuple[WordPlaces, WordFit]:
    """Find the words of a path that has no false starts any more.

    Args:
        gains: log likelihood of each frame against the filler, where it lies in a word.
    """
    count = len(lattice.words)
    nowhere, silent = np.full((3, count), -1, np.int32), np.full((2, count), SIL, np.int32)
    places, fit = WordPlaces(*nowhere, *silent), no_fit(count)
    _measure(path, gains, lattice, places, fit)
    return places, fit


@kernel()
def _measure(path: Traced, gains: Floats, lattice: FineLattice, places: WordPlaces, fit: WordFit) -> None:
    kinds, nodes = path
    phones, states, variants, words, _ = lattice
    first, k = 0, 0
    while first < len(kinds):
        if kinds[first] != IN_WORD:
            first += 1
            continue
        while STATES * states[variants[words[k] + 1]] <= nodes[first]:
            k += 1
        last = first + 1
        while last < len(kinds) and kinds[last] == IN_WORD and nodes[last] < STATES * states[variants[words[k] + 1]]:
            last += 1
        variant = variants[words[k]]
        while STATES * states[variant + 1] <= nodes[last - 1]:
            variant += 1
        places.start[k], places.end[k], places.variant[k] = first, last, variant
        if first > 0:
            places.before[k] = _adjoining(kinds[first - 1], nodes[first - 1], phones)
        if last < len(kinds):
            places.after[k] = _adjoining(kinds[last], nodes[last], phones)
        _fit_one(gains[first:last], nodes[first:last] // STATES, fit, k)
        first = last


@kernel()
def _adjoining(kind: int, node: int, phones: NDArray[np.uint8]) -> int:
    """What a frame beside a word is to it."""
    if kind == IN_WORD:
        return int(phones[node // STATES])
    return SIL if kind == SILENCE else FILLER_UNIT


@kernel()
def _ascending(values: Floats) -> Floats:
    """The values in order, by insertion: words are short, and NumPy's sort would take two seconds to compile."""
    out = values.copy()
    for i in range(1, len(out)):
        value, k = out[i], i
        while k > 0 and out[k - 1] > value:
            out[k] = out[k - 1]
            k -= 1
        out[k] = value
    return out


@kernel()
def _fit_one(gains: Floats, state: Ints, fit: WordFit, k: int) -> None:
    """Fill in word `k` from the gain and the state (of the script) of each of its frames."""
    length = len(gains)
    ordered = _ascending(gains)
    fit.mean[k] = ordered.mean()
    fit.worse_half[k] = ordered[: (length + 1) // 2].mean()
    fit.head[k] = gains[: min(length, EDGE)].mean()
    fit.tail[k] = gains[max(0, length - EDGE) :].mean()
    worst, longest, last = np.float32(1e30), 0, 0
    first, count, short = 0, 0, 0
    for t in range(1, length + 1):
        if t < length and state[t] == state[first]:
            continue
        last = t - first
        worst = min(worst, gains[first:t].mean())
        longest = max(longest, last)
        short += last <= SHORT_PHONE
        if first == 0:
            fit.first[k] = last
        first, count = t, count + 1
    fit.worst_phone[k], fit.longest[k], fit.last[k] = worst, longest, last
    fit.short[k] = short / count
