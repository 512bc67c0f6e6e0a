"""Turns from labels: what a person set stays whole, and names stay with their voices."""

from __future__ import annotations

import numpy as np

from align.document import Alignment, EngineInfo, Media, Mislabelled, Speaker, Word
from align.turns import word_speakers
from speakers.attribution import Attribution, with_turns
from speakers.names import contradictions, find_mislabelled, former_names, label_names


def talk(count: int, *turns: Speaker) -> Alignment:
    words = tuple(Word("word", float(i), i + 0.5, 0.9) for i in range(count))
    return Alignment(Media("x", "", 99.0), "en", EngineInfo("t", "1"), words, speakers=turns)


def told(labels: str) -> Attribution:
    numbers = np.array([int(label) for label in labels])
    return Attribution(numbers, np.ones(len(numbers)), np.full(len(numbers), 0.8))


def said(alignment: Alignment) -> str:
    return "".join((name or "-")[0] for name in word_speakers(alignment.speakers, len(alignment.words)))


def test_no_other_turn_begins_within_one_that_a_person_set() -> None:
    by_hand = talk(12, Speaker(0, "Ada", manual=True), Speaker(6, "Ben", manual=True), Speaker(9, "Ada", 0.7))
    again = with_turns(by_hand, told("000011111100"), ["Ada", "Ben"])
    assert said(again) == "AAAAAABBBBAA"
    assert [turn.word for turn in again.speakers] == [0, 6, 10]


def test_where_a_turn_by_hand_ends_somebody_else_speaks_for_sure() -> None:
    by_hand = talk(12, Speaker(0, "Ada", 0.5), Speaker(4, "Ben", manual=True), Speaker(6, "Ada", 0.5))
    again = with_turns(by_hand, told("000000000000"), ["Ada"])
    assert said(again) == "AAAABBAAAAAA"
    assert again.speakers[1:] == (Speaker(4, "Ben", None, manual=True), Speaker(6, "Ada", 1.0))


def test_a_name_given_once_stays_with_its_voice() -> None:
    renamed = talk(8, Speaker(0, "Ada", 0.5), Speaker(4, "Speaker 2", 0.9))
    assert former_names(renamed, told("11110000")) == {1: "Ada"}


def test_a_label_that_contradicts_its_voice_is_found_but_not_where_a_person_set_it() -> None:
    voices = told("0" * 10 + "1" * 10 + "0" * 10)
    labels = (Speaker(0, "Ada"), Speaker(10, "Ben"), Speaker(20, "Ben"))
    found = find_mislabelled(talk(30, *labels), voices, ["Ada", "Ben"])
    assert found == (Mislabelled(20, 29, "Ben", "Ada"),)
    assert contradictions(talk(30, *labels), found) == [
        'these 10 words of Ben\'s sound like Ada: "word word word word ..." at 00:00:20'
    ]
    by_hand = (*labels[:2], Speaker(20, "Ben", manual=True))
    assert find_mislabelled(talk(30, *by_hand), voices, ["Ada", "Ben"]) == ()


def test_a_paragraph_with_the_label_of_those_around_it_is_found_where_others_have_theirs() -> None:
    # Ada, Ben, Ada, Ben, Ada; then Ben's words have Ada's label, and so have Ada's own behind them: one turn.
    voices = told("".join(str(turn % 2) * 10 for turn in range(7)))
    labels = [Speaker(10 * turn, ("Ada", "Ben")[turn % 2]) for turn in range(5)]
    talked = talk(70, *labels)
    assert label_names(talked, voices) == {0: "Ada", 1: "Ben"}
    assert find_mislabelled(talked, voices, ["Ada", "Ben"]) == (Mislabelled(50, 59, "Ada", "Ben"),)
    # Names that stand once say nothing of whoever speaks later.
    assert find_mislabelled(talk(70, *labels[:2]), voices, ["Ada", "Ben"]) == ()


def test_who_speaks_first_is_told_anew_as_everybody_else() -> None:
    once = with_turns(talk(8), told("00001111"), ["Speaker 1", "Speaker 2"])
    again = with_turns(once, told("00001111"), ["Ada", "Ben"])
    assert said(again) == "AAAABBBB"
    # A label of the transcript's stays.
    labelled = with_turns(talk(8, Speaker(0, "Cleo")), told("00001111"), ["Ada", "Ben"])
    assert said(labelled) == "CCCCBBBB"
