"""What is said for what is printed."""

from __future__ import annotations

import pytest

from align.lexicon import lexicon
from align.spoken import bare, spoken_forms


def said(text: str) -> list[list[str]]:
    """The alternatives of each token, as text."""
    return [[" ".join(form) for form in forms] for forms in spoken_forms(text.split(), lexicon().knows)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("$18", ["eighteen dollars"]),
        ("$1", ["one dollar"]),
        ("25%", ["twenty five percent"]),
        ("1.5", ["one point five", "one and a half"]),
        ("2.0", ["two point oh", "two point zero"]),
        ("737", ["seven thirty seven", "seven hundred thirty seven", "seven hundred and thirty seven"]),
        ("404", ["four oh four", "four zero four", "four hundred four"]),
        ("2007", ["two thousand seven", "two thousand and seven", "twenty oh seven"]),
        ("1999", ["nineteen ninety nine"]),
        ("2036?", ["twenty thirty six", "two thousand thirty six"]),
        ("1,500", ["one thousand five hundred", "fifteen hundred"]),
        ("100", ["one hundred", "a hundred", "hundred"]),
        ("1930s", ["nineteen thirties"]),
        ("INT4", ["i. n. t. four", "int four"]),
        ("MUQQ17", ["m. u. q. q. seventeen"]),
        ("TPUs,", ["t. p. u.'s"]),
        ("10x", ["ten x.", "ten times"]),
        ("C++", ["c. plus plus"]),
        ("word2vec", ["word two vec"]),
        ("1/1000th", ["one thousandth", "a thousandth"]),
        ("10-20", ["ten to twenty"]),
        ("32-processor", ["thirty two processor"]),
        ("21st", ["twenty first"]),
        ("10:05", ["ten oh five"]),
        ("&", ["and"]),
        ("N-gram", ["n. gram"]),
    ],
)
def test_a_token(printed: str, expected: list[str]) -> None:
    assert said(printed)[0][: len(expected)] == expected


@pytest.mark.parametrize("silent", ["–", "--", "…", "[laughs]", "(applause)", "♪", "...", "[inaudible]"])
def test_silent(silent: str) -> None:
    assert said(f"Yes {silent} no")[1] == []


def test_money_before_a_magnitude() -> None:
    assert [forms[0] for forms in said("It cost $1.5 million, yes")] == [
        "it",
        "cost",
        "one point five",
        "million dollars",
        "yes",
    ]


def test_bare() -> None:
    assert bare("(“Don’t!”)") == "Don't"
