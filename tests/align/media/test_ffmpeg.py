from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from align.errors import FileProblem, ProgramFailed, ProgramMissing
from align.media.ffmpeg import causes, ffmpeg_path, probe, run_ffmpeg
from align.media.pcm import stream_pcm
from align.media.probing import Stream, exact_rate, parse_probe
from tests.align.media.media_files import ff

SAID = """\
[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5581] stream 0, timescale not set
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from '':
  Metadata:
    title           : Stream #0:7: Audio: none
                    : Input #0, wav, from 'x'
  Duration: 01:02:03.45, start: 10.246009, bitrate: 878 kb/s
  Stream #0:0[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, 5.1(side), fltp, 96 kb/s, start 10.3 (default)
  Stream #0:1[0x2](eng): Video: av1 (libdav1d) (Main) (av01 / 0x31307661), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, \
progressive), 720x1280 [SAR 1:1 DAR 9:16], 853 kb/s, SAR 4:3 DAR 3:4, 29.97 fps, 29.97 tbr, 30k tbn (default)
    Metadata:
      timecode        : 01:00:00;00
    Side data:
      Display Matrix: rotation of -90.00 degrees
  Stream #0:2: Video: mjpeg (Progressive), yuvj444p(pc, bt470bg/unknown/unknown), 600x600, 90k tbr (attached pic)
At least one output file must be specified
"""


def test_what_ffmpeg_prints_is_read() -> None:
    info = parse_probe(Path("x.mp4"), SAID)
    assert info is not None
    assert info.container == "mov,mp4,m4a,3gp,3g2,mj2"
    assert info.duration == 3723.45
    assert info.start_time == 10.246009
    assert info.timecode == "01:00:00;00"
    assert [s.index for s in info.streams] == [0, 1, 2]
    assert info.audio == Stream(0, "audio", "aac", default=True, rate=44100, channels=6)
    film = info.video
    assert film is not None
    assert film.fps == film.tick == Fraction(30000, 1001)
    assert (film.width, film.height, film.sar, film.rotation) == (720, 1280, Fraction(4, 3), 270)
    assert (film.pix_fmt, film.matrix, film.primaries, film.transfer) == (
        "yuv420p10le",
        "bt2020nc",
        "bt2020",
        "smpte2084",
    )
    assert info.streams[2].cover
    assert info.streams[2].full_range


@pytest.mark.parametrize("rate", [23.98, 23.976, 29.97, 59.94, 119.88])
def test_ntsc_rates_are_exact(rate: float) -> None:
    assert exact_rate(rate).denominator == 1001


@pytest.mark.slow
def test_a_real_file_is_probed(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    source = "-f lavfi -i testsrc=s=64x48:r=24000/1001:d=1 -f lavfi -i sine=d=1:r=48000"
    ff(source, "-ac 2 -pix_fmt yuv420p -aspect 16:9 -timecode 01:00:00:00", path)
    info = probe(path)
    assert info.video is not None
    assert info.audio is not None
    assert info.video.fps == Fraction(24000, 1001)
    assert info.video.sar == Fraction(4, 3)
    assert (info.audio.rate, info.audio.channels) == (48000, 2)
    assert info.timecode == "01:00:00:00"


def png() -> bytes:
    return ff("-f lavfi -i testsrc=d=1 -frames:v 1 -f apng -")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "no such file"),
        (b"", "is empty"),
        (b"Hello there, this is a transcript.\n" * 20, "holds text, not sound"),
        ("Grüße\r\n".encode("utf-16"), "holds text, not sound"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsecret.ts\n#EXT-X-ENDLIST\n", "holds text, not sound"),
        (bytes(range(256)) * 40, "is not an audio or video file"),
    ],
)
@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "noextension"])
def test_what_is_not_media_is_refused_in_a_line(tmp_path: Path, content: bytes | None, problem: str, name: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileProblem, match=problem):
        list(stream_pcm(path))


@pytest.mark.slow
def test_pictures_and_folders_and_silent_films_are_named(tmp_path: Path) -> None:
    picture, film = tmp_path / "a.png", tmp_path / "a.mp4"
    picture.write_bytes(png())
    ff("-f lavfi -i testsrc=d=1:s=64x48", film)
    for path, problem in [(picture, "is a picture"), (tmp_path, "is a folder"), (film, "has no sound")]:
        with pytest.raises(FileProblem, match=problem):
            list(stream_pcm(path))


@pytest.mark.slow
@pytest.mark.parametrize("playlist", ["concat", "hls"])
def test_a_playlist_opens_no_other_file(tmp_path: Path, playlist: str) -> None:
    ff("-f lavfi -i sine=d=1", tmp_path / "secret.ts")
    text = {
        "concat": "ffconcat version 1.0\nfile secret.ts\n",
        "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n",
    }[playlist]
    (tmp_path / "a.m3u8").write_text(text)
    with pytest.raises(FileProblem, match="holds text"):
        probe(tmp_path / "a.m3u8")


def test_the_named_ffmpeg_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ffmpeg_path()
    mine = tmp_path / "my ffmpeg"
    mine.symlink_to(real)
    monkeypatch.setenv("PULLQUOTE_FFMPEG", str(mine))
    assert ffmpeg_path() == str(mine)
    monkeypatch.setenv("PULLQUOTE_FFMPEG", str(tmp_path / "none"))
    with pytest.raises(ProgramMissing, match="PULLQUOTE_FFMPEG names"):
        ffmpeg_path()


def fake_ffmpeg(folder: Path, version: str) -> Path:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho 'ffmpeg version {version} Copyright (c)'\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(("version", "taken"), [("4.4.2-0ubuntu", False), ("5.1.9-0+deb12u1", True), ("n7.1", True)])
def test_an_old_ffmpeg_on_the_path_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    program = fake_ffmpeg(tmp_path, version)
    monkeypatch.delenv("PULLQUOTE_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert (ffmpeg_path() == str(program)) is taken


@pytest.mark.slow
def test_a_failure_carries_the_last_lines(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed) as caught:
        run_ffmpeg(["-v", "error", "-i", str(tmp_path / "none.wav"), "-f", "null", "-"])
    assert "No such file" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_cause_is_told_and_not_its_consequences() -> None:
    said = """[h264_nvenc @ 0x5572] Cannot load libcuda.so.1
[vost#0:0/h264_nvenc @ 0x55] [enc:h264_nvenc @ 0x56] Could not open encoder before EOF
[vf#0:0 @ 0x55] Task finished with error code: -1 (Operation not permitted)
[vf#0:0 @ 0x55] Terminating thread with return code -1 (Operation not permitted)
frame=    0 fps=0.0 q=0.0 Lsize=       0KiB time=N/A bitrate=N/A speed=N/A
Conversion failed!
"""
    assert causes(said) == "Cannot load libcuda.so.1"
