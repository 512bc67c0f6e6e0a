"""What ffmpeg prints of a file becomes data, whatever the file's metadata and names contain."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.media.probing import MediaInfo, exact_rate, parse_probe

PATH = Path("a.mp4")

FILM = """\
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'a.mp4':
  Metadata:
    major_brand     : isom
    title           : Stream #0:7: Audio: mp3, 8000 Hz, mono
  Duration: 01:02:03.45, start: -0.021000, bitrate: 1205 kb/s
  Stream #0:0[0x1](eng): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1920x1080 \
[SAR 1:1 DAR 16:9], 1000 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)
      Metadata:
        timecode        : 01:00:00;02
      Side data:
        displaymatrix: rotation of -90.00 degrees
  Stream #0:1[0x2](deu): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1, fltp, 384 kb/s
  Stream #0:2[0x3](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s (default)
  Stream #0:3: Video: mjpeg, yuvj420p(pc), 600x600, 90k tbr, 90k tbn (attached pic)
  Stream #0:4(eng): Subtitle: mov_text (tx3g / 0x67337874), 0 kb/s
"""


def parsed(said: str) -> MediaInfo:
    info = parse_probe(PATH, said)
    assert info is not None
    return info


def test_a_film_with_everything() -> None:
    info = parsed(FILM)
    assert (info.container.split(",")[0], info.duration, info.start_time) == ("mov", 3723.45, -0.021)
    assert [stream.kind for stream in info.streams] == ["video", "audio", "audio", "video", "subtitle"]
    assert [stream.index for stream in info.streams] == [0, 1, 2, 3, 4]
    video = info.video
    assert video is not None
    assert (video.width, video.height, video.fps, video.rotation) == (1920, 1080, Fraction(30000, 1001), 270)
    assert (video.matrix, video.primaries, video.transfer, video.full_range) == ("bt709", "bt709", "bt709", False)
    assert (video.timecode, info.timecode) == ("01:00:00;02", "01:00:00;02")
    assert not video.cover


def test_the_default_stream_is_what_a_player_plays() -> None:
    info = parsed(FILM)
    assert info.audio is not None
    assert (info.audio.index, info.audio.channels, info.audio.rate, info.audio.language) == (2, 2, 44100, None)
    without = parsed(FILM.replace(" (default)", ""))
    assert without.audio is not None
    assert (without.audio.index, without.audio.channels, without.audio.language) == (1, 6, "deu")


def test_cover_art_is_no_film() -> None:
    only = "\n".join(line for line in FILM.splitlines() if "h264" not in line)
    info = parsed(only)
    assert info.video is None
    assert [stream.cover for stream in info.streams if stream.kind == "video"] == [True]


def test_metadata_that_looks_like_a_stream_is_none() -> None:
    assert all(stream.rate != 8000 for stream in parsed(FILM).streams)


@pytest.mark.parametrize(
    ("layout", "channels"),
    [
        ("mono", 1),
        ("stereo", 2),
        ("5.1", 6),
        ("5.1(side)", 6),
        ("7.1", 8),
        ("quad", 4),
        ("2.1", 3),
        ("3 channels (FL+FR+LFE)", 3),
    ],
)
def test_channel_layouts(layout: str, channels: int) -> None:
    info = parsed(FILM.replace("44100 Hz, stereo", f"44100 Hz, {layout}"))
    assert info.audio is not None
    assert info.audio.channels == channels


@pytest.mark.parametrize(
    ("colour", "transfer", "full"),
    [("tv, bt2020nc/bt2020/smpte2084, progressive", "smpte2084", False), ("pc", None, True),
     ("tv, bt2020nc/bt2020/arib-std-b67", "arib-std-b67", False), ("tv, unknown/bt709/reserved", None, False)],
)  # fmt: skip
def test_colours(colour: str, transfer: str | None, full: bool) -> None:
    video = parsed(FILM.replace("tv, bt709, progressive", colour)).video
    assert video is not None
    assert (video.transfer, video.full_range) == (transfer, full)


@pytest.mark.parametrize(
    ("turned", "rotation"), [("-90.00", 270), ("90.00", 90), ("180.00", 180), ("-180.00", 180), ("nan", 0), ("0.00", 0)]
)
def test_rotation(turned: str, rotation: int) -> None:
    video = parsed(FILM.replace("rotation of -90.00", f"rotation of {turned}")).video
    assert video is not None
    assert video.rotation == rotation


@pytest.mark.parametrize(
    ("fields", "interlaced"), [("progressive", False), ("top first", True), ("bottom coded first (swapped)", True)]
)
def test_fields(fields: str, interlaced: bool) -> None:
    video = parsed(FILM.replace("tv, bt709, progressive", f"tv, bt709, {fields}")).video
    assert video is not None
    assert video.interlaced == interlaced


def test_the_last_pixel_shape_counts_and_a_broken_one_is_square() -> None:
    wide = parsed(FILM.replace("[SAR 1:1 DAR 16:9]", "[SAR 1:1 DAR 16:9], SAR 4:3 DAR 64:27")).video
    broken = parsed(FILM.replace("[SAR 1:1 DAR 16:9]", "[SAR 0:1 DAR 0:1]")).video
    assert wide is not None
    assert broken is not None
    assert (wide.sar, broken.sar) == (Fraction(4, 3), Fraction(1))


def test_an_unknown_duration_is_none() -> None:
    info = parsed(FILM.replace("01:02:03.45, start: -0.021000", "N/A"))
    assert (info.duration, info.start_time) == (None, 0.0)


def test_members_of_a_group_are_counted_once() -> None:
    again = FILM + "  Stream group #0:0[0x1]: Tile Grid:\n" + FILM[FILM.index("  Stream #0:0") :]
    assert len(parsed(again).streams) == 5


def test_what_opens_nothing_is_none() -> None:
    assert parse_probe(PATH, "a.mp4: Invalid data found when processing input\n") is None


@pytest.mark.slow
@given(st.text(max_size=300))
def test_any_text_is_read_or_is_none(text: str) -> None:
    for said in (text, FILM + text, FILM.replace("h264", text)):
        info = parse_probe(PATH, said)
        assert info is None or all(stream.index >= 0 for stream in info.streams)


@given(st.integers(1, 300))
def test_whole_rates_stay_whole(rate: int) -> None:
    assert exact_rate(float(rate)) == rate
