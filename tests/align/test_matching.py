"""Matching texts word by word: what is planted is found, and a pair never crosses another."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align import matching
from align.matching import match_words, steps_between

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


@given(words, words)
def test_steps_lead_from_one_text_to_the_other(a: list[str], b: list[str]) -> None:
    made: list[str] = []
    i = j = 0
    for tag, i1, i2, j1, j2 in steps_between(a, b):
        assert (i1, j1) == (i, j)
        assert (tag == "equal") == (a[i1:i2] == b[j1:j2])
        assert {"insert": i1 == i2, "delete": j1 == j2}.get(tag, i1 < i2 and j1 < j2)
        made += b[j1:j2]
        i, j = i2, j2
    assert (i, made) == (len(a), b)


def test_long_texts_are_never_compared_by_the_slow_way(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(junk: None, a: list[str], b: list[str], *, autojunk: bool) -> SequenceMatcher[str]:
        seen.append(max(len(a), len(b)))
        return SequenceMatcher(junk, a, b, autojunk)

    monkeypatch.setattr(matching, "SequenceMatcher", watched)
    periods = [str(k % 150) for k in range(3000)], [str(7 * k % 150) for k in range(3000)]
    steps = steps_between(*periods)
    assert any(tag == "equal" for tag, *_ in steps)
    assert steps_between(periods[0], [*periods[0][:1500], "x", *periods[0][1500:]])
    assert all(length <= 400 for length in seen)
