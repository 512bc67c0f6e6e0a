"""Words written as one, as in addresses and hashtags, cut into words that the dictionary holds."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["split_known"]

SHORTEST, LONGEST = 5, 40
"""Letters of what is cut."""

TWO_LETTERS = frozenset("am an as at be by do go he if in is it me my no of on or so to up us we".split())


def split_known(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Cut a word in small letters into as few known words as possible; `()` where there is no way.

    >>> split_known("metoo", {"me", "too", "meto"}.__contains__)
    ('me', 'too')
    """
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return ()
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        ways = [
            (*head, word[start:end])
            for start, head in enumerate(best)
            if head is not None and known(word[start:end]) and (end - start > 2 or word[start:end] in TWO_LETTERS)
        ]
        best.append(min(ways, key=len, default=None))
    return best[-1] or ()
