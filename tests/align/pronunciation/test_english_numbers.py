"""Numbers in words, read back by a plain parser of English numerals."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.english_numbers import (
    MOST_READINGS,
    Forms,
    Words,
    cardinal,
    digits,
    integer,
    join,
    number,
    ordinal,
    plural,
    unique,
    year,
)

SMALL = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve",
}  # fmt: skip


def value_of(words: Words) -> int:
    """The number that English words name, "and" and "a" included."""
    total = group = 0
    for word in words:
        if word in SMALL:
            group += SMALL[word]
        elif word in TENS:
            group += TENS[word]
        elif word == "a":
            group = 1
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in LARGE:
            total, group = total + max(group, 1) * LARGE[word], 0
        else:
            assert word == "and"
    return total + group


def plain(word: str) -> str:
    """The cardinal of an ordinal: "twentieth" to "twenty", "fourth" to "four"."""
    if word in ORDINALS:
        return ORDINALS[word]
    return f"{word[:-4]}y" if word.endswith("ieth") else word.removesuffix("th")


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**15 - 1) | st.integers(0, 9999))
def test_cardinals_name_their_number(value: int) -> None:
    assert value_of(cardinal(value)) == value_of(cardinal(value, True)) == value
    assert "and" not in cardinal(value)
    assert ("and" in cardinal(value, True)) == any(
        int(group) % 100 and (int(group) > 100 or (place == 0 and value > 999))
        for place, group in enumerate(reversed(f"{value:,}".split(",")))
        if int(group) > 100 or place == 0
    )


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(1, 10**6))
def test_ordinals_name_their_number(value: int) -> None:
    *head, last = ordinal(value)
    assert plain(last) != last
    assert value_of((*head, plain(last))) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1900, ["nineteen hundred", "one thousand nine hundred"]),
        (1905, ["nineteen oh five"]),
        (1987, ["nineteen eighty seven", "one thousand nine hundred eighty seven"]),
        (2000, ["two thousand"]),
        (2007, ["two thousand seven", "two thousand and seven", "twenty oh seven"]),
        (2010, ["twenty ten", "two thousand ten"]),
        (1066, ["ten sixty six", "one thousand sixty six"]),
        (1010, ["ten ten"]),
        (1001, ["one thousand one", "one thousand and one"]),
    ],
)
def test_years(value: int, said: list[str]) -> None:
    forms = [" ".join(form) for form in year(value)]
    assert forms[: len(said)] == said or set(said) <= set(forms)
    assert forms[0] == said[0]


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**9))
def test_a_whole_number_can_always_be_heard_as_its_value(value: int) -> None:
    forms = integer(str(value))
    assert 1 <= len(forms) <= MOST_READINGS
    assert len(set(forms)) == len(forms)
    assert any(value_of(form) == value for form in forms if "double" not in form and "oh" not in form)


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("0", "zero", {"oh"}),
        ("7", "seven", set()),
        ("42", "forty two", set()),
        ("05", "oh five", {"zero five", "five"}),
        ("007", "double oh seven", {"oh oh seven", "zero zero seven"}),
        ("100", "one hundred", {"a hundred", "hundred"}),
        ("120", "one hundred twenty", {"one hundred and twenty", "one twenty"}),
        ("405", "four oh five", {"four zero five", "four hundred five"}),
        ("1000", "one thousand", {"a thousand", "thousand"}),
        ("1990", "nineteen ninety", {"one nine nine zero", "one nine nine oh"}),
        ("2008", "two thousand eight", {"two zero zero eight", "twenty oh eight"}),
        ("1200", "twelve hundred", {"one thousand two hundred"}),
        ("2500", "two thousand five hundred", {"twenty five hundred"}),
        ("8086", "eight thousand eighty six", {"eighty eighty six", "eight oh eight six"}),
        ("90210", "ninety thousand two hundred ten", {"nine oh two one oh"}),
        ("1000000", "one million", {"a million", "million"}),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three four five six", set()),
    ],
)
def test_whole_numbers(text: str, first: str, others: set[str]) -> None:
    forms = [" ".join(form) for form in integer(text)]
    assert forms[0] == first
    assert others <= set(forms)


@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("1,000", "one thousand", {"a thousand"}),
        ("1,500", "one thousand five hundred", {"fifteen hundred"}),
        ("1,001", "one thousand one", {"one thousand and one"}),
        ("12'500", "twelve thousand five hundred", set()),
        ("0,000", "oh oh oh oh", set()),
        ("3.14", "three point one four", {"three point fourteen", "three fourteen"}),
        ("0.5", "zero point five", {"point five", "half", "five tenths"}),
        (".75", "point seven five", {"zero point seven five", "seventy five hundredths"}),
        ("2.0", "two point oh", {"two point zero"}),
        ("1,234.5", "one thousand two hundred thirty four point five", set()),
        ("0.001", "zero point zero zero one", {"one thousandth"}),
        ("5.", "five", set()),
    ],
)
def test_numbers_with_signs_in_them(text: str, first: str, others: set[str]) -> None:
    forms = [" ".join(form) for form in number(text)]
    assert forms[0] == first
    assert others <= set(forms)


@pytest.mark.parametrize("zero", ["oh", "zero"])
def test_digits_one_by_one(zero: str) -> None:
    assert digits("90210", zero) == ("nine", zero, "two", "one", zero)
    assert digits("") == ()


@pytest.mark.parametrize(
    ("word", "many"),
    [("thirty", "thirties"), ("six", "sixes"), ("hundred", "hundreds"), ("nine", "nines"), ("zero", "zeros")],
)
def test_plurals(word: str, many: str) -> None:
    assert plural((("one", word),)) == (("one", many),)


words = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=2).map(tuple)
parts = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(parts, min_size=1, max_size=3))
def test_parts_are_joined_the_likeliest_first_and_one_change_at_a_time(some: list[Forms]) -> None:
    joined = join(*some, limit=100)
    assert joined[0] == tuple(itertools.chain.from_iterable(part[0] for part in some))
    possible = {tuple(itertools.chain.from_iterable(chosen)) for chosen in itertools.product(*some)}
    assert set(joined) <= possible
    one_change = {
        tuple(itertools.chain.from_iterable((*(p[0] for p in some[:k]), other, *(p[0] for p in some[k + 1 :]))))
        for k, part in enumerate(some)
        for other in part
    }
    assert set(joined) == one_change


def test_parts_that_say_nothing_are_left_out() -> None:
    assert join((), (("a",),), ()) == (("a",),)
    assert join((), ()) == ()
    assert join((("a",), ()), (("b",),)) == (("a", "b"), ("b",))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from("ab"), max_size=2).map(tuple), max_size=8), st.integers(1, 5))
def test_alternatives_are_different_and_limited(forms: list[Words], limit: int) -> None:
    kept = unique(forms, limit)
    expected: list[Words] = []
    for form in forms:
        if form and form not in expected and len(expected) < limit:
            expected.append(form)
    assert list(kept) == expected
