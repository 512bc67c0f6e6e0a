"""Repeated openings: the longest one, by content, in linear time, and none that is speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.transcript.overlap import LONGEST, MINIMUM, corrected_overlap, overlap

WORDS = st.lists(st.sampled_from("ab"), max_size=40)


def slow(before: list[str], after: list[str]) -> int:
    """The longest opening of `after` that ends `before`, tried one by one."""
    sizes = range(min(len(before), len(after)), MINIMUM - 1, -1)
    return next((size for size in sizes if before[len(before) - size :] == after[:size]), 0)


@given(WORDS, WORDS)
def test_it_is_the_longest(before: list[str], after: list[str]) -> None:
    assert overlap(before, after) == slow(before, after)


@pytest.mark.slow
@given(WORDS, WORDS, st.lists(st.sampled_from("abc"), min_size=MINIMUM, max_size=20))
def test_a_planted_one_is_found(before: list[str], after: list[str], both: list[str]) -> None:
    assert overlap([*before, *both], [*both, *after]) >= len(both)


def test_case_punctuation_and_quotes_do_not_count() -> None:
    before = "and so it was that they all went home,".split()
    after = "“SO it was—that they all went home.” Then".split()
    assert overlap(before, "So it was that “they” all went HOME. Then".split()) == 8
    assert overlap(before, after) == 0, "two words joined by a dash are one token"


def test_a_short_repetition_is_speech() -> None:
    assert overlap("no no no".split(), "no no no he said".split()) == 0


def test_only_so_much_is_looked_at() -> None:
    text = [str(k) for k in range(LONGEST + 50)]
    assert overlap(text, text) == 0
    assert overlap(text[:LONGEST], text[:LONGEST]) == LONGEST


def test_nothing_before_or_after() -> None:
    assert overlap([], ["a"] * 20) == overlap(["a"] * 20, []) == 0


TALE = [f"word{k * k % 97}and{k}" for k in range(120)]


@pytest.mark.parametrize(
    ("again", "count", "differing"),
    [
        ([*TALE[50:60], "corrected", *TALE[61:]], 70, [10]),
        (["corrected", *TALE[51:]], 70, [0]),
        ([*TALE[50:119], "corrected"], 70, [69]),
        ([*TALE[50:60], "one", "more", *TALE[60:]], 72, [10, 11]),
        ([*TALE[50:60], *TALE[62:]], 68, []),
    ],
    ids=["in the middle", "the first word", "the last word", "words more", "words less"],
)
def test_a_repetition_that_was_corrected_in_one_place_is_one(
    again: list[str], count: int, differing: list[int]
) -> None:
    assert corrected_overlap(TALE, [*again, "and", "then", "he", "left"]) == (count, differing)


def test_what_is_like_the_end_for_a_while_only_is_speech() -> None:
    other = [f"other{k}" for k in range(40)]
    assert corrected_overlap(TALE, [*TALE[80:100], *other]) == (0, [])
    assert corrected_overlap(TALE, [*TALE[20:60], *other]) == (0, []), "what comes before the end does not end it"
    assert corrected_overlap(TALE, [*TALE[90:105], "corrected", *TALE[106:], *other]) == (0, []), "it is too short"
