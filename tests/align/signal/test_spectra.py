"""The front end: one stream or many blocks, noise, loudness, digital silence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from align.signal.spectra import BAND_STEP, BANDS, RATE, cepstra, compute_spectra, near_floor


def sound(seconds: float, seed: int = 1, level: float = 1000) -> NDArray[np.int16]:
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    tone = np.sin(2 * np.pi * 220 * time) * (np.sin(2 * np.pi * 3 * time) > 0)
    return (level * tone + rng.normal(0, 20, len(time))).astype(np.int16)


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 777, 16000, 1 << 20])
def test_blocks_make_no_difference(size: int) -> None:
    wave = sound(1.0 if size == 1 else 130.0)
    whole = compute_spectra([wave])
    parts = compute_spectra(wave[i : i + size] for i in range(0, len(wave), size))
    assert parts.samples == whole.samples == len(wave)
    np.testing.assert_array_equal(parts.mel, whole.mel)
    np.testing.assert_array_equal(parts.bands, whole.bands)


def test_frames_are_centred_on_their_time() -> None:
    wave = np.zeros(RATE, np.int16)
    wave[8000:8016] = 20000
    spectra = compute_spectra([wave])
    assert abs(int(spectra.mel.astype(float).mean(axis=1).argmax()) - 50) <= 1
    assert abs(int(spectra.bands.astype(float).mean(axis=1).argmax()) - 100) <= 1
    assert spectra.mel.shape == (100, 25)
    assert spectra.bands.shape == (200, BANDS)


def plain_power(wave: NDArray[np.int16], centre: int, shape: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Power of each bin of the window around sample `centre`, by the definition of the Fourier transform."""
    first = centre - len(shape) // 2
    padded = np.concatenate([np.zeros(size), wave.astype(np.float64), np.zeros(size)])
    lifted = padded[1:] - 0.97 * padded[:-1]
    windowed = shape * lifted[size + first - 1 : size + first - 1 + len(shape)]
    angles = 2 * np.pi * np.outer(np.arange(size // 2 + 1), np.arange(len(shape))) / size
    power: NDArray[np.float64] = (np.cos(angles) @ windowed) ** 2 + (np.sin(angles) @ windowed) ** 2
    return power


@pytest.mark.parametrize("frame", [0, 1, 57, 249, 250, 399])
def test_filters_agree_with_the_plain_reference(frame: int) -> None:
    wave = sound(4.0)
    power = plain_power(wave, 160 * frame, np.hamming(410), 512)
    # The tenth filter: Sphinx rounds the edges of its triangles to bins of 31.25 Hz.
    lowest, highest = 2595 * np.log10(1 + np.array([130.0, 6800.0]) / 700)
    mel = np.linspace(lowest, highest, 27)
    low, middle, high = np.floor((700 * (10 ** (mel[9:12] / 2595) - 1)) / 31.25 + 0.5)
    bins = np.arange(257)
    triangle = np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)).clip(0)
    energy = triangle @ power * 2 / ((high - low) * 31.25)
    assert float(compute_spectra([wave]).mel[frame, 9]) == pytest.approx(np.log(energy + 1e-4), abs=0.01)


@pytest.mark.parametrize("half_frame", [1, 2, 113, 500, 797])
def test_bands_agree_with_the_plain_reference(half_frame: int) -> None:
    wave = sound(4.0)
    power = plain_power(wave, 80 * half_frame, np.hanning(160), 256)
    edges = (2, 8, 16, 24, 40, 64, 110)
    energies = [power[low:high].sum() for low, high in itertools.pairwise(edges)]
    expected = np.log(np.array(energies) + 1e3) / BAND_STEP
    assert compute_spectra([wave]).bands[half_frame] == pytest.approx(np.floor(expected), abs=1)


def test_nothing_heard() -> None:
    spectra = compute_spectra([])
    assert spectra.mel.shape == (0, 25)
    assert spectra.duration == 0
    assert cepstra(spectra).shape == (0, 13)


def test_loudness_makes_no_difference_to_cepstra() -> None:
    quiet, loud = cepstra(compute_spectra([sound(5, level=3000)])), cepstra(compute_spectra([sound(5, level=3000) * 3]))
    assert np.abs(quiet - loud)[10:-10].max() < 0.6
    assert np.abs(quiet).max() > 5


def test_digital_silence_is_no_abyss() -> None:
    wave = sound(6)
    wave[2 * RATE : 3 * RATE] = 0
    assert np.isfinite(cepstra(compute_spectra([wave]))).all()
    assert np.abs(cepstra(compute_spectra([wave]))).max() < 200


def loud_in_the_middle(factor: float) -> NDArray[np.bool_]:
    """Which frames of eight seconds of room tone are quiet, the four in the middle being louder."""
    wave = np.random.default_rng(3).normal(0, 20, 8 * RATE)
    wave[2 * RATE : 6 * RATE] *= factor
    return near_floor(compute_spectra([wave.astype(np.int16)]))


def test_pauses_are_near_the_noise_floor() -> None:
    quiet = loud_in_the_middle(100.0)
    assert quiet[20:180].mean() > 0.95
    assert quiet[620:780].mean() > 0.95
    assert not quiet[205:595].any()


def test_nothing_is_silent_where_speech_hardly_stands_out() -> None:
    assert not loud_in_the_middle(3.0).any()


@pytest.mark.slow
def test_a_long_pause_is_silent_throughout() -> None:
    wave = np.random.default_rng(3).normal(0, 20, 60 * RATE)
    for second in (*range(0, 18, 2), *range(42, 60, 2)):
        wave[second * RATE : (second + 1) * RATE] *= 100
    quiet = near_floor(compute_spectra([wave.astype(np.int16)]))
    assert quiet[1820:4180].mean() > 0.95
