"""espeak-ng's phones in the model's: every sign of the table, the longest first, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.pronunciation.ipa import GENERAL, OVERRIDES, to_arpabet
from align.pronunciation.language_table import LANGUAGES
from align.pronunciation.phones import PHONES


def test_every_entry_is_a_phone_of_the_model() -> None:
    tables = [GENERAL, *OVERRIDES.values()]
    assert {unit for table in tables for units in table.values() for unit in units} <= PHONES
    assert set(OVERRIDES) <= {"en", *LANGUAGES}


@pytest.mark.parametrize(
    ("phones", "language", "expected"),
    [
        (["h", "ə", "l", "ˈoʊ"], "en", "HH AH L OW"),
        (["tʃ", "ɜː", "tʃ"], "en", "CH ER CH"),
        (["aɪə"], "en", "AY AH"),
        (["f", "ˈɛɹ"], "en", "F EH R"),
        (["ʃ", "ˈɛː", "n"], "de", "SH EH N"),
        (["ʁ", "ˈu", "ʒ"], "fr", "HH UW ZH"),
        (["b", "ɔ̃"], "fr", "B AO"),
        (["v", "ˈɛ̃"], "pl", "V EH N"),
        (["ɲ", "o"], "es", "N Y OW"),
        (["ʔ", "a"], "de", "T AA"),
        (["ʔ", "a"], "da", "AA"),
        (["r̝"], "cs", "ZH"),
        (["(en)", "k", "æ", "t", "(de)"], "de", "K AE T"),
    ],
)
def test_words_of_several_languages(phones: list[str], language: str, expected: str) -> None:
    assert to_arpabet(phones, language) == tuple(expected.split())


@pytest.mark.parametrize(
    ("marked", "plain"), [("aː", "a"), ("ˈa", "a"), ("ˌi", "i"), ("tʲ", "t"), ("aˑ", "a"), ("u̯", "u")]
)
def test_marks_that_english_lacks_are_dropped(marked: str, plain: str) -> None:
    assert to_arpabet([marked], "ru") == to_arpabet([plain], "ru")


def test_a_nasal_vowel_that_no_table_has_gets_its_nasal() -> None:
    assert to_arpabet(["y\u0303"], "fr") == ("IY", "N")


def test_length_may_change_the_phone() -> None:
    assert to_arpabet(["e"], "de") != to_arpabet(["eː"], "de")


@pytest.mark.slow
@given(st.lists(st.text(max_size=6), max_size=6), st.sampled_from(["en", *LANGUAGES]))
def test_anything_gives_phones_of_the_model(phones: list[str], language: str) -> None:
    assert set(to_arpabet(phones, language)) <= PHONES
