"""Descriptions of sounds stand over the sounds they describe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from align.document import Alignment, Unscripted
from subtitles import get_profile, make_cues, make_track
from subtitles.check import check_track
from subtitles.sounds import sound_times

Said = Callable[..., Alignment]


def test_a_description_is_shown_while_the_sound_is_heard(said: Said) -> None:
    document = said("He was her baker. [laughs] How do you bake?", pauses={5: 3.0})
    end = document.words[3].span[1]
    document = replace(document, unscripted=(Unscripted(end + 0.6, end + 2.0, "noise"),))
    assert sound_times(document) == {4: (end + 0.6, end + 2.0)}
    rules = get_profile("netflix")
    cues = make_cues(document, rules)
    assert [cue.words for cue in cues] == [(0, 1, 2, 3), (4,), (5, 6, 7, 8)]
    assert cues[1].start == round(end + 0.6, 3)
    assert cues[2].start == document.words[5].span[0]
    assert check_track(make_track(document, cues, rules)) == []


def test_without_such_a_sound_it_stays_with_the_words(said: Said) -> None:
    document = said("He was her baker. [laughs] How do you bake?", pauses={5: 3.0})
    assert sound_times(document) == {}
    assert (4,) not in [cue.words for cue in make_cues(document)]


def test_the_longest_sounds_are_described_in_order_and_for_five_seconds_at_most(said: Said) -> None:
    document = said("One. [upbeat music] – [applause] Two.", pauses={5: 30.0})
    words = tuple(
        replace(w, start=None, end=None, status="silent") if w.text == "music]" else w for w in document.words
    )
    end = words[0].span[1]
    heard = tuple(Unscripted(end + a, end + b, "noise") for a, b in ((1.0, 9.0), (10.0, 11.0), (12.0, 14.0)))
    document = replace(document, words=words, unscripted=heard)
    times = {index: (round(a - end, 3), round(b - end, 3)) for index, (a, b) in sound_times(document).items()}
    assert times == {1: (1.0, 3.5), 2: (3.5, 6.0), 4: (12.0, 14.0)}


def test_at_the_ends_of_a_recording(said: Said) -> None:
    document = said("[music] One two. [applause]", start=10.0)
    end = document.words[2].span[1]
    document = replace(document, unscripted=(Unscripted(0.5, 9.0, "music"), Unscripted(end + 0.5, end + 1.6, "noise")))
    assert sound_times(document) == {0: (0.5, 5.5), 3: (end + 0.5, end + 1.6)}
