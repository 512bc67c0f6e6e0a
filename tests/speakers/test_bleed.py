"""Who speaks, by the patterns of levels on microphones that hear each other."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from speakers.bleed import find_patterns, likelihoods, likelihoods_of_some, said_at_once

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


def levels_of(
    speakers: Ints, loudness: tuple[float, ...], gains: tuple[float, ...], bleed: float, wander: float = 1.5
) -> Doubles:
    """Levels of words in dB: each speaker has a loudness, each track a gain; other tracks hear him by `bleed` less."""
    rng = np.random.default_rng(7)
    said = np.array(loudness)[speakers] + rng.normal(0, 6, len(speakers))
    heard = np.full((len(speakers), len(gains)), bleed)
    heard[np.arange(len(speakers)), speakers] = 0.0
    levels: Doubles = said[:, None] + heard + np.array(gains) + rng.normal(0, wander, heard.shape)
    return levels


@pytest.mark.parametrize("bleed", [-20.0, -10.0, -6.0])
@pytest.mark.parametrize("loudness", [(60.0, 60.0), (70.0, 50.0), (50.0, 70.0)])
def test_speakers_of_unlike_loudness_are_parted_whatever_the_gains(bleed: float, loudness: tuple[float, float]) -> None:
    speakers = np.repeat([0, 1, 0, 1], [60, 25, 40, 10])
    levels = levels_of(speakers, loudness, (0.0, 14.0), bleed)
    patterns = find_patterns(levels)
    assert patterns is not None
    assert (likelihoods(levels, patterns).argmax(axis=1) == speakers).mean() > 0.97


def test_four_tracks_are_each_their_own_speakers() -> None:
    speakers = np.tile(np.repeat([2, 0, 3, 1], [10, 20, 5, 12]), 4)
    levels = levels_of(speakers, (60.0, 45.0, 66.0, 58.0), (3.0, -8.0, 0.0, 10.0), -12.0)
    patterns = find_patterns(levels)
    assert patterns is not None
    assert (likelihoods(levels, patterns).argmax(axis=1) == speakers).mean() > 0.98


def test_one_speaker_alone_and_tracks_of_one_sound_have_no_patterns() -> None:
    alone = np.zeros(80, np.int64)
    assert find_patterns(levels_of(alone, (60.0, 60.0), (0.0, 5.0), -15.0, wander=0.8)) is None
    assert find_patterns(levels_of(np.tile([0, 1], 40), (60.0, 60.0), (0.0, 5.0), 0.0, wander=0.3)) is None
    assert find_patterns(np.zeros((4, 2))) is None


def test_words_before_a_late_track_begins_are_told_by_the_other_one() -> None:
    speakers = np.repeat([0, 1, 0, 1], 40)
    levels = levels_of(speakers, (60.0, 60.0), (0.0, 0.0), -25.0)
    early = levels[::10].copy()
    early[:, 1] = np.nan
    assert (likelihoods_of_some(early, levels, speakers).argmax(axis=1) == speakers[::10]).all()


def test_a_word_that_two_say_at_once_is_louder_than_bleed() -> None:
    speakers = np.repeat([0, 1], 50)
    levels = levels_of(speakers, (60.0, 60.0), (0.0, 6.0), -15.0, wander=1.0)
    levels[10] = (62.0, 65.0)
    patterns = find_patterns(levels)
    assert patterns is not None
    assert said_at_once(levels, speakers, patterns) == (10,)
