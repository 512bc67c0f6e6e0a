"""Words to phones."""

from __future__ import annotations

from align.lexicon import PHONES, pronounce


def first(token: str) -> str:
    """The likeliest pronunciation, spoken words joined by a bar."""
    return " | ".join(" ".join(word) for word in pronounce([token])[0][0])


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
        assert 1 <= len(ways) <= 4, token
        assert all(word and PHONES.issuperset(word) for way in ways for word in way), token
    assert pronounce(["–"]) == [()]
