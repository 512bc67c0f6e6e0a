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
        tasks = [
            pool.submit(_compare, costs, words, loops, _room(words), out, first, first + AT_ONCE) for first in firsts
        ]
        for task in tasks:
            task.result()
    out *= np.float32(cost_step)
    steps = np.where(start >= 0, end - start, 0).astype(np.int32)
    return PhraseFit(out[:, 0], out[:, 1], out[:, 2], steps)


class Room(NamedTuple):
    """Room for the three words that are compared.

    Args:
        ahead, after, rest: of each boundary between steps, what it costs to stand there: before the word, behind it,
            and with what is still to be said, from the end backwards.
        row, new: as many as there are phones, or as the longest pronunciation has.
    """

    ahead: Floats
    after: Floats
    rest: Floats
    row: Floats
    new: Floats


def _room(words: Phrases) -> Room:
    begins, ends = words.start[words.start >= 0], words.end[words.start >= 0]
    steps = int((ends - begins).max(initial=0)) * 3 + 2 * (TOGETHER + MARGIN) + 1
    rows = max(len(UNITS), int(np.diff(words.states).max(initial=0)))
    return Room(*np.empty((3, steps), np.float32), *np.empty((2, rows), np.float32))


@kernel()
def _compare(
    costs: NDArray[np.uint8], words: Phrases, loops: Loops, room: Room, out: Floats, lowest: int, highest: int
) -> None:
    """Fill words x 3, from `lowest` to `highest`, with what a word costs more than any phones, likely ones, nothing."""
    phones, states, start, end, variant = words
    ahead, after, rest, row, new = room
    for w in range(lowest, min(highest, len(start))):
        if start[w] < 0:
            continue
        first, last = max(0, start[w] - MARGIN), min(len(costs), end[w] + MARGIN)
        left, left_count, right, right_count = 0, 0, 0, 0
        if w > 0 and 0 <= start[w - 1] < start[w] <= end[w - 1] + TOGETHER:
            left, first = states[variant[w - 1]], start[w - 1]
            left_count = states[variant[w - 1] + 1] - left
        if w + 1 < len(start) and end[w] < end[w + 1] and start[w + 1] <= end[w] + TOGETHER:
            right, last = states[variant[w + 1]], min(len(costs), end[w + 1])
            right_count = states[variant[w + 1] + 1] - right
        own = states[variant[w]]
        own_count = states[variant[w] + 1] - own
        steps = last - first
        if steps < left_count + own_count + right_count:
            continue
        ahead[: steps + 1] = _INFINITE
        rest[: steps + 1] = _INFINITE
        ahead[0] = rest[0] = np.float32(0.0)
        _say(costs, first, steps, 1, phones, left, left_count, row, ahead)
        _pause(costs, first, steps, 1, loops.pause, ahead)
        _say(costs, last - 1, steps, -1, phones, right + right_count - 1, right_count, row, rest)
        _pause(costs, last - 1, steps, -1, loops.pause, rest)
        for t in range(steps + 1):
            after[t] = ahead[t]
        _say(costs, first, steps, 1, phones, own, own_count, row, after)
        said, silent = np.float32(2e9), np.float32(2e9)
        for t in range(steps + 1):
            said = min(said, after[t] + rest[steps - t])
            silent = min(silent, ahead[t] + rest[steps - t])
        if said >= _INFINITE:
            continue
        out[w, 0] = said - _any_phones(costs, first, steps, loops.change, row, ahead, rest)
        out[w, 1] = said - _likely_phones(costs, first, steps, loops.bigrams, row, new, ahead, rest)
        out[w, 2] = max(said - silent, np.float32(-1e4))


@part()
def _say(
    costs: NDArray[np.uint8],
    first: int,
    steps: int,
    way: int,
    phones: NDArray[np.uint8],
    at: int,
    count: int,
    row: Floats,
    line: Floats,
) -> None:
    """Turn the cost of standing at each boundary into that of standing there with some phones said, in order.

    From step `first` and phone `at` on, forwards or backwards as `way` is 1 or -1.
    """
    if count == 0:
        return
    row[:count] = _INFINITE
    entry = line[0]
    line[0] = _INFINITE
    for t in range(steps):
        here = costs[first + way * t]
        for k in range(count - 1, -1, -1):
            came = row[k - 1] if k > 0 else entry
            row[k] = min(row[k], came) + here[phones[at + way * k]]
        entry = line[t + 1]
        line[t + 1] = row[count - 1]


@part()
def _pause(costs: NDArray[np.uint8], first: int, steps: int, way: int, pause: float, line: Floats) -> None:
    """Allow for silence at each boundary; arguments as for `_say`."""
    quiet = _INFINITE
    for t in range(steps):
        quiet = min(quiet, line[t] + pause) + costs[first + way * t, SIL]
        line[t + 1] = min(line[t + 1], quiet)


@part()
def _any_phones(
    costs: NDArray[np.uint8], first: int, steps: int, change: float, row: Floats, ahead: Floats, rest: Floats
) -> float:
    """Return the least cost of any phones in any order between what comes before and what is still to be said."""
    count = costs.shape[1]
    row[:count] = _INFINITE
    lowest, least = _INFINITE, np.float32(2e9)
    for t in range(steps):
        entry, lowest = min(lowest, ahead[t]) + change, _INFINITE
        for p in range(count):
            row[p] = min(row[p], entry) + costs[first + t, p]
            if p != SIL:
                lowest = min(lowest, row[p])
        least = min(least, lowest + rest[steps - t - 1])
    return least


@part()
def _likely_phones(
    costs: NDArray[np.uint8],
    first: int,
    steps: int,
    bigrams: Floats,
    row: Floats,
    new: Floats,
    ahead: Floats,
    rest: Floats,
) -> float:
    """Return the same of phones that begin, follow each other and end as in words."""
    count = costs.shape[1]
    row[:count] = _INFINITE
    least = np.float32(2e9)
    for t in range(steps):
        for p in range(count):
            new[p] = min(row[p], ahead[t] + bigrams[SIL, p])
        for q in range(count):
            came = row[q]
            for p in range(count):
                new[p] = min(new[p], came + bigrams[q, p])
        new[SIL] = _INFINITE
        for p in range(count):
            row[p] = new[p] + costs[first + t, p]
            least = min(least, row[p] + bigrams[p, SIL] + rest[steps - t - 1])
    return least
