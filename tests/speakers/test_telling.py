"""One person whose sound changes for good is not made two, unless two are asked for."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from align.document import Alignment, Speaker
from align.signal import compute_spectra
from samples.mixing import telephone
from speakers.pitch import PitchTracker
from speakers.telling import Heard, Request, tell_speakers
from tests.speakers.conversation import WORDS, conversation

pytestmark = pytest.mark.slow

MIDDLE = 4 * WORDS
"""The word from which on he telephones."""


@functools.cache
def telephoned() -> tuple[Alignment, Heard]:
    tracks, alignment, _ = conversation((0,) * 8)
    sound = (0.5 * tracks[0] + np.random.default_rng(3).normal(0, 0.001, len(tracks[0]))).astype(np.float32)
    at = int(alignment.words[MIDDLE].span[0] * 16_000)
    sound[at:] = telephone(sound[at:])[: len(sound) - at]
    samples = np.rint(sound * 32767).clip(-32768, 32767).astype(np.int16)
    tracker = PitchTracker()
    tracker.hear(samples)
    return alignment, (compute_spectra([samples]), tracker.result())


def test_one_person_who_goes_on_by_telephone_stays_one_and_that_is_said() -> None:
    alignment, sound = telephoned()
    told = tell_speakers(alignment, Request(), lambda: sound)
    assert told.speakers == ()
    assert told.alignment.speakers == ()
    assert [warning[:18] for warning in told.warnings] == ["2 voices were hear"]


def test_who_asks_for_two_gets_both_sounds_with_a_word_of_warning() -> None:
    alignment, sound = telephoned()
    told = tell_speakers(alignment, Request(2), lambda: sound)
    assert [turn.word for turn in told.alignment.speakers] == [0, MIDDLE]
    assert "they may be one person" in told.warnings[0]


def test_who_asks_for_fewer_than_speak_is_told() -> None:
    tracks, alignment, _ = conversation()
    samples = np.rint(12_000 * (tracks[0] + tracks[1])).astype(np.int16)
    tracker = PitchTracker()
    tracker.hear(samples)
    told = tell_speakers(alignment, Request(1), lambda: (compute_spectra([samples]), tracker.result()))
    assert told.speakers == ()
    assert [warning[:46] for warning in told.warnings] == ["1 speaker was asked for, and one voice more se"]


def test_labels_of_two_people_keep_their_voices_apart() -> None:
    alignment, sound = telephoned()
    labelled = tell_speakers(
        Alignment(
            alignment.media,
            "en",
            alignment.engine,
            alignment.words,
            paragraphs=(0,),
            speakers=(Speaker(0, "Ada"), Speaker(MIDDLE, "Bob")),
        ),
        Request(),
        lambda: sound,
    )
    assert labelled.speakers == ("Ada", "Bob")
