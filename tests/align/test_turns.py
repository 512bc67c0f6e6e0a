"""Who speaks at a word, and within a run of words."""

from __future__ import annotations

import pytest

from align.document import Speaker
from align.turns import speaker_at, speaker_names, turns_within, word_speakers

TURNS = (Speaker(2, "Ada"), Speaker(4, None), Speaker(5, "Bob"))


def test_a_turn_lasts_until_the_next() -> None:
    assert [speaker_at(TURNS, word) for word in range(7)] == [None, None, "Ada", "Ada", None, "Bob", "Bob"]
    assert word_speakers(TURNS, 7) == [None, None, "Ada", "Ada", None, "Bob", "Bob"]


def test_the_order_of_the_list_does_not_matter() -> None:
    assert speaker_at(TURNS[::-1], 3) == "Ada"
    assert word_speakers(TURNS[::-1], 7) == word_speakers(TURNS, 7)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 1, ()),
        (0, 2, (Speaker(2, "Ada"),)),
        (3, 4, (Speaker(3, "Ada"), Speaker(4, None))),
        (2, 5, TURNS),
        (6, 6, (Speaker(6, "Bob"),)),
    ],
)
def test_one_under_way_begins_with_the_run(first: int, last: int, expected: tuple[Speaker, ...]) -> None:
    assert turns_within(TURNS, first, last) == expected


def test_each_name_is_told_once() -> None:
    assert speaker_names((*TURNS, Speaker(9, "Ada"), Speaker(10, ""))) == ["Ada", "Bob"]


def test_nobody_is_marked() -> None:
    assert speaker_names(()) == []
    assert speaker_at((), 3) is None
    assert turns_within((), 0, 9) == ()
    assert word_speakers((), 3) == [None, None, None]
