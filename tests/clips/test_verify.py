from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clips.loudness import SILENCE, integrated, limit, true_peak
from clips.sound import RATE, ClipSound, encoding_ceiling, save_audio
from clips.verify import encode_verified, measure

pytestmark = pytest.mark.slow


def bursts(channels: int, level: float) -> NDArray[np.float32]:
    """Hard-edged noise that swells, which codecs overshoot on."""
    rng, time = np.random.default_rng(7), np.arange(5 * RATE) / RATE
    noise = np.convolve(rng.standard_normal(len(time)), np.hanning(24), "same")
    one = np.clip(noise, -1, 1) * (0.3 + 0.7 * (np.sin(2 * np.pi * 1.5 * time) > 0.6))
    sound = np.stack([one, np.roll(one, 11)][:channels], axis=1)
    return np.asarray(level * sound, np.float32)


def limited(samples: NDArray[np.float32], ceiling: float) -> ClipSound:
    samples, reduction, peak = limit(samples, ceiling)
    return ClipSound(samples, -20.0, integrated(samples), 0.0, reduction, peak)


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".aac", ".wav", ".flac"])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_file_is_as_loud_as_was_meant_and_no_peak_is_above(tmp_path: Path, suffix: str, channels: int) -> None:
    ceiling = encoding_ceiling(suffix)
    audio = encode_verified(limited(bursts(channels, 1.0), ceiling), ceiling, tmp_path / f"a{suffix}", save_audio)
    measurement = measure(tmp_path / f"a{suffix}", mono=channels == 1)
    assert measurement == audio.measurement
    assert measurement.peak <= -1
    assert measurement.loudness == pytest.approx(audio.sound.loudness, abs=0.5)
    assert len(audio.sound.samples) == 0


@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
def test_lossy_files_are_as_loud_as_others(tmp_path: Path, suffix: str) -> None:
    time = np.arange(6 * RATE) / RATE
    voice = 0.2 * np.sin(2 * np.pi * (300 + 90 * time) * time) * (1 + np.sin(2 * np.pi * 3 * time))
    sound = limited(voice.astype(np.float32)[:, None], -1.6)
    save_audio(tmp_path / f"a{suffix}", sound)
    assert measure(tmp_path / f"a{suffix}", mono=True).loudness == pytest.approx(sound.loudness, abs=0.11)


def test_what_a_codec_adds_to_peaks_is_taken_off_before_it() -> None:
    levels = []

    def louder(path: Path, sound: ClipSound) -> None:
        levels.append(true_peak(sound.samples))
        ints = np.asarray(sound.samples * np.float32(1.2 if len(levels) < 4 else 1.0), np.float32)
        save_audio(path, ClipSound(ints, *(0.0,) * 5))

    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        audio = encode_verified(limited(bursts(1, 0.9), -1.0), -1.0, Path(folder) / "a.wav", louder)
    assert audio.measurement.peak <= -1
    assert len(levels) == 2
    assert levels[1] == pytest.approx(levels[0] - 20 * np.log10(1.2), abs=0.3)
    assert audio.sound.reduction > 1


def test_silence_has_neither(tmp_path: Path) -> None:
    sound = ClipSound(np.zeros((RATE, 2), np.float32), SILENCE, SILENCE, 0.0, 0.0, -200.0)
    measurement = encode_verified(sound, -1.6, tmp_path / "a.mp3", save_audio).measurement
    assert measurement.loudness == SILENCE
    assert measurement.peak <= -70
