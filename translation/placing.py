"""Times for the words of one pair: clauses that go together, words that are sure, and letters between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Word
from align.sentences import ends_in_sentence_mark
from translation.anchors import anchors
from translation.evidence import Known
from translation.sentences import letters_of

__all__ = ["Placed", "place_words"]

Floats = NDArray[np.float64]

CLAUSE = (",", ";", ":", "–", "—", "،", "、", "，", "；", "：")
"""Marks behind which a clause ends."""

CLAUSE_LIKE = 2.0
"""How many times longer or shorter a clause may be than its original, of the whole, where both sides have as many."""

FAR = 0.3
"""Of the pair: a word that is sure but stands so much earlier or later than its original holds no place."""

JOINT_SECONDS = 1.5
"""Between where a clause of the translation seems to begin and where one of the original does: nearer is the same."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word of the translation: its times in seconds, and which word of the original is said then, by its place."""

    start: float
    end: float
    said: int


def place_words(ours: Sequence[Word], theirs: Sequence[str], known: Known) -> list[Placed]:
    """Give the words of a translation times: each is said where the same share of its original is.

    Args:
        ours: words with times, one at least.
        theirs: words of their translation.
        known: which words translate each other.
    """
    lengths = _lengths([word.text for word in ours]), _lengths(theirs)
    knots = _sure_places(ours, theirs, known, lengths)
    joints = _like_clauses(ours, theirs, lengths) or _joints(ours, theirs, lengths, knots)
    inside = [knot for knot in knots if _fits(knot, joints)]
    rows = sorted({*joints, *inside, (0, 0), (len(ours), len(theirs))})
    placed: list[Placed] = []
    for (i, j), (i_stop, j_stop) in pairwise(rows):
        if j_stop > j:
            placed += _spread(ours[i:i_stop] or ours[max(0, i - 1) : i + 1], theirs[j:j_stop], i)
    return placed


def _lengths(texts: Sequence[str]) -> Floats:
    """Return the letters before each place."""
    return np.concatenate([[0.0], np.cumsum([max(1.0, float(letters_of(text))) for text in texts])])


def _sure_places(
    ours: Sequence[Word], theirs: Sequence[str], known: Known, lengths: tuple[Floats, Floats]
) -> list[tuple[int, int]]:
    """Return words that are sure and stand about where they should."""
    found = anchors([word.text for word in ours], theirs, known)
    return [
        (i, j)
        for i, j in found
        if i and j and abs(lengths[0][i] / lengths[0][-1] - lengths[1][j] / lengths[1][-1]) < FAR
    ]


def _like_clauses(ours: Sequence[Word], theirs: Sequence[str], lengths: tuple[Floats, Floats]) -> list[tuple[int, int]]:
    """Return where clauses begin, where both sides have as many of like length; else nothing."""
    left, right = _begins([word.text for word in ours]), _begins(theirs)
    if len(left) != len(right) or not left:
        return []
    shares = [np.diff(side[[0, *places, -1]]) / side[-1] for side, places in ((lengths[0], left), (lengths[1], right))]
    ratios = shares[1] / shares[0]
    if ratios.max() < CLAUSE_LIKE and ratios.min() > 1 / CLAUSE_LIKE:
        return list(zip(left, right, strict=True))
    return []


def _begins(texts: Sequence[str]) -> list[int]:
    """Return the places at which a clause begins, but for the first."""
    return [k + 1 for k, text in enumerate(texts[:-1]) if text.endswith(CLAUSE) or ends_in_sentence_mark(text)]


def _joints(
    ours: Sequence[Word], theirs: Sequence[str], lengths: tuple[Floats, Floats], knots: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return clauses of both sides that begin at about the same time, each the nearest of the other."""
    left, right = _begins([word.text for word in ours]), _begins(theirs)
    if not left or not right:
        return []
    places = [(0, 0), *knots, (len(ours), len(theirs))]
    at = np.interp(lengths[1][right], lengths[1][[j for _, j in places]], lengths[0][[i for i, _ in places]])
    edges = np.array([*(word.span[0] for word in ours), ours[-1].span[1]])
    times = np.interp(at, lengths[0], edges)
    distance = np.abs(edges[left][:, None] - times[None, :])
    made: list[tuple[int, int]] = []
    for row, column in zip(*np.nonzero(distance <= JOINT_SECONDS), strict=True):
        nearest = distance[row].argmin() == column and distance[:, column].argmin() == row
        if nearest and (not made or right[column] > made[-1][1]):
            made.append((left[row], right[column]))
    return made


def _fits(knot: tuple[int, int], joints: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a place lies between the same joints on both sides."""
    return all((knot[0] - i) * (knot[1] - j) > 0 for i, j in joints)


def _spread(ours: Sequence[Word], theirs: Sequence[str], first: int) -> list[Placed]:
    """Spread words over the time of others by their letters; `first` is the place of the first of ours."""
    knots = _lengths([word.text for word in ours])
    # A knot at each end of a word: pauses between words are passed over in no letters.
    at = np.repeat(knots, 2)[1:-1] / knots[-1]
    seconds = np.array([edge for word in ours for edge in word.span])
    shares = _lengths(theirs)
    shares /= shares[-1]
    made = []
    for share, until in pairwise(shares.tolist()):
        start = _at(share, at, seconds, right=True)
        end = _at(until, at, seconds, right=False)
        said = min(len(ours) - 1, int(np.searchsorted(knots[1:] / knots[-1], share)))
        made.append(Placed(round(start, 3), round(max(start, end), 3), first + said))
    return made


def _at(share: float, at: Floats, seconds: Floats, *, right: bool) -> float:
    """Return the time of a share of the letters; at a pause its end (`right`) or its beginning."""
    place = int(np.searchsorted(at, share + (1e-9 if right else -1e-9), side="right" if right else "left"))
    low, high = max(0, place - 1), min(len(at) - 1, place)
    if at[high] - at[low] < 1e-12:
        return float(seconds[high] if right else seconds[low])
    return float(seconds[low] + (seconds[high] - seconds[low]) * (share - at[low]) / (at[high] - at[low]))
