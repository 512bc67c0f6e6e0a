"""Which words of a translation each sentence of the original became: the likeliest row of stretches.

Each sentence of the original takes a stretch of the translation's words. A stretch ends where a sentence does or, at a
price, inside one: what was parted, joined or shifted shows in where stretches end. Words are judged as in IBM Model 1
(`translation.lexicon`), lengths as by Gale and Church (1993).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from translation.sentences import Sentence

__all__ = ["ADDED", "LEFT_OUT", "Stretch", "find_stretches", "words_in_row"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

INSIDE = 2.5
"""Cost of a stretch that ends inside a sentence: two sentences that became one (Gale and Church, table 5)."""

PASSED = 2.0
"""Cost of a sentence that ends inside a stretch: one sentence that became two. The table has 2.5; with this 0.8% more
sentences of made translations, 200 sentences each, are rightly paired."""

LOOSE_END = 0.3
"""Cost of passing the end of a part that may be no sentence's (`Sentence.loose`): it says hardly anything."""

ADDED = 4.5
"""Cost of a sentence of the translation that is in no stretch (Gale and Church, table 5)."""

LEFT_OUT = 4.5
"""Cost of a sentence of the original that took no words (the same)."""

FARTHEST = 14.0
"""Cost at which lengths that do not fit stop growing dearer."""

LOOSE = 0.2
"""Share of words that the lexicon knows but that mean no word of their sentence: turns of phrase."""

REACH = 12
"""Sentences of the translation to either side of where a sentence is looked for."""

LONGEST, LEAST = 3.0, 12
"""A stretch has at most this many times the words that its length makes likely, and so many more."""

Translations = Mapping[tuple[str, str], float]
"""(word of ours, word of theirs) to the probability of the second where the first is said."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the translation in a row, from `first` up to `stop`, and their cost; none where it was left out."""

    first: int
    stop: int
    cost: float


@dataclass(frozen=True, slots=True)
class _Row:
    """The translation as a row of words, with `n + 1` places before, between and behind them.

    Args:
        codes: which word each is.
        letters: letters before each place.
        ends: what it costs to pass the ends at or before each place.
        prices: what passing the end at each place costs, nothing where there is none.
        is_end: whether a sentence ends at each place; the beginning counts.
        share: how often each word is said, of all words.
        known: whether something is known to mean each word.
    """

    codes: Counts
    letters: Floats
    ends: Floats
    prices: Floats
    is_end: NDArray[np.bool_]
    share: Floats
    known: NDArray[np.bool_]


def words_in_row(theirs: Sequence[Sentence]) -> tuple[list[str], list[int]]:
    """Return the keys of all words in a row, and the places at which a sentence ends, from 0 to the last.

    A sentence without a word that can be compared counts as one word.
    """
    keys = [one.keys or ("",) for one in theirs]
    ends = np.cumsum([0, *map(len, keys)])
    return [key for row in keys for key in row], ends.tolist()


def find_stretches(
    ours: Sequence[Sentence],
    theirs: Sequence[Sentence],
    translations: Translations,
    near: Sequence[int],
    *,
    variance: float,
) -> list[Stretch]:
    """Give each sentence of ours the stretch of `words_in_row(theirs)` that it became.

    Args:
        ours, theirs: both texts, neither empty.
        translations: what is known of their words.
        near: for each sentence of ours, the sentence of theirs around which it is looked for.
        variance: of a stretch's length in letters, for each letter of its original.
    """
    words, ends = words_in_row(theirs)
    names = {key: code for code, key in enumerate(dict.fromkeys(words))}
    meanings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for (a, b), chance in translations.items():
        if b in names:
            meanings[a].append((names[b], chance))
    row = _row(theirs, words, ends, names, meanings)
    search = _Search(row, float(row.letters[-1]) / sum(one.length for one in ours), variance)
    lows, highs = _bands(near, ends)
    search.begin(highs[0])
    for sentence, low, high in zip(ours, lows[1:], highs[1:], strict=True):
        chances = np.zeros(len(names))
        for key in sentence.keys:
            for code, chance in meanings.get(key, ()):
                chances[code] += chance / len(sentence.keys)
        search.step(sentence.length, chances, low, high)
    return search.walk_back()


def _row(
    theirs: Sequence[Sentence],
    words: Sequence[str],
    ends: Sequence[int],
    names: Mapping[str, int],
    meanings: Mapping[str, Sequence[tuple[int, float]]],
) -> _Row:
    codes = np.array([names[word] for word in words], np.int64)
    sizes = np.diff(ends)
    is_end = np.zeros(len(words) + 1, bool)
    is_end[ends] = True
    prices = np.zeros(len(words) + 1)
    prices[ends[1:]] = [LOOSE_END if one.loose else PASSED for one in theirs]
    known = np.zeros(len(names), bool)
    known[[code for row in meanings.values() for code, _ in row]] = True
    return _Row(
        codes=codes,
        letters=np.concatenate([[0.0], np.cumsum(np.repeat([one.length for one in theirs] / sizes, sizes))]),
        ends=np.cumsum(prices),
        prices=prices,
        is_end=is_end,
        share=np.bincount(codes, minlength=len(names)) / len(codes),
        known=known,
    )


