from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.errors import FileProblem, UsageError
from align.media import channel_report, choose_stream, probe, read_pcm, stream_pcm
from align.media.channels import channel_of

pytestmark = pytest.mark.slow

RATE = 16000
NOISE = np.random.default_rng(2).normal(0, 3000, 6 * RATE)
OTHER = np.random.default_rng(3).normal(0, 3000, 6 * RATE)


def stereo(path: Path, left: NDArray[np.float64], right: NDArray[np.float64]) -> Path:
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(2)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes(np.stack([left, right], axis=1).astype("<i2").tobytes())
    return path


def mono(path: Path, channel: int | None = None) -> NDArray[np.int16]:
    return np.concatenate(list(stream_pcm(path, channel=channel)))


@pytest.mark.parametrize(("right", "taken"), [(-NOISE, 0), (-0.9 * NOISE, 0), (-1.1 * NOISE, 1)])
def test_channels_that_cancel_each_other_out_are_heard(tmp_path: Path, right: NDArray[np.float64], taken: int) -> None:
    path = stereo(tmp_path / "a.wav", NOISE, right)
    info = probe(path)
    report = channel_report(info, choose_stream(info))
    assert report.mono == taken
    assert "out of phase" in report.warnings[0]
    assert report.advice[0].endswith(f"--channel {('left', 'right')[taken]} takes that one alone")
    assert np.abs(mono(path)).mean() > 2000
    assert np.abs(read_pcm(info, 1.0, 2.0)).mean() > 0.05


@pytest.mark.parametrize("right", [NOISE, OTHER, 0.1 * NOISE, NOISE + OTHER])
def test_other_channels_are_taken_together(tmp_path: Path, right: NDArray[np.float64]) -> None:
    path = stereo(tmp_path / "a.wav", NOISE, right)
    info = probe(path)
    assert channel_report(info, choose_stream(info)).mono is None
    assert channel_report(info, choose_stream(info)).warnings == ()
    both = ((NOISE.astype("i2").astype(int) + right.astype("i2")) / 2)[RATE : 2 * RATE]
    assert np.abs(mono(path)[RATE : 2 * RATE] - both).max() <= 2


@pytest.mark.parametrize(("dead", "name"), [(0, "left"), (1, "right")])
def test_a_dead_channel_is_told(tmp_path: Path, dead: int, name: str) -> None:
    pair = [NOISE, NOISE]
    pair[dead] = 0 * NOISE
    info = probe(stereo(tmp_path / "a.wav", pair[0], pair[1]))
    report = channel_report(info, choose_stream(info))
    assert report.advice == report.warnings
    (warning,) = report.warnings
    assert warning.startswith(f"the {name} channel of a.wav is silent; --channel")


def test_one_channel_alone(tmp_path: Path) -> None:
    path = stereo(tmp_path / "a.wav", NOISE, OTHER)
    assert np.abs(mono(path, 1) - OTHER.astype("i2")).max() <= 1
    assert np.abs(read_pcm(probe(path), 0.0, 1.0, rate=RATE, channel=0)[:, 0] * 32768 - NOISE[:RATE]).max() <= 2
    with pytest.raises(FileProblem, match="has 2 channels, numbered from 0; there is no 2"):
        mono(path, 2)


def test_silence_has_nothing_to_tell(tmp_path: Path) -> None:
    info = probe(stereo(tmp_path / "a.wav", 0 * NOISE, 0 * NOISE))
    assert channel_report(info, choose_stream(info)).warnings == ()


def test_channels_by_name() -> None:
    assert [channel_of(text) for text in ("left", "Right", "5")] == [0, 1, 5]
    for text in ("", "middle", "-1", "99"):
        with pytest.raises(UsageError, match="left, right or a number"):
            channel_of(text)
