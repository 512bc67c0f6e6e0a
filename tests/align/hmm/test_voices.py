"""Voices told apart by how they sound, and each adapted to."""

from __future__ import annotations

import numpy as np
import pytest

from align.hmm.acoustic_model import load_model
from align.hmm.voices import VOICE_BLOCK, Voices, find_voices, voice_transforms
from align.signal.front_end import CEPSTRA
from align.signal.spectra import BANDS, Spectra

FILTERS = 25


def spectra_of(turns: list[tuple[int, int]], seed: int = 3) -> tuple[Spectra, list[int]]:
    """Turns of (voice, seconds): each voice has a spectrum of its own about which frames waver."""
    rng = np.random.default_rng(seed)
    tilts = rng.normal(0, 1.0, (4, FILTERS))
    rows, truth = [], []
    for voice, seconds in turns:
        rows.append(tilts[voice] + rng.normal(0, 1.0, (seconds * VOICE_BLOCK, FILTERS)))
        truth += [voice] * seconds
    mel = np.concatenate(rows).astype(np.float16)
    return Spectra(mel, np.zeros((2 * len(mel), BANDS), np.uint8), len(mel) * 160), truth


def test_two_voices_that_take_turns_are_told_apart() -> None:
    spectra, truth = spectra_of([(0, 20), (1, 15), (0, 25), (1, 20)])
    voices = find_voices(spectra, np.zeros(len(spectra.mel), np.bool_))
    assert voices.count == 2
    assert np.mean(voices.labels == np.array(truth)) > 0.9


def test_one_voice_is_one_voice() -> None:
    spectra, _ = spectra_of([(0, 90)])
    assert find_voices(spectra, np.zeros(len(spectra.mel), np.bool_)).count == 1


def test_nobody_speaks_where_it_is_quiet() -> None:
    spectra, _ = spectra_of([(0, 40)])
    quiet = np.zeros(len(spectra.mel), np.bool_)
    quiet[10 * VOICE_BLOCK : 20 * VOICE_BLOCK] = True
    voices = find_voices(spectra, quiet)
    assert set(voices.labels[10:20].tolist()) == {-1}
    assert voices.stretches() == [(0, 10 * VOICE_BLOCK, 0), (20 * VOICE_BLOCK, 40 * VOICE_BLOCK, 0)]


@pytest.mark.parametrize("seconds", [0, 1, 5])
def test_short_recordings_have_one_voice_at_most(seconds: int) -> None:
    spectra, _ = spectra_of([(0, seconds)])
    assert find_voices(spectra, np.zeros(len(spectra.mel), np.bool_)).count == min(seconds, 1)


def test_only_the_voice_that_fits_badly_is_adapted() -> None:
    rng = np.random.default_rng(5)
    frames = np.arange(0, 80 * VOICE_BLOCK, 3)
    cepstra = rng.normal(0, 0.3, (80 * VOICE_BLOCK, CEPSTRA)).astype(np.float16)
    voices = Voices(np.repeat([0, 1], 40).astype(np.int32))
    phones = rng.integers(0, 39, len(frames)).astype(np.uint8)
    cost = np.where(frames < 40 * VOICE_BLOCK, 4.0, 8.0)
    changes = voice_transforms(load_model(), cepstra, voices, (frames, phones), cost)
    assert list(changes) == [1]
    assert voice_transforms(load_model(), cepstra, voices, (frames, phones), np.ones(len(frames))) == {}
