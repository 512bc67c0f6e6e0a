"""Ways to say a token as phones: forms at their best first, then other pronunciations of the first form's words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.phones import MOST, PHONES, VOWELS, Phones, part_of, variants

SPOKEN: dict[str, tuple[Phones, ...]] = {
    "ten": (("T", "EH", "N"),),
    "the": (("DH", "AH"), ("DH", "IY")),
    "oh": (("OW",),),
    "zero": (("Z", "IH", "R", "OW"), ("Z", "IY", "R", "OW"), ("Z", "R", "OW")),
    "hm": (),
}


def test_there_are_39_phones_and_15_of_them_vowels() -> None:
    assert len(PHONES) == 39
    assert len(VOWELS) == 15
    assert VOWELS < PHONES


def test_forms_come_first_and_then_other_ways_to_say_the_first() -> None:
    ways = variants((("the", "ten"), ("oh",)), SPOKEN.__getitem__)
    assert ways == ((("DH", "AH"), ("T", "EH", "N")), (("OW",),), (("DH", "IY"), ("T", "EH", "N")))


def test_words_that_cannot_be_said_are_left_out() -> None:
    assert variants((("hm", "ten"),), SPOKEN.__getitem__) == ((("T", "EH", "N"),),)
    assert variants((("hm",),), SPOKEN.__getitem__) == ()
    assert variants((("hm",), ("oh",)), SPOKEN.__getitem__) == ((("OW",),),)
    assert variants((), SPOKEN.__getitem__) == ()


forms = st.lists(st.lists(st.sampled_from(sorted(SPOKEN)), min_size=1, max_size=3).map(tuple), max_size=7)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(forms.map(tuple))
def test_no_form_is_lost_and_few_are_added(some: tuple[tuple[str, ...], ...]) -> None:
    ways = variants(some, SPOKEN.__getitem__)
    assert len(ways) <= max(MOST, len(some))
    assert len(set(ways)) == len(ways)
    best = [tuple(SPOKEN[word][0] for word in form if SPOKEN[word]) for form in some]
    expected = list(dict.fromkeys(way for way in best if way))
    assert list(ways[: len(expected)]) == expected
    for way in ways[len(expected) :]:
        assert len(way) == len(expected[0])
        assert sum(a != b for a, b in zip(way, expected[0], strict=True)) == 1


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(sorted(PHONES)), min_size=1, max_size=8).map(tuple), st.integers(1, 6))
def test_the_parts_of_a_word_are_the_word(phones: Phones, count: int) -> None:
    parts = [part_of(f"word/{part}/{count}", lambda word: (phones,))[0] for part in range(1, count + 1)]
    assert all(parts)
    if count <= len(phones):
        assert sum(parts, ()) == phones


@pytest.mark.parametrize("word", ["word", "/", "a/b", "a/1", "a/1/", "/1/2", "a/x/2", "a/1/y", "a/-1/2"])
def test_other_words_have_no_parts(word: str) -> None:
    assert part_of(word, lambda each: (("AH",),)) == ()
