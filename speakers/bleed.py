"""Who speaks, by how much louder each word is on one microphone than on the others.

What a microphone hears of somebody else's voice is his voice through one filter: with each speaker the levels on the
tracks differ by about the same number of dB, however loudly he speaks and whatever the gains. The words' differences
lie in one cluster for each speaker; they are found without anything being known of gains and bleed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Patterns", "find_patterns", "likelihoods", "likelihoods_of_some", "said_at_once"]


@dataclass(frozen=True, slots=True)
class Clustering:
    """How clusters are found; all but counts and shares in dB.

    Args:
        edges: shares of a track's words that are taken for its loudest and its quietest ones to begin with; the best
            end of all beginnings is taken.
        rounds: of moving centres.
        wander: by which a word's differences wander around its speaker's, at least and at most.
        apart: bleed, both ways together, from which two speakers are told apart by it.
        certain: natural logarithms that one word may say at most: a laugh or a door may lie over it.
        least_words: of a cluster.
        at_once, at_once_share: above what bleeds into it, at which a second microphone has its own speaker: in
            wanderings, and as a share of the way to that speaker's cluster.
    """

    edges: tuple[float, ...] = (0.5, 5.0, 20.0)
    rounds: int = 12
    wander: tuple[float, float] = (1.0, 5.0)
    apart: float = 5.0
    certain: float = 6.0
    least_words: int = 3
    at_once: float = 4.0
    at_once_share: float = 0.3


CLUSTERING = Clustering()

TO_SPREAD = 1.4826
"""Median deviation to standard deviation, of a normal distribution."""

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """How loud each speaker is on each track.

    Args:
        centres: speakers x tracks, in dB, each row's mean taken off; speaker k is the one whose track k is.
        wander: dB by which words wander around them.
    """

    centres: Doubles
    wander: float


def find_patterns(levels: Doubles) -> Patterns | None:
    """Find the pattern of each track's speaker; `None`: the words do not part by levels, or somebody says nothing.

    Args:
        levels: words x tracks, in dB, all known.
    """
    if len(levels) < CLUSTERING.least_words * levels.shape[1]:
        return None
    off = levels - levels.mean(axis=1, keepdims=True)
    ends = [end for first in _beginnings(off) if (end := _settled(off, first)) is not None]
    if not ends:
        return None
    centres = _named(min(ends, key=lambda centres: float(_distances(off, centres).min(axis=1).mean())))
    if _least_bleed(centres) < CLUSTERING.apart:
        return None
    nearest = np.sqrt(_distances(off, centres).min(axis=1) / max(levels.shape[1] - 1, 1))
    return Patterns(centres, float(np.clip(TO_SPREAD * np.median(nearest), *CLUSTERING.wander)))


def likelihoods(levels: Doubles, patterns: Patterns) -> Doubles:
    """Return natural logarithms, words x speakers, the likeliest 0; no word is surer than `certain`."""
    off = levels - levels.mean(axis=1, keepdims=True)
    logs = -0.5 * _distances(off, patterns.centres) / patterns.wander**2
    out: Doubles = np.maximum(logs - logs.max(axis=1, keepdims=True), -CLUSTERING.certain)
    return out


def likelihoods_of_some(levels: Doubles, known: Doubles, speakers: Ints) -> Doubles:
    """Return natural logarithms for words that not every track holds, by how loud they are on those that do.

    Args:
        levels: words x tracks; not a number where the track does not hold the word.
        known: words x tracks that all tracks hold, and the speaker of each in `speakers`.
    """
    logs = np.zeros(levels.shape)
    for speaker in range(levels.shape[1]):
        own = known[speakers == speaker]
        if len(own) < CLUSTERING.least_words:
            continue
        usual = np.median(own, axis=0)
        spread = np.maximum(TO_SPREAD * np.median(np.abs(own - usual), axis=0), CLUSTERING.wander[1])
        logs[:, speaker] = np.nansum(-0.5 * np.square((levels - usual) / spread) - np.log(spread), axis=1)
    out: Doubles = np.maximum(logs - logs.max(axis=1, keepdims=True), -CLUSTERING.certain)
    return out


def said_at_once(levels: Doubles, labels: Ints, patterns: Patterns) -> tuple[int, ...]:
    """Return words at which a second microphone is louder than the first speaker's bleed into it explains."""
    out: set[int] = set()
    centres = patterns.centres
    for speaker in range(len(centres)):
        rows = np.flatnonzero(labels == speaker)
        for other in range(len(centres)):
            if other == speaker:
                continue
            bleed = centres[speaker, other] - centres[speaker, speaker]
            way = centres[other, other] - centres[other, speaker] - bleed
            least = max(CLUSTERING.at_once * patterns.wander, CLUSTERING.at_once_share * way)
            out |= set(rows[levels[rows, other] - levels[rows, speaker] > bleed + least].tolist())
    return tuple(sorted(out))


def _beginnings(off: Doubles) -> Iterator[Ints]:
    """Yield cluster of each word, to begin with: the track that is loudest against its own middle."""
    for share in CLUSTERING.edges:
        low, high = np.percentile(off, [share, 100 - share], axis=0)
        yield ((off - (low + high) / 2) / np.maximum(high - low, 1.0)).argmax(axis=1)


def _settled(off: Doubles, labels: Ints) -> Doubles | None:
    """Return centres, the medians of their words, that no longer move; `None` where one has lost its words."""
    count = off.shape[1]
    centres = np.zeros((count, count))
    for _ in range(CLUSTERING.rounds):
        mine = [labels == cluster for cluster in range(count)]
        if min(int(rows.sum()) for rows in mine) < CLUSTERING.least_words:
            return None
        centres = np.stack([np.median(off[rows], axis=0) for rows in mine])
        again = _distances(off, centres).argmin(axis=1)
        if np.array_equal(again, labels):
            break
        labels = again
    return centres


def _distances(off: Doubles, centres: Doubles) -> Doubles:
    out: Doubles = np.square(off[:, None, :] - centres[None, :, :]).sum(axis=2)
    return out


def _named(centres: Doubles) -> Doubles:
    """Return the centres in the order of their tracks: each speaker is on the whole louder on his own than others are.

    Gains add the same to every order, so that the best one is that in which least is bleed.
    """
    order = list(range(len(centres)))
    better = True
    while better:
        better = False
        for a in range(len(order)):
            for b in range(a + 1, len(order)):
                now = centres[order[a], a] + centres[order[b], b]
                if centres[order[b], a] + centres[order[a], b] > now + 1e-9:
                    order[a], order[b] = order[b], order[a]
                    better = True
    named: Doubles = centres[order]
    return named


def _least_bleed(centres: Doubles) -> float:
    """Return how far the two most alike speakers are apart: the bleed one way and the other together."""
    own = np.diag(centres)
    both = own[:, None] - centres + own[None, :] - centres.T
    return float(both[~np.eye(len(centres), dtype=bool)].min())
