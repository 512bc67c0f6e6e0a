"""The chain of voices, on planted answers."""

from __future__ import annotations

import numpy as np
import pytest

from speakers.chain import pass_through, settle
from speakers.clustering import merged
from speakers.statistics import Statistics

TRUTH = np.repeat([0, 1, 0, 2, 1], 12)


def planted(seed: int = 1) -> Statistics:
    """Five turns of three voices that differ in eight dimensions."""
    rng = np.random.default_rng(seed)
    voices = rng.normal(0, 1.5, (3, 8))
    counts = np.full((len(TRUTH), 8), 2.0, np.float32)
    return Statistics(
        counts, (2 * (voices[TRUTH] + rng.normal(0, 0.6, (len(TRUTH), 8)))).astype(np.float32), np.ones(8, np.float32)
    )


def test_every_path_counts_as_in_a_plain_sum() -> None:
    rng = np.random.default_rng(3)
    likelihoods, chances = rng.normal(size=(4, 2)), np.array([0.0, 0.2, 0.5, 0.1])
    shares = np.array([0.4, 0.6])
    total, first, change = 0.0, np.zeros((4, 2)), np.zeros(4)
    for path in np.ndindex(2, 2, 2, 2):
        weight = shares[path[0]]
        for row in range(1, 4):
            weight *= 1 - chances[row] if path[row] == path[row - 1] else chances[row]
        weight *= np.exp(sum(likelihoods[row, voice] for row, voice in enumerate(path)))
        total += weight
        for row, voice in enumerate(path):
            first[row, voice] += weight
            change[row] += weight * (row > 0 and voice != path[row - 1])
    posteriors, changes, log_total = pass_through(likelihoods, chances, shares)
    assert posteriors == pytest.approx(first / total)
    assert changes == pytest.approx(change / total)
    assert log_total == pytest.approx(np.log(total))


def test_voices_are_learnt_from_a_clustering() -> None:
    statistics = planted()
    firsts = np.arange(0, len(TRUTH), 4)
    labels = next(labels for count, labels in merged(statistics.pooled(firsts), 3) if count == 3)
    begin = np.eye(3)[np.repeat(labels, 4)]
    chances = np.full(len(TRUTH), 0.05)
    (chain,) = settle(statistics, [begin], chances, 5)
    assert chain.posteriors.argmax(axis=1).tolist() == TRUTH.tolist()
    assert np.flatnonzero(chain.changes > 0.5).tolist() == [12, 24, 36, 48]


def test_more_voices_than_there_are_explain_nothing_better() -> None:
    statistics = planted()
    chances = np.full(len(TRUTH), 0.05)
    bounds = {
        count: settle(statistics, [np.eye(count)[labels]], chances, 5)[0].bound
        for count, labels in merged(statistics, 5)
    }
    assert max(bounds, key=lambda count: bounds[count]) == 3
