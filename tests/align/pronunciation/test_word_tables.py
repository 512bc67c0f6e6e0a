"""The tables of words: every entry can be said, and no two tables contradict one another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from align.pronunciation.dictionary import REDUCED, lexicon
from align.pronunciation.english_units import CURRENCIES, MAGNITUDES, UNIT_WORDS, UNITS, ZONES
from align.pronunciation.english_words import (
    ABBREVIATIONS,
    AMBIGUOUS,
    DOTTED,
    MONTHS,
    NUMBERED,
    RULERS,
    SPELLED_WORDS,
    SYMBOLS,
    WORDS,
)
from align.pronunciation.foreign_table import TABLES, SpokenTable
from align.pronunciation.language_table import LANGUAGES, Language
from align.pronunciation.masked_words import COARSE
from align.pronunciation.phones import PHONES

ENGLISH: dict[str, Mapping[str, tuple[str, ...]]] = {
    "words": WORDS,
    "abbreviations": ABBREVIATIONS,
    "with a number": DOTTED,
    "symbols": SYMBOLS,
    "units": UNITS,
    "zones": ZONES,
    "currencies": CURRENCIES,
    "magnitudes": {sign: (word,) for sign, word in MAGNITUDES.items()},
}


@pytest.mark.parametrize("name", ENGLISH)
def test_what_stands_in_a_table_is_a_word_of_the_dictionary_or_a_letter(name: str) -> None:
    known = lexicon().knows
    unknown = {
        word
        for forms in ENGLISH[name].values()
        for form in forms
        for word in form.split()
        if not known(word) and not (len(word) == 2 and word[0].isalpha() and word[1] == ".")
    }
    # Units and coins that the dictionary lacks; espeak-ng reads them.
    rare = set(
        "agorot amps approx bani bros dirham eta fack fils gif gigabits gigahertz gigawatt gigawatts groszy halalas"
        " hryvnia hryvnias kilocalories kilohertz kobo kopecks kurus megabits megapixels megs microseconds milliamp"
        " paise petabytes reais riyal satang satoshis terawatt".split()
    )
    assert unknown <= rare


@pytest.mark.parametrize("name", ENGLISH)
def test_entries_are_in_small_letters_and_none_is_given_twice(name: str) -> None:
    for sign, forms in ENGLISH[name].items():
        assert forms, sign
        assert all(form == form.lower().strip() for form in forms), sign
        if name != "currencies":
            assert len(set(forms)) == len(forms), sign


def test_reductions_are_in_the_phones_of_the_model_and_the_fullest_is_no_shorter() -> None:
    for word, ways in REDUCED.items():
        assert all(PHONES.issuperset(way.split()) for way in ways), word
        assert len(set(ways)) == len(ways), word


def test_abbreviations_end_in_a_full_stop() -> None:
    assert all(each.endswith(".") for each in (*ABBREVIATIONS, *DOTTED))
    assert set(ABBREVIATIONS) >= AMBIGUOUS
    assert not set(ABBREVIATIONS) & set(DOTTED)
    assert not any(each.endswith(".") for each in WORDS)


def test_units_that_are_words_as_well_are_units() -> None:
    assert set(UNITS) >= UNIT_WORDS
    # What makes a number larger does so also as a unit.
    for sign, word in MAGNITUDES.items():
        if sign in UNITS and sign not in ("t", "b", "m"):
            assert word in UNITS[sign], sign


def test_lists_of_names_hold_each_name_once_in_its_case() -> None:
    for names in (MONTHS, NUMBERED, RULERS):
        assert all(name == name.lower() and name.isalpha() for name in names)
    assert all(name.isupper() for name in SPELLED_WORDS)
    assert len(MONTHS) == 12 + 12  # May is no abbreviation, September has two
    assert len(COARSE) == len(set(COARSE))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_language_has_twelve_months_and_the_common_units(table: SpokenTable) -> None:
    assert len(set(table.months)) == 12
    assert all(month == month.lower() for month in table.months)
    assert set(table.units) >= set("km m cm mm kg g l t h min s km/h °C ° ha".split())
    assert set(table.fractions) == {"1/2", "1/3", "2/3", "1/4", "3/4"}
    # The dollar, the euro and the pound stand in the table of languages.
    assert not set(table.currencies) & set("$€£")
    assert all(text.strip() for text in (*table.units.values(), *table.currencies.values(), table.square, table.first))


@pytest.mark.parametrize("code", TABLES)
def test_tables_are_of_languages_that_are_served(code: str) -> None:
    assert code in LANGUAGES
    assert code != "en"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_language_is_complete(language: Language) -> None:
    assert language.code.isalpha()
    assert len(language.code) == 2
    assert language.name[0].isupper()
    assert language.voices
    assert all(word.strip() for word in (*language.point, *language.money, language.percent, language.conjunction))
    common = set(language.common.split())
    assert all(word == word.lower() for word in common)
    # Enough to tell it from its neighbours.
    assert len(common) >= 20
