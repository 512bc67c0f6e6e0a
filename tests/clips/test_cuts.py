from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from align.document import Unscripted, Word
from align.errors import InputsDoNotFit
from clips.cuts import RATE, ReadSound, cut_points, outer_limits, quietest, to_sentence, with_handles, word_warnings
from clips.quotes import Span
from tests.clips.films import alignment_of

SOUND = np.random.default_rng(1).uniform(-0.5, 0.5, 20 * RATE).astype(np.float32)


def hearing(sound: NDArray[np.float32]) -> ReadSound:
    return lambda start, end: sound[round(start * RATE) : round(end * RATE)]


def quiet(*stretches: tuple[float, float]) -> ReadSound:
    sound = SOUND.copy()
    for start, end in stretches:
        sound[round(start * RATE) : round(end * RATE)] *= 0.001
    return hearing(sound)


def test_the_cut_falls_into_the_planted_quiet() -> None:
    hear = quiet((2.42, 2.45))
    assert 2.42 <= quietest(hear, 2.3, 2.6, 2.5) <= 2.45


def test_equal_loudness_leaves_the_wanted_place_and_a_zero_crossing_is_taken() -> None:
    time = np.arange(5 * RATE) / RATE
    tone = np.sin(2 * np.pi * 500 * time).astype(np.float32)
    found = quietest(hearing(tone), 1.0, 2.0, 1.503)
    assert found == pytest.approx(1.503, abs=0.006)
    assert abs(tone[round(found * RATE)]) < 0.07


def test_a_quote_whose_last_word_is_said_first_is_refused() -> None:
    alignment = alignment_of("so it floats")
    so, it, floats = alignment.words
    moved = replace(alignment, words=(floats, it, so))
    with pytest.raises(InputsDoNotFit, match="the last of these words is said before the first"):
        outer_limits(moved, Span(0, 2))


def test_room_is_left_on_both_sides() -> None:
    alignment = alignment_of("one two three four five", word=0.5, gap=1.0)
    cut = cut_points(alignment, Span(1, 2), quiet((3.0, 4.0), (1.5, 2.5), (4.5, 5.5)))
    begin, end = 2.5, 4.5
    assert 0.05 <= begin - cut.start <= 0.35
    assert 0.2 <= cut.end - end <= 0.6
    assert cut.flags == ()
    assert 0.005 <= cut.fade_in <= 0.015
    assert 0.02 <= cut.fade_out <= 0.05


def test_a_breath_is_not_cut_in_half() -> None:
    alignment = alignment_of("one two", word=0.5, gap=1.0)
    # The gap 1.5-2.5 is quiet but for a breath from 2.32 to 2.44, where the cut would like to be.
    cut = cut_points(alignment, Span(1, 1), quiet((1.5, 2.32), (2.44, 2.5), (3.0, 6.0)))
    assert not 2.32 < cut.start < 2.44


def test_a_neighbour_is_not_touched() -> None:
    alignment = alignment_of("one two three", word=0.5, gap=0.15)
    cut = cut_points(alignment, Span(1, 1), quiet())
    assert 1.5 < cut.start < 1.65 - 0.02
    assert 2.15 + 0.02 < cut.end < 2.3
    assert cut.flags == ()


def test_a_gap_below_60_ms_is_flagged_and_the_word_stays_whole() -> None:
    alignment = alignment_of("one two three", word=0.5, gap=0.01)
    cut = cut_points(alignment, Span(1, 1), quiet())
    begin, end = alignment.words[1].span
    assert cut.flags == ("tight start", "tight end")
    assert 0.02 <= begin - cut.start <= 0.031
    assert 0.02 <= cut.end - end <= 0.031
    assert (cut.fade_in, cut.fade_out) == (0.02, 0.02)


def test_no_more_than_a_third_of_a_short_neighbour_is_taken() -> None:
    # The words touch; what is nearest to where the cut would like to be is quietest 30 ms away.
    alignment = alignment_of("a word a", word=0.05, gap=0.0)
    before, word, after = alignment.words
    start, end = word.span
    cut = cut_points(alignment, Span(1, 1), quiet((start - 0.035, start - 0.025), (end + 0.025, end + 0.035)))
    assert start - cut.start <= 0.05 / 3 + 1e-4
    assert cut.end - end <= 0.05 / 3 + 1e-4
    assert before.span[0] < cut.start < start
    assert end < cut.end < after.span[1]


def test_the_first_word_of_all_may_begin_at_once() -> None:
    alignment = alignment_of("one two", begin=0.01)
    cut = cut_points(alignment, Span(0, 0), quiet())
    assert 0 <= cut.start <= 0.01


def test_untranscribed_speech_is_a_neighbour_and_flagged_at_an_edge() -> None:
    speech = Unscripted(1.6, 2.4, "speech")
    alignment = alignment_of("one two", word=0.5, gap=1.0, unscripted=(speech,))
    cut = cut_points(alignment, Span(1, 1), quiet())
    assert cut.start > 2.4
    assert "untranscribed speech at the start" in cut.flags


def test_laughter_at_an_edge_is_flagged() -> None:
    alignment = alignment_of("one two [laughs] three")
    assert "laughs at the end" in cut_points(alignment, Span(0, 1), quiet()).flags


def test_words_without_certainty_are_named() -> None:
    alignment = alignment_of("one two three four")
    words = list(alignment.words)
    words[0] = Word("one", status="absent")
    words[1] = Word("two", 1.5, 1.8, None, "interpolated")
    words[2] = Word("three", 2.0, 2.3, 0.2)
    doubtful = type(alignment)(alignment.media, "en", alignment.engine, tuple(words))
    assert word_warnings(doubtful, Span(0, 3)) == [
        "not in the audio: one",
        "times estimated from the neighbours: two",
        "times uncertain: three",
    ]
    with pytest.raises(InputsDoNotFit, match="none of these words was found"):
        cut_points(doubtful, Span(0, 0), quiet())


def test_handles_reach_as_far_as_the_media() -> None:
    alignment = alignment_of("one two three")
    cut = with_handles(cut_points(alignment, Span(0, 2), quiet()), 2.0, 3.0)
    assert (cut.start, cut.end, cut.fade_in, cut.fade_out) == (0.0, 3.0, 0.0, 0.0)


def test_spans_widen_to_whole_sentences() -> None:
    alignment = alignment_of("I asked Mr. Goat to leave. It did not (of course.) Then... it slept. “Well.” She left")
    assert to_sentence(alignment, Span(2, 3)) == Span(0, 5)
    assert to_sentence(alignment, Span(7, 8)) == Span(6, 10)
    assert to_sentence(alignment, Span(12, 12)) == Span(11, 13)
    assert to_sentence(alignment, Span(16, 16)) == Span(15, 16)
