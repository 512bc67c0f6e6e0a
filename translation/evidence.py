"""What speaks for two sentences being each other's translation: numbers, names, likeness, a lexicon learnt on the pair.

The lexicon is IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation") over sentences that
were paired by their lengths before.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from translation.sentences import STEM, Sentence

__all__ = ["Lexicon", "learn", "matched"]

Lexicon = Mapping[tuple[str, str], float]
"""(word of the original, word of the translation) to how sure it is, 0..1; words by their keys."""

ROUNDS = 3
"""Of expectation maximisation; the likelihood hardly grows after them."""

SURE = 0.2
"""Below this, the mean of both directions, a translation of a word is not believed."""

FEWEST = 2
"""Sentences in which two words must meet: one is chance."""

COMMON = 0.25
"""Share of the sentences above which a word tells nothing of which sentence it is."""

LIKE = 0.7
"""Certainty of words that begin alike, such as names in an inflected form and words of one origin."""

SHORTEST_LIKE = 4
"""Letters that words must share from their beginning to be alike."""


def learn(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> dict[tuple[str, str], float]:
    """Learn which words translate each other from paired texts, given by the keys of their words."""
    pairs = _telling(pairs)
    met: Counter[tuple[str, str]] = Counter()
    for ours, theirs in pairs:
        met.update((a, b) for a in set(ours) for b in set(theirs))
    # Only words that meet often enough can come out above chance; the rest share what is left.
    chance = {key: 1.0 for key, count in met.items() if count >= FEWEST}
    expected: defaultdict[tuple[str, str], float] = defaultdict(float)
    for _ in range(ROUNDS):
        expected = defaultdict(float)
        totals: defaultdict[str, float] = defaultdict(float)
        for ours, theirs in pairs:
            for b in theirs:
                rows = [(a, chance[a, b]) for a in ours if (a, b) in chance]
                whole = sum(value for _, value in rows) + 1e-3
                for a, value in rows:
                    expected[a, b] += value / whole
                    totals[a] += value / whole
        chance = {key: value / (totals[key[0]] + 0.5) for key, value in expected.items()}
    # A word with several translations gives each a part; from the translation back to the word all of it is sure.
    backwards: defaultdict[str, float] = defaultdict(float)
    for (_, b), value in expected.items():
        backwards[b] += value
    sure = {(a, b): math.sqrt(chance[a, b] * value / (backwards[b] + 0.5)) for (a, b), value in expected.items()}
    return {key: value for key, value in sure.items() if value >= SURE}


def _telling(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[tuple[list[str], list[str]]]:
    """Leave out words that are everywhere: they tell nothing, and are most of the work."""
    limit = max(2.0, COMMON * len(pairs))
    counts = [Counter(key for pair in pairs for key in set(pair[side])) for side in (0, 1)]
    return [
        ([a for a in ours if counts[0][a] <= limit], [b for b in theirs if counts[1][b] <= limit])
        for ours, theirs in pairs
    ]


def matched(ours: Sequence[Sentence], theirs: Sequence[Sentence], lexicon: Lexicon) -> NDArray[np.float32]:
    """Return how much of each two sentences matches, `(ours, theirs)`: a rare word that is sure counts about 1."""
    left, right = _places(ours), _places(theirs)
    made = np.zeros((len(ours), len(theirs)), np.float32)
    for (a, b), sure in _known(left, right, lexicon).items():
        rows, columns = left.get(a, []), right.get(b, [])
        weight = sure * min(_rarity(len(rows), len(ours)), _rarity(len(columns), len(theirs)))
        if weight > 0:
            made[np.ix_(rows, columns)] += weight
    return made


def _places(sentences: Sequence[Sentence]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for key in dict.fromkeys(sentence.keys):
            found[key].append(index)
    return dict(found)


def _known(left: Mapping[str, object], right: Mapping[str, object], lexicon: Lexicon) -> dict[tuple[str, str], float]:
    """Return the lexicon with numbers and words that are the same, or begin alike, in both languages."""
    known = {key: value for key, value in lexicon.items() if key[0] in left and key[1] in right}
    beginnings: defaultdict[str, list[str]] = defaultdict(list)
    for key in right:
        beginnings[key[:SHORTEST_LIKE]].append(key)
    for key in left:
        if key.isdigit() or len(key) >= SHORTEST_LIKE:
            for other in beginnings[key[:SHORTEST_LIKE]]:
                same = key == other
                if same or (not key.isdigit() and len(key) == len(other) == STEM and key[:-1] == other[:-1]):
                    known[key, other] = max(known.get((key, other), 0.0), 1.0 if same else LIKE)
    return known


def _rarity(count: int, total: int) -> float:
    """Return 1 for a word of one sentence, 0 for one of many."""
    if not count or count > max(2.0, COMMON * total):
        return 0.0
    return min(1.0, math.log(max(2, total) / count) / math.log(max(2, total)) + 0.05)
