from __future__ import annotations

import pytest

from clips.normalise import units


def keys(text: str) -> str:
    return " ".join(unit.key for unit in units(text.split()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It’s “fine” — really…", "its fine - really..."),
        ("NAÏVE Café", "naive cafe"),
        ("25%", "twenty-five per cent"),
        ("25 percent", "twenty five percent"),
        ("$18", "eighteen dollars"),
        ("$18,000", "eighteen thousand dollars"),
        ("2007", "two thousand and seven"),
        ("2007", "twenty oh seven"),
        ("1999", "nineteen ninety-nine"),
        ("737", "seven thirty-seven"),
        ("1.5", "one point five"),
        ("the 1990s", "the nineteen nineties"),
        ("21st", "twenty-first"),
        ("3rd", "third"),
        ("1,234,567", "one million two hundred and thirty-four thousand five hundred and sixty seven"),
        ("GPT-4", "GPT four"),
        ("R&D", "r and d"),
        ("well-known", "well known"),
        ("gonna", "going to"),
        ("OK", "okay"),
        ("180 lbs", "a hundred and eighty pounds"),
        ("180", "one hundred eighty"),
        ("a 180-pound dog", "a a hundred and eighty pound dog"),
        ("1,200 sheep", "a thousand two hundred sheep"),
        ("180,000", "a hundred and eighty thousand"),
        ("100,000", "a hundred thousand"),
        ("$25,000", "25 thousand dollars"),
        ("$25K", "twenty-five thousand dollars"),
        ("$1.5m a year", "one point five million dollars a year"),
        ("$1.5 million", "1.5 million dollars"),
        ("€2bn", "two billion euros"),
        ("2,500,000", "two and a half million"),
        ("3.5%", "three and a half per cent"),
        ("3½ percent", "3.5%"),
        ("at 7:30pm", "at seven thirty p.m."),
        ("at 7.30 pm", "at 7.30 pm"),
        ("at 7.30p.m.", "at 7:30 P.M."),
        ("555-1212", "five five five one two one two"),
        ("the USA, i.e. here", "the U.S.A. ie here"),
        ("Mr. Moss and Dr Lark", "mister Moss and doctor Lark"),
    ],
)
def test_ways_to_write_the_same_thing_meet(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2007", "2008"),
        ("fifteen", "fifty"),
        ("one two", "three"),
        ("a hundred", "a thousand"),
        ("5m", "5 million"),
        ("3 and half", "3.5"),
    ],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_units_of_large_numbers_know_their_tokens() -> None:
    found = units("so $1.5 million and a hundred and eighty thousand more, or 25 thousand".split())
    assert [(unit.key, unit.first, unit.last) for unit in found] == [
        ("so", 0, 0),
        ("1500000", 1, 2),
        ("dollar", 1, 2),
        ("and", 3, 3),
        ("180000", 4, 8),
        ("more", 9, 9),
        ("or", 10, 10),
        ("25000", 11, 12),
    ]


def test_a_unit_knows_its_tokens() -> None:
    found = units("cost two hundred and six dollars today".split())
    assert [(unit.key, unit.first, unit.last) for unit in found] == [
        ("cost", 0, 0),
        ("206", 1, 4),
        ("dollar", 5, 5),
        ("today", 6, 6),
    ]
