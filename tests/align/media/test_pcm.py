from __future__ import annotations

import logging
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.errors import FileProblem
from align.media.ffmpeg import probe
from align.media.pcm import read_pcm, stream_pcm
from tests.align.media.media_files import RATE, clicks, encode, ff, first_loud, noisy

pytestmark = pytest.mark.slow

SHARED_MEDIA = Path(__file__).parents[3] / "shared" / "media"


def decoded(path: Path, *, stream: int | None = None) -> NDArray[np.int16]:
    return np.concatenate(list(stream_pcm(path, stream=stream)))


def test_lossless_sound_comes_out_to_the_sample(tmp_path: Path) -> None:
    sound = clicks(3.0, [0.5, 2.9])
    assert np.array_equal(decoded(encode(tmp_path / "a.wav", sound)), sound)
    assert np.array_equal(decoded(encode(tmp_path / "a.flac", sound)), sound)


def test_blocks_have_the_size_asked_for(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.wav", clicks(1.0, []))
    assert [len(block) for block in stream_pcm(path, block=6000)] == [6000, 6000, 4000]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp3", "-b:a 128k"),
        ("vbr.mp3", "-q:a 4"),
        ("a.m4a", "-c:a aac -b:a 128k"),
        ("a.mkv", "-c:a libvorbis"),
        ("a.webm", "-c:a libopus"),
        ("a.opus", "-c:a libopus"),
        ("a.ogg", "-c:a libvorbis"),
        ("a.ts", "-c:a aac -b:a 128k"),
    ],
)
def test_lossy_sound_stands_at_its_time(tmp_path: Path, name: str, options: str) -> None:
    path = encode(tmp_path / name, clicks(3.0, [1.25]), f"-ar 48000 {options}")
    # The transport stream keeps the encoder's padding, 1024 samples, as every player hears it.
    late = 1024 / 48000 if name.endswith(".ts") else 0.0
    assert first_loud(decoded(path)) == pytest.approx(1.25 + late, abs=0.004)


def video_with_sound_late_by(path: Path, offset: float) -> Path:
    sound = encode(path.with_suffix(".wav"), clicks(2.0, [0.5]))
    ff(
        f"-f lavfi -i color=s=64x64:r=25:d=4 -itsoffset {offset} -i",
        sound,
        "-map 0:v -map 1:a -strict -2 -c:a flac",
        path,
    )
    return path


@pytest.mark.parametrize("name", ["late.mkv", "late.mp4"])
def test_sound_that_begins_late_is_preceded_by_silence(tmp_path: Path, name: str) -> None:
    sound = decoded(video_with_sound_late_by(tmp_path / name, 1.5))
    assert first_loud(sound) == pytest.approx(2.0, abs=0.002)
    assert len(sound) / RATE == pytest.approx(3.5, abs=0.002)


def test_a_gap_inside_the_sound_is_kept(tmp_path: Path) -> None:
    whole = encode(tmp_path / "whole.wav", clicks(4.0, [0.5, 3.0]))
    path = tmp_path / "gap.mkv"
    ff("-i", whole, "-af aselect='not(between(t,1,2))' -c:a pcm_s16le", path)
    sound = decoded(path)
    assert first_loud(sound[RATE:]) + 1 == pytest.approx(3.0, abs=0.03)
    assert len(sound) / RATE == pytest.approx(4.0, abs=0.03)


