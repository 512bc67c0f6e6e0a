"""The pitch of sounds whose pitch is known, and what is compiled against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from speakers.pitch import PITCH_HOP, Pitch, PitchTracker

RATE = 16_000


def buzz(height: NDArray[np.float64]) -> NDArray[np.int16]:
    """A voice of eight harmonics, so high at each sample, in some hiss."""
    phase = 2 * np.pi * np.cumsum(height) / RATE
    wave = sum(np.sin(k * phase) / k for k in range(1, 9))
    return (3000 * wave + np.random.default_rng(0).normal(0, 30, len(height))).astype(np.int16)


def tracked(sound: NDArray[np.int16], block: int) -> Pitch:
    tracker = PitchTracker()
    for first in range(0, len(sound), block):
        tracker.hear(sound[first : first + block])
    return tracker.result()


@pytest.mark.parametrize("height", [70.0, 110.0, 233.0, 310.0])
def test_a_steady_voice_has_its_pitch(height: float) -> None:
    pitch = tracked(buzz(np.full(RATE, height)), RATE)
    middle = slice(3, -3)
    assert 2.0 ** pitch.octaves[middle].astype(float) == pytest.approx(height, rel=0.01)
    assert pitch.strength[middle].min() > 0.9


def test_silence_has_no_voice() -> None:
    assert tracked(np.zeros(RATE, np.int16), RATE).strength.max() == 0


def test_blocks_of_any_size_give_the_same() -> None:
    sound = buzz(np.linspace(90, 300, 2 * RATE))
    whole, pieces = tracked(sound, len(sound)), tracked(sound, 1237)
    assert np.array_equal(whole.octaves, pieces.octaves)
    assert np.array_equal(whole.strength, pieces.strength)


def test_it_is_the_top_of_the_autocorrelation_over_that_of_the_window() -> None:
    rng = np.random.default_rng(1)
    sound = buzz(100 * 2 ** np.cumsum(rng.normal(0, 0.003, 2 * RATE)))
    sound[RATE // 2 : RATE] = rng.normal(0, 800, RATE // 2)
    pitch = tracked(sound, 4000)
    slow = np.pad(sound.reshape(-1, 4).mean(axis=1), (120, 240))
    window = np.hanning(240)
    own = np.correlate(window, window, "full")[239:][:64]
    lags = np.arange(64)
    costs = np.where((lags >= 10) & (lags < 63), 0.04 * np.log2(np.maximum(lags, 10) / 10), np.inf)
    for row in range(len(pitch.octaves)):
        frame = slow[row * 96 : row * 96 + 240]
        frame = (frame - frame.mean()) * window
        like = np.correlate(frame, frame, "full")[239:][:64] / own * own[0]
        like /= like[0] + 1e3
        best = int((like - costs).argmax())
        # Half a sample, and the rounding of half precision.
        assert abs(2.0 ** -float(pitch.octaves[row]) * RATE / 4 - best) <= 0.65, row * PITCH_HOP
        assert pitch.strength[row] == pytest.approx(np.clip(like[best], 0, 1), abs=1e-3)
