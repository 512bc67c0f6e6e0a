"""Which sentences translate which: planted links, sentences left out, paragraphs moved, strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.translated import make_translation, rightly_paired
from translation import Pair, Sentence, pair_sentences, sentences_of
from translation.sentences import keys_of

ENGLISH = (
    "In 1850 the lamp of the harbour was lit by hand.",
    "Ada Brown kept it for nine years.",
    "She never slept before four.",
    "When the fog came, she rang a bell that weighed 300 kilos.",
    "Nobody knows why she left.",
)
GERMAN = (
    "Im Jahr 1850 wurde die Lampe des Hafens von Hand angezündet.",
    "Ada Brown hütete sie neun Jahre lang.",
    "Vor vier schlief sie nie.",
    "Wenn der Nebel kam, läutete sie eine Glocke, die 300 Kilo wog.",
    "Niemand weiß, warum sie ging.",
)


def sentences(*texts: str, paragraph: int | None = None) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(0, 0, tuple(text.split()), number if paragraph is None else paragraph)
        for number, text in enumerate(texts)
    )


def links(pairs: tuple[Pair, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(pair.ours, pair.theirs) for pair in pairs]


def test_one_goes_with_one() -> None:
    pairs = pair_sentences(sentences(*ENGLISH), sentences(*GERMAN))
    assert links(pairs) == [((k,), (k,)) for k in range(5)]
    assert not any(pair.uncertain for pair in pairs)


def test_two_that_became_one() -> None:
    theirs = (GERMAN[0], f"{GERMAN[1][:-1]} und {GERMAN[2]}", *GERMAN[3:])
    assert ((1, 2), (1,)) in links(pair_sentences(sentences(*ENGLISH), sentences(*theirs)))


@pytest.mark.slow
def test_most_that_were_left_out_are_named_and_hardly_others() -> None:
    made = make_translation(300, seed=1)
    gone = {k for ours, theirs in made.links if not theirs for k in ours}
    named = {k for pair in pair_sentences(made.ours, made.theirs) if not pair.theirs for k in pair.ours}
    assert len(gone & named) >= len(gone) / 2
    assert len(named - gone) <= 3


@pytest.mark.slow
def test_links_of_a_made_translation_are_found() -> None:
    made = make_translation(300, seed=1)
    assert rightly_paired(made, pair_sentences(made.ours, made.theirs)) > 0.92


@pytest.mark.slow
def test_paragraphs_that_moved_are_found_where_they_belong() -> None:
    still = make_translation(200, seed=2, left_out=0.0, moved=0)
    moved = make_translation(200, seed=2, left_out=0.0, moved=2)
    assert [one.texts for one in still.theirs] != [one.texts for one in moved.theirs]
    shares = [rightly_paired(made, pair_sentences(made.ours, made.theirs)) for made in (still, moved)]
    assert shares[1] > shares[0] - 0.05


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6), st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_every_sentence_is_in_exactly_one_pair(ours: list[str], theirs: list[str]) -> None:
    pairs = pair_sentences(sentences(*(f"a{text}" for text in ours)), sentences(*(f"b{text}" for text in theirs)))
    assert sorted(k for pair in pairs for k in pair.ours) == list(range(len(ours)))
    assert sorted(k for pair in pairs for k in pair.theirs) == list(range(len(theirs)))


def test_sentences_end_at_marks_and_go_on_in_small_letters() -> None:
    words = "Mr. Brown said … and left. – Then (in 1850) nothing.".split()
    assert [one.text for one in sentences_of(words, "en")] == [
        "Mr. Brown said … and left.",
        "– Then (in 1850) nothing.",
    ]
    parted = sentences_of("So we went on Then Ada left".split(), "en", openers={4})
    assert [(one.text, one.paragraph) for one in parted] == [("So we went on", 0), ("Then Ada left", 1)]


def test_numbers_are_compared_as_numbers() -> None:
    assert keys_of("1,500") == keys_of("1500") == ["1500"]
    assert keys_of("007") == ["7"]
