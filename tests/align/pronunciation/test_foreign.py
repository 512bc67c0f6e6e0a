"""Foreign words to phones: liaisons of French, words of one consonant, a voice of each kind."""

from __future__ import annotations

import pytest

from align.pronunciation.foreign import LIAISON, LINKED, pronounce_foreign
from align.pronunciation.languages import find_language
from align.pronunciation.phones import PHONES, VOWELS


def ways(text: str, code: str) -> list[list[str]]:
    """The ways to say each token, words joined by bars."""
    found = pronounce_foreign(text.split(), find_language(code))
    return [[" | ".join(" ".join(word) for word in way) for way in each] for each in found]


@pytest.mark.parametrize(
    ("text", "consonant"),
    [
        ("les amis", "Z"),
        ("deux amis", "Z"),
        ("ils ont", "Z"),
        ("les hommes", "Z"),
        ("les écoles", "Z"),
        ("petit ami", "T"),
        ("quand elle", "T"),
        ("c'est ici", "T"),
    ],
)
def test_a_liaison_may_be_heard_before_a_vowel(text: str, consonant: str) -> None:
    first = ways(text, "fr")[0]
    assert f"{first[0]} {consonant}" in first[1:]
    assert first[1] == f"{first[0]} {consonant}"


@pytest.mark.parametrize("text", ["les chats", "les, amis", "chats amis", "les 20", "les –"])
def test_no_liaison_before_a_consonant_or_across_a_pause(text: str) -> None:
    alone = ways(text.split()[0], "fr")[0]
    assert ways(text, "fr")[0] == alone


def test_the_last_word_of_all_lends_nothing() -> None:
    assert ways("amis les", "fr")[1] == ways("les", "fr")[0]


def test_words_that_lend_a_consonant_end_in_one_or_hold_back() -> None:
    lending = {word for word in LINKED if word[-1] in LIAISON}
    assert {"les", "un", "petit", "grand", "deux"} <= lending
    assert all(consonant in PHONES - VOWELS for consonant in LIAISON.values())


def test_a_final_e_may_be_said_in_french() -> None:
    (found,) = ways("grande", "fr")
    assert any(way.endswith(" AH") for way in found)
    assert not found[0].endswith("AH")
    (spanish,) = ways("grande", "es")
    assert all(way.split()[-1] in VOWELS for way in spanish)


@pytest.mark.parametrize(
    ("code", "text", "index", "phone"),
    [("pl", "w domu", 0, "V"), ("pl", "z domu", 0, "Z"), ("cs", "k domu", 0, "K"), ("ru", "в доме", 0, "V")],
)
def test_words_of_one_consonant_are_not_named(code: str, text: str, index: int, phone: str) -> None:
    assert ways(text, code)[index][0] == phone


@pytest.mark.parametrize(("code", "text"), [("es", "cinco gracias"), ("pt", "dia tarde")])
def test_each_voice_has_its_way_where_they_differ(code: str, text: str) -> None:
    assert len(find_language(code).voices) > 1
    assert all(len(set(each)) == len(each) for each in ways(text, code))
    assert any(len(each) > 1 for each in ways(text, code))


def test_what_says_nothing_has_no_phones() -> None:
    assert ways("ja – [lacht] nein", "de")[1:3] == [[], []]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Straße Übung zwölf"),
        ("it", "perché città gnocchi"),
        ("nl", "gezellig schaap"),
        ("sv", "sjuk köpa"),
        ("tr", "çocuk güneş"),
        ("el", "καλημέρα θάλασσα"),
        ("uk", "дякую їжак"),
    ],
)
def test_every_word_is_said_in_the_phones_of_the_model(code: str, text: str) -> None:
    for token, way in zip(text.split(), pronounce_foreign(text.split(), find_language(code)), strict=True):
        assert way, token
        assert all(word and PHONES.issuperset(word) for each in way for word in each)
        assert any(phone in VOWELS for phone in way[0][0])
