"""Digits that name a thing, each with what is said for it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.english_codes import read_digit_groups, read_score, read_telephone, read_version
from align.pronunciation.english_numbers import DIGITS, Forms
from align.pronunciation.english_patterns import numeric

pytestmark = pytest.mark.slow


def told(forms: Forms) -> list[str]:
    return [" ".join(form) for form in forms]


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("555-1234", "five five five one two three four", {"five five five twelve thirty four"}),
        ("555-0100", "five five five oh one oh oh", {"five five five zero one zero zero"}),
        ("1-800-555-0199", "one eight hundred five five five oh one nine nine", set()),
        ("(212)555-1234", "two one two five five five one two three four", set()),
        ("+44-20-7946-0958", "plus four four two oh seven nine four six oh nine five eight", set()),
        ("123-45-6789", "one two three four five six seven eight nine", set()),
        ("3.2.1", "three point two point one", {"three dot two dot one", "three two one"}),
        ("192.168.0.1", "one ninety two point one sixty eight point zero point one", set()),
        ("S2E05", "season two episode five", {"s. two e. five", "s. two e. oh five", "s. two e. zero five"}),
        ("s01e10", "season one episode ten", {"s. oh one e. ten"}),
        ("6'", "six feet", {"six foot", "six", "six minutes"}),
        ("6'2\"", "six two", {"six foot two", "six feet two", "six feet and two inches"}),
        ("5'10½\"", "five ten and a half", {"five foot ten and a half"}),
        ('8"', "eight inches", {"eight inch", "eight"}),
        ("1080p", "ten eighty p.", {"one thousand eighty p."}),
        ("v2.0", "v. two point oh", {"version two point oh"}),
    ],
)
def test_codes(text: str, first: str, others: set[str]) -> None:
    forms = told(numeric(text))
    assert forms[0] == first
    assert others <= set(forms)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("3", "2", ["three two", "three to two"]),
        ("21", "14", ["twenty one fourteen", "twenty one to fourteen"]),
        ("3", "0", ["three nil", "three nothing", "three zero", "three oh", "three to zero"]),
        ("0", "0", ["nil nil", "zero zero", "oh oh", "zero to zero"]),
    ],
)
def test_scores(low: str, high: str, said: list[str]) -> None:
    assert told(read_score(low, high)) == said


def digits_of(form: tuple[str, ...]) -> str:
    """The digits of words that name one each, other words left out."""
    values = {**{word: str(value) for value, word in enumerate(DIGITS)}, "oh": "0"}
    return "".join(values.get(word, "") for word in form)


groups = st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=3, max_size=5)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(groups)
def test_every_digit_of_a_group_is_said(some: list[str]) -> None:
    found = re.fullmatch(r".*", "-".join(some))
    assert found is not None
    forms = read_digit_groups(found)
    assert digits_of(forms[0]) == "".join(some)
    assert any(form.count("dash") == len(some) - 1 for form in forms)
    assert len(set(forms)) == len(forms)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.from_regex(r"\A[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}\Z"), st.sampled_from(["", "+1-"]))
def test_every_digit_of_a_telephone_number_may_be_said_singly(number: str, country: str) -> None:
    found = re.fullmatch(r".*", country + number)
    assert found is not None
    forms = read_telephone(found)
    wanted = "".join(c for c in country + number if c.isdecimal())
    assert any(digits_of(form) == wanted for form in forms)
    assert all((form[0] == "plus") == bool(country) for form in forms)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=5))
def test_a_version_is_said_with_points_dots_or_neither(parts: list[int]) -> None:
    found = re.fullmatch(r".*", ".".join(map(str, parts)))
    assert found is not None
    forms = read_version(found)
    names = [DIGITS[part] for part in parts]
    for between in (" point ", " dot ", " "):
        assert tuple(between.join(names).split()) in forms
