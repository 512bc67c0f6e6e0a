"""Which word of one text is which word of another, fast for a whole episode and bounded for any two texts.

Runs of three words that each text holds once are anchors; only what lies between two of them is compared word by word.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Step", "longest_common", "match_words", "plain", "steps_between"]

_GRAM = 3  # words that must be unique together to serve as an anchor
_SMALL = 400  # words up to which difflib, which prefers long runs, is quick whatever they are
_LARGEST = 20_000  # words up to which a matrix of bits is small: 50 MB

Step = tuple[Literal["equal", "replace", "delete", "insert"], int, int, int, int]
"""What becomes of `a[i1:i2]` and `b[j1:j2]`, as `difflib` has it."""


def plain(text: str) -> str:
    """Return a word by its letters and digits alone, for comparison; punctuation by itself stays.

    >>> plain("“Naïve,"), plain("–")
    ('naive', '–')
    """
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in text if c.isalnum()) or text


def match_words(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs (i, j), rising in both, such that `a[i] == b[j]`: as in a good diff, if not always the longest.

    >>> match_words("a b c d".split(), "a x c d".split())
    [(0, 0), (2, 2), (3, 3)]
    """
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for x, y in [*_anchors(a, b), (len(a), len(b))]:
        if x < i or y < j:
            continue
        pairs += _between(a[i:x], b[j:y], i, j)
        if x < len(a):
            pairs.append((x, y))
        i, j = x + 1, y + 1
    return pairs


def steps_between(a: Sequence[str], b: Sequence[str]) -> list[Step]:
    """Return what turns `a` into `b`, as `SequenceMatcher.get_opcodes` does, by `match_words`.

    >>> steps_between("a b c d".split(), "a x c d".split())
    [('equal', 0, 1, 0, 1), ('replace', 1, 2, 1, 2), ('equal', 2, 4, 2, 4)]
    """
    steps: list[Step] = []
    i = j = 0
    for x, y in [*match_words(a, b), (len(a), len(b))]:
        if x > i or y > j:
            steps.append(("insert" if x == i else "delete" if y == j else "replace", i, x, j, y))
        if x == len(a) or y == len(b):
            break
        i, j = x + 1, y + 1
        if steps and steps[-1][0] == "equal":
            steps[-1] = ("equal", steps[-1][1], i, steps[-1][3], j)
        else:
            steps.append(("equal", x, i, y, j))
    return steps


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return starts of word triples that stand once in each text, as long a rising run of them as there is."""
    if max(len(a), len(b)) <= _SMALL:
        return []
    places_a, places_b = _unique(a), _unique(b)
    shared = sorted((i, places_b[gram]) for gram, i in places_a.items() if gram in places_b)
    # Patience sorting: the longest run with rising j.
    tops: list[int] = []
    piles: list[int] = []
    before = [-1] * len(shared)
    for k, (_, j) in enumerate(shared):
        pile = bisect_left(tops, j)
        if pile == len(tops):
            tops.append(j)
            piles.append(k)
        else:
            tops[pile], piles[pile] = j, k
        before[k] = piles[pile - 1] if pile else -1
    run, k = [], piles[-1] if piles else -1
    while k >= 0:
        run.append(shared[k])
        k = before[k]
    return run[::-1]


def _unique(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for k in range(len(words) - _GRAM + 1):
        gram = tuple(words[k : k + _GRAM])
        places[gram] = -1 if gram in places else k
    return {gram: k for gram, k in places.items() if k >= 0}


def _between(a: Sequence[str], b: Sequence[str], i: int, j: int) -> list[tuple[int, int]]:
    if not a or not b:
        return []
    if a == b:
        return [(i + k, j + k) for k in range(len(a))]
    if max(len(a), len(b)) <= _SMALL:
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        return [(i + x + k, j + y + k) for x, y, size in blocks for k in range(size)]
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    pairs = [(i + k, j + k) for k in range(head)]
    rest_a, rest_b = a[head:], b[head:]
    if max(len(rest_a), len(rest_b)) > _LARGEST:
        # Texts without a common triple over such a length have nothing to do with each other.
        return pairs
    return pairs + [(i + head + x, j + head + y) for x, y in longest_common(rest_a, rest_b)]


def longest_common(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs (i, j), rising in both, of the longest common subsequence; memory grows with the product of lengths.

    >>> longest_common("a b c d".split(), "a x c d".split())
    [(0, 0), (2, 2), (3, 3)]
    """
    from rapidfuzz.distance import LCSseq

    return [
        (step.src_start + k, step.dest_start + k)
        for step in LCSseq.opcodes(a, b)
        if step.tag == "equal"
        for k in range(step.src_end - step.src_start)
    ]
