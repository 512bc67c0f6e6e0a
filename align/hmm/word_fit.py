"""How well each word fits the sound of its place, and what adjoins it, measured on the path of the fine search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.fine_kernel import STATES, FineLattice
from align.hmm.path import IN_WORD, SILENCE, Traced

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
    """Return the fit of so many words of which nothing is known: zeros."""
    return WordFit(*(np.zeros(count, np.float32) for _ in WordFit._fields))


def measure_words(path: Traced, gains: Floats, lattice: FineLattice) -> tuple[WordPlaces, WordFit]:
    """Find the words of a path that has no false starts any more.

    Args:
        gains: log likelihood of each frame against the filler, where it lies in a word.
    """
    count = len(lattice.words)
    nowhere, silent = np.full((3, count), -1, np.int32), np.full((2, count), SIL, np.int32)
    places, fit = WordPlaces(*nowhere, *silent), no_fit(count)
    frames = np.flatnonzero(path.kind == IN_WORD)
    if len(frames) == 0:
        return places, fit
    state = path.place[frames] // STATES
    owner = np.searchsorted(lattice.states[lattice.variants[lattice.words]], state, "right") - 1
    begins = np.append(True, (np.diff(frames) > 1) | (np.diff(owner) != 0))
    heads = np.flatnonzero(begins)
    tails = np.append(heads[1:], len(frames)) - 1
    word, first, last = owner[heads], frames[heads], frames[tails] + 1
    places.start[word], places.end[word] = first, last
    places.variant[word] = np.searchsorted(lattice.states, state[tails], "right") - 1
    inside = first > 0
    places.before[word[inside]] = _adjoining(path, first[inside] - 1, lattice.phones)
    inside = last < len(path.kind)
    places.after[word[inside]] = _adjoining(path, last[inside], lattice.phones)
    for found, values in zip(fit, _fit(gains[frames], state, begins), strict=True):
        found[word] = values
    return places, fit


def _adjoining(path: Traced, frames: NDArray[np.intp], phones: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return what frames beside words are to these."""
    kind, place = path.kind[frames], path.place[frames]
    # The place of what is no word is a gap's.
    said = phones[np.where(kind == IN_WORD, place // STATES, 0)]
    return np.where(kind == IN_WORD, said, np.where(kind == SILENCE, SIL, FILLER_UNIT))


def _fit(gains: Floats, state: Ints, begins: NDArray[np.bool_]) -> WordFit:
    """Return the fit of words one behind the other, from the gain and the state of each frame, and where they begin."""
    run = np.cumsum(begins) - 1
    heads = np.flatnonzero(begins)
    length = np.diff(np.append(heads, len(gains)))
    nth = np.arange(len(gains)) - heads[run]
    half, edge = (length + 1) // 2, np.minimum(length, EDGE)

    def mean(values: Floats, counted: NDArray[np.bool_], counts: NDArray[np.intp]) -> NDArray[np.float64]:
        total: NDArray[np.float64] = np.add.reduceat(np.where(counted, values, 0.0), heads, dtype=np.float64)
        return total / counts

    phone_heads = np.flatnonzero(begins | np.append(False, np.diff(state) != 0))
    frames = np.diff(np.append(phone_heads, len(gains)))
    phone_means = np.add.reduceat(gains, phone_heads, dtype=np.float64) / frames
    firsts = np.searchsorted(phone_heads, heads)
    lasts = np.append(firsts[1:], len(frames)) - 1
    columns = (
        mean(gains, nth >= 0, length),
        mean(gains[np.lexsort((gains, run))], nth < half[run], half),
        mean(gains, nth < EDGE, edge),
        mean(gains, nth >= (length - EDGE)[run], edge),
        np.minimum.reduceat(phone_means, firsts),
        np.maximum.reduceat(frames, firsts),
        frames[firsts],
        frames[lasts],
        np.add.reduceat((frames <= SHORT_PHONE).astype(np.float64), firsts) / (lasts - firsts + 1),
    )
    return WordFit(*(np.asarray(column, np.float32) for column in columns))
