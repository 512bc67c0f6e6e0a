"""Finding that a chapter opens with the end of the text before it, by content alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align.matching import longest_common

__all__ = ["corrected_overlap", "overlap"]

MINIMUM = 8
"""Words: a shorter repetition ("Right." "Right.") is speech, not an overlap."""

LEAST_CORRECTED, LEAST_SAME = 40, 0.9
"""Words of a repetition of which a few may differ, and the share that must not: a person corrected one of the two."""

ANCHOR, MOST_TRIED = 8, 5
"""Words in a row, the same in both, by which such a repetition is found; and beginnings that are tried."""

LONGEST = 4000
"""Words looked at on either side; the overlaps seen in practice have about 300."""


def overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words at the start of `after` repeat the end of `before`.

    Case, punctuation and quote marks do not matter.

    >>> overlap("we all went down to the sea and swam".split(), "To the sea, and swam. Then".split())
    0
    >>> overlap("so we all went down to the sea and swam".split(), "All went down to the sea, and swam. Then".split())
    8
    """
    tail, head = _plain(before[-LONGEST:]), _plain(after[:LONGEST])
    # The longest prefix of `head` that is a suffix of `tail`: Knuth, Morris and Pratt's failure function.
    failure = [0] * len(head)
    k = 0
    for i in range(1, len(head)):
        while k and head[i] != head[k]:
            k = failure[k - 1]
        k += head[i] == head[k]
        failure[i] = k
    k = 0
    for word in tail:
        while k and (k == len(head) or word != head[k]):
            k = failure[k - 1]
        k += bool(head) and word == head[k]
    return k if k >= MINIMUM else 0


def corrected_overlap(before: Sequence[str], after: Sequence[str]) -> tuple[int, list[int]]:
    """Return how many words at the start of `after` repeat the end of `before` but for some, and which differ.

    (0, []) where they do not.
    """
    tail, head = _plain(before[-LONGEST:]), _plain(after[:LONGEST])
    for start in _starts(tail, head):
        again = tail[start:]
        found = longest_common(again, head[: len(again) * 10 // 9])
        if len(found) >= max(LEAST_SAME * len(again), ANCHOR):
            # What follows the last word in common differs in both, word for word.
            last_again, last = found[-1]
            count = min(last + 1 + len(again) - 1 - last_again, len(head))
            return count, sorted(set(range(count)) - {k for _, k in found})
    return 0, []


def _starts(tail: Sequence[str], head: Sequence[str]) -> Iterator[int]:
    """Yield where in `tail` the words of `head` may begin to be repeated, the longest repetition first.

    One of the first anchors is whole where no more than one word in twenty was corrected.
    """
    anchors = {tuple(head[k : k + ANCHOR]): k for k in range(0, min(len(head), LEAST_CORRECTED) - ANCHOR + 1, ANCHOR)}
    starts = (k - anchors.get(tuple(tail[k : k + ANCHOR]), k + 1) for k in range(len(tail) - ANCHOR + 1))
    yield from sorted({start for start in starts if 0 <= start <= len(tail) - LEAST_CORRECTED})[:MOST_TRIED]


def _plain(words: Sequence[str]) -> list[str]:
    """Return the letters and digits of each word; most words are said more than once."""
    known = {word: "".join(c for c in word.casefold() if c.isalnum()) or word for word in set(words)}
    return [known[word] for word in words]
