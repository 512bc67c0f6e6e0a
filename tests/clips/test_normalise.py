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
    ],
)
def test_ways_to_write_the_same_thing_meet(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(("one", "other"), [("2007", "2008"), ("fifteen", "fifty"), ("one two", "three")])
def test_different_things_stay_different(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_a_unit_knows_its_tokens() -> None:
    found = units("cost two hundred and six dollars today".split())
    assert [(unit.key, unit.first, unit.last) for unit in found] == [
        ("cost", 0, 0),
        ("206", 1, 4),
        ("dollar", 5, 5),
        ("today", 6, 6),
    ]
