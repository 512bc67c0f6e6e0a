"""Roman numerals: every number has one spelling, and nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.roman import roman_value

STEPS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(value: int) -> str:
    """The numeral of a number, the largest step first."""
    out = ""
    for step, letters in STEPS:
        while value >= step:
            out, value = out + letters, value - step
    return out


NUMERALS = frozenset(map(roman, range(1, 4000)))


def test_every_numeral_has_its_value() -> None:
    assert [roman_value(roman(value)) for value in range(1, 4000)] == list(range(1, 4000))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text("IVXLCDM", min_size=1, max_size=6))
def test_only_the_usual_spelling_is_a_numeral(text: str) -> None:
    value = roman_value(text)
    assert (roman(value) == text) if value else text not in NUMERALS


@pytest.mark.parametrize("text", ["", "iv", "Iv", "A", "IVa", " IV", "MMMM", "ⅠⅤ"])
def test_anything_else_is_none(text: str) -> None:
    assert roman_value(text) == 0
