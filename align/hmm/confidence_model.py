"""The learnt part of confidence: small networks, and the names of the features they were learnt from."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.hmm.confidence_features import BOUNDARY, Features
from align.hmm.wording_features import WORDING

__all__ = ["LIMIT", "ConfidenceModel", "Network", "confidence_model_of", "load_confidence_model"]

ROWS = 10_000
"""Words at a time, so that memory does not grow."""

LIMIT = 6.0
"""Standard deviations beyond which a feature is not believed."""

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """Small networks whose answers are averaged: standardised features, one hidden layer, a probability.

    Args:
        names: of the features, in order.
        mean, scale: of the features.
        hidden: networks x features x units, `bias`: networks x units.
        last: networks x units, `constant`: networks.
    """

    names: tuple[str, ...]
    mean: Singles
    scale: Singles
    hidden: Singles
    bias: Singles
    last: Singles
    constant: Singles

    def chance(self, features: Features) -> Floats:
        """Return a probability for each word. Raises `ValueError` for features that the network was not learnt from."""
        if features.names != self.names:
            raise ValueError(f"the network was learnt from other features ({_difference(self.names, features.names)})")
        chance = np.zeros(len(features.values))
        for first in range(0, len(chance), ROWS):
            rows = slice(first, first + ROWS)
            known = np.clip((features.values[rows] - self.mean) / self.scale, -LIMIT, LIMIT)
            for n in range(len(self.hidden)):
                units = np.maximum(known @ self.hidden[n] + self.bias[n], 0)
                chance[rows] += 1 / (1 + np.exp(-(units @ self.last[n] + self.constant[n])))
        return chance / len(self.hidden)


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """What `benchmarks.train_confidence` learnt.

    Args:
        boundaries: the chance that both boundaries are within 100 ms of a word that was said.
        wording: the chance that another word is said in a word's place, if `wrong` of the words are not what is said.
    """

    boundaries: Network
    wording: Network
    wrong: float


@functools.cache
def load_confidence_model() -> ConfidenceModel:
    """Return the weights that come with the package."""
    with (
        importlib.resources.files("align.hmm").joinpath("confidence.npz").open("rb") as stream,
        np.load(stream) as arrays,
    ):
        return confidence_model_of(dict(arrays))


def confidence_model_of(arrays: Mapping[str, NDArray[Any]]) -> ConfidenceModel:
    """Build the model from arrays named `boundaries_mean`, `wording_mean` and so on.

    Raises `ValueError` where they were learnt from other features than there are now.
    """
    return ConfidenceModel(
        _network(arrays, "boundaries", tuple(BOUNDARY)),
        _network(arrays, "wording", WORDING),
        float(arrays["wrong"]),
    )


def _network(arrays: Mapping[str, NDArray[Any]], name: str, features: tuple[str, ...]) -> Network:
    names = tuple(arrays[f"{name}_names"].tolist())
    if names != features:
        raise ValueError(
            f"the weights of {name} were learnt from other features ({_difference(names, features)}); "
            "learn them again with python -m benchmarks.train_confidence"
        )
    numbers = [field for field in Network.__dataclass_fields__ if field != "names"]
    return Network(names, **{field: arrays[f"{name}_{field}"] for field in numbers})


def _difference(learnt: Sequence[str], features: Sequence[str]) -> str:
    """Return the first name that differs, as a person reads it."""
    for number, (one, other) in enumerate(zip(learnt, features, strict=False)):
        if one != other:
            return f"number {number} was {one!r} and is {other!r}"
    return f"{len(learnt)} then, {len(features)} now"
