"""Masked words: what fits letter by letter comes before what fits loosely, and a beep may always stand there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.masked_words import COARSE, unmask


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.sampled_from(COARSE), st.data())
def test_a_masked_word_is_among_the_guesses_or_a_commoner_one_is(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(1, max(1, len(word) - 2)))
    masked = word[:start] + "*" * (len(word) - 1 - start) + word[-1]
    if "*" not in masked:
        return
    guesses = [form[0] for form in unmask(masked)]
    assert guesses[-1] == "beep"
    fitting = [
        each
        for each in COARSE
        if len(each) == len(word) and all(a in ("*", b) for a, b in zip(masked, each, strict=True))
    ]
    assert word in fitting
    assert guesses[:-1] == fitting[:3]


@pytest.mark.parametrize(
    ("token", "guesses"),
    [
        ("f**k", ["fuck", "beep"]),
        ("F***", ["fuck", "beep"]),
        ("sh**ty", ["shitty", "beep"]),
        # Signs that are too few or too many for any word stand for any number of letters.
        ("f*ing", ["fucking", "beep"]),
        ("b*******t", ["bullshit", "beep"]),
        ("2*3", []),
        ("*bold*", []),
        ("well", []),
        ("z*****z", []),
        ("***", []),
    ],
)
def test_masked_words(token: str, guesses: list[str]) -> None:
    assert [form[0] for form in unmask(token)] == guesses
