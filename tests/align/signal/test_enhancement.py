"""The network that takes backgrounds out of spectra: what it is given, what it gives, and when it is asked."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import stream_pcm
from align.signal import enhancement as module
from align.signal.enhancement import (
    Enhancer,
    enhanced,
    heard_cepstra,
    load_enhancer,
    network_inputs,
    surroundings,
)
from align.signal.front_end import CEPSTRA, FILTERS
from align.signal.spectra import RATE, Spectra, cepstra, compute_spectra, levels_of, near_floor
from samples import mixing

SAMPLE = Path("samples/sample.mp3")
BEGIN, SECONDS = 20, 40
"""Of the sample: its music is over by then."""

Sound = NDArray[np.float32]


def spectra_of(sound: Sound) -> Spectra:
    return compute_spectra([np.clip(np.rint(sound), -32768, 32767).astype(np.int16)])


@pytest.fixture(scope="module")
def voice() -> Sound:
    sound = np.concatenate(list(stream_pcm(SAMPLE)))[BEGIN * RATE :]
    return sound[: SECONDS * RATE].astype(np.float32)


def with_music(voice: Sound, below: float) -> Sound:
    """Chords so many dB below the voice's own mean level."""
    music = mixing.music(np.random.default_rng(5), SECONDS, -20.0)[: len(voice)]
    gain = np.sqrt((voice**2).mean() / (music**2).mean()) * 10 ** (-below / 20)
    return np.asarray(voice + music * np.float32(gain), np.float32)


def far_from(one: Spectra, other: Spectra) -> float:
    """Mean difference of cepstra, which is what the acoustic model sees."""
    return float(np.abs(cepstra(one).astype(np.float32) - cepstra(other).astype(np.float32)).mean())


def test_what_has_no_background_is_returned_as_it_is(voice: Sound) -> None:
    spectra = spectra_of(voice)
    assert enhanced(spectra, levels_of(spectra)) is spectra


@pytest.mark.parametrize("below", [3.0, 8.0])
def test_music_under_a_voice_is_taken_off(voice: Sound, below: float) -> None:
    alone, mixed = spectra_of(voice), spectra_of(with_music(voice, below))
    found = enhanced(mixed, levels_of(mixed))
    assert far_from(found, alone) < 0.8 * far_from(mixed, alone)
    assert np.array_equal(found.bands, mixed.bands)
    assert found.samples == mixed.samples


def test_music_under_one_part_changes_only_that_part(voice: Sound) -> None:
    before = spectra_of(np.concatenate([voice, with_music(voice, 3.0)]))
    found = enhanced(before, levels_of(before))
    changed = np.flatnonzero((before.mel != found.mel).any(axis=1))
    assert len(changed)
    assert changed[0] >= (SECONDS - 2 * module.BACKGROUND_REACH) * 100


def test_what_is_quiet_is_told_from_the_recording_itself(voice: Sound) -> None:
    """Music after the last word is no silence, though the network takes it off: words cut there are still missed."""
    after = mixing.music(np.random.default_rng(7), 20, -27.0) * np.float32(32768)
    sound = np.concatenate([with_music(voice, 8.0), after])
    spectra = spectra_of(sound)
    features, quiet = heard_cepstra(spectra)
    assert features.shape == (len(spectra.mel), CEPSTRA)
    assert np.array_equal(quiet, near_floor(spectra))
    clear = enhanced(spectra, levels_of(spectra))
    assert not np.array_equal(quiet, near_floor(clear))
    assert np.array_equal(features, cepstra(clear))


@pytest.mark.parametrize("samples", [0, 1, 160, 8000])
def test_short_and_silent_recordings(samples: int) -> None:
    spectra = spectra_of(np.zeros(samples, np.float32))
    found = enhanced(spectra, levels_of(spectra))
    assert found.mel.shape == spectra.mel.shape
    assert np.isfinite(found.mel.astype(np.float32)).all()


def test_the_network_sees_frames_around_against_the_loud_parts(voice: Sound) -> None:
    spectra = spectra_of(voice)
    around = surroundings(spectra, levels_of(spectra))
    rows = np.array([0, 500, len(spectra.mel) - 1])
    seen = network_inputs(spectra.mel, around, rows)
    for row, values in zip(rows.tolist(), seen, strict=True):
        expected = []
        for offset in module.OFFSETS:
            there = min(max(row + offset, 0), len(spectra.mel) - 1)
            for energy in spectra.mel[there].tolist():
                expected.append(min(max(energy - float(around.loud[there]), -9.0), 6.0) / 4.0)
        assert values[: len(expected)].tolist() == pytest.approx(expected, abs=1e-5)
        assert values[len(expected) :].tolist() == pytest.approx(around.context[row].tolist())


def test_two_hidden_layers_by_hand() -> None:
    rng = np.random.default_rng(2)
    sizes = (3, 4, 2, 5)
    weights = []
    for inputs, outputs in pairwise(sizes):
        weights += [rng.normal(size=(inputs, outputs)).astype(np.float32), rng.normal(size=outputs).astype(np.float32)]
    given = rng.normal(size=3).astype(np.float32)
    values = given.tolist()
    for layer in range(3):
        weight, bias = weights[2 * layer].tolist(), weights[2 * layer + 1].tolist()
        values = [sum(v * row[k] for v, row in zip(values, weight, strict=True)) + bias[k] for k in range(len(bias))]
        if layer < 2:
            values = [max(0.0, value) for value in values]
    assert Enhancer(*weights).apply(given[None])[0].tolist() == pytest.approx(values, abs=1e-5)


def test_the_weights_that_come_with_the_package_fit() -> None:
    network = load_enhancer()
    assert network.first.shape[0] == module.INPUTS
    assert network.third.shape[1] == FILTERS
