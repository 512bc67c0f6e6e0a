"""Tokens become the model's characters: digits in words, missing letters romanised, nothing as a wildcard."""

from __future__ import annotations

import string
from collections.abc import Sequence

import pytest

from align.ctc.spelling import spell

ENGLISH = {letter: code for code, letter in enumerate(string.ascii_lowercase + "'", start=5)}
BACK = {code: letter for letter, code in ENGLISH.items()}


def read(tokens: Sequence[str], language: str = "en", symbols: dict[str, int] | None = None) -> list[set[str]]:
    symbols = symbols or ENGLISH
    back = {code: letter for letter, code in symbols.items()}
    ways = spell(tokens, language, symbols).ways
    return [{" ".join("".join(back[c] for c in word) for word in way) for way in token} for token in ways]


@pytest.mark.slow
def test_every_digit_and_symbol_is_said() -> None:
    money, share, year, plain = read(["$18,000,", "40%", "2007", "INT4"])
    assert "eighteen thousand dollars" in money
    assert "forty percent" in share
    assert {"two thousand seven", "twenty oh seven"} <= year
    assert any("four" in way for way in plain)


def test_spelled_letters_may_be_heard_either_way() -> None:
    assert {"t p u", "tee pee you"} <= read(["TPU"])[0]


def test_what_says_nothing_is_silent() -> None:
    spelling = spell(["–", "[laughs]", "Yes."], "en", ENGLISH)
    assert spelling.silent == (True, True, False)
    assert spelling.ways[:2] == ((), ())


def test_accents_are_romanised_where_the_model_has_none() -> None:
    assert read(["café", "Čapek", "naïve"], "cs") == [{"cafe"}, {"capek"}, {"naive"}]
    assert read(["café"], "fr", {**ENGLISH, "é": 99}) == [{"café"}]


def test_numbers_are_said_in_the_language() -> None:
    german = {**ENGLISH, "ü": 90, "ß": 91, "ä": 92, "ö": 93}
    assert read(["25", "Häuser"], "de", german) == [{"fünfundzwanzig"}, {"häuser"}]
    assert "drei komma fünf" in read(["3,5"], "de", german)[0]
    assert read(["1.200"], "es", {**ENGLISH, "ñ": 94}) == [{"mil doscientos"}]


def test_chinese_by_character() -> None:
    characters = {char: code for code, char in enumerate("我们有二十五个人", start=3)}
    assert read(["我们有25个人。"], "zh", characters) == [{"我们有 二十五 个人"}]


def test_another_script_is_counted_as_foreign() -> None:
    spelling = spell(["Привет", "мир"], "ru", ENGLISH)
    assert spelling.foreign == spelling.letters == 9
    assert spell(["Héllo"], "fr", ENGLISH).foreign == 1
