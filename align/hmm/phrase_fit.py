"""How well a word fits between its neighbours, against any phones there and against nothing.

A wrong word pushes its neighbours aside or takes a part of them, so the three are looked at together: how much the
sound from the beginning of the word before to the end of the word behind costs in these three, and in the outer two
with anything between them.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.cores import thread_pool
from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.filler import CHANGE
from align.hmm.script import Script
from align.kernels import kernel, part

__all__ = ["PhraseFit", "compare_with_any_phones", "load_phone_bigrams"]

PAUSE = 2.0
"""Nats for silence between the three."""

TOGETHER, MARGIN = 15, 5
"""Coarse steps: neighbours farther away are not looked at (half a second), but so much sound in their place."""

BIGRAM_SHARE = 2.0
"""Nats for each nat of a phone's probability behind the one before: the costs of steps are as if they knew nothing of
each other, and weigh so much more."""

AT_ONCE = 500
"""Words that one thread compares at a time."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_INFINITE = np.float32(1e9)


@dataclass(frozen=True, slots=True)
class PhraseFit:
    """How much more a word costs between its neighbours than what else may be there, nats; zeros where it has no place.

    Args:
        any_phones: than any phones in any order.
        likely_phones: than phones in an order that is likely in English words.
        nothing: than its neighbours alone.
        steps: coarse steps of its place.
    """

    any_phones: Floats
    likely_phones: Floats
    nothing: Floats
    steps: Ints


class Phrases(NamedTuple):
    """What the kernel reads: as in `Script`, the steps of each word's place, and which pronunciation it has there."""

    phones: NDArray[np.uint8]
    states: Ints
    start: Ints
    end: Ints
    variant: Ints


class Loops(NamedTuple):
    """In units of the costs: of a pause, of a change of phone, of each phone behind each (phones x phones)."""

    pause: np.float32
    change: np.float32
    bigrams: Floats


