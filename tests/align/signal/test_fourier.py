"""Power spectra are those of the plain formula, whatever stands beside a frame."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.signal.fourier import powers, transform_of

pytestmark = pytest.mark.slow


def plain_power(samples: list[float], size: int, k: int) -> float:
    """The power at bin `k`, term by term."""
    return abs(sum(sample * cmath.exp(-2j * math.pi * k * n / size) for n, sample in enumerate(samples))) ** 2


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    st.sampled_from([8, 32, 256]),
    st.integers(1, 20),
    st.integers(1, 9),
    st.integers(0, 10_000),
)
def test_powers_agree_with_the_plain_formula(size: int, frames: int, hop: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    width = int(rng.integers(2, size + 1))
    window = rng.uniform(0.1, 1.0, width)
    wave = rng.normal(0, 1000, (frames - 1) * hop + width).astype(np.float32)
    found = powers(wave, hop, frames, transform_of(window, size, (1, size // 2)))
    assert found.shape == (size // 2 - 1, frames)
    for frame in {0, frames // 2, frames - 1}:
        samples = [float(w) * float(f) for w, f in zip(wave[frame * hop :], window, strict=False)]
        for k in {1, size // 4, size // 2 - 1}:
            assert found[k - 1, frame] == pytest.approx(plain_power(samples, size, k), rel=1e-3, abs=width * 10)


def test_a_tone_stands_in_its_bin() -> None:
    size, k = 512, 37
    tone = np.cos(2 * np.pi * k * np.arange(4 * size) / size).astype(np.float32)
    found = powers(tone, 100, 12, transform_of(np.ones(size), size, (4, 219)))
    assert (found.argmax(axis=0) == k - 4).all()
    assert found[k - 4] == pytest.approx(np.full(12, (size / 2) ** 2), rel=1e-4)
    assert np.delete(found, k - 4, axis=0).max() < 1e-3


def test_a_frame_is_the_same_whatever_stands_beside_it() -> None:
    wave = np.random.default_rng(1).normal(0, 1000, 4000).astype(np.float32)
    transform = transform_of(np.hamming(410), 512, (4, 219))
    whole = powers(wave, 160, 21, transform)
    for first in range(21):
        assert np.array_equal(powers(wave[first * 160 :], 160, 1, transform)[:, 0], whole[:, first])
