from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.clock import clock_text, decimal_text, parse_clock, parse_duration, seconds_of
from align.errors import UsageError

FORMS: tuple[dict[str, Any], ...] = ({}, {"mark": ","}, {"hours": 1}, {"hours": 0}, {"places": 6, "hours": 0})


@pytest.mark.slow
@given(st.integers(0, 10**9), st.sampled_from(FORMS))
def test_every_form_that_is_written_is_read(milliseconds: int, form: dict[str, Any]) -> None:
    text = clock_text(Fraction(milliseconds, 1000), **form)
    assert parse_clock(text) == seconds_of(text) == pytest.approx(milliseconds / 1000, abs=1e-6)


@pytest.mark.parametrize(
    ("seconds", "form", "text"),
    [
        (59.9996, {}, "00:01:00.000"),
        (3599.99996, {"places": 2, "hours": 1}, "1:00:00.00"),
        (Fraction("59.9995"), {"hours": 0}, "1:00.000"),
        (-0.0001, {}, "00:00:00.000"),
        (-61.5, {"hours": 0}, "-1:01.500"),
        (360_000, {"places": 0}, "100:00:00"),
    ],
)
def test_rounding_carries(seconds: float, form: dict[str, Any], text: str) -> None:
    assert clock_text(seconds, **form) == text


def test_decimals_carry() -> None:
    assert decimal_text(Fraction("0.9999999")) == "1.000000"
    assert decimal_text(-0.25, 2) == "-0.25"
    assert decimal_text(2.6, 0) == "3"


@pytest.mark.parametrize("text", ["", "1:2:3:4", "ten", "--1", "٣", "nan", "9" * 5000, "1:" * 5000, "1.2.3"])
def test_what_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2", Fraction(2)), (" 2s ", Fraction(2)), ("1.5 s", Fraction(3, 2)), ("500ms", Fraction(1, 2))],
)
def test_durations(text: str, seconds: Fraction) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "two", "-1", "1h", "nan", "1e9", "٣", "9" * 5000])
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a duration"):
        parse_duration(text)
