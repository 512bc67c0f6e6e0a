"""How well each word fits the sound of its place, and what adjoins it, measured on the path of the fine search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.fine_kernel import STATES
from align.hmm.fine_lattice import FineLattice
from align.hmm.path import IN_WORD, SILENCE, Traced
from align.kernels import kernel, part

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
    bounds = np.append(heads, len(frames)).astype(np.int32)
    room = np.empty(int(np.diff(bounds).max()), np.float32)
    _measure(gains[frames], state, bounds, word.astype(np.int32), room, fit)
    return places, fit


def _adjoining(path: Traced, frames: NDArray[np.intp], phones: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return what frames beside words are to these."""
    kind, place = path.kind[frames], path.place[frames]
    # The place of what is no word is a gap's.
    said = phones[np.where(kind == IN_WORD, place // STATES, 0)]
    return np.where(kind == IN_WORD, said, np.where(kind == SILENCE, SIL, FILLER_UNIT))


@kernel()
def _measure(gains: Floats, state: Ints, heads: Ints, word: Ints, room: Floats, fit: WordFit) -> None:
    """Fill in the fit of words one behind the other.

    Args:
        gains, state: of each frame in a word.
        heads: where each word begins among these, and their number.
        word: the place of each in `fit`.
        room: as much as the longest word needs.
    """
    mean, worse_half, head, tail, _, _, _, _, _ = fit
    for w in range(len(word)):
        first, last = heads[w], heads[w + 1]
        length = last - first
        edge, half = min(length, EDGE), (length + 1) // 2
        # A word has some dozens of frames: sorting by insertion costs nothing.
        for t in range(length):
            value, at = gains[first + t], t
            while at > 0 and room[at - 1] > value:
                room[at] = room[at - 1]
                at -= 1
            room[at] = value
        at = word[w]
        mean[at], worse_half[at] = _mean(room, 0, length), _mean(room, 0, half)
        head[at], tail[at] = _mean(gains, first, first + edge), _mean(gains, last - edge, last)
        _measure_phones(gains, state, first, last, at, fit)


@part()
def _measure_phones(gains: Floats, state: Ints, first: int, last: int, at: int, fit: WordFit) -> None:
    """Fill in what there is to say of the phones of one word."""
    _, _, _, _, worst_phone, longest, lengths_first, lengths_last, short = fit
    begun, count, brief = first, 0, 0
    for t in range(first + 1, last + 1):
        if t < last and state[t] == state[t - 1]:
            continue
        frames, value = t - begun, _mean(gains, begun, t)
        if count == 0:
            worst_phone[at], longest[at], lengths_first[at] = value, frames, frames
        worst_phone[at] = min(worst_phone[at], value)
        longest[at] = max(longest[at], frames)
        lengths_last[at] = frames
        brief += frames <= SHORT_PHONE
        count += 1
        begun = t
    short[at] = brief / count


@part()
def _mean(values: Floats, first: int, last: int) -> float:
    total = 0.0
    for t in range(first, last):
        total += values[t]
    return total / (last - first)
