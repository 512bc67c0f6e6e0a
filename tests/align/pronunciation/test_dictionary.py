"""Words to phones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import LanguageNotServed
from align.pronunciation.g2p import pronounce
from align.pronunciation.phones import PHONES


def first(token: str) -> str:
    """The likeliest pronunciation, spoken words joined by a bar."""
    return " | ".join(" ".join(word) for word in pronounce([token])[0][0])


@pytest.mark.slow
def test_dictionary_words_and_their_alternatives() -> None:
    assert [" ".join(way[0]) for way in pronounce(["the"])[0]] == ["DH AH", "DH IY"]
    assert first("“Don’t,”") == "D OW N T"


def test_possessives_of_unknown_names() -> None:
    assert first("Zorvex’s").endswith("S IH Z")
    assert first("Quillop’s").endswith("P S")
    assert first("TPUs") == "T IY | P IY | Y UW Z"


def test_every_token_says_something_in_the_phones_of_the_model() -> None:
    text = "Wyrzblat’s $18.50 GPT-4 ½ 2007-ish C++ x@y.org naïve Ünïcode 100x 'em 90s' №5 don’t—ever re-2nd ???a"
    for token, ways in zip(text.split(), pronounce(text.split()), strict=True):
        assert 1 <= len(ways) <= 8, token
        assert all(word and PHONES.issuperset(word) for way in ways for word in way), token
    assert pronounce(["–"]) == [()]


def test_broken_off_words() -> None:
    assert first("b-b-but") == "B AH | B AH | B AH T"
    assert first("st-stop") == "S T AH | S T AA P"


def test_reduced_forms_come_after_the_full_one() -> None:
    assert [" ".join(way[0]) for way in pronounce(["and"])[0]] == ["AH N D", "AH N", "AE N D", "AE N"]


@pytest.mark.parametrize("token", ["π", "Москва", "Łódź", "naïve", "ﬁve", "Ⅳ", "٣", "½", "ａｂｃ", "№5", "x²"])
def test_odd_letters_still_say_something(token: str) -> None:
    (ways,) = pronounce(["word", "and", "another", "word", token])[4:]
    assert ways


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(max_codepoint=0x2FF), max_size=10), max_size=5),
    st.sampled_from(["en", "de", "fr", "pl"]),
)
def test_any_text_in_any_language(tokens: list[str], language: str) -> None:
    try:
        result = pronounce(tokens, language)
    except LanguageNotServed:
        return
    assert len(result) == len(tokens)
    for ways in result:
        assert len(ways) <= 8
        assert all(word and PHONES.issuperset(word) for way in ways for word in way)
