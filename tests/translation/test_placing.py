"""Words of a translation stand where theirs are said: sure words, clauses, letters between."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Word
from align.transcript import Token, Transcript, part_addresses
from subtitles import lay_out
from subtitles.check import check_track
from tests.subtitles.conftest import plant
from translation import sentences_of, time_translation
from translation.anchors import anchors
from translation.placing import place_words


def said(*texts: str, pause: dict[int, float] | None = None) -> list[Word]:
    """Words of a second each, some after a pause."""
    made, at = [], 0.0
    for number, text in enumerate(texts):
        at += (pause or {}).get(number, 0.0)
        made.append(Word(text, at, at + 1.0))
        at += 1.0
    return made


def test_sure_words_hold_their_places_in_order() -> None:
    ours = "the bridge of Vienna fell in 1850 near the harbour".split()
    theirs = "1850 stürzte die Brücke von Wien am Hafen ein".split()
    known = {("1850", "1850"): 1.0, ("bridge", "brucke"): 0.8, ("vienna", "wien"): 0.9, ("harbou", "hafen"): 0.9}
    assert anchors(ours, theirs, known) == [(1, 3), (3, 5), (9, 7)]
    assert anchors(ours, theirs, {("bridge", "brucke"): 0.4}) == []
    assert anchors("a lamp a lamp".split(), "eine Lampe".split(), {("lamp", "lampe"): 1.0}) == []


def test_a_word_that_is_sure_stands_where_it_is_said() -> None:
    ours = said("well", "you", "know", "Anna", "left")
    placed = place_words(ours, ["Also", "Anna", "ging"], {("anna", "anna"): 1.0})
    assert placed[1].start == pytest.approx(3.0)
    assert placed[1].said == 3


def test_clauses_begin_together_though_one_side_has_more() -> None:
    ours = said("He", "came,", "she", "left.", "Then", "nobody", "sang", "again.", pause={2: 1.0, 4: 2.0})
    placed = place_words(ours, "Er kam, und dann, als sie ging. Niemand sang dann wieder.".split(), {})
    assert placed[7].start == pytest.approx(ours[4].span[0])


@given(
    st.lists(st.sampled_from(["Ada", "1850", "lamp,", "fell.", "the"]), min_size=1, max_size=9),
    st.lists(st.sampled_from(["Ada", "1850", "Lampe,", "fiel.", "die", "灯。"]), min_size=1, max_size=9),
)
def test_times_never_go_back_and_stay_within_the_pair(ours: list[str], theirs: list[str]) -> None:
    words = said(*ours)
    placed = place_words(words, theirs, {("ada", "ada"): 1.0, ("1850", "1850"): 1.0, ("lamp", "lampe"): 0.9})
    assert len(placed) == len(theirs)
    assert all(a.start <= b.start and a.start <= a.end for a, b in pairwise([*placed, placed[-1]]))
    assert placed[0].start >= 0.0
    assert placed[-1].end <= words[-1].span[1]
    assert all(0 <= one.said < len(words) for one in placed)


def test_a_capital_begins_a_sentence_that_no_mark_parts() -> None:
    words = "so it is a park and it has a gate where a man sits A garden is free It grows in New York".split()
    parted = sentences_of([*words, *"it it a a".split()], "en")
    assert [one.text for one in parted][:2] == [
        "so it is a park and it has a gate where a man sits",
        "A garden is free",
    ]
    german = "das sind sie und sie und sie aber ich frage Sie heute".split()
    assert len(sentences_of(german, "de")) == 1


def test_a_long_address_is_parted_over_lines() -> None:
    address = "https://www.example.org/talks/about/the-harbour/and-its-lamp-in-winter"
    original = plant("Please look at our page for more of it. " * 3)
    transcript = Transcript(
        Path("t.txt"), tuple(Token(word, 1, 10 * k + 1) for k, word in enumerate(f"Seht {address} an.".split()))
    )
    parts = part_addresses(transcript).tokens
    assert "".join(part.text for part in parts) == "".join(token.text for token in transcript.tokens)
    made = time_translation(original, transcript, "de")
    track = lay_out(made.alignment)
    assert [one for one in check_track(track) if one.rule == "length"] == []
    assert address in "".join(event.text.replace("\n", "") for event in track.events)
