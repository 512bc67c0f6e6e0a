"""A mixture of Gaussians over all of a recording's speech: roughly, one component for each kind of sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mixture", "fit_mixture", "responsibilities"]

TRAINED_ON = 300
"""Frames for each component that the mixture is fitted to; more change nothing."""

ROUNDS = 8
"""Of expectation and maximisation."""

LEAST_VARIANCE = 0.05
"""Of the variance of all frames: no component may shrink to a point."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Means and variances (components x dimensions) and weights."""

    means: Floats
    variances: Floats
    weights: Floats


def fit_mixture(frames: Floats, components: int) -> Mixture:
    """Fit to frames x dimensions; the same frames give the same mixture."""
    rng = np.random.default_rng(0)
    few = frames[np.sort(rng.choice(len(frames), min(len(frames), TRAINED_ON * components), replace=False))]
    spread = few.var(axis=0) + np.float32(1e-6)
    mixture = Mixture(
        few[rng.choice(len(few), components, replace=len(few) < components)],
        np.tile(spread, (components, 1)),
        np.full(components, 1 / components, np.float32),
    )
    for _ in range(ROUNDS):
        shares = responsibilities(mixture, few)
        counts = shares.sum(axis=0)[:, None] + np.float32(1e-6)
        means = shares.T @ few / counts
        variances = np.maximum(shares.T @ np.square(few) / counts - np.square(means), LEAST_VARIANCE * spread)
        mixture = Mixture(means, variances, counts[:, 0] / counts.sum())
    return mixture


def responsibilities(mixture: Mixture, frames: Floats) -> Floats:
    """Return how much of each frame each component is responsible for: frames x components, rows sum to 1."""
    precision = 1 / mixture.variances
    constant = np.log(mixture.weights + 1e-12) - 0.5 * np.log(mixture.variances).sum(axis=1)
    constant = constant - 0.5 * (np.square(mixture.means) * precision).sum(axis=1)
    logs = np.square(frames) @ (-0.5 * precision.T) + frames @ (mixture.means * precision).T + constant
    logs -= logs.max(axis=1, keepdims=True)
    shares: Floats = np.exp(logs, out=logs)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares.astype(np.float32, copy=False)
