"""What a browser is given to play, and the waveform beside it."""

from __future__ import annotations

import hashlib
import struct
import wave
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from align.document import Media
from align.errors import FileProblem
from align.media import probe, run_ffmpeg
from review.playback import media_type, playback_fault, variable_rate
from review.recording import Recording, open_recording
from review.sources import FileSource, WaveSource

pytestmark = pytest.mark.slow

SPEECH_LIKE = "aevalsrc='0.5*sin(440*2*PI*t)*lt(mod(t,1),0.5)+0.2*random(0)*gt(mod(t,2),1)':s=44100:d=12"


def make(path: Path, *args: str, picture: bool = False) -> Path:
    frames = ["-f", "lavfi", "-i", "testsrc=s=64x48:r=10:d=3"] if picture else []
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", SPEECH_LIKE, *frames, *args, str(path)])
    return path


@pytest.mark.parametrize(
    ("args", "varies"),
    [
        (("-b:a", "64k"), False),
        (("-b:a", "128k", "-ar", "22050"), False),
        (("-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0"), False),
        (("-q:a", "4"), True),
        (("-q:a", "4", "-write_xing", "0"), True),
        (("-b:a", "96k", "-abr", "1"), True),
    ],
)
def test_variable_bit_rate_is_seen(tmp_path: Path, args: tuple[str, ...], varies: bool) -> None:
    path = make(tmp_path / "x.mp3", *args)
    assert variable_rate(path) is varies
    assert ("seconds" in (playback_fault(probe(path)) or "")) is varies


@pytest.mark.parametrize(
    ("name", "args", "picture", "mime"),
    [
        ("x.m4a", (), False, "audio/mp4"),
        ("x.wav", (), False, "audio/wav"),
        ("x.flac", (), False, "audio/flac"),
        ("x.opus", ("-c:a", "libopus"), False, "audio/ogg"),
        ("x.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-shortest"), True, "video/mp4"),
        ("x.webm", ("-c:v", "libvpx", "-c:a", "libopus", "-shortest"), True, "video/webm"),
    ],
)
def test_what_browsers_play_is_served_as_it_is(
    tmp_path: Path, name: str, args: tuple[str, ...], picture: bool, mime: str
) -> None:
    path = make(tmp_path / name, *args, picture=picture)
    assert playback_fault(probe(path)) is None
    assert media_type(probe(path)) == mime
    recording = Recording(path, Media(name, "", 12.0))
    assert isinstance(recording.source, FileSource)
    assert recording.video is picture
    assert b"".join(recording.source.blocks(10, 400)) == path.read_bytes()[10:400]


@pytest.mark.parametrize(("name", "args"), [("x.mp3", ()), ("x.mp2", ()), ("x.aac", ()), ("x.mka", ("-c:a", "ac3"))])
def test_what_browsers_do_not_play_is_heard_as_samples(tmp_path: Path, name: str, args: tuple[str, ...]) -> None:
    path = make(tmp_path / name, *args)
    recording = Recording(path, Media(name, "", 12.0))
    assert isinstance(recording.source, WaveSource)
    assert recording.copy is not None
    assert recording.note is None
    recording.start()
    assert recording.finished.wait(180)
    raw = b"".join(recording.source.blocks(0, recording.source.size))
    with wave.open(BytesIO(raw)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24000, 1, 2)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    assert abs(len(samples) / 24000 - 12.0) < 0.1
    assert np.abs(samples[2400:9600]).max() > 10000
    recording.close()


def test_the_waveform_is_of_the_recording(tmp_path: Path) -> None:
    path = make(tmp_path / "x.wav")
    recording = Recording(path, Media("x.wav", hashlib.sha256(path.read_bytes()).hexdigest(), 12.0))
    recording.start()
    assert recording.finished.wait(180)
    pairs = np.frombuffer(recording.peaks_from(0), np.int8).reshape(-1, 2)
    assert abs(len(pairs) - 1200) <= 1
    assert recording.total == len(pairs)
    assert pairs[10:40, 1].min() > 50
    assert pairs[60:90, 1].max() < 10
    assert recording.note is None


def test_another_file_than_the_one_aligned_is_noted(tmp_path: Path) -> None:
    path = make(tmp_path / "x.wav")
    recording = Recording(path, Media("x.wav", "0" * 64, 12.0))
    recording.start()
    assert recording.finished.wait(180)
    assert recording.note is not None
    assert "not the file that was aligned" in recording.note


def test_a_wave_keeps_the_length_it_announced() -> None:
    source = WaveSource(0.001)
    source.write(b"ab" * 20)
    source.write(b"cd" * 20)
    source.finish()
    raw = b"".join(source.blocks(0, source.size))
    assert len(raw) == source.size == 44 + 48
    assert struct.unpack("<I", raw[40:44]) == (48,)
    assert raw[44:] == b"ab" * 20 + b"cd" * 4
    source.close()
    short = WaveSource(0.001)
    short.finish()
    assert b"".join(short.blocks(44, short.size)) == b"\0" * 48
    short.close()


def test_the_recording_is_found_again_where_both_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document, media = tmp_path / "docs" / "x.align.json", Media("gone/x.mp3", "", 1.0, relative="../sound/x.mp3")
    document.parent.mkdir()
    assert open_recording(document, media, None).path is None
    (tmp_path / "sound").mkdir()
    run_ffmpeg(["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=1", "file:sound/x.mp3"])
    found = open_recording(document, media, None)
    assert found.path is not None
    assert found.path.resolve() == tmp_path / "sound" / "x.mp3"
    found.close()


def test_a_page_opens_without_its_recording(tmp_path: Path) -> None:
    document = tmp_path / "x.align.json"
    missing = open_recording(document, Media("x.mp3", "", 1.0), None)
    assert missing.source is None
    assert missing.note == "The recording x.mp3 was not found: give it with --media."
    (tmp_path / "x.mp3").write_text("no sound in here")
    broken = open_recording(document, Media("x.mp3", "", 1.0), None)
    assert broken.source is None
    with pytest.raises(FileProblem):
        open_recording(document, Media("x.mp3", "", 1.0), tmp_path / "x.mp3")
