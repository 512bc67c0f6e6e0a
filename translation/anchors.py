"""Where in a pair of sentences the same is said: words that are sure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from translation.evidence import Known
from translation.sentences import keys_of

__all__ = ["SURE", "anchors"]

SURE = 0.5
"""From which certainty a word of the lexicon holds a place; numbers and names that are the same have 1."""


def anchors(ours: Sequence[str], theirs: Sequence[str], known: Known) -> list[tuple[int, int]]:
    """Return places in both texts at which words translate each other, rising in both.

    Only words that are sure, and that stand once in either text, hold a place; where their order differs, the longest
    row of them in order.
    """
    left, right = _single(ours), _single(theirs)
    held = sorted((i, j) for (a, b), sure in known.items() if sure >= SURE for i, j in _met(left, right, a, b))
    return _longest_rise(held)


def _met(left: dict[str, int], right: dict[str, int], a: str, b: str) -> list[tuple[int, int]]:
    return [(left[a], right[b])] if a in left and b in right else []


def _single(texts: Sequence[str]) -> dict[str, int]:
    """Return where the keys stand that stand once."""
    found = [(key, place) for place, text in enumerate(texts) for key in keys_of(text)]
    counts = Counter(key for key, _ in found)
    return {key: place for key, place in found if counts[key] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest row of pairs that rise in both (patience sorting); `pairs` rise in the first, or stay."""
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for number, (_, j) in enumerate(_by_first_then_falling(pairs)):
        at = bisect_left(tops, j)
        back.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [j]
        ends[at : at + 1] = [number]
    ordered = _by_first_then_falling(pairs)
    made: list[tuple[int, int]] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        made.append(ordered[k])
        k = back[k]
    return made[::-1]


def _by_first_then_falling(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Order pairs so that of those with the same first one only one can be in a rise."""
    return sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