def test_an_edit_list_that_cuts_the_beginning_is_honoured(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.m4a", clicks(4.0, [2.0]), "-c:a aac -b:a 128k -ar 48000")
    # A stream copy from 1.5 s keeps packets from before it and hides them behind an edit list.
    ff("-ss 1.5 -i", path, "-c copy", tmp_path / "cut.m4a")
    assert first_loud(decoded(tmp_path / "cut.m4a")) == pytest.approx(0.5, abs=0.004)


def test_the_default_stream_is_taken_unless_another_is_named(tmp_path: Path) -> None:
    first = encode(tmp_path / "1.wav", clicks(1.0, [0.25]))
    second = encode(tmp_path / "2.wav", clicks(1.0, [0.75]))
    both = tmp_path / "both.mkv"
    flags = "-disposition:a:0 0 -disposition:a:1 default"
    ff("-i", first, "-i", second, "-map 0 -map 1 -c:a flac", flags, both)
    assert first_loud(decoded(both)) == pytest.approx(0.75, abs=0.001)
    assert first_loud(decoded(both, stream=0)) == pytest.approx(0.25, abs=0.001)
    with pytest.raises(FileProblem, match="has 2 audio streams, numbered from 0; there is no 2"):
        decoded(both, stream=2)


def test_an_avi_with_a_wrong_sample_size_keeps_all_its_sound(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.avi", clicks(4.0, [3.0]), "-c:a libmp3lame -b:a 128k -ar 44100")
    raw = path.read_bytes()
    header = raw.index(b"strh") + 8
    # dwScale and dwRate of the audio header: 8/30625 instead of one frame of 1152 samples.
    broken = raw[: header + 20] + (8).to_bytes(4, "little") + (30625).to_bytes(4, "little") + raw[header + 28 :]
    path.write_bytes(broken)
    assert len(decoded(path)) / RATE == pytest.approx(4.0, abs=0.1)


def test_a_truncated_file_gives_what_is_there_and_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = encode(tmp_path / "a.m4a", noisy(20.0), "-c:a aac -movflags +faststart")
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) * 6 // 10])
    with caplog.at_level(logging.WARNING, "align"):
        sound = decoded(path)
    assert 10 < len(sound) / RATE < 14
    assert "a.m4a" in caplog.text


def test_a_file_without_its_index_says_so(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.m4a", clicks(5.0, [0.5]), "-c:a aac")
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(FileProblem, match="is cut short: its index"):
        decoded(path)


@pytest.mark.parametrize(
    "name",
    ["-dash.wav", "per%cent%03d.wav", "quo'te\".wav", "new\nline\nInput #0, x, from.wav", "näïve 中文.wav", "a:b.wav"],
)
def test_any_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    encode(tmp_path / "plain.wav", clicks(1.0, [0.5])).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert first_loud(decoded(Path(name))) == pytest.approx(0.5, abs=0.001)


def test_a_caller_that_stops_early_leaves_no_process(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.wav", clicks(120.0, []))
    blocks = stream_pcm(path, block=1000)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    children = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "comm="], capture_output=True, text=True)
    assert "ffmpeg" not in children.stdout


@pytest.mark.skipif(not SHARED_MEDIA.is_dir(), reason="the folder of odd media is not here")
@pytest.mark.parametrize("path", sorted(SHARED_MEDIA.glob("*.*")), ids=lambda path: path.name[:4])
def test_odd_media_decode_or_are_refused_in_a_line(path: Path) -> None:
    said = ""
    length = 0
    try:
        length = len(decoded(path))
    except FileProblem as error:
        said = str(error)
    assert "\n" not in said
    assert (length > 0) != bool(said)


def test_sound_of_a_transport_stream_is_late_when_its_picture_is_first(tmp_path: Path) -> None:
    sound = encode(tmp_path / "a.wav", clicks(2.0, [0.5]))
    path = tmp_path / "late.ts"
    picture = "-f lavfi -i color=s=64x64:r=25:d=4 -itsoffset 1.5 -i"
    ff(picture, sound, "-map 0:v -map 1:a -c:v mpeg2video -c:a mp2 -ar 48000", path)
    assert first_loud(decoded(path)) == pytest.approx(2.0, abs=0.03)
    assert first_loud((read_pcm(probe(path), 0.0, 3.0, rate=RATE)[:, 0] * 32768).astype(np.int16)) == pytest.approx(
        2.0, abs=0.03
    )


def test_surround_is_folded_down(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    ff("-f lavfi -i sine=d=2:f=440:r=48000 -af pan=5.1|FC=c0 -c:a aac", path)
    folded = read_pcm(probe(path), 0.5, 1.5, channels=2)
    assert folded.shape == (48000, 2)
    assert np.abs(folded[:, 0] - folded[:, 1]).max() < 1e-3
    assert np.abs(folded).max() > 0.05
