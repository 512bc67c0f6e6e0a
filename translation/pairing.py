"""Which sentences translate which: one to one up to three to two, left out, added, moved.

The cheapest path through both texts says which sentences are near each other: lengths are compared as Gale and Church
do (1993, "A Program for Aligning Sentences in Bilingual Corpora"), and what words, numbers and names say (`evidence`)
is taken off the cost. Then each sentence takes the words that it became (`stretches`), and the lexicon is learnt anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from translation.evidence import Known, known_words, matched
from translation.lexicon import Lexicon, learn
from translation.reordering import in_our_order
from translation.sentences import Sentence
from translation.stretches import ADDED, Stretch, find_stretches, words_in_row

__all__ = ["Floats", "Pair", "cheapest_path", "pair_and_learn", "pair_sentences"]

Floats = NDArray[np.float64]

MOVES: dict[tuple[int, int], float] = {
    (1, 1): 0.12,
    (1, 0): 4.5,
    (0, 1): 4.5,
    (2, 1): 2.5,
    (1, 2): 2.5,
    (2, 2): 5.0,
    (3, 1): 4.5,
    (1, 3): 4.5,
    (3, 2): 6.5,
    (2, 3): 6.5,
}
"""How many sentences of ours go with how many of theirs, and what it costs: minus the logarithm of how often it happens
(Gale and Church, table 5; those with three by our own made pairs)."""

VARIANCE = 6.8
"""Of a translation's length, for each letter of the original (Gale and Church)."""

FARTHEST = 14.0
"""Cost at which lengths that do not fit stop growing dearer: a sentence may always be half left out."""

EVIDENCE = 3.0
"""Taken off the cost for a rare word that is surely matched: e^3, twenty to one."""

MOST = 3
"""Sentences of a side in a pair."""

UNCERTAIN = 5.0
"""Cost for each sentence above which a pair is listed for somebody to look at."""

ROUNDS = 4
"""Of pairing and learning: the first goes by lengths, numbers and names, the others by the lexicon, too."""

FEWEST = 20
"""Pairs of one sentence each from which the variance of lengths is taken; else `VARIANCE`."""

VARIANCES = (4.0, 30.0)
"""Between which it may lie: half and four times what Gale and Church found."""

MEDIAN_SQUARE = 0.455
"""Median of the square of a standard normal variable; with it a few wrong pairs spoil no variance."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences that translate each other, by their indices; one side may be empty.

    `cost` says how badly they fit, for each sentence; below `UNCERTAIN` they fit well.
    """

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    cost: float

    @property
    def uncertain(self) -> bool:
        """Whether somebody should look at it: it fits badly, or one side is missing."""
        return self.cost > UNCERTAIN or not self.ours or not self.theirs