def _bands(near: Sequence[int], ends: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the first and last place at which each sentence of ours may end; those of the beginning come first."""
    last = len(ends) - 1
    lows = [0, *(ends[max(0, min(last, k - REACH))] for k in near)]
    highs = [ends[min(last, REACH)], *(ends[min(last, k + 1 + REACH)] for k in near)]
    highs[-1] = ends[-1]
    rising = np.minimum.accumulate(lows[::-1])[::-1]
    return rising.tolist(), np.maximum.accumulate(highs).tolist()


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a sentence may end: places from `low` on, what each costs, and where its stretch began and closed.

    A stretch that is followed by sentences of nobody's closed before the place.
    """

    low: int
    cost: Floats
    first: Counts
    closed: Counts


class _Search:
    """Dynamic programming over the sentences of ours, one `step` each."""

    def __init__(self, row: _Row, growth: float, variance: float) -> None:
        self._row, self._growth, self._variance = row, growth, variance
        self._steps: list[_Step] = []
        self._word = float(row.letters[-1]) / len(row.codes)

    def begin(self, high: int) -> None:
        """Start before the first sentence: nothing of theirs is taken yet, up to `high`."""
        cost = np.full(high + 1, np.inf)
        cost[0] = 0.0
        self._steps.append(self._with_added(0, cost, np.zeros(high + 1, np.int64)))

    def step(self, length: int, chances: Floats, low: int, high: int) -> None:
        """Let a sentence of `length` letters end at any place from `low` to `high`.

        `chances` is the probability of each of their words in it.
        """
        row, before = self._row, self._steps[-1]
        origin = min(before.low, low)
        start = np.full(high + 1 - origin, np.inf)
        kept = before.cost[: max(0, high + 1 - before.low)]
        start[before.low - origin : before.low - origin + len(kept)] = kept
        inner = row.ends[origin : high + 1] - self._gains(chances, origin, high)
        places = np.arange(low, high + 1)
        expected = length * self._growth
        back = places[:, None] - np.arange(1, int(LONGEST * expected / self._word) + LEAST + 1) - origin
        inside = back >= 0
        back = np.maximum(back, 0)
        lengths = row.letters[places][:, None] - row.letters[back + origin]
        found = np.where(inside, (start - inner)[back] + self._length_cost(expected, lengths), np.inf)
        best = found.argmin(axis=1)
        rows = np.arange(len(places))
        closing = np.where(row.is_end[places], -row.prices[places], INSIDE)
        cost = found[rows, best] + inner[places - origin] + closing
        left_out = start[places - origin] + LEFT_OUT
        first = np.where(left_out < cost, places, back[rows, best] + origin)
        self._steps.append(self._with_added(low, np.minimum(cost, left_out), first))

    def _gains(self, chances: Floats, low: int, high: int) -> Floats:
        """Return how much likelier the words are in the sentence than anywhere, summed up from `low`."""
        codes = self._row.codes[low:high]
        ratio = chances[codes] / self._row.share[codes]
        gains = np.where(self._row.known[codes], np.log(LOOSE + (1 - LOOSE) * ratio), 0.0)
        return np.concatenate([[0.0], np.cumsum(gains)])

    def _length_cost(self, expected: float, lengths: Floats) -> Floats:
        mean = np.maximum(1.0, (expected + lengths) / 2)
        cost: Floats = np.minimum(FARTHEST, (lengths - expected) ** 2 / (2 * self._variance * mean))
        return cost

    def _with_added(self, low: int, cost: Floats, first: Counts) -> _Step:
        """Let sentences of theirs follow that are nobody's."""
        closed = np.arange(low, low + len(cost))
        ends = np.flatnonzero(self._row.is_end[low : low + len(cost)])
        sloped = cost[ends] - ADDED * np.arange(len(ends))
        lowest = np.minimum.accumulate(sloped)
        source = np.maximum.accumulate(np.where(sloped <= lowest, np.arange(len(ends)), 0))
        cost, first = cost.copy(), first.copy()
        cost[ends] = lowest + ADDED * np.arange(len(ends))
        closed[ends] = ends[source] + low
        first[ends] = first[ends[source]]
        return _Step(low, cost, first, closed)

    def walk_back(self) -> list[Stretch]:
        """Return the stretch of each sentence, in order."""
        place = len(self._row.codes)
        made = []
        for before, step in zip(self._steps[-2::-1], self._steps[:0:-1], strict=True):
            at = place - step.low
            first, stop = int(step.first[at]), int(step.closed[at])
            cost = step.cost[stop - step.low] - before.cost[first - before.low]
            made.append(Stretch(first, stop, float(cost)))
            place = first
        return made[::-1]
