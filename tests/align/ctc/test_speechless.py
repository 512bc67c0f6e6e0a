"""Silence and music are found; speech never is, whatever plays under it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.ctc import speechless as speechless_module
from align.ctc.chunks import Geometry, plan
from align.ctc.speechless import speechless_stretches
from align.media.pcm import stream_pcm
from align.signal.spectra import Spectra, compute_spectra
from samples import mixing

pytestmark = pytest.mark.slow

RATE = 16_000
SAMPLES = Path(__file__).parents[3] / "samples"
SPOKEN = (54.0, 76.0)
"""Speech of the sample without music of its own."""

Sound = NDArray[np.float32]


@pytest.fixture(scope="module")
def speech() -> Sound:
    whole = np.concatenate(list(stream_pcm(SAMPLES / "sample.mp3"))).astype(np.float32) / 32768
    part: Sound = whole[int(SPOKEN[0] * RATE) : int(SPOKEN[1] * RATE)].astype(np.float32)
    return part


def heard(sound: Sound) -> Spectra:
    return compute_spectra([(np.clip(sound, -1, 1) * 32767).astype(np.int16)])


def level(sound: Sound) -> float:
    return float(10 * np.log10(np.mean(sound**2)))


def test_music_between_speech_is_left_out(speech: Sound) -> None:
    rng = np.random.default_rng(4)
    music = mixing.music(rng, 30.0, -24.0)
    found = speechless_stretches(heard(np.concatenate([speech, music, speech])))
    assert sum(end - start for start, end in found) > 20
    assert all(start >= 22.4 and end <= 51.6 for start, end in found)


@pytest.mark.parametrize("below", [15.0, 5.0, 0.0])
def test_speech_over_music_is_never_left_out(speech: Sound, below: float) -> None:
    for seed in range(3):
        music = mixing.music(np.random.default_rng(seed), len(speech) / RATE, level(speech) - below)
        assert speechless_stretches(heard(speech + music[: len(speech)])) == []


@pytest.mark.parametrize("room", [-70.0, -50.0, -40.0])
def test_the_quiet_of_a_room_is_left_out_and_its_speech_is_not(speech: Sound, room: float) -> None:
    rng = np.random.default_rng(5)
    pause = np.zeros(10 * RATE, np.float32)
    sound = np.concatenate([speech, pause, speech])
    found = speechless_stretches(heard(sound + mixing.noise(rng, len(sound), room)))
    assert sum(end - start for start, end in found) > 7
    assert all(start >= 22.2 and end <= 31.8 for start, end in found)


def test_a_voice_far_off_is_not_silence(speech: Sound) -> None:
    rng = np.random.default_rng(6)
    sound = np.concatenate([speech, np.float32(0.03) * speech, speech])
    assert speechless_stretches(heard(sound + mixing.noise(rng, len(sound), level(speech) - 45.0))) == []


def test_long_recordings_are_judged_in_parts_alike(speech: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    music = mixing.music(np.random.default_rng(4), 30.0, -24.0)
    pause = np.zeros(25 * RATE, np.float32)
    spectra = heard(np.concatenate([speech, music, speech, pause, music]))
    whole = speechless_stretches(spectra)
    monkeypatch.setattr(speechless_module, "BLOCK", 3_000)
    assert len(whole) == 2
    assert np.array(speechless_stretches(spectra)) == pytest.approx(np.array(whole), abs=0.5)


def test_what_is_left_out_has_no_chunk() -> None:
    geometry = Geometry(320, 400)
    chunks = plan(RATE * 100, geometry, [(20.0, 60.0)])
    assert not any(chunk.first * 0.02 < 60 and chunk.last * 0.02 > 20.1 for chunk in chunks)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.9, 2.5])
def test_short_recordings(seconds: float) -> None:
    sound = mixing.noise(np.random.default_rng(0), int(seconds * RATE), -30.0)
    assert all(0 <= start < end <= seconds for start, end in speechless_stretches(heard(sound)))
