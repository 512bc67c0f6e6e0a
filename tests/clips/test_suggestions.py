"""Suggestions are complete thoughts that need no context, and say why."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from align.document import Alignment, Chapter, Speaker, Unscripted, Word
from clips.sentences import ends_sentence
from clips.standalone import Sentence, describe_sentence, word_lists
from clips.suggestions import suggest
from clips.titles import LONGEST_TITLE
from tests.clips.films import alignment_of

# 5 words a sentence at 2 words a second: 2.5 s a sentence.
PLAIN = "And so it went on. " * 12
GOOD = "I never really learned to sail. " + "The lighthouse keeper taught me. " * 10


def sentence(text: str) -> Sentence:
    return describe_sentence(text.split(), 0, word_lists("en"), frozenset())


def text_of(alignment: Alignment, first: int, last: int) -> str:
    return " ".join(word.text for word in alignment.words[first : last + 1])


def test_what_is_suggested_is_whole_sentences_of_the_right_length() -> None:
    alignment = alignment_of(PLAIN + GOOD + PLAIN, duration=100.0)
    found = suggest(alignment)
    assert found
    for one in found:
        assert 15 <= one.end - one.start <= 60
        assert ends_sentence(alignment, one.span.last)
        assert one.span.first == 0 or ends_sentence(alignment, one.span.first - 1)
        assert one.reasons
        assert 0 < len(one.title) <= LONGEST_TITLE
    spans = sorted((one.span.first, one.span.last) for one in found)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_the_planted_stretch_comes_first() -> None:
    alignment = alignment_of(PLAIN + GOOD + PLAIN, duration=100.0)
    best = suggest(alignment)[0]
    assert best.span.first == 60
    assert "opens on its own feet" in best.reasons
    assert not [one for one in suggest(alignment) if alignment.words[one.span.first].text == "And"]


def test_turns_gaps_and_lost_words_are_not_crossed() -> None:
    alignment = alignment_of(GOOD + GOOD, duration=100.0, speakers=(Speaker(0, "A"), Speaker(56, "B")))
    assert all(one.span.last < 56 or one.span.first >= 56 for one in suggest(alignment))
    stretch = Unscripted(10.0, 12.0, "speech")
    assert all(
        one.start >= 12 or one.end <= 10 for one in suggest(dataclasses.replace(alignment, unscripted=(stretch,)))
    )
    words = list(alignment.words)
    words[30] = Word(words[30].text, status="absent")
    lost = dataclasses.replace(alignment, words=tuple(words))
    assert all(not one.span.first <= 30 <= one.span.last for one in suggest(lost))


@pytest.mark.parametrize(
    "spoiler",
    [
        "Thank you so much for having me on today. ",
        "This episode is sponsored by a maker of lamps. ",
        "Use the promo code LIGHT for ten percent. ",
        "Chapter 4. ",
        "Welcome back to the talk about lighthouses. ",
        "The keeper always told me that- ",
    ],
)
def test_greetings_adverts_headings_and_broken_sentences_are_in_none(spoiler: str) -> None:
    alignment = alignment_of(GOOD + spoiler + GOOD, duration=200.0)
    first = len(GOOD.split())
    assert suggest(alignment)
    for one in suggest(alignment):
        assert one.span.last < first or one.span.first >= first + len(spoiler.split()) - 1


def test_a_question_brings_its_answer_and_nobody_elses() -> None:
    question = "What did the keeper teach you about the sea? "
    alignment = alignment_of(
        GOOD + question + GOOD, duration=200.0,
        speakers=(Speaker(0, "Ada"), Speaker(56, "Bob"), Speaker(65, "Ada")),
    )  # fmt: skip
    both = [one for one in suggest(alignment) if one.span.first == 56]
    assert both
    assert both[0].span.last > 65
    assert "a question and its answer" in both[0].reasons
    assert both[0].title == question.strip()


def test_one_person_alone() -> None:
    alignment = alignment_of(GOOD + GOOD, duration=100.0, speakers=(Speaker(0, "Ada"), Speaker(56, "Bob")))
    assert {one.span.first >= 56 for one in suggest(alignment)} == {True, False}
    assert all(one.span.first >= 56 for one in suggest(alignment, speaker="Bob"))


def test_quotations_are_not_cut() -> None:
    quoted = 'The keeper said, "Never sail alone. Never trust the wind. Watch the lamp." '
    alignment = alignment_of(GOOD + quoted + "The lamp was lit. " * 10, duration=200.0)
    for one in suggest(alignment, limit=20):
        assert text_of(alignment, one.span.first, one.span.last).count('"') in (0, 2)


def test_the_same_thing_is_not_offered_twice_in_a_row() -> None:
    sailing = "We always feared the rocks near the harbour. " * 5
    painting = "I never finished painting that enormous ceiling upstairs. " * 5
    alignment = alignment_of(sailing + sailing + painting, duration=200.0)
    first, second = suggest(alignment, limit=2)
    texts = [text_of(alignment, one.span.first, one.span.last) for one in (first, second)]
    assert sum("ceiling" in text for text in texts) == 1


def test_a_chapter_parts() -> None:
    alignment = dataclasses.replace(alignment_of(GOOD + GOOD, duration=100.0), chapters=(Chapter("Two", 56),))
    assert all(one.span.last < 56 or one.span.first >= 56 for one in suggest(alignment))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("And the lamp went out.", "and"),
        ("I think he never came back.", "he"),
        ("Yeah, exactly, the lamp went out.", "yeah"),
        ("That was the reason for the storm.", "that"),
        ("I had no idea we were doing that.", "that"),
        ("They were wrong about the lamp.", "they"),
        ("It went out at night.", "it"),
        ("Every year they competed for the lamp.", "they"),
        ("What was this harbour?", "this"),
        ("For example, the lamp went out.", "for example"),
    ],
)
def test_what_points_back(text: str, word: str) -> None:
    assert sentence(text).leans == word


@pytest.mark.parametrize(
    "text",
    [
        "I never learned to sail.",
        "I think people fear the sea.",
        "It turns out that lamps are expensive.",
        "It is hard to light a lamp in a storm.",
        "There's one lamp on the whole coast.",
        "This list of lamps was made in Ireland.",
        "My friend Ada said she would light it.",
        "One of the things I like about lamps is their light.",
        "The keepers knew that they were alone.",
        "If you have a lamp, light it.",
    ],
)
def test_what_stands_alone(text: str) -> None:
    assert sentence(text).leans == ""


def test_kinds_of_sentences() -> None:
    assert sentence("Yeah, exactly.").reply
    assert sentence("Over the last 25 years, what was the best lamp?").question
    assert not sentence("Over the last 25 years, what was the best lamp?").fragment
    assert sentence("Some things we keep and then decide: did we light it?").fragment
    assert not sentence('He said, "Come in?"').question
    assert sentence("and then we left").broken
    assert sentence("I wanted to say – –").broken
    assert sentence("I wanted... so we left.").broken
    assert sentence("It was funny. [laughs]").laughter
    assert sentence("Here is the thing:").announcing
    assert sentence("In 1911 we lost half of the lamps, but not the keeper.").points >= {"number", "contrast"}


def test_a_language_without_lists_is_judged_by_marks_and_pauses() -> None:
    alignment = dataclasses.replace(alignment_of("Das Licht brennt heute nicht mehr. " * 12), language="xx")
    assert suggest(alignment, shortest=10.0)


@pytest.mark.parametrize(
    "text",
    [
        "When did that stop being the case?",
        "What did you think you were baking at the time?",
        "You may end up with other kinds of ovens that cost less.",
        "It turns out that actually it was never really that large.",
        "What you've just told us about the tide is new to me.",
        "Greta, in 1990 you built a lamp that your village still uses.",
        "There's another harbour where boats wait for the tide.",
        "Even the smallest oven seems useful on the island.",
    ],
)
def test_an_opening_that_points_back_is_told(text: str) -> None:
    made = sentence(text)
    assert made.leans or made.backward


@pytest.mark.parametrize(
    "text",
    [
        "It turns out that the lighthouse was never sold.",
        "I saw the bakery on a postcard and wrote them a letter.",
        "There's one harbour where boats wait for the tide.",
    ],
)
def test_an_opening_that_stands_alone_is_told(text: str) -> None:
    made = sentence(text)
    assert (made.leans, made.backward) == ("", "")


@pytest.mark.parametrize(
    "text", ["But also the price has gone.", "With these two lamps or whatever.", "So, one thing to know: it is far."]
)
def test_a_last_sentence_that_leaves_the_thought_open_is_told(text: str) -> None:
    assert sentence(text).dangling


def test_what_is_taken_as_known_is_found() -> None:
    assert sentence("We have a room for people who are not in that kitchen.").refers == {"kitchen"}
    assert sentence("The bread that people like comes from here.").refers == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "If you look at where the bakery stood, though, the fog was never far from it.",
        "To understand why people came before noon.",
        "The bakery was -- so what people want is a warm room.",
    ],
)
def test_what_begins_twice_or_answers_somebody_opens_nothing(text: str) -> None:
    made = sentence(text)
    assert made.leans == "though" or made.fragment


def test_a_purpose_before_its_clause_and_a_dash_further_on_may_open() -> None:
    assert not sentence("To bake at night, people need a lamp that never goes out.").fragment
    assert not sentence("The bakery in the old lighthouse at the end of the pier -- mine -- was cold.").fragment


@pytest.mark.parametrize("link", ["Furthermore,", "In addition,", "That said,", "As a result", "Secondly,", "Moreover"])
def test_what_goes_on_from_something_said_before_is_no_way_to_open(link: str) -> None:
    assert sentence(f"{link} bakers keep goats in the lamp room.").leans
    assert not sentence("Bakers keep goats in the lamp room.").leans


def test_teasers_and_what_is_asked_of_a_guest_are_no_clips() -> None:
    assert sentence("After the break we talk about the goat on the stairs.").pleasantry
    assert sentence("Have a look at the plan of the oven, you will find it in the link below.").pleasantry
    assert sentence("What we learn in this module is how dough rises.").pleasantry
    assert sentence("Take us through the first winter with the goat.").interviewing
    assert sentence("I don't know, people may like goats.").dangling
