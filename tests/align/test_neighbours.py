"""The nearest words with times, and the gap between them."""

from __future__ import annotations

from align.document import Word
from align.neighbours import gap_around, timed_after, timed_before

WORDS = (
    Word("out", None, None, None, "absent"),
    Word("one", 1.0, 1.5, 0.9, "aligned"),
    Word("lost", None, None, None, "absent"),
    Word("two", 2.0, 2.5, 0.9, "aligned"),
    Word("three", 2.4, 3.0, 0.9, "aligned"),
    Word("gone", None, None, None, "absent"),
)


def test_words_without_times_are_passed_over() -> None:
    assert [timed_before(WORDS, first) for first in range(7)] == [None, None, 1, 1, 3, 4, 4]
    assert [timed_after(WORDS, last) for last in range(7)] == [1, 1, 3, 3, 4, None, None]


def test_the_gap_ends_at_the_neighbours_or_at_the_ends_of_the_recording() -> None:
    assert gap_around(WORDS, 2, 3, 9.0) == (1.5, 2.0)
    assert gap_around(WORDS, 0, 1, 9.0) == (0.0, 1.0)
    assert gap_around(WORDS, 4, 6, 9.0) == (2.5, 9.0)
    assert gap_around((), 0, 0, 9.0) == (0.0, 9.0)


def test_overlapping_neighbours_leave_less_than_nothing() -> None:
    before, after = gap_around((WORDS[3], WORDS[2], WORDS[4]), 1, 2, 9.0)
    assert (before, after) == (2.5, 2.4)
