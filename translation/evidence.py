"""What speaks for two sentences being each other's translation: numbers, names, likeness, and a learnt lexicon."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from translation.lexicon import COMMON
from translation.sentences import STEM, Sentence

__all__ = ["Known", "known_words", "matched"]

Known = Mapping[tuple[str, str], float]
"""(word of the original, word of the translation) to how sure it is, 0..1; words by their keys."""

LIKE = 0.7
"""Certainty of words that begin alike, such as names in an inflected form and words of one origin."""

SHORTEST_LIKE = 4
"""Letters that words must share from their beginning to be alike."""


def matched(ours: Sequence[Sentence], theirs: Sequence[Sentence], lexicon: Known) -> NDArray[np.float32]:
    """Return how much of each two sentences matches, `(ours, theirs)`: a rare word that is sure counts about 1."""
    left, right = _places(ours), _places(theirs)
    made = np.zeros((len(ours), len(theirs)), np.float32)
    for (a, b), sure in _known(left, right, lexicon).items():
        rows, columns = left.get(a, []), right.get(b, [])
        weight = sure * min(_rarity(len(rows), len(ours)), _rarity(len(columns), len(theirs)))
        if weight > 0:
            made[np.ix_(rows, columns)] += weight
    return made


def known_words(ours: Sequence[Sentence], theirs: Sequence[Sentence], lexicon: Known) -> Known:
    """Return the lexicon with numbers and words that are the same, or begin alike, in both texts."""
    left, right = ({key for one in side for key in one.keys} for side in (ours, theirs))
    return _known(left, right, lexicon)


def _places(sentences: Sequence[Sentence]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for key in dict.fromkeys(sentence.keys):
            found[key].append(index)
    return dict(found)


def _known(left: Collection[str], right: Collection[str], lexicon: Known) -> dict[tuple[str, str], float]:
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
