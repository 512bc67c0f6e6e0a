"""Who speaks, word after word: a hidden Markov chain of voices whose means are unknown, by variational Bayes.

After P. Kenny, "Bayesian analysis of speaker diarization with eigenvoice priors" (2008), with the statistics of
`statistics` in place of eigenvoices. A voice changes before a word with the chance that the text gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speakers.chain_kernel import run_backward, run_forward
from speakers.statistics import Statistics

__all__ = ["Chain", "pass_through", "settle"]

LEAST_SHARE = 1e-9

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of each word or piece.

    Args:
        posteriors: rows x voices, the probability of each voice; rows sum to 1.
        changes: probability that another voice begins with the row.
        bound: lower bound of the log evidence: comparable for different numbers of voices.
        means: voices x dimensions.
    """

    posteriors: Doubles
    changes: Doubles
    bound: float
    means: Floats


def settle(statistics: Statistics, beginnings: Sequence[Doubles], chances: Doubles, rounds: int) -> list[Chain]:
    """Learn the voices from who speaks, and who speaks from the voices, in turns; return an end for each beginning.

    Args:
        beginnings: rows x voices each, who might speak: one by one they come to the same, all at once sooner.
        chances: of a turn before each row.
    """
    assert rounds > 0
    edges = np.cumsum([each.shape[1] for each in beginnings])[:-1]
    passed = [(each, np.zeros(0), 0.0) for each in beginnings]
    for _ in range(rounds):
        weights = np.hstack([posteriors for posteriors, _, _ in passed]).astype(np.float32)
        precision = weights.T @ statistics.counts + statistics.precision
        means = (weights.T @ statistics.sums) / statistics.spread(precision)
        squares = statistics.gathered(np.square(means)) + statistics.sizes() / precision
        likelihoods = statistics.sums @ means.T
        likelihoods -= 0.5 * statistics.counts @ squares.astype(np.float32).T
        passed = [
            pass_through(each, chances, _shares(posteriors))
            for each, (posteriors, _, _) in zip(
                np.split(likelihoods.astype(np.float64), edges, axis=1), passed, strict=True
            )
        ]
    divergences = _divergence(statistics, means, precision)
    return [
        Chain(posteriors, changes, total - float(apart.sum()), own)
        for (posteriors, changes, total), apart, own in zip(
            passed, np.split(divergences, edges), np.split(means, edges), strict=True
        )
    ]


def _shares(posteriors: Doubles) -> Doubles:
    """Return how much of the recording is each voice's."""
    sizes: Doubles = posteriors.sum(axis=0) + 1
    return sizes / sizes.sum()


def _divergence(statistics: Statistics, means: Floats, precision: Floats) -> Doubles:
    """Return how far each voice lies from the prior: what its means cost in evidence."""
    ratio = statistics.precision / precision
    squares = statistics.gathered(np.square(means)) * statistics.precision
    costs = squares + statistics.sizes() * (ratio - 1 - np.log(ratio))
    out: Doubles = 0.5 * costs.sum(axis=1).astype(np.float64)
    return out


def pass_through(likelihoods: Doubles, chances: Doubles, shares: Doubles) -> tuple[Doubles, Doubles, float]:
    """Forward and backward: posteriors, probability of a change before each row, and the log likelihood of all rows.

    A voice that ends is followed by one of the others, each as likely as its share.

    Args:
        likelihoods: rows x voices, natural logarithms.
    """
    if likelihoods.shape[1] == 1:
        return np.ones_like(likelihoods), np.zeros(len(likelihoods)), float(likelihoods.sum())
    top = likelihoods.max(axis=1, keepdims=True)
    emitted = np.ascontiguousarray(np.exp(likelihoods - top))
    leaving = np.maximum(1 - shares, LEAST_SHARE)
    posteriors, changes = np.empty_like(emitted), np.empty(len(emitted))
    total = run_forward(emitted, chances, shares, leaving, posteriors)
    run_backward(emitted, chances, shares, leaving, posteriors, changes)
    return posteriors, changes, float(total + top.sum())