@functools.cache
def load_phone_bigrams() -> Floats:
    """Return what a phone costs behind another in English words, nats; silence stands for the word's edge: phones x
    phones.

    `benchmarks/count_phones.py` counts them in the dictionary.
    """
    with (
        importlib.resources.files("align.hmm").joinpath("phone_bigrams.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        if tuple(arrays["units"].tolist()) != UNITS:
            raise ValueError("the phone bigrams are of another model; count them again")
        return np.asarray(arrays["cost"], np.float32)


def compare_with_any_phones(
    costs: NDArray[np.uint8], cost_step: float, script: Script, start: Ints, end: Ints, variant: Ints
) -> PhraseFit:
    """Compare each word, between its neighbours, with anything else.

    Args:
        costs: coarse steps x phones, as for `align.hmm.coarse.search`.
        start, end: coarse steps of each word, the end exclusive; -1 where it has no place.
        variant: the pronunciation of each word.
    """
    end = np.minimum(np.maximum(end, start + 1), len(costs)).astype(np.int32)
    start = np.minimum(start, len(costs) - 1).astype(np.int32)
    out = np.zeros((script.words, 3), np.float32)
    scale = np.float32(1 / cost_step)
    loops = Loops(
        np.float32(PAUSE) * scale, np.float32(CHANGE) * scale, load_phone_bigrams() * np.float32(BIGRAM_SHARE) * scale
    )
    words = Phrases(script.phones, script.states, start, end, variant.astype(np.int32))
    with thread_pool() as pool:
        firsts = range(0, len(start), AT_ONCE)
        for task in [pool.submit(_compare, costs, words, loops, out, first, first + AT_ONCE) for first in firsts]:
            task.result()
    out *= np.float32(cost_step)
    steps = np.where(start >= 0, end - start, 0).astype(np.int32)
    return PhraseFit(out[:, 0], out[:, 1], out[:, 2], steps)


@kernel(makes_arrays=True)
def _compare(costs: NDArray[np.uint8], words: Phrases, loops: Loops, out: Floats, lowest: int, highest: int) -> None:
    """Fill words x 3, from `lowest` to `highest`, with what a word costs more than any phones, likely ones, nothing."""
    phones, states, start, end, variant = words
    for w in range(lowest, min(highest, len(start))):
        if start[w] < 0:
            continue
        first, last = max(0, start[w] - MARGIN), min(len(costs), end[w] + MARGIN)
        before, behind = w - 1, w + 1
        left = right = phones[:0]
        if before >= 0 and 0 <= start[before] < start[w] <= end[before] + TOGETHER:
            left, first = phones[states[variant[before]] : states[variant[before] + 1]], start[before]
        if behind < len(start) and end[w] < end[behind] and start[behind] <= end[w] + TOGETHER:
            right = phones[states[variant[behind]] : states[variant[behind] + 1]]
            last = min(len(costs), end[behind])
        own = phones[states[variant[w]] : states[variant[w] + 1]]
        if last - first < len(left) + len(own) + len(right):
            continue
        sound = costs[first:last]
        reversed_sound = sound[::-1].copy()
        # What it costs to stand at each boundary of steps, having said what comes before, or what is still to be said.
        ahead, rest = np.full(len(sound) + 1, _INFINITE), np.full(len(sound) + 1, _INFINITE)
        ahead[0] = rest[0] = np.float32(0.0)
        ahead = _paused(sound, loops.pause, _through(sound, left, ahead))
        rest = _paused(reversed_sound, loops.pause, _through(reversed_sound, right[::-1].copy(), rest))[::-1].copy()
        said = _least(_through(sound, own, ahead), rest)
        if said >= _INFINITE:
            continue
        out[w, 0] = said - _least(_through_any(sound, loops.change, ahead), rest)
        out[w, 1] = said - _least(_through_likely(sound, loops.bigrams, ahead), rest)
        out[w, 2] = max(said - _least(ahead, rest), np.float32(-1e4))


@part(makes_arrays=True)
def _through(costs: NDArray[np.uint8], phones: NDArray[np.uint8], ahead: Floats) -> Floats:
    """Return the cost of having said some phones, in order, at each boundary: from that of standing there before."""
    count = len(phones)
    if count == 0:
        return ahead.copy()
    out = np.full(len(ahead), _INFINITE)
    row = np.full(count, _INFINITE)
    for t in range(len(costs)):
        for k in range(count - 1, -1, -1):
            row[k] = min(row[k], row[k - 1] if k > 0 else ahead[t]) + costs[t, phones[k]]
        out[t + 1] = row[count - 1]
    return out


@part(makes_arrays=True)
def _paused(costs: NDArray[np.uint8], pause: float, ahead: Floats) -> Floats:
    """Return the same, with silence behind it where that costs less."""
    out = ahead.copy()
    quiet = _INFINITE
    for t in range(len(costs)):
        quiet = min(quiet, ahead[t] + pause) + costs[t, SIL]
        out[t + 1] = min(out[t + 1], quiet)
    return out


@part(makes_arrays=True)
def _through_any(costs: NDArray[np.uint8], change: float, ahead: Floats) -> Floats:
    """Return the cost of having said any phones in any order, at each boundary."""
    out = np.full(len(ahead), _INFINITE)
    row = np.full(costs.shape[1], _INFINITE)
    lowest = _INFINITE
    for t in range(len(costs)):
        entry, lowest = min(lowest, ahead[t]) + change, _INFINITE
        for p in range(len(row)):
            row[p] = min(row[p], entry) + costs[t, p]
            if p != SIL:
                lowest = min(lowest, row[p])
        out[t + 1] = lowest
    return out


@part(makes_arrays=True)
def _through_likely(costs: NDArray[np.uint8], bigrams: Floats, ahead: Floats) -> Floats:
    """Return the cost of having said phones that begin, follow each other and end as in words, at each boundary."""
    count = costs.shape[1]
    out = np.full(len(ahead), _INFINITE)
    row, new = np.full(count, _INFINITE), np.full(count, _INFINITE)
    for t in range(len(costs)):
        for p in range(count):
            new[p] = min(row[p], ahead[t] + bigrams[SIL, p])
        for q in range(count):
            came = row[q]
            for p in range(count):
                new[p] = min(new[p], came + bigrams[q, p])
        new[SIL] = _INFINITE
        for p in range(count):
            new[p] += costs[t, p]
            out[t + 1] = min(out[t + 1], new[p] + bigrams[p, SIL])
        row, new = new, row
    return out


@part(makes_arrays=True)
def _least(ahead: Floats, rest: Floats) -> float:
    least = np.float32(2e9)
    for k in range(len(ahead)):
        least = min(least, ahead[k] + rest[k])
    return least
