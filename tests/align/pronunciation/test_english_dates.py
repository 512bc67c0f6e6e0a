"""Dates and times of day, each with what an English speaker makes of it."""

from __future__ import annotations

import re
from calendar import monthrange

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.english_dates import MONTH_NAMES, read_clock, read_date, read_hour
from align.pronunciation.english_numbers import Forms, ordinal
from align.pronunciation.english_patterns import numeric


def told(forms: Forms) -> list[str]:
    return [" ".join(form) for form in forms]


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("10:05", "ten oh five", set()),
        ("7:00", "seven", {"seven o'clock", "seven hundred"}),
        ("17:30", "seventeen thirty", {"five thirty", "half past five"}),
        ("23:15", "twenty three fifteen", {"eleven fifteen", "quarter past eleven"}),
        ("11:45", "eleven forty five", {"quarter to twelve"}),
        ("12:45", "twelve forty five", {"quarter to one"}),
        ("0:45", "zero forty five", {"twelve forty five", "oh forty five", "quarter to one"}),
        ("12:00", "twelve", {"noon", "twelve o'clock"}),
        ("00:00", "zero", {"twelve", "midnight", "zero hundred"}),
        ("10:30am", "ten thirty a. m.", set()),
        ("7:00p.m.", "seven p. m.", {"seven o'clock p. m."}),
        ("1:02:03", "one oh two oh three", {"one hour two minutes three seconds"}),
        ("2:00:01", "two oh zero oh one", {"two hours one second"}),
        ("5pm", "five p. m.", set()),
        ("12a.m.", "twelve a. m.", set()),
    ],
)
def test_times_of_day(text: str, first: str, others: set[str]) -> None:
    forms = told(numeric(text))
    assert forms[0] == first
    assert others <= set(forms)


def test_half_a_day_leaves_no_room_for_quarters() -> None:
    assert not any("quarter" in form for form in told(numeric("10:15am")))


CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?(?P<half>[ap]m)?")


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", "am", "pm"]))
def test_every_time_has_its_hour_and_minutes(hours: int, minutes: int, half: str) -> None:
    found = CLOCK.fullmatch(f"{hours}:{minutes:02d}{half}")
    assert found is not None
    forms = read_clock(found)
    assert forms
    assert all(word for form in forms for word in form)
    for form in forms if half else ():
        assert form[-2:] == (f"{half[0]}.", "m.")
    if half:
        hour = re.fullmatch(r"(?P<h>\d{1,2})(?P<half>[ap]m)", f"{hours}{half}")
        assert hour is not None
        assert read_hour(hour)[0][-2:] == (f"{half[0]}.", "m.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9/21/24", {"nine twenty one twenty four", "september twenty first twenty twenty four"}),
        ("2024-01-15", {"january fifteenth twenty twenty four", "fifteenth of january twenty twenty four"}),
        ("21.9.2024", {"september twenty first twenty twenty four", "twenty first of september twenty twenty four"}),
        ("3/4/1987", {"march fourth nineteen eighty seven", "april third nineteen eighty seven"}),
        ("3.4.1987", {"april third nineteen eighty seven", "march fourth nineteen eighty seven"}),
        ("12/31/99", {"december thirty first ninety nine", "december thirty first nineteen ninety nine"}),
        ("1-1-05", {"january first oh five", "january first two thousand five"}),
    ],
)
def test_dates(text: str, said: set[str]) -> None:
    assert said <= set(told(numeric(text)))


@pytest.mark.parametrize(("text", "first"), [("3/4/1987", "march"), ("3.4.1987", "april")])
def test_points_mean_that_the_day_stands_first(text: str, first: str) -> None:
    named = [form[0] for form in numeric(text) if form[0] in MONTH_NAMES]
    assert named[0] == first


DATE = re.compile(r"(?P<year>\d{4})-(?P<first>\d\d)-(?P<second>\d\d)")


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1800, 2099), st.integers(1, 12), st.data())
def test_a_written_date_begins_with_its_month_and_day(years: int, month: int, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, monthrange(years, month)[1]))
    found = DATE.fullmatch(f"{years}-{month:02d}-{day:02d}")
    assert found is not None
    forms = read_date(found)
    assert forms[0][: 1 + len(ordinal(day))] == (MONTH_NAMES[month - 1], *ordinal(day))


@pytest.mark.parametrize("text", ["2024-13-15", "2024-00-10", "2024-05-32", "2024-15-01"])
def test_what_is_no_date_is_left_to_others(text: str) -> None:
    found = DATE.fullmatch(text)
    assert found is not None
    assert read_date(found) == ()
    assert not any(form[0] in MONTH_NAMES for form in numeric(text))
