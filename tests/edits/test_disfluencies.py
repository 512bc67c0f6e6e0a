"""Hesitations, mistaken repeats and false starts are told from words that are meant, in their languages."""

from __future__ import annotations

import pytest

from align import Alignment, EngineInfo, Media, Speaker, Word
from edits.disfluencies import disfluencies


def found(text: str, language: str = "en", turns: tuple[int, ...] = ()) -> list[str]:
    """What of the text could go, each with its kind's first letter."""
    tokens = text.split()
    words = tuple(Word(token, k / 2, k / 2 + 0.4, 0.9) for k, token in enumerate(tokens))
    speakers = tuple(Speaker(k, f"S{k}") for k in turns)
    alignment = Alignment(Media("a", "", 99.0), language, EngineInfo("t", "1"), words, speakers=speakers)
    return [f"{each.kind[0]}:{' '.join(tokens[each.first : each.last + 1])}" for each in disfluencies(alignment)]


@pytest.mark.parametrize(
    ("language", "text", "gone"),
    [
        ("en", "So, um, we uh went, er, there.", ["f:um,", "f:uh", "f:er,"]),
        ("de", "Ich bitte um, ähm, Ruhe, er kommt eh nicht.", ["f:ähm,"]),
        ("de-AT", "Das ist äh gut.", ["f:äh"]),
        ("fr", "C'est euh normal, eh bien oui.", ["f:euh"]),
        ("pt", "Eu tenho um carro, eh, novo.", ["f:eh,"]),
        ("nl", "Hij zegt dat er, uh, iets is.", ["f:uh,"]),
        ("no", "Han er øh her.", ["f:øh"]),
        ("tr", "Bu um er ehm iyi.", ["f:ehm"]),
    ],
)
def test_hesitations_are_those_of_the_language(language: str, text: str, gone: list[str]) -> None:
    assert found(text, language) == gone


@pytest.mark.parametrize(
    "text",
    [
        "Ah! Come in.",
        "It is cold. Mm. Yes it is.",
        "You said what? Hm? I see.",
        'He said "um" too often.',
        "She works in the ER in Boston.",
        "A lens of 35 mm is wide.",
        "That was uh! so good.",
    ],
)
def test_what_says_something_is_no_hesitation(text: str) -> None:
    assert found(text) == []


def test_capitals_throughout_are_the_style_of_the_text() -> None:
    assert found("WE UM WENT TO THE ER ROOM") == ["f:UM", "f:ER"]


def test_amid_a_sentence_a_murmur_is_a_hesitation() -> None:
    assert found("It was, hmm, not bad, and ah he knew.") == ["f:hmm,", "f:ah"]
    assert found("It was hmm not bad", turns=(0, 2, 3)) == []


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("we went to the the harbour", ["r:the"]),
        ("I, I, I stayed", ["r:I,", "r:I,"]),
        ("but what it's called, what it's called here", ["r:what it's called,"]),
        ("and it's called, it's called the Roo", ["r:it's called,"]),
        ("I was, I was at home", ["r:I was,"]),
        ("this is, is a boat", ["r:is,"]),
    ],
)
def test_repeats(text: str, gone: list[str]) -> None:
    assert found(text) == gone


@pytest.mark.parametrize(
    "text",
    [
        "very very late",
        "no, no, that is not it",
        "over and over and over again",
        "on and on and on it went",
        "what it is is a boat",
        "When I see you, you smile.",
        "He came in. In the room it was dark.",
        "the more the merrier",
        "he had had enough of that that day",
        "Is it? Is it?",
    ],
)
def test_what_is_meant_twice_stays(text: str) -> None:
    assert found(text) == []


def test_two_people_do_not_repeat_each_other() -> None:
    assert found("and we we should go", turns=(0, 2)) == []
    assert found("and we we should go", turns=(0,)) == ["r:we"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("we are go- going home", ["f:go-"]),
        ("I wa- I was at home", ["f:I wa-"]),
        ("this is th— this is the end", ["f:this is th—"]),
        ("a b... big boat", ["f:b..."]),
        ("pre- and post-war", []),
        ("Never— never again", []),
        ("It was red— and green", []),
    ],
)
def test_false_starts(text: str, gone: list[str]) -> None:
    assert found(text) == gone


def test_repeats_in_other_languages() -> None:
    assert found("tu vois les les brèves, très très bien", "fr") == ["r:les"]
    assert found("ich sehe das, das ist gut, und mit mit ihm", "de") == ["r:mit"]
