"""A lexicon that is learnt on the very pair of texts.

It is IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation") over sentences that were
paired before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMMON", "Lexicon", "learn"]

Floats = NDArray[np.float64]

ROUNDS = 4
"""Of expectation maximisation; the likelihood hardly grows after them."""

SURE = 0.2
"""Below this, the mean of both directions, a translation of a word is not believed."""

FEWEST = 2
"""Sentences in which two words must meet: one is chance."""

COMMON = 0.25
"""Share of the sentences above which a word tells nothing of which sentence it is."""

UNEXPLAINED = 1e-3
"""Of a word of the translation: what comes from no word at all."""

PRIOR = 0.5
"""Meetings that a word is taken to have had with words that it does not mean, before any is counted."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which words translate each other; words by their keys.

    Args:
        sure: (word of the original, word of the translation) to how sure it is, 0..1.
        given: the same to the probability of the second where the first is said.
    """

    sure: Mapping[tuple[str, str], float] = field(default_factory=dict)
    given: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the translations that are believed."""
        return len(self.sure)


def learn(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Lexicon:
    """Learn which words translate each other from paired texts, given by the keys of their words."""
    meetings = _Meetings.of(_telling(pairs))
    if meetings is None:
        return Lexicon()
    chance: Floats = meetings.often.astype(np.float64)
    expected: Floats = chance
    for _ in range(ROUNDS):
        weight = chance[meetings.entry]
        whole = np.bincount(meetings.token, weights=weight) + UNEXPLAINED
        expected = _sums(meetings.entry, weight / whole[meetings.token], len(chance))
        chance = expected / (PRIOR + np.bincount(meetings.ours, weights=expected)[meetings.ours])
    # A word with several translations gives each a part; from the translation back to the word all of it is sure.
    backwards = expected / (np.bincount(meetings.theirs, weights=expected)[meetings.theirs] + PRIOR)
    sure = np.sqrt(chance * backwards)
    kept = np.flatnonzero(sure >= SURE)
    names = [(meetings.words[0][meetings.ours[k]], meetings.words[1][meetings.theirs[k]]) for k in kept]
    return Lexicon(
        dict(zip(names, sure[kept].tolist(), strict=True)), dict(zip(names, chance[kept].tolist(), strict=True))
    )


def _sums(groups: NDArray[np.int64], weights: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(groups, weights=weights, minlength=count), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Every two words that meet in a pair of texts.

    Args:
        words: the words of both sides.
        entry, token: of each meeting, which two words meet, and which word of the translation, by its place, it is.
        ours, theirs: the words of each entry.
        often: whether the two meet in texts enough; only then can they come out above chance.
    """

    words: tuple[list[str], list[str]]
    entry: NDArray[np.int64]
    token: NDArray[np.int64]
    ours: NDArray[np.int64]
    theirs: NDArray[np.int64]
    often: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> _Meetings | None:
        """Return all meetings, or `None` where there are none."""
        words = tuple(sorted({key for pair in pairs for key in pair[side]}) for side in (0, 1))
        ids = [{key: k for k, key in enumerate(side)} for side in words]
        codes, tokens, texts, seen = [], [], [], 0
        for number, (ours, theirs) in enumerate(pairs):
            ours_ids = np.array([ids[0][key] for key in ours], np.int64)
            theirs_ids = np.array([ids[1][key] for key in theirs], np.int64)
            codes.append((ours_ids[:, None] * len(words[1]) + theirs_ids).ravel())
            tokens.append(np.tile(seen + np.arange(len(theirs)), len(ours)))
            texts.append(np.full(len(ours) * len(theirs), number))
            seen += len(theirs)
        code = np.concatenate([np.zeros(0, np.int64), *codes])
        if not len(code):
            return None
        kinds, entry = np.unique(code, return_inverse=True)
        once = np.unique(np.stack([np.concatenate(texts), entry]), axis=1)[1]
        often = np.bincount(once, minlength=len(kinds)) >= FEWEST
        token = np.concatenate(tokens)
        return cls((words[0], words[1]), entry, token, kinds // len(words[1]), kinds % len(words[1]), often)


def _telling(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[tuple[list[str], list[str]]]:
    """Leave out words that are everywhere: they tell nothing, and are most of the work."""
    limit = max(2.0, COMMON * len(pairs))
    counts = [Counter(key for pair in pairs for key in set(pair[side])) for side in (0, 1)]
    return [
        ([a for a in ours if counts[0][a] <= limit], [b for b in theirs if counts[1][b] <= limit])
        for ours, theirs in pairs
    ]
