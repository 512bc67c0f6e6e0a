"""Words, corrections, speakers and chapters carried over to a new cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from align import Alignment, Chapter, EngineInfo, Media, Speaker, Unscripted, Word
from edits.conform import NewCut, Stretch, carry

MEDIA = Media("new.mp3", "1" * 64, 100.0)


def document() -> Alignment:
    """Forty words of half a second, one a second; the fifth is absent, the tenth set by hand."""
    words = [Word(f"w{k}", k + 0.25, k + 0.75, 0.9, line=k // 4 + 1, column=1) for k in range(40)]
    words[5] = Word("w5", status="absent")
    words[10] = replace(words[10], manual=True)
    words[20] = replace(words[20], manual=True)
    return Alignment(
        Media("old.mp3", "0" * 64, 40.0),
        "en",
        EngineInfo("test", "1"),
        tuple(words),
        chapters=(Chapter("One", 0), Chapter("Two", 18)),
        paragraphs=(0, 12, 18, 30),
        lines=tuple(range(0, 40, 4)),
        speakers=(Speaker(0, "Ada"), Speaker(15, "Ben")),
        unscripted=(Unscripted(38.0, 40.0, "music"),),
    )


def cut(*stretches: tuple[float, float, float], duration: float = 40.0) -> NewCut:
    return NewCut(tuple(Stretch(*each) for each in stretches), duration, 40.0)


def test_words_go_where_they_are_heard_with_all_that_belongs_to_them() -> None:
    made = carry(document(), cut((0, 12, 0), (12, 34, 18), duration=34), MEDIA)
    texts = [word.text for word in made.alignment.words]
    assert texts == [f"w{k}" for k in (*range(12), *range(18, 40))]
    assert made.alignment.words[12].span == (12.25, 12.75)
    assert made.alignment.words[10].manual
    assert made.alignment.words[5].status == "absent"
    assert made.alignment.chapters == (Chapter("One", 0), Chapter("Two", 12))
    assert [(turn.word, turn.name) for turn in made.alignment.speakers] == [(0, "Ada"), (12, "Ben")]
    assert made.alignment.paragraphs == (0, 12, 24)
    assert made.alignment.unscripted == (Unscripted(32.0, 34.0, "music"),)
    assert (made.removed, made.clipped, made.lost_manual) == (((12, 17),), (), ())
    assert made.alignment.media == MEDIA


def test_a_hand_edit_that_went_is_named_and_one_that_was_cut_into_as_well() -> None:
    gone = carry(document(), cut((0, 9, 0), (9, 28, 12)), MEDIA)
    assert gone.lost_manual == (10,)
    into = carry(document(), cut((0, 20.6, 0), (20.6, 30, 30)), MEDIA)
    assert (into.clipped, into.lost_manual) == ((20,), (20,))
    word = next(word for word in into.alignment.words if word.text == "w20")
    assert word.span == pytest.approx((20.25, 20.6))
    assert not word.manual


def test_what_is_moved_and_repeated_is_in_the_order_of_the_sound() -> None:
    made = carry(document(), cut((0, 4, 30), (4, 14, 0), (14, 16, 31)), MEDIA)
    assert made.origins == (30, 31, 32, 33, *range(10), 31, 32)
    assert [(turn.word, turn.name) for turn in made.alignment.speakers] == [(0, "Ben"), (4, "Ada"), (14, "Ben")]
    assert [chapter.title for chapter in made.alignment.chapters] == ["Two", "One"]


def test_a_turn_keeps_what_is_known_of_it() -> None:
    turns = (Speaker(0, "Ada", 0.4), Speaker(15, "Ben", manual=True))
    made = carry(replace(document(), speakers=turns), cut((0, 12, 0), (12, 34, 18), duration=34), MEDIA)
    assert made.alignment.speakers == (Speaker(0, "Ada", 0.4), Speaker(12, "Ben", manual=True))


def test_new_sound_is_without_words_and_speed_moves_them() -> None:
    made = carry(document(), NewCut((Stretch(5, 25, 0, 1.01),), 30.0, 40.0), MEDIA)
    assert [(each.start, each.end) for each in made.alignment.unscripted] == [(0.0, 5.0), (25.0, 30.0)]
    assert made.alignment.words[7].span == pytest.approx((5 + 7.25 / 1.01, 5 + 7.75 / 1.01), abs=1e-3)
