"""Who speaks, word after word: a hidden Markov chain of voices whose means are unknown, by variational Bayes.

After P. Kenny, "Bayesian analysis of speaker diarization with eigenvoice priors" (2008), with the statistics of
`statistics` in place of eigenvoices. A voice changes before a word with the chance that the text gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speakers.chain_kernel import run_backward, run_forward
from speakers.statistics import Statistics

__all__ = ["Chain", "pass_through", "settle"]

LEAST_SHARE = 1e-9

Doubles = NDArray[np.float64]


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
    means: NDArray[np.float32]


def settle(statistics: Statistics, posteriors: Doubles, chances: Doubles, rounds: int) -> Chain:
    """Learn the voices from who speaks, and who speaks from the voices, in turns.

    Args:
        posteriors: rows x voices, to begin with.
        chances: of a turn before each row.
    """
    assert rounds > 0
    for _ in range(rounds):
        weights = posteriors.astype(np.float32)
        precision = weights.T @ statistics.counts + statistics.precision
        means = (weights.T @ statistics.sums) / precision
        likelihoods = statistics.sums @ means.T
        likelihoods -= 0.5 * statistics.counts @ (np.square(means) + 1 / precision).T
        shares = posteriors.sum(axis=0) + 1
        posteriors, changes, total = pass_through(likelihoods.astype(np.float64), chances, shares / shares.sum())
    ratio = statistics.precision / precision
    divergence = 0.5 * (np.square(means) * statistics.precision + ratio - 1 - np.log(ratio)).sum()
    return Chain(posteriors, changes, total - float(divergence), means)


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
