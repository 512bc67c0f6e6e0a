"""Turns as a person sets them: each step moves what it says, and what was set by hand is marked so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Alignment, Engine, Media, Mislabelled, Report, Speaker, Word
from align.errors import UsageError
from align.turns import word_speakers
from review import turns
from review.issues import Issue, find_issues

COUNT = 12
ADA, BEN = Speaker(0, "Ada", None), Speaker(6, "Ben", 0.9)


def talk(*speakers: Speaker, report: Report | None = None) -> Alignment:
    words = tuple(Word("word", round(i * 0.4, 3), round(i * 0.4 + 0.3, 3), 0.95) for i in range(COUNT))
    return Alignment(Media("x", "", 9.0), "en", Engine("t", "1"), words, speakers=speakers, report=report or Report())


def said(alignment: Alignment) -> str:
    """The first letter of who says each word; `-` for nobody."""
    return "".join((name or "-")[0] for name in word_speakers(alignment.speakers, COUNT))


def test_speakers_get_names(document: Alignment) -> None:
    named = turns.rename_speaker(turns.rename_speaker(document, "Ada", " Ada  Byron "), None, "Ben")
    assert named.speakers == (Speaker(0, "Ada Byron"), Speaker(4, "Ben"), Speaker(6, "Ada Byron"))
    with pytest.raises(UsageError, match="nobody"):
        turns.rename_speaker(named, "Ada", "Eve")


def test_a_turn_is_split_and_joined_again() -> None:
    split = turns.set_turn(talk(ADA, BEN), 3, "Ben")
    assert (said(split), split.speakers[1]) == ("AAABBBBBBBBB", Speaker(3, "Ben", None, manual=True))
    joined = turns.end_turn(split, 3)
    assert said(joined) == "AAAAAABBBBBB"
    # The one before now ends where a person says.
    assert joined.speakers[0].manual
    with pytest.raises(UsageError, match="no turn begins at this word"):
        turns.end_turn(joined, 3)


def test_an_edge_moves_between_its_neighbours_and_marks_both_turns() -> None:
    moved = turns.move_turn(talk(ADA, BEN), 6, 4)
    assert said(moved) == "AAAABBBBBBBB"
    assert [turn.manual for turn in moved.speakers] == [True, True]
    assert moved.speakers[1].probability is None
    for to in (0, COUNT):
        with pytest.raises(UsageError):
            turns.move_turn(moved, 4, to)
    with pytest.raises(UsageError, match="no turn begins"):
        turns.move_turn(moved, 6, 7)


@pytest.mark.parametrize(
    ("first", "last", "name", "expected", "begins"),
    [
        (2, 4, "Ben", "AABBAABBBBBB", [0, 2, 4, 6]),
        (4, 6, "Ben", "AAAABBBBBBBB", [0, 4]),
        (6, 8, "Ada", "AAAAAAAABBBB", [0, 8]),
        (5, 7, "Cleo", "AAAAACCBBBBB", [0, 5, 7]),
        (0, COUNT, "Cleo", "CCCCCCCCCCCC", [0]),
        (10, COUNT, "Ada", "AAAAAABBBBAA", [0, 6, 10]),
        (1, 3, "Ada", "AAAAAABBBBBB", [0, 6]),
    ],
)
def test_words_are_given_to_a_speaker(first: int, last: int, name: str, expected: str, begins: list[int]) -> None:
    given_away = turns.assign(talk(ADA, BEN), first, last, name)
    assert said(given_away) == expected
    assert [turn.word for turn in given_away.speakers] == begins


def test_words_are_given_to_a_speaker_where_nobody_was_named() -> None:
    assert said(turns.assign(talk(), 3, 5, "Ada")) == "---AA-------"


names = st.sampled_from(["Ada", "Ben", "Cleo"])


@given(
    st.dictionaries(st.integers(0, COUNT - 1), names, max_size=5),
    st.integers(0, COUNT - 1),
    st.integers(1, COUNT),
    names,
)
def test_only_the_words_given_change_hands(begins: dict[int, str], first: int, length: int, name: str) -> None:
    before = talk(*(Speaker(word, who) for word, who in sorted(begins.items())))
    last = min(COUNT, first + length)
    after = turns.assign(before, first, last, name)
    whole = said(before)
    assert said(after) == whole[:first] + name[0] * (last - first) + whole[last:]
    assert len({turn.word for turn in after.speakers}) == len(after.speakers)


MARKED = Report(mislabelled=(Mislabelled(2, 4, "Ada", "Ben"),))


def test_a_label_that_contradicts_the_voice_is_an_issue_until_a_person_settles_it() -> None:
    before = talk(ADA, BEN, report=MARKED)
    assert find_issues(before) == [Issue("label", 2, 5, 0.8, 1.9, 1.5, "Ben")]
    given_away = turns.assign(before, 2, 5, "Ben")
    kept = turns.keep_label(before, 2, 5)
    assert find_issues(given_away) == find_issues(kept) == []
    assert (said(given_away), said(kept)) == ("AABBBABBBBBB", "AAAAAABBBBBB")
    with pytest.raises(UsageError, match="no label contradicts"):
        turns.keep_label(kept, 2, 5)


def test_an_issue_follows_a_new_name() -> None:
    named = turns.rename_speaker(talk(ADA, BEN, report=MARKED), "Ben", "Benedict")
    assert [issue.note for issue in find_issues(named)] == ["Benedict"]


def test_a_turn_that_is_nobodys_is_an_issue_where_the_sound_told_it() -> None:
    nobody = Speaker(4, None, 0.4)
    assert find_issues(talk(ADA, nobody, BEN)) == [Issue("unsure", 4, 6, 1.6, 2.3, 0.2)]
    assert find_issues(talk(ADA, replace(nobody, probability=None), BEN)) == []
    assert find_issues(turns.set_turn(talk(ADA, nobody, BEN), 4, "Ada")) == []
