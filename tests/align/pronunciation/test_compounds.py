"""Words written as one are cut into as few known words as trying every cut finds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.compounds import split_known

KNOWN = frozenset("a ab abc b bcd cda dab bca cab in on it no to tin nit ton".split())


def slow(word: str) -> int:
    """The least number of known words that make up a word, 0 for none: every way to cut it is tried."""
    allowed = {each for each in KNOWN if len(each) > 2 or each in ("in", "on", "it", "no", "to")}
    for count in range(1, len(word) + 1):
        for cuts in itertools.combinations(range(1, len(word)), count - 1):
            edges = [0, *cuts, len(word)]
            if all(word[a:b] in allowed for a, b in itertools.pairwise(edges)):
                return count
    return 0


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(sorted(KNOWN)), min_size=1, max_size=4).map("".join))
def test_words_are_cut_into_as_few_as_can_be(word: str) -> None:
    parts = split_known(word, KNOWN.__contains__)
    if len(word) < 5:
        assert parts == ()
    else:
        assert len(parts) == slow(word)
        assert not parts or "".join(parts) == word
        assert all(part in KNOWN for part in parts)


@pytest.mark.parametrize("word", ["tinton2", "tin-ton", "tínton", "", "ton" * 14])
def test_what_is_no_plain_word_is_left_alone(word: str) -> None:
    assert split_known(word, KNOWN.__contains__) == ()
