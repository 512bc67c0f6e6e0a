"""Descriptions of sounds are silent; asides in brackets are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.pronunciation.sound_events import LONGEST, silenced


@pytest.mark.parametrize(
    "text",
    [
        "[laughs]", "(applause)", "[upbeat music playing]", "{cough}", "<sighs>", "*laughs*", "♪ music ♪",
        "[Gelächter]", "(rires)", "[LAUGHTER]", "“[laughs]”", "[inaudible 00:12:34]", "(laughs).",
        "[music, then applause]",
        "[ ]",
        "(END VIDEO CLIP)",
        "(through translator)",
        "(ph)",
        "[Off-mike]",
        "(speaking in foreign language)",
        "_laughs_",
        "[CROSS-TALK]",
    ],
)  # fmt: skip
def test_what_nobody_says(text: str) -> None:
    tokens = ["well", *text.split(), "yes"]
    assert silenced(tokens) == set(range(1, len(tokens) - 1))


@pytest.mark.parametrize(
    "text",
    [
        "(the music)", "[instead]", "(laughs at his own expense)", "[he]", "(she said)", "*very*", "[laughs", "laughs]",
        "(on the phone)", "(break)", "_very_", "_init_", "(through the translator he knew)",
        "(which nobody had heard before, though the music was old and known)", "a[0]",
    ],
)  # fmt: skip
def test_what_somebody_says(text: str) -> None:
    assert silenced(["well", *text.split(), "yes"]) == set()


def test_a_long_bracket_is_prose() -> None:
    tokens = ["[music", *["word"] * LONGEST, "music]"]
    assert silenced(tokens) == set()


def test_several_in_a_row() -> None:
    assert silenced("[laughs] [coughs] so (sighs) it".split()) == {0, 1, 3}


@pytest.mark.slow
@given(st.lists(st.text(st.sampled_from("ab [](){}<>*♪laughs "), max_size=8), max_size=12))
def test_indices_are_of_tokens(tokens: list[str]) -> None:
    assert silenced(tokens) <= set(range(len(tokens)))
