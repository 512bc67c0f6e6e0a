from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from align.media import probe, stream_pcm
from align.media.wav_header import ShortHeader, short_header

RATE = 16000
SECONDS = 4


def make_wav(path: Path, announced: float | None = None, behind: bytes = b"") -> Path:
    """Four seconds of noise; the header announces so many, and `behind` follows."""
    samples = np.random.default_rng(1).integers(-3000, 3000, SECONDS * RATE).astype("<i2")
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes(samples.tobytes())
    raw = bytearray(path.read_bytes())
    if announced is not None:
        raw[40:44] = struct.pack("<I", round(announced * RATE) * 2)
    path.write_bytes(bytes(raw) + behind)
    return path


def length(path: Path) -> float:
    return sum(len(block) for block in stream_pcm(path)) / RATE


@pytest.mark.slow
@pytest.mark.parametrize("announced", [0.5, 1.0, 3.5])
def test_all_that_a_file_holds_is_read_and_told(tmp_path: Path, announced: float) -> None:
    path = make_wav(tmp_path / "a.wav", announced)
    assert short_header(path) == ShortHeader(announced, 4.0)
    assert length(path) == pytest.approx(4.0, abs=0.01)
    info = probe(path)
    assert info.duration == 4.0
    assert info.warnings[0].endswith("the file holds 4 s; all of it is read")


@pytest.mark.slow
@pytest.mark.parametrize(
    "behind",
    [b"", b"LIST\x04\x00\x00\x00INFO", b"id3 " + struct.pack("<I", 40_000) + bytes(40_000), b"TAG" + bytes(125)],
)
def test_what_follows_the_sound_is_not_taken_for_sound(tmp_path: Path, behind: bytes) -> None:
    path = make_wav(tmp_path / "a.wav", behind=behind)
    assert short_header(path) is None
    assert length(path) == pytest.approx(4.0, abs=0.01)
    assert probe(path).warnings == ()


def test_more_than_four_gigabytes_are_held_by_a_header_that_went_round(tmp_path: Path) -> None:
    path = make_wav(tmp_path / "a.wav", 1.0)
    with path.open("r+b") as stream:
        stream.truncate((1 << 32) + 44 + 2 * RATE)  # sparse: no disk is used
    header = short_header(path)
    assert header is not None
    assert header.held == ((1 << 32) + 2 * RATE) / (2 * RATE)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_sizes_that_mean_unknown_are_left_to_ffmpeg(tmp_path: Path, size: int) -> None:
    path = make_wav(tmp_path / "a.wav")
    raw = bytearray(path.read_bytes())
    raw[40:44] = struct.pack("<I", size)
    path.write_bytes(raw)
    assert short_header(path) is None


@pytest.mark.parametrize("raw", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0", b"ID3" * 20])
def test_what_is_no_wav_is_nothing(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(raw)
    assert short_header(tmp_path / "a.wav") is None
    assert short_header(tmp_path / "none.wav") is None
