"""Learning to take backgrounds out: gradients against differences, and that an error falls."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from align.signal.enhancement import INPUTS, Enhancer
from align.signal.front_end import FILTERS
from benchmarks import train_enhancement as module
from benchmarks.train_enhancement import Mixer, Recipe, examples, first_weights, learn, slopes
from samples.voices import RATE

pytestmark = pytest.mark.slow


def hummed(seed: int, seconds: float = 6.0) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    syllables = np.sin(2 * np.pi * (2 + seed) * time) > 0
    return (0.1 * syllables * np.sin(2 * np.pi * (120 + 60 * seed) * time) + rng.normal(0, 1e-4, len(time))).astype(
        np.float32
    )


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECIPE", Recipe(hidden=(12, 8), pieces=2, seconds=5, beds=1, batch=256))


@pytest.mark.usefixtures("_small")
def test_gradients_are_those_of_the_error() -> None:
    rng = np.random.default_rng(1)
    weights = first_weights(rng)
    weights = [(w + rng.normal(0, 0.1, w.shape)).astype(np.float32) for w in weights]
    inputs = rng.normal(size=(40, INPUTS)).astype(np.float32)
    wanted = rng.normal(size=(40, FILTERS)).astype(np.float32)
    found, _ = slopes(Enhancer(*weights), inputs, wanted)
    for k, weight in enumerate(weights):
        at = tuple(int(n) for n in np.unravel_index(np.abs(found[k]).argmax(), weight.shape))
        errors = []
        for step in (1e-2, -1e-2):
            other = [w.copy() for w in weights]
            other[k][at] += np.float32(step)
            errors.append(slopes(Enhancer(*other), inputs, wanted)[1] * FILTERS)
        assert found[k][at] == pytest.approx((errors[0] - errors[1]) / 2e-2, rel=0.1)


@pytest.mark.usefixtures("_small")
def test_the_error_falls() -> None:
    sounds = {"one": hummed(0), "two": hummed(1)}
    network = learn(sounds, 8)
    seen, wanted = examples(Mixer(sounds, np.random.default_rng(9)), 4)
    left = network.apply(seen.astype(np.float32)) - wanted
    assert (left**2).mean() < 0.8 * (wanted**2).mean()


@pytest.mark.usefixtures("_small")
def test_a_bed_is_another_recording_and_the_speech_stays_below_full_scale() -> None:
    mixer = Mixer({"one": hummed(0), "two": hummed(1)}, np.random.default_rng(3))
    for _ in range(10):
        alone, mixed = mixer.piece()
        assert len(alone) == len(mixed) == 5 * RATE
        assert np.abs(mixed).max() <= 1.0001
