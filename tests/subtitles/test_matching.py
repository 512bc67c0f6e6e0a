"""Matching texts word by word: what is planted is found, and a pair never crosses another."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from subtitles.matching import match_words

words = st.lists(st.sampled_from("a b c d e".split()))


@given(words, words)
def test_pairs_rise_and_are_equal(a: list[str], b: list[str]) -> None:
    pairs = match_words(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@given(words)
def test_a_text_matches_itself(a: list[str]) -> None:
    assert match_words(a, a) == [(k, k) for k in range(len(a))]


def test_planted_edits_of_a_long_text_are_found() -> None:
    draw = random.Random(3)
    a = [draw.choice("the of and to a in that it is was for on with as at by".split()) for _ in range(20_000)]
    b = list(a)
    changed = sorted(draw.sample(range(20_000), 40))
    for k in changed:
        b[k] = "changed"
    missed = set(range(20_000)) - {i for i, j in match_words(a, b) if i == j}
    assert set(changed) <= missed
    assert len(missed) < 400


def test_texts_with_nothing_in_common_match_nowhere() -> None:
    assert match_words(["a"] * 5000, ["b"] * 5000) == []
