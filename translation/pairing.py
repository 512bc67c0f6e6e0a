"""Which sentences translate which: the cheapest path through both texts, one to one up to three to two.

Lengths are compared as Gale and Church do (1993, "A Program for Aligning Sentences in Bilingual Corpora"); what words,
numbers and names say (`evidence`) is taken off the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from translation.evidence import learn, matched
from translation.reordering import in_our_order
from translation.sentences import Sentence

__all__ = ["Floats", "Pair", "likeness_to_chance", "pair_sentences"]

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

TYPICAL = 0.4
"""Share of what sentences usually match, at the best, below which a sentence in a block of several looks strange."""

STRANGE = 3.0
"""Cost of a sentence in a block of several of which nothing matches: rather it was left out."""

CROSSING, CROSSING_SHARE = 1.0, 0.3
"""Matched words across two neighbouring pairs, and their share of the pair that matches less, by which they are one."""

MOST = 3
"""Sentences of a side in a pair."""

UNCERTAIN = 5.0
"""Cost for each sentence above which a pair is listed for somebody to look at."""

ROUNDS = 3
"""Of pairing and learning: the first goes by lengths, numbers and names, the others by the lexicon, too."""


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
    if not ours or not theirs:
        return _one_sided(ours, theirs)
    lexicon: dict[tuple[str, str], float] = {}
    pairs: list[Pair] = []
    for _ in range(ROUNDS):
        evidence = matched(ours, theirs, lexicon)
        order = in_our_order(theirs, evidence)
        sorted_evidence = evidence[:, order]
        # What a lexicon of a few words does not know is no sign of anything.
        trust = min(1.0, len(lexicon) / len(ours))
        pairs = _path(ours, [theirs[k] for k in order], sorted_evidence, trust)
        pairs = _crossing_joined(pairs, sorted_evidence)
        pairs = [replace(pair, theirs=tuple(order[k] for k in pair.theirs)) for pair in pairs]
        good = [pair for pair in pairs if not pair.uncertain]
        lexicon = learn([(_keys(ours, pair.ours), _keys(theirs, pair.theirs)) for pair in good])
    return tuple(pairs)


def _crossing_joined(pairs: Sequence[Pair], evidence: NDArray[np.float32]) -> list[Pair]:
    """Join neighbouring pairs where part of a sentence was translated in the other one: two to two, three to two."""
    made: list[Pair] = []
    for pair in pairs:
        if made and made[-1].ours and made[-1].theirs and pair.ours and pair.theirs:
            before = made[-1]
            fits = max(len(before.ours) + len(pair.ours), len(before.theirs) + len(pair.theirs)) <= MOST
            if fits and _crosses(before, pair, evidence):
                cost = max(before.cost, pair.cost)
                made[-1] = Pair((*before.ours, *pair.ours), (*before.theirs, *pair.theirs), cost)
                continue
        made.append(pair)
    return made


def _crosses(before: Pair, after: Pair, evidence: NDArray[np.float32]) -> bool:
    def mass(one: Pair, other: Pair) -> float:
        return float(evidence[np.ix_(one.ours, other.theirs)].sum())

    chance = float(evidence.mean())
    area = len(before.ours) * len(after.theirs), len(after.ours) * len(before.theirs)
    across = max(mass(before, after) - chance * area[0], mass(after, before) - chance * area[1])
    return across > CROSSING and across > CROSSING_SHARE * min(mass(before, before), mass(after, after))


def likeness_to_chance(ours: Sequence[Sentence], theirs: Sequence[Sentence], pairs: Sequence[Pair]) -> float:
    """Return how much cheaper the pairs are than those of the same sentences backwards: 1 is no better, 0 perfect."""
    if min(len(ours), len(theirs)) < 2:
        return 0.0
    backwards = [Sentence(0, 0, one.texts) for one in reversed(theirs)]
    chance = _path(ours, backwards, matched(ours, backwards, {}))
    plain = _path(ours, theirs, matched(ours, theirs, {})) if pairs else []
    return _total(plain) / max(1e-9, _total(chance))


def _total(pairs: Sequence[Pair]) -> float:
    return sum(max(0.0, pair.cost) * max(len(pair.ours), len(pair.theirs)) for pair in pairs)


def _one_sided(ours: Sequence[Sentence], theirs: Sequence[Sentence]) -> tuple[Pair, ...]:
    cost = MOVES[1, 0]
    left = [Pair((k,), (), cost) for k in range(len(ours))]
    return (*left, *(Pair((), (k,), cost) for k in range(len(theirs))))


def _keys(sentences: Sequence[Sentence], chosen: Sequence[int]) -> list[str]:
    return [key for k in chosen for key in sentences[k].keys]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sums over the evidence, from which that of any block is two subtractions.

    Args:
        rows, columns: running sums along each of our sentences, `(n, m + 1)`, and along each of theirs, `(n + 1, m)`.
        ours, theirs: how much a sentence that is rightly paired should match, at the least.
        chance: how much any two sentences match.
        trust: how far missing evidence tells something, 0..1.
    """

    rows: Floats
    columns: Floats
    ours: Floats
    theirs: Floats
    chance: float
    trust: float

    @classmethod
    def of(
        cls, ours: Sequence[Sentence], theirs: Sequence[Sentence], evidence: NDArray[np.float32], trust: float
    ) -> _Grid:
        """Sum up the evidence."""
        values = evidence.astype(np.float64)
        n, m = values.shape
        rows = np.concatenate([np.zeros((n, 1)), values.cumsum(1)], axis=1)
        columns = np.concatenate([np.zeros((1, m)), values.cumsum(0)])
        lengths = [np.array([one.length for one in side], dtype=np.float64) for side in (ours, theirs)]
        best = [values.max(axis) / length for axis, length in zip((1, 0), lengths, strict=True)]
        least = [TYPICAL * float(np.median(rate)) * length for rate, length in zip(best, lengths, strict=True)]
        return cls(rows, columns, least[0], least[1], float(values.mean()), trust)

    def gain(self, i: int, a: int, b: int) -> Floats:
        """Return what a block of `a` of ours up to `i` and `b` of theirs takes off the cost, for each end of theirs."""
        m = self.rows.shape[1] - 1
        block = np.zeros(m + 1 - b)
        missing = np.zeros(m + 1 - b)
        for k in range(i - a, i):
            mass = self.rows[k, b:] - self.rows[k, : m + 1 - b]
            block += mass
            if a > 1:
                missing += _missing(mass, self.ours[k])
        if b > 1:
            masses = self.columns[i] - self.columns[i - a]
            for d in range(b):
                missing += _missing(masses[d : m + 1 - b + d], self.theirs[d : m + 1 - b + d])
        gain: Floats = EVIDENCE * (block - self.chance * a * b) - STRANGE * self.trust * missing
        return gain


