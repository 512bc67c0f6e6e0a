"""What is gathered of words, against plain sums; and groups of dimensions against each dimension by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from speakers.chain import settle
from speakers.clustering import evidence, merged
from speakers.mixture import fit_mixture, responsibilities
from speakers.pitch import Pitch
from speakers.statistics import GATHERING, Statistics, speech_cepstra, word_statistics
from tests.speakers.sounds import spoken

PERSONS = [0] * 12 + [1] * 12 + [0] * 6 + [1] * 10


def gathered() -> Statistics:
    words, spectra = spoken(PERSONS, [0] * len(PERSONS))
    words = (*words[:5], replace(words[5], start=None, end=None), *words[6:])
    rng = np.random.default_rng(2)
    pitch = Pitch(rng.normal(7, 0.1, 600).astype(np.float16), rng.uniform(0.4, 1, 600).astype(np.float16))
    statistics = word_statistics(words, spectra, pitch, np.full(len(words), 0.03))
    assert statistics is not None
    return statistics


def each_by_itself(statistics: Statistics) -> Statistics:
    """The same, with a count for each dimension."""
    return Statistics(
        statistics.spread(statistics.counts), statistics.sums, statistics.spread(statistics.precision), None
    )


def test_a_word_without_times_has_nothing_and_the_others_what_their_frames_say() -> None:
    statistics = gathered()
    assert not statistics.counts[5].any()
    assert not statistics.sums[5].any()
    words, spectra = spoken(PERSONS, [0] * len(PERSONS))
    words = (*words[:5], replace(words[5], start=None, end=None), *words[6:])
    _, owners, cepstra = speech_cepstra(words, spectra)
    mixture = fit_mixture(cepstra, GATHERING.components)
    shares = responsibilities(mixture, cepstra).astype(float)
    size, width = mixture.means.shape
    for word in (0, 11, 30):
        own = owners == word
        off = (cepstra[own].astype(float)[:, None] - mixture.means) / np.sqrt(mixture.variances)
        moved = (shares[own][:, :, None] * off).sum(axis=0) * GATHERING.scale
        assert statistics.sums[word, : size * width] == pytest.approx(moved.ravel(), abs=1e-3)
        assert statistics.counts[word, :size] == pytest.approx(shares[own].sum(axis=0) * GATHERING.scale, abs=1e-4)


def test_groups_explain_what_their_dimensions_explain() -> None:
    statistics = gathered()
    alone = each_by_itself(statistics)
    assert evidence(statistics) == pytest.approx(evidence(alone), rel=1e-4, abs=1e-3)
    chances = np.full(len(PERSONS), 0.05)
    begins = [np.eye(count)[labels] for count, labels in merged(statistics, 3)]
    same = [np.eye(count)[labels] for count, labels in merged(alone, 3)]
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(begins, same, strict=True))
    for ours, theirs in zip(settle(statistics, begins, chances, 5), settle(alone, begins, chances, 5), strict=True):
        assert ours.bound == pytest.approx(theirs.bound, rel=1e-5)
        assert ours.posteriors == pytest.approx(theirs.posteriors, abs=1e-3)
        assert ours.means == pytest.approx(theirs.means, abs=1e-3)


def test_pieces_are_sums_of_their_words() -> None:
    statistics = gathered()
    pieces = statistics.pooled(np.array([0, 12, 24]))
    assert pieces.sums[1] == pytest.approx(statistics.sums[12:24].sum(axis=0), rel=1e-4, abs=1e-4)
    assert pieces.counts[2] == pytest.approx(statistics.counts[24:].sum(axis=0), rel=1e-5)
