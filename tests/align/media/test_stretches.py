"""Stretches of a recording: what is decoded of them is what all of it decoded holds there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.errors import FileProblem
from align.media import MediaInfo, Stream, stream_pcm
from align.media import stretches as module
from align.media.ffmpeg import ffmpeg_path
from align.media.mp3_frames import find_frames
from align.media.stretches import RATE, hear_stretches

MEDIA = Path("talk.mp3")


def blocks(path: Path, *, rate: int, block: int = 0) -> Iterator[NDArray[np.int16]]:
    """Ten seconds of sound in which each sample names its tenth of a second."""
    whole = np.repeat(np.arange(100, dtype=np.int16), rate // 10)
    return iter(np.array_split(whole, 13))


def info(container: str) -> MediaInfo:
    return MediaInfo(MEDIA, container, 10.0, 0.0, (Stream(0, "audio", "mp2", rate=16000, channels=1),))


@pytest.mark.parametrize(("start", "end"), [(0.0, 10.0), (0.0, 0.3), (2.5, 2.6), (3.3, 9.9), (9.5, 12.0)])
def test_a_file_without_an_index_is_cut_out_of_the_stream(
    monkeypatch: pytest.MonkeyPatch, start: float, end: float
) -> None:
    monkeypatch.setattr(module, "probe", lambda path: info("mpegts"))
    monkeypatch.setattr(module, "stream_pcm", blocks)
    (found,) = hear_stretches(MEDIA, [(start, end)])
    tenths = range(round(start * 10), min(100, round(end * 10)))
    assert found.samples.tolist() == [tenth for tenth in tenths for _ in range(1600)]


def test_many_stretches_are_cut_out_of_one_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [(k, k + 0.5 + 0.7 * (k % 2)) for k in range(9)]
    monkeypatch.setattr(module, "probe", lambda path: info("mp3"))
    monkeypatch.setattr(module, "stream_pcm", blocks)
    found = list(hear_stretches(MEDIA, spans))
    assert [each.start for each in found] == [start for start, _ in spans]
    for each, (start, end) in zip(found, spans, strict=True):
        assert each.samples.tolist() == [k for k in range(round(start * 10), round(end * 10)) for _ in range(1600)]


def test_where_a_file_holds_no_sound_the_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "probe", lambda path: info("mp3"))
    monkeypatch.setattr(module, "ffmpeg_path", lambda: "true")
    with pytest.raises(FileProblem, match=r"talk\.mp3: holds no sound at 1212\.5 s"):
        list(hear_stretches(MEDIA, [(1212.5, 1214.0)]))


KINDS = {
    "usual": ["-ac", "2", "-ar", "44100", "-b:a", "128k"],
    "low": ["-ac", "1", "-ar", "44100", "-b:a", "32k"],
    "variable": ["-ac", "1", "-ar", "44100", "-q:a", "4"],
    "48 kHz": ["-ac", "1", "-ar", "48000", "-b:a", "64k"],
    "half the rate": ["-ac", "1", "-ar", "22050", "-b:a", "48k"],
    "a quarter": ["-ac", "1", "-ar", "11025", "-b:a", "24k"],
    "no table": ["-ac", "1", "-ar", "44100", "-b:a", "64k", "-write_xing", "0"],
    "no tags": ["-ac", "1", "-ar", "44100", "-b:a", "64k", "-id3v2_version", "0", "-write_xing", "0"],
}


def made(folder: Path, options: list[str]) -> Path:
    """Forty seconds of noise whose loudness changes twice a second, as an MP3 file."""
    rng = np.random.default_rng(5)
    loud = np.repeat(rng.uniform(200, 8000, 80), RATE // 2)
    sound = np.convolve(rng.normal(size=len(loud)), np.ones(6) / 6, "same") * loud
    path = folder / "made.mp3"
    command = [ffmpeg_path(), "-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    raw = sound.clip(-32000, 32000).astype(np.int16).tobytes()
    subprocess.run([*command, "-c:a", "libmp3lame", *options, str(path)], input=raw, check=True)
    return path


SPANS = [(0.0, 1.5), (0.4, 3.0), (7.123, 9.0), (20.0, 26.5), (38.2, 40.0), (39.0, 60.0)]


@pytest.mark.parametrize("kind", KINDS)
def test_frames_of_mp3_are_where_the_whole_decoded_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = made(tmp_path, KINDS[kind])
    whole = np.concatenate(list(stream_pcm(path))).astype(np.float64)
    monkeypatch.setattr(module, "_sought", lambda *_: pytest.fail("the frames were not enough"))
    for (start, end), found in zip(SPANS, hear_stretches(path, SPANS), strict=True):
        assert found.start == start
        there = whole[round(start * RATE) : round(end * RATE)]
        assert abs(len(found.samples) - len(there)) <= RATE // 20
        size = min(len(found.samples), len(there))
        heard = found.samples[:size].astype(np.float64)
        # Half a sample off is 0.955 of this noise, a whole one 0.83.
        assert np.corrcoef(heard[800:-800], there[800 : size - 800])[0, 1] > 0.94, (start, end)


def test_tags_around_the_frames_are_none(tmp_path: Path) -> None:
    path = made(tmp_path, KINDS["usual"])
    plain = find_frames(path)
    assert plain is not None
    picture = bytes(range(256)) * 40 + b"\xff\xfb\x90\x00" * 50
    size = len(picture)
    header = b"ID3\x04\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(header + picture + path.read_bytes() + b"TAG" + bytes(125))
    found = find_frames(path)
    assert found is not None
    assert found.count == plain.count
    assert np.array_equal(found.edges, plain.edges + size + 10)


def test_what_is_no_whole_mp3_is_left_to_ffmpeg(tmp_path: Path) -> None:
    path = made(tmp_path, KINDS["usual"])
    raw = path.read_bytes()
    noise = np.random.default_rng(0).integers(0, 256, 200_000, dtype=np.uint8).tobytes()
    for content in (b"", b"ID3", noise, raw[: len(raw) // 2] + noise + raw[len(raw) // 2 :]):
        path.write_bytes(content)
        assert find_frames(path) is None


def test_frames_that_do_not_decode_to_their_length_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path, KINDS["usual"])
    right = next(hear_stretches(path, [(7.0, 8.0)]))
    monkeypatch.setattr(module, "_decoded", lambda *_: np.zeros(100, np.int16))
    found = next(hear_stretches(path, [(7.0, 8.0)]))
    assert np.corrcoef(found.samples, right.samples)[0, 1] > 0.94


def test_a_file_that_was_replaced_is_looked_at_anew(tmp_path: Path) -> None:
    path = made(tmp_path, KINDS["usual"])
    first = find_frames(path)
    assert find_frames(path) is first
    path.unlink()
    made(tmp_path, KINDS["low"])
    other = find_frames(path)
    assert other is not None
    assert first is not None
    assert not np.array_equal(other.edges, first.edges)