def pair_sentences(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> tuple[Pair, ...]:
    """Pair the sentences of a text with those of its translation; pairs are in our order.

    Paragraphs of the translation that stand elsewhere are found where they belong.
    """
    return pair_and_learn(ours, theirs)[0]


def pair_and_learn(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> tuple[tuple[Pair, ...], Known]:
    """Pair sentences as `pair_sentences` does; return with them which words translate each other."""
    if not ours or not theirs:
        return _one_sided(ours, theirs), {}
    lexicon = Lexicon()
    pairs: list[Pair] = []
    order: list[int] = []
    near: list[int] = []
    for _ in range(ROUNDS):
        evidence = matched(ours, theirs, lexicon.sure)
        before, order = order, in_our_order(theirs, evidence)
        sorted_theirs = [theirs[k] for k in order]
        if order != before:
            path = cheapest_path(ours, sorted_theirs, evidence[:, order])
            near, variance = _near(path), _variance(ours, sorted_theirs, path)
        translations = known_words(ours, theirs, lexicon.given)
        stretches = find_stretches(ours, sorted_theirs, translations, near, variance=variance)
        words, ends = words_in_row(sorted_theirs)
        stretches = _parted(stretches, ends)
        found = _pairs(stretches, ends)
        near = _near(found)
        found = [replace(pair, theirs=tuple(order[k] for k in pair.theirs)) for pair in found]
        if found == pairs:
            break
        pairs = found
        good = [(one, sentence.keys) for one, sentence in zip(stretches, ours, strict=True) if one.cost < UNCERTAIN]
        lexicon = learn([(keys, words[one.first : one.stop]) for one, keys in good if one.stop > one.first])
    return tuple(pairs), known_words(ours, theirs, lexicon.sure)


def _near(path: Sequence[Pair]) -> list[int]:
    """Return for each sentence of ours the first of theirs that it is paired with, or that the one before is."""
    near: list[int] = []
    last = 0
    for pair in path:
        last = pair.theirs[0] if pair.theirs else last
        near += [last] * len(pair.ours)
    return near


def _variance(ours: Sequence[Sentence], theirs: Sequence[Sentence], path: Sequence[Pair]) -> float:
    """Return how much the lengths of translations vary in this very pair of texts, for each letter."""
    pairs = [pair for pair in path if pair.ours and pair.theirs]
    if len(pairs) < FEWEST:
        return VARIANCE
    lengths = [
        np.array([sum(side[k].length for k in chosen) for chosen in rows], dtype=np.float64)
        for side, rows in ((ours, [pair.ours for pair in pairs]), (theirs, [pair.theirs for pair in pairs]))
    ]
    expected = lengths[0] * lengths[1].sum() / lengths[0].sum()
    squares = (lengths[1] - expected) ** 2 / ((lengths[1] + expected) / 2)
    return float(np.clip(np.median(squares) / MEDIAN_SQUARE, *VARIANCES))


def _parted(stretches: Sequence[Stretch], ends: Sequence[int]) -> list[Stretch]:
    """Part what hangs together in more than `MOST` sentences: the stretch that ends nearest to a sentence's end goes up
    to that.
    """
    made = list(stretches)
    for _ in stretches:
        large = [pair.ours for pair in _pairs(made, ends) if max(len(pair.ours), len(pair.theirs)) > MOST]
        changed = [_ended(made, ours, ends) for ours in large]
        if not any(changed):
            break
    return made


def _ended(stretches: list[Stretch], ours: Sequence[int], ends: Sequence[int]) -> bool:
    """Move the stop of one of the stretches to the end of a sentence; return whether one could be moved."""
    best: tuple[int, int, int, int] | None = None
    for index, after in pairwise(ours):
        one, other = stretches[index], stretches[after]
        at = bisect_left(ends, one.stop)
        for end in ends[max(0, at - 1) : at + 1]:
            distance = abs(end - one.stop)
            if distance and one.first < end < other.stop and (best is None or distance < best[0]):
                best = (distance, index, after, end)
    if best is None:
        return False
    _, index, after, end = best
    for between in range(index, after + 1):
        one = stretches[between]
        first = one.first if between == index else end
        stretches[between] = replace(one, first=first, stop=one.stop if between == after else end)
    return True


def _pairs(stretches: Sequence[Stretch], ends: Sequence[int]) -> list[Pair]:
    """Return the sentences that share stretches as pairs, in the order of ours, with those that are alone."""
    number = {place: k for k, place in enumerate(ends)}
    made: list[Pair] = []
    held: list[int] = []
    alone: list[Pair] = []
    cost, first, taken = 0.0, 0, 0
    for index, one in enumerate(stretches):
        if one.first == one.stop:
            alone.append(Pair((index,), (), round(one.cost, 3)))
        else:
            if not held:
                first = number[one.first]
                made += [Pair((), (k,), ADDED) for k in range(taken, first)]
            held.append(index)
            cost += one.cost
        if held and one.stop in number and one.first != one.stop:
            taken = number[one.stop]
            theirs = tuple(range(first, taken))
            made.append(Pair(tuple(held), theirs, round(cost / max(len(held), len(theirs)), 3)))
            held, cost = [], 0.0
        if not held:
            made += alone
            alone = []
    return [*made, *(Pair((), (k,), ADDED) for k in range(taken, len(ends) - 1))]


def _one_sided(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> tuple[Pair, ...]:
    cost = MOVES[1, 0]
    left = [Pair((k,), (), cost) for k in range(len(ours))]
    return (*left, *(Pair((), (k,), cost) for k in range(len(theirs))))


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sums over the evidence, from which that of any block is two subtractions.

    Args:
        rows: running sums along each of our sentences, `(n, m + 1)`.
        chance: how much any two sentences match.
    """

    rows: Floats
    chance: float

    @classmethod
    def of(cls, evidence: NDArray[np.float32]) -> _Grid:
        """Sum up the evidence."""
        values = evidence.astype(np.float64)
        rows = np.concatenate([np.zeros((len(values), 1)), values.cumsum(1)], axis=1)
        return cls(rows, float(values.mean()))

    def gain(self, i: int, a: int, b: int) -> Floats:
        """Return what a block of `a` of ours up to `i` and `b` of theirs takes off the cost, for each end of theirs."""
        rows = self.rows[i - a : i]
        block = (rows[:, b:] - rows[:, : rows.shape[1] - b]).sum(axis=0)
        gain: Floats = EVIDENCE * (block - self.chance * a * b)
        return gain


def cheapest_path(
    ours: Sequence[Sentence],
    theirs: Sequence[Sentence],
    evidence: NDArray[np.float32],
    *,
    growth: float | None = None,
) -> list[Pair]:
    """Return the cheapest way through both texts, sentence by sentence.

    With `growth`, letters of theirs for each of ours, it goes through all of theirs and a part of ours.
    """
    n, m = len(ours), len(theirs)
    our_sums = np.concatenate([[0.0], np.cumsum([one.length for one in ours])])
    their_sums = np.concatenate([[0.0], np.cumsum([one.length for one in theirs])])
    whole = growth is None
    growth = their_sums[-1] / our_sums[-1] if growth is None else growth
    grid = _Grid.of(evidence)
    best = np.full((n + 1, m + 1), np.inf)
    step = np.zeros((n + 1, m + 1), np.int8)
    moves = list(MOVES)
    for i in range(n + 1):
        row = np.full(m + 1, np.inf)
        if i == 0 or not whole:
            row[0] = 0.0
        for number, (a, b) in enumerate(moves):
            if not 0 < a <= i or b > m:
                continue
            found = best[i - a, : m + 1 - b] + MOVES[a, b]
            if b:
                lengths = (our_sums[i] - our_sums[i - a]) * growth, their_sums[b:] - their_sums[: m + 1 - b]
                found = found + _length_cost(*lengths) - grid.gain(i, a, b)
            better = found < row[b:]
            row[b:][better] = found[better]
            step[i, b:][better] = number
        # Sentences that they added follow each other within the row.
        sloped = row - MOVES[0, 1] * np.arange(m + 1)
        lowest = np.minimum.accumulate(sloped)
        step[i][lowest < sloped - 1e-9] = moves.index((0, 1))
        best[i] = lowest + MOVES[0, 1] * np.arange(m + 1)
    end = n if whole else int(best[:, m].argmin())
    return _walk_back(best, step, moves, (end, m), whole=whole)


def _length_cost(ours: float, theirs: Floats) -> Floats:
    mean = np.maximum(1.0, (ours + theirs) / 2)
    cost: Floats = np.minimum(FARTHEST, (theirs - ours) ** 2 / (2 * VARIANCE * mean))
    return cost


def _walk_back(
    best: Floats, step: NDArray[np.int8], moves: Sequence[tuple[int, int]], end: tuple[int, int], *, whole: bool
) -> list[Pair]:
    i, j = end
    pairs = []
    while j or (i and whole):
        a, b = moves[step[i, j]]
        cost = (best[i, j] - best[i - a, j - b]) / max(a, b)
        pairs.append(Pair(tuple(range(i - a, i)), tuple(range(j - b, j)), round(float(cost), 3)))
        i, j = i - a, j - b
    return pairs[::-1]
