"""Chapters carried over to words that were cut: each stays as long as one of its words does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from align import Chapter

__all__ = ["chapters_of"]


def chapters_of(chapters: Sequence[Chapter], origins: Sequence[int]) -> Iterator[Chapter]:
    """Yield each chapter of which a word is left, once: at the first of its words.

    `origins`: for each new word its index among the old ones.

    >>> list(chapters_of([Chapter("Tides", 0), Chapter("Lamps", 3)], [1, 2, 4, 5]))
    [Chapter(title='Tides', word=0), Chapter(title='Lamps', word=2)]
    """
    ordered = sorted(chapters, key=lambda chapter: chapter.word)
    bounds = [chapter.word for chapter in ordered]
    first: dict[int, tuple[int, int]] = {}
    for at, origin in enumerate(origins):
        number = bisect_right(bounds, origin) - 1
        if number >= 0 and (number not in first or origin < first[number][0]):
            first[number] = (origin, at)
    for number, (_, at) in sorted(first.items(), key=lambda each: each[1][1]):
        yield Chapter(ordered[number].title, at)
