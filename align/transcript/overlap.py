"""Finding that a chapter opens with the end of the text before it, by content alone."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["overlap"]

MINIMUM = 8
"""Words: a shorter repetition ("Right." "Right.") is speech, not an overlap."""

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
    tail = [_plain(word) for word in before[-LONGEST:]]
    head = [_plain(word) for word in after[:LONGEST]]
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


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum()) or word
