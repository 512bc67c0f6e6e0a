"""The neighbours of words: the nearest words with times before and after them, and the gap that these leave."""

from __future__ import annotations

from collections.abc import Sequence

from align.document import Word

__all__ = ["gap_around", "timed_after", "timed_before"]


def timed_before(words: Sequence[Word], first: int) -> int | None:
    """Return the index of the nearest word with times before `words[first]`, `None` where there is none."""
    return next((i for i in range(first - 1, -1, -1) if words[i].timed), None)


def timed_after(words: Sequence[Word], last: int) -> int | None:
    """Return the index of the first word with times from `words[last]` on, `None` where there is none."""
    return next((i for i in range(last, len(words)) if words[i].timed), None)


def gap_around(words: Sequence[Word], first: int, last: int, duration: float) -> tuple[float, float]:
    """Return the end of the word before `words[first:last]` and the start of the one after, in seconds.

    Words without times are passed over. Where there is no word, the recording's beginning or its `duration` stands.
    The first is the later one where the neighbours overlap.
    """
    before, after = timed_before(words, first), timed_after(words, last)
    start = 0.0 if before is None else words[before].span[1]
    return start, duration if after is None else words[after].span[0]
