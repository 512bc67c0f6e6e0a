from __future__ import annotations

import numpy as np
import pytest

from align.document import Word
from speakers.statistics import Statistics
from speakers.voices import tell_voices, wanted_gain

WORDS = 24
"""In a turn."""


def planted(turns: list[int], means: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Statistics:
    rng = np.random.default_rng(2)
    owners = np.repeat(turns, WORDS)
    counts = np.full((len(owners), means.shape[1]), 2.0, np.float32)
    sums = 2 * (means[owners] + rng.normal(0, 0.7, (len(owners), means.shape[1])))
    return Statistics(counts, sums.astype(np.float32), np.ones(means.shape[1], np.float32))


def words(count: int) -> list[Word]:
    return [Word("w", 0.3 * n, 0.3 * n + 0.25, 1.0) for n in range(count)]


@pytest.mark.slow
def test_voices_that_differ_in_pitch_alone_are_parted_though_two_others_differ_in_everything() -> None:
    rng = np.random.default_rng(7)
    others = rng.normal(0, 2.0, (2, 12))
    means = np.vstack([others, others[:1]])
    means[2, -1] += 3.0
    turns = [0, 1, 2, 1, 0, 2, 1, 0, 1, 2] * 3
    statistics = planted(turns, means)
    chances = np.full(len(turns) * WORDS, 0.03)
    voices = tell_voices(statistics, words(len(chances)), chances)
    truth = np.repeat(turns, WORDS)
    assert voices.count == 3
    # Voices are numbered in the order in which they are first heard, as those planted are.
    assert np.mean(voices.labels == truth) > 0.99


@pytest.mark.parametrize(("asked", "more"), [(1, True), (2, True), (3, False), (5, False)])
def test_who_asks_for_too_few_voices_gets_as_many_and_hears_that_one_more_is_likely(asked: int, more: bool) -> None:
    means = np.random.default_rng(7).normal(0, 2.0, (3, 12))
    turns = [0, 1, 2, 1, 0, 2, 1, 0, 1, 2]
    chances = np.full(len(turns) * WORDS, 0.03)
    voices = tell_voices(planted(turns, means), words(len(chances)), chances, asked)
    assert voices.count == min(asked, 3)
    assert voices.doubtful == more


def test_short_recordings_need_less_to_be_told_and_none_needs_less_than_the_shortest() -> None:
    gains = [wanted_gain(count) for count in (10, 100, 500, 1000, 20_000)]
    assert gains == sorted(gains)
    assert gains[0] > 15
