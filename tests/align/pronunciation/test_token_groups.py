"""Groups of tokens: thousands parted by spaces, words shared out among tokens, the punctuation around a group."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.phones import PART
from align.pronunciation.token_groups import core, merged, spread, thousands_at

words = st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=1, max_size=7).map(tuple)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(words, st.integers(1, 7))
def test_words_are_shared_out_in_order_and_evenly(some: tuple[str, ...], count: int) -> None:
    shares = spread(some, count)
    assert len(shares) == count
    assert all(shares)
    whole = [word for share in shares for word in share if PART not in word]
    if len(some) >= count:
        assert tuple(whole) == some
        sizes = [len(share) for share in shares]
        assert max(sizes) - min(sizes) <= 1
    else:
        # The last word is cut, and its pieces are numbered.
        assert tuple(whole) == some[:-1]
        pieces = [share[0] for share in shares if PART in share[0]]
        assert pieces == [f"{some[-1]}/{k + 1}/{len(pieces)}" for k in range(len(pieces))]


def test_readings_of_a_group_become_alternatives_of_its_tokens() -> None:
    readings: list[list[tuple[str, ...]]] = [
        [("ten",), ("thousand",)],
        [("ten",), ("thousands",)],
        [("a", "ten"), ("thousand",)],
    ]
    assert merged(readings) == [(("ten",), ("a", "ten")), (("thousand",), ("thousands",))]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("10 000 people", ["10", "000"]),
        ("1 250 000", ["1", "250", "000"]),
        ("(10 000) people", ["10", "000"]),
        ("10 000, then", ["10", "000"]),
        ("1 000 000 000 000", ["1", "000", "000", "000", "000"]),
        ("10 people", []),
        ("10", []),
        ("1000 000", []),
        ("05 000", []),
        ("10 00", []),
        ("10, 000", []),
        ("555 123 4567", []),
        ("12 345.5", []),
        ("12 345 km", ["12", "345"]),
    ],
)
def test_thousands_parted_by_spaces(text: str, groups: list[str]) -> None:
    assert thousands_at(text.split(), 0) == groups


def test_no_number_has_more_than_five_groups() -> None:
    assert len(thousands_at(["1", *["000"] * 9], 0)) == 5


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1000, 10**15 - 1))
def test_any_number_with_spaces_is_found_whole(value: int) -> None:
    tokens = f"about {value:,} of them".replace(",", " ").split()
    assert "".join(thousands_at(tokens, 1)) == str(value)


@pytest.mark.parametrize(
    ("token", "first", "last", "text"),
    [
        ("(“20”),", True, True, "20"),
        ("(20)", True, False, "20)"),
        ("(20)", False, True, "(20"),
        ("don’t!", True, True, "don't"),
        ("...", True, True, ""),
    ],
)
def test_the_punctuation_around_a_group(token: str, first: bool, last: bool, text: str) -> None:
    assert core(token, first=first, last=last) == text
