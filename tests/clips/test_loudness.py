from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import run_ffmpeg
from clips.loudness import SILENCE, episode_loudness, integrated, limit, true_peak

RATE = 48000


def talk(seconds: float, channels: int, *, level: float = 0.1) -> NDArray[np.float32]:
    """Noise that comes and goes like speech."""
    time = np.arange(round(seconds * RATE)) / RATE
    white = np.random.default_rng(2).standard_normal((len(time) + 7, channels))
    noise = sum(white[k : k + len(time)] for k in range(8)) / np.sqrt(8)
    shape = np.clip(np.sin(2 * np.pi * 0.4 * time) + 0.3, 0.001, 1)[:, None]
    return np.asarray(noise * shape * level, np.float32)


def ebur128(tmp_path: Path, sound: NDArray[np.float32]) -> tuple[float, float]:
    raw = tmp_path / "sound.f32"
    raw.write_bytes(sound.astype("<f4").tobytes())
    channels = sound.shape[1]
    dual = ":dualmono=true" if channels == 1 else ""
    source = ["-f", "f32le", "-ar", str(RATE), "-ac", str(channels), "-i", str(raw)]
    told = run_ffmpeg([*source, "-af", f"ebur128=peak=true{dual}", "-f", "null", "-"]).stderr.decode()
    loudness, peak = re.findall(r"I:\s+(\S+) LUFS", told)[-1], re.findall(r"Peak:\s+(\S+) dBFS", told)[-1]
    return float(loudness), float(peak)


@pytest.mark.slow
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("level", [0.02, 0.3])
def test_loudness_and_peak_agree_with_ffmpeg(tmp_path: Path, channels: int, level: float) -> None:
    sound = talk(7.0, channels, level=level)
    loudness, peak = ebur128(tmp_path, sound)
    assert integrated(sound) == pytest.approx(loudness, abs=0.1)
    assert true_peak(sound) == pytest.approx(peak, abs=0.25)


def test_a_full_scale_sine_has_the_loudness_of_the_standard() -> None:
    # BS.1770-4: 997 Hz at 0 dBFS in one of two channels reads -3.01 LKFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE).astype(np.float32)
    assert integrated(np.stack([sine, 0 * sine], axis=1)) == pytest.approx(-3.01, abs=0.02)


def test_silence_has_no_loudness() -> None:
    assert integrated(np.zeros((RATE, 2), np.float32)) == SILENCE
    assert true_peak(np.zeros((RATE, 1), np.float32)) == -200


def test_peaks_between_samples_are_seen() -> None:
    # A quarter of the sample rate, 45 degrees off: samples at 0.707, the wave itself at 1.
    wave = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)[:, None]
    assert true_peak(wave[1000:-1000]) == pytest.approx(0.0, abs=0.3)


@pytest.mark.slow
@pytest.mark.parametrize("gain", [2.0, 6.0, 20.0])
def test_the_limiter_keeps_the_ceiling_and_leaves_the_rest(tmp_path: Path, gain: float) -> None:
    sound = talk(5.0, 2, level=0.1) * np.float32(gain)
    limited, reduction, peak = limit(sound)
    assert peak <= -1.0
    assert ebur128(tmp_path, limited)[1] <= -1.0
    assert reduction > 0 if true_peak(sound) > -1 else reduction == 0
    quiet = np.abs(sound).max(axis=1) < 0.001
    assert np.count_nonzero(quiet) > 1000


def test_what_is_below_the_ceiling_is_not_touched() -> None:
    sound = talk(2.0, 1, level=0.01)
    limited, reduction, _ = limit(sound)
    assert limited is sound
    assert reduction == 0


def test_a_lone_peak_changes_only_its_surroundings() -> None:
    sound = talk(2.0, 1, level=0.01)
    sound[RATE : RATE + 20] = 1.5
    limited, _, _ = limit(sound)
    assert np.array_equal(limited[: RATE - RATE // 100], sound[: RATE - RATE // 100])
    assert np.array_equal(limited[RATE + RATE // 5 :], sound[RATE + RATE // 5 :])


@pytest.mark.slow
def test_an_episode_is_measured_as_a_stream(tmp_path: Path) -> None:
    sound = talk(8.0, 1)
    raw = tmp_path / "a.f32"
    raw.write_bytes(sound.astype("<f4").tobytes())
    path = tmp_path / "a.wav"
    run_ffmpeg(["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), "-c:a", "pcm_f32le", str(path)])
    assert episode_loudness(path) == pytest.approx(integrated(sound), abs=0.1)