def _missing(mass: Floats, least: Floats | np.float64) -> Floats:
    """Return 1 for a sentence of which nothing matches, 0 where as much does as should."""
    share: Floats = np.maximum(0.0, 1.0 - mass / np.maximum(least, 1e-9)) * (np.asarray(least) > 1e-6)
    return share


def _path(
    ours: Sequence[Sentence], theirs: Sequence[Sentence], evidence: NDArray[np.float32], trust: float = 0.0
) -> list[Pair]:
    """Return the cheapest way through both texts; `trust` (0..1) is how far missing evidence tells something."""
    n, m = len(ours), len(theirs)
    our_sums = np.concatenate([[0.0], np.cumsum([one.length for one in ours])])
    their_sums = np.concatenate([[0.0], np.cumsum([one.length for one in theirs])])
    growth = their_sums[-1] / our_sums[-1]
    grid = _Grid.of(ours, theirs, evidence, trust)
    best = np.full((n + 1, m + 1), np.inf)
    step = np.zeros((n + 1, m + 1), np.int8)
    moves = list(MOVES)
    for i in range(n + 1):
        row = np.full(m + 1, np.inf)
        if i == 0:
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
    return _walk_back(best, step, moves)


def _length_cost(ours: float, theirs: Floats) -> Floats:
    mean = np.maximum(1.0, (ours + theirs) / 2)
    cost: Floats = np.minimum(FARTHEST, (theirs - ours) ** 2 / (2 * VARIANCE * mean))
    return cost


def _walk_back(best: Floats, step: NDArray[np.int8], moves: Sequence[tuple[int, int]]) -> list[Pair]:
    i, j = best.shape[0] - 1, best.shape[1] - 1
    pairs = []
    while i or j:
        a, b = moves[step[i, j]]
        cost = (best[i, j] - best[i - a, j - b]) / max(a, b)
        pairs.append(Pair(tuple(range(i - a, i)), tuple(range(j - b, j)), round(float(cost), 3)))
        i, j = i - a, j - b
    return pairs[::-1]
