"""How well a word fits its place, against other words and against any phones: features that tell if it was said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.hmm.filler import loop_costs
from align.hmm.script import Script
from align.kernels import kernel, part

__all__ = ["MOST", "CompetitorFit", "compare_with_competitors"]

MOST = 60
"""Competitors of a word: others of the transcript that have as many phones, or nearly."""

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class CompetitorFit:
    """What a step costs on average in each word's place, in nats above the best phone; zeros where it has no place.

    Args:
        own: in the word.
        loop: in any phones in any order.
        best, mean: in the best of its competitors, and in all of them on average.
        better: share of the competitors that cost less than the word, 0..1.
        steps: coarse steps of the place.
    """

    own: Floats
    loop: Floats
    best: Floats
    mean: Floats
    better: Floats
    steps: Ints


class Words(NamedTuple):
    """What the kernel reads.

    Args:
        phones, states, variants: as in `Script`.
        first_alike: the first pronunciation in the script that is the same, for each.
        start, end: steps of each word's place.
    """

    phones: NDArray[np.uint8]
    states: Ints
    variants: Ints
    first_alike: Ints
    start: Ints
    end: Ints


def compare_with_competitors(
    costs: NDArray[np.uint8], cost_step: float, script: Script, start: Ints, end: Ints
) -> CompetitorFit:
    """Compare each word with its competitors, from its first step to its last.

    Args:
        costs: coarse steps x phones, as for `align.hmm.coarse.search`.
        start, end: coarse steps of each word, the end exclusive; -1 where it has no place.
    """
    end = np.minimum(np.maximum(end, start + 1), len(costs)).astype(np.int32)
    start = np.minimum(start, len(costs) - 1).astype(np.int32)
    longest = int(np.diff(script.states).max(initial=0))
    out = np.zeros((script.words, 4), np.float32)
    alike = _first_alike(script)
    words = Words(script.phones, script.states, script.variants, alike, start, end)
    _compare(costs, words, _competitors(script, alike, longest), np.empty(longest, np.float32), out)
    out[:, :3] *= np.float32(cost_step)
    total = np.concatenate([[0.0], np.cumsum(loop_costs(costs, cost_step), dtype=np.float64)])
    steps = np.where(start >= 0, end - start, 0).astype(np.int32)
    loop = np.where(steps > 0, (total[end] - total[np.maximum(start, 0)]) / np.maximum(steps, 1), 0.0)
    return CompetitorFit(out[:, 0], loop.astype(np.float32), out[:, 1], out[:, 2], out[:, 3], steps)


def _first_alike(script: Script) -> Ints:
    """Return the first pronunciation of the script that is the same as each; those that words have first come first."""
    seen: dict[bytes, int] = {}
    spoken = [script.phones[low:high].tobytes() for low, high in pairwise(script.states.tolist())]
    for variant in script.variants[:-1].tolist():
        seen.setdefault(spoken[variant], variant)
    return np.array([seen.setdefault(phones, variant) for variant, phones in enumerate(spoken)], np.int32)


def _competitors(script: Script, alike: Ints, longest: int) -> Ints:
    """Return for words of 0, 1, ...

    phones: pronunciations spread over the transcript's vocabulary, -1 behind the last.
    """
    lengths = np.diff(script.states).tolist()
    by_length: list[list[int]] = [[] for _ in range(longest + 2)]
    for variant in dict.fromkeys(alike[script.variants[:-1]].tolist()):
        by_length[lengths[variant]].append(variant)
    table = np.full((longest + 1, MOST), -1, np.int32)
    for length in range(1, longest + 1):
        pool = by_length[length]
        if len(pool) < MOST:
            pool = [*pool, *by_length[length - 1], *by_length[length + 1]]
        chosen = [pool[i] for i in np.unique(np.linspace(0, len(pool) - 1, min(MOST, len(pool))).astype(int))]
        table[length, : len(chosen)] = chosen
    return table


@part()
def _cost(
    costs: NDArray[np.uint8], first: int, last: int, phones: NDArray[np.uint8], low: int, high: int, row: Floats
) -> float:
    """Return the cost of the steps from `first` to `last` in the phones from `low` to `high`, all of them in order."""
    count = high - low
    for k in range(count):
        row[k] = np.float32(1e9)
    for t in range(first, last):
        for k in range(count - 1, -1, -1):
            came = row[k - 1] if k > 0 else np.float32(0 if t == first else 1e9)
            row[k] = (came if came < row[k] else row[k]) + costs[t, phones[low + k]]
    return row[count - 1]


@kernel()
def _compare(costs: NDArray[np.uint8], words: Words, competitors: Ints, row: Floats, out: Floats) -> None:
    """Fill words x 4: cost a step of the word, of its best competitor, of all on average; share that costs less.

    `row`: room for the longest pronunciation.
    """
    phones, states, variants, alike, start, end = words
    for w in range(len(start)):
        first, last = start[w], end[w]
        if first < 0:
            continue
        own = np.float32(1e9)
        for v in range(variants[w], variants[w + 1]):
            cost = _cost(costs, first, last, phones, states[v], states[v + 1], row)
            own = cost if cost < own else own
        if own >= 1e9:
            # More phones than steps: it was never said in full, nor are its competitors.
            continue
        best, total, better, count = np.float32(1e9), 0.0, 0, 0
        for other in competitors[states[variants[w] + 1] - states[variants[w]]]:
            if other < 0:
                break
            same = False
            for v in range(variants[w], variants[w + 1]):
                same = same or alike[v] == other
            cost = np.float32(1e9) if same else _cost(costs, first, last, phones, states[other], states[other + 1], row)
            if cost < 1e9:
                best, total, count = cost if cost < best else best, total + cost, count + 1
                better += cost < own
        steps = last - first
        out[w, 0] = own / steps
        out[w, 1] = best / steps if count else out[w, 0]
        out[w, 2] = total / count / steps if count else out[w, 0]
        out[w, 3] = better / count if count else 0.0
