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
    met = [(left[a], right[b]) for (a, b), sure in known.items() if sure >= SURE and a in left and b in right]
    # Of those with the same first place only one can be in a rise.
    return _longest_rise(sorted(met, key=lambda pair: (pair[0], -pair[1])))


def _single(texts: Sequence[str]) -> dict[str, int]:
    """Return where the keys stand that stand once."""
    found = [(key, place) for place, text in enumerate(texts) for key in keys_of(text)]
    counts = Counter(key for key, _ in found)
    return {key: place for key, place in found if counts[key] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest row of pairs that rise in both (patience sorting).

    Args:
        pairs: rising in the first; where that stays, falling in the second.
    """
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for number, (_, j) in enumerate(pairs):
        at = bisect_left(tops, j)
        back.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [j]
        ends[at : at + 1] = [number]
    made: list[tuple[int, int]] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        made.append(pairs[k])
        k = back[k]
    return made[::-1]
