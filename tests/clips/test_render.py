from __future__ import annotations

import dataclasses
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.errors import InputsDoNotFit
from align.media import MediaInfo, Stream, probe, read_pcm, run_ffmpeg, stream_pcm
from clips.decoded import DecodedSound
from clips.frames import FramePlan, frame_times, plan_frames, plan_grid, read_times_and_sound
from clips.picture import Frame, display_size, frame_of, is_hdr
from clips.render import PRIMING, Encoding, video_command
from clips.sound import RATE, Cleaning, Level, Slot, make_sound, save_audio
from tests.clips.films import make_film, read_numbers, shift_between, telling_sound

pytestmark = pytest.mark.slow

FILM = Stream(0, "video", "h264", width=1920, height=1080, fps=Fraction(25), tick=Fraction(25), matrix="bt709")
INFO = MediaInfo(Path("/in/film.mp4"), "mov,mp4,m4a,3gp,3g2,mj2", 60.0, 0.0, (FILM,))


def test_the_command_is_the_golden_one() -> None:
    plan = FramePlan(12.0, 50, Fraction(25), 11.98, True, 12.0, 13.96)
    frame = frame_of(FILM, "9:16", focus=0.25)
    args = video_command(INFO, FILM, [plan], frame, Path("/tmp/sound.aac"), Path("/out/clip.mp4"))
    golden = Path(__file__).with_name("golden_video_command.txt").read_text(encoding="utf-8").splitlines()
    assert [arg for arg in args if not arg.startswith("mov,mp4,m4a")] == golden


def test_a_stream_copy_is_never_made() -> None:
    plan = FramePlan(12.0, 50, Fraction(25), 11.98, True, 12.0, 13.96)
    args = video_command(INFO, FILM, [plan, plan], frame_of(FILM, "source"), None, Path("/out/clip.mp4"))
    assert "copy" not in args
    assert args[args.index("-map_metadata") + 1] == "-1"
    assert args[args.index("-use_editlist") + 1] == "0"


@pytest.mark.parametrize(
    ("changes", "scaled"),
    [
        ({}, False),
        ({"full_range": True}, True),
        ({"matrix": "smpte170m"}, True),
        ({"pix_fmt": "yuv420p10le"}, True),
        ({"sar": Fraction(4, 3)}, True),
        ({"rotation": 90}, True),
        ({"transfer": "arib-std-b67"}, True),
    ],
)
def test_only_frames_that_are_as_wanted_are_not_scaled(changes: dict[str, Any], scaled: bool) -> None:
    film = dataclasses.replace(FILM, **{"pix_fmt": "yuv420p", **changes})
    plan = FramePlan(12.0, 50, Fraction(25), 11.98, True, 12.0, 13.96)
    args = video_command(INFO, film, [plan], frame_of(film, "source"), None, Path("/out/clip.mp4"))
    assert ("scale=" in args[args.index("-filter_complex") + 1]) == scaled


def test_the_grid_of_an_even_film() -> None:
    times = [n / 25 for n in range(100)]
    plan = plan_grid(times, 1.01, 2.0, Fraction(25), seek_early=0.0)
    assert (plan.start, plan.count, plan.even) == (1.0, 25, True)
    assert plan.seek == pytest.approx(0.98)
    assert plan_grid(times, 1.04, 1.041, Fraction(25), seek_early=0.0).count == 1
    assert plan_grid([n / 25 + 0.0004 * (n % 3) for n in range(100)], 1.04, 2.0, Fraction(25), seek_early=0.0).even


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
@pytest.mark.parametrize("late", [0.0, 0.004, 0.4, 0.525, 0.7])
def test_frames_are_numbered_from_the_films_first_one(rate: Fraction, late: float) -> None:
    # Late by a part of a frame, and rounded to whole milliseconds, as in Matroska.
    times = [round((number + late) / float(rate), 3) for number in range(100)]
    for number in (0, 1, 37, 59):
        middle = times[number] + 0.4 / float(rate)
        assert plan_grid(times, middle, middle + 0.5, rate, seek_early=0.0).number == number


def test_the_grid_of_an_uneven_film_begins_where_it_was_asked_to() -> None:
    plan = plan_grid([0.0, 0.1, 3.0, 3.4, 9.0], 2.0, 4.0, Fraction(30), seek_early=0.0)
    assert (plan.start, plan.count, plan.even) == (2.0, 60, False)
    assert plan.seek == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("sar", "rotation", "size"),
    [("1", 0, (1920, 1080)), ("4/3", 0, (2560, 1080)), ("1", 90, (1080, 1920)), ("1", 270, (1080, 1920))],
)
def test_the_size_a_player_shows(sar: str, rotation: int, size: tuple[int, int]) -> None:
    assert display_size(dataclasses.replace(FILM, sar=Fraction(sar), rotation=rotation)) == size


def cut(path: Path, start: float, end: float, output: Path, frame: Frame | None = None) -> FramePlan:
    """The film between two times as a clip with its sound."""
    info = probe(path)
    assert info.video is not None
    plan = plan_frames(info, info.video, start, end)
    length = round(plan.count / plan.rate * RATE)
    slot = Slot(plan.start, length, (plan.start, plan.end), 0.0, 0.0)
    sound = make_sound(info, [slot], Level(None), channels=1)
    both = np.repeat(sound.samples, 2, axis=1)[PRIMING:]
    track = output.with_suffix(".aac")
    save_audio(track, dataclasses.replace(sound, samples=both))
    frame = frame or frame_of(info.video, "source")
    run_ffmpeg(video_command(info, info.video, [plan], frame, track, output, encoding=Encoding("draft")))
    return plan


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rate", "options"),
    [
        ("b-frames.mp4", "25", "-bf 3 -preset fast"),
        ("a.mp4", "30000/1001", ""),
        ("a.mp4", "60000/1001", ""),
        ("a.mkv", "24000/1001", ""),
        ("open-gop.mp4", "25", "-preset fast -x264-params open-gop=1:bframes=3"),
        ("a.mov", "30", "-c:a pcm_s16le"),
        ("a.ts", "25", ""),
        ("a.mpg", "25", "-c:v mpeg2video -q:v 4 -bf 2 -c:a mp2"),
        ("a.webm", "30", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus"),
        ("ten-bit.mkv", "25", "-vf format=yuv420p10le -c:v libx265 -x265-params log-level=none"),
    ],
)
def test_every_frame_and_sample_is_where_it_was(tmp_path: Path, name: str, rate: str, options: str) -> None:
    film = make_film(tmp_path / name, round(5 * Fraction(rate)), rate, f"{options} -g 48")
    plan = cut(film, 2.337, 4.11, tmp_path / "clip.mp4")
    numbers = read_numbers(tmp_path / "clip.mp4")
    # The film's own clock may begin with its sound; count frames from the first that lies there.
    origin = plan_frames(probe(film), probe(film).streams[0], 0.0, 0.2).first_pts
    first = round((plan.start - origin) * float(Fraction(rate)))
    assert numbers == list(range(first, first + plan.count))
    assert plan.start <= 2.337 < plan.start + 1.2 / float(Fraction(rate))
    assert plan.end >= 4.11 - 0.03 / float(Fraction(rate))
    source = np.concatenate(list(stream_pcm(film, rate=RATE))).astype(float)
    heard = np.concatenate(list(stream_pcm(tmp_path / "clip.mp4", rate=RATE))).astype(float)
    # Sound against picture: within 1 ms of the source, whatever the encoder's padding.
    shift = shift_between(heard[4000:80000], source[round(plan.start * RATE) :]) - 4000
    assert abs(shift) <= RATE // 1000
    made = probe(tmp_path / "clip.mp4")
    assert made.start_time == 0
    assert made.duration == pytest.approx(plan.count / float(plan.rate), abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options", "late"),
    [
        ("b-frames.mp4", "-bf 3 -preset fast", 0.0),
        ("late.mp4", "", 0.7),
        ("late.mkv", "", 0.7),
        ("early.mkv", "", -0.3),
        ("a.mov", "-c:a pcm_s16le -ar 44100", 0.0),
        ("a.webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus", 0.0),
    ],
)
@pytest.mark.parametrize("times", [(0.0, 1.2), (3.137, 5.9), (7.0, 9.0)])
def test_one_reading_gives_what_two_give(
    tmp_path: Path, name: str, options: str, late: float, times: tuple[float, float]
) -> None:
    info = probe(make_film(tmp_path / name, 200, "25", options, late=late, sound=telling_sound(8, channels=2)))
    assert info.video is not None
    assert info.audio is not None
    for channels in (1, 2):
        seen = read_times_and_sound(info, info.video, info.audio, *times, rate=RATE, channels=channels)
        assert seen is not None
        stamps, heard = seen
        apart = np.abs(heard - read_pcm(info, *times, rate=RATE, channels=channels))
        assert apart.max() < 1e-4
    wanted = [time for time in frame_times(info, info.video, *times) if times[0] - 0.5 < time < times[1] + 1]
    assert [time for time in stamps if times[0] - 0.5 < time < times[1] + 1] == wanted
    assert wanted


def test_one_reading_is_not_tried_where_it_would_mislead(tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "a.ts", 100, "25"))
    assert info.video is not None
    assert info.audio is not None
    assert read_times_and_sound(info, info.video, info.audio, 1.0, 2.0, rate=RATE, channels=1) is None


def test_sound_that_planning_has_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = probe(make_film(tmp_path / "a.mp4", 150, "25", sound=telling_sound(6, channels=2)))
    slot = Slot(2.0, RATE, (2.0, 3.0), 0.01, 0.02)
    wanted = make_sound(info, [slot], Level(None), channels=2)
    decoded = DecodedSound(round(1.5 * RATE), read_pcm(info, 1.5, 3.5, rate=RATE, channels=2))
    filtered = make_sound(info, [slot], Level(None), channels=2, cleaning=Cleaning(high_pass=100), decoded=[decoded])
    assert not np.array_equal(filtered.samples, wanted.samples)
    monkeypatch.setattr("clips.sound.read_pcm", None)
    assert np.array_equal(make_sound(info, [slot], Level(None), channels=2, decoded=[decoded]).samples, wanted.samples)


def test_a_clip_of_a_film_whose_sound_is_late(tmp_path: Path) -> None:
    film = make_film(tmp_path / "late.mkv", 200, "25", late=0.7)
    plan = cut(film, 3.0, 5.0, tmp_path / "clip.mp4")
    assert read_numbers(tmp_path / "clip.mp4") == list(range(75, 125))
    source = np.concatenate(list(stream_pcm(film, rate=RATE))).astype(float)
    heard = np.concatenate(list(stream_pcm(tmp_path / "clip.mp4", rate=RATE))).astype(float)
    assert abs(shift_between(heard[4000:80000], source[round(plan.start * RATE) :]) - 4000) <= RATE // 1000


def test_a_variable_rate_becomes_constant(tmp_path: Path) -> None:
    even = make_film(tmp_path / "a.mp4", 300, "30")
    film = tmp_path / "vfr.mkv"
    drop = "select='not(between(mod(n,7),2,4))'"
    run_ffmpeg(["-v", "error", "-i", str(even), "-vf", drop, "-fps_mode", "vfr", "-c:a", "copy", str(film)])
    plan = cut(film, 4.0, 6.0, tmp_path / "clip.mp4")
    assert not plan.even
    numbers = read_numbers(tmp_path / "clip.mp4")
    assert len(numbers) == plan.count
    shown = [4.0 + n / float(plan.rate) for n in range(plan.count)]
    late = [abs(number / 30 - time) for number, time in zip(numbers, shown, strict=True)]
    # A frame may stand for three that are missing.
    assert max(late) <= 4 / 30 + 0.01


def test_rotation_and_sample_aspect_ratio_are_applied(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 60, "25", "-vf setsar=4/3")
    turned = tmp_path / "turned.mp4"
    raw = film.read_bytes()
    # The matrix of the track header (ISO 14496-12, 8.3.2), for a quarter turn.
    at = raw.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    turned.write_bytes(raw[:at] + matrix + raw[at + 36 :])
    for path, size in [(film, (426, 180)), (turned, (180, 426))]:
        cut(path, 0.5, 1.0, tmp_path / "clip.mp4")
        made = probe(tmp_path / "clip.mp4").video
        assert made is not None
        assert (made.width, made.height, made.sar, made.rotation) == (*size, Fraction(1), 0)


def test_the_file_is_what_the_platforms_ask_for(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 150, "30000/1001", "-metadata title=secret")
    cut(film, 1.0, 4.0, tmp_path / "clip.mp4")
    raw = (tmp_path / "clip.mp4").read_bytes()
    assert b"secret" not in raw
    assert b"elst" not in raw
    assert raw.index(b"moov") < raw.index(b"mdat")
    info = probe(tmp_path / "clip.mp4")
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.codec, info.video.pix_fmt, info.video.fps) == ("h264", "yuv420p", Fraction(30000, 1001))
    assert info.video.transfer == "bt709"
    assert (info.audio.codec, info.audio.rate, info.audio.channels) == ("aac", 48000, 2)


def test_interlaced_frames_become_whole_ones(tmp_path: Path) -> None:
    coded = "-c:v mpeg2video -q:v 3 -flags +ilme+ildct -field_order tt -c:a mp2"
    film = make_film(tmp_path / "a.mpg", 75, "25", f"-vf setfield=tff {coded}")
    info = probe(film)
    assert info.video is not None
    assert info.video.interlaced
    cut(film, 1.0, 2.0, tmp_path / "clip.mp4")
    assert read_numbers(tmp_path / "clip.mp4") == list(range(25, 50))
    made = probe(tmp_path / "clip.mp4").video
    assert made is not None
    assert not made.interlaced


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_is_mapped(tmp_path: Path, transfer: str) -> None:
    film = tmp_path / "hdr.mp4"
    colours = f"-color_primaries bt2020 -color_trc {transfer} -colorspace bt2020nc -color_range tv"
    tagged = f"format=yuv420p10le,setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    make_film(film, 75, "25", f"-vf {tagged} -c:v libx265 -x265-params log-level=none {colours}")
    info = probe(film)
    assert info.video is not None
    assert is_hdr(info.video)
    cut(film, 1.0, 2.0, tmp_path / "clip.mp4")
    made = probe(tmp_path / "clip.mp4").video
    assert made is not None
    assert (made.pix_fmt, made.transfer) == ("yuv420p", "bt709")
    assert read_numbers(tmp_path / "clip.mp4") == list(range(25, 50))


@pytest.mark.parametrize(
    ("aspect", "fit", "size"),
    [("9:16", "crop", (102, 180)), ("1:1", "blur", (180, 180)), ("4:5", "letterbox", (144, 180))],
)
def test_aspect_ratios(tmp_path: Path, aspect: str, fit: str, size: tuple[int, int]) -> None:
    film = make_film(tmp_path / "a.mp4", 50, "25")
    stream = probe(film).video
    assert stream is not None
    frame = frame_of(stream, aspect, fit=fit, height=180)  # type: ignore[arg-type]
    cut(film, 0.5, 1.5, tmp_path / "clip.mp4", frame)
    made = probe(tmp_path / "clip.mp4").video
    assert made is not None
    assert (made.width, made.height) == size
    if fit == "crop":
        assert read_numbers(tmp_path / "clip.mp4") == list(range(12, 38))


@pytest.mark.slow
def test_a_picture_that_ends_before_the_sound_stays(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 50, "25", sound=telling_sound(6))
    cut(film, 1.0, 4.0, tmp_path / "clip.mp4")
    assert read_numbers(tmp_path / "clip.mp4") == [*range(25, 50), *[49] * 50]
    cut(film, 3.0, 4.0, tmp_path / "clip.mp4")
    assert set(read_numbers(tmp_path / "clip.mp4")) == {49}


def test_a_picture_that_begins_after_the_sound_stands_from_the_beginning(tmp_path: Path) -> None:
    even = make_film(tmp_path / "a.mkv", 50, "25")
    film = tmp_path / "b.mkv"
    both = ["-itsoffset", "1", "-i", str(even), "-i", str(even), "-map", "0:v", "-map", "1:a"]
    run_ffmpeg(["-v", "error", *both, "-c", "copy", str(film)])
    cut(film, 0.52, 2.0, tmp_path / "clip.mp4")
    assert read_numbers(tmp_path / "clip.mp4") == [*[0] * 12, *range(25)]


def test_where_there_is_no_picture(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 50, "25")
    info = probe(film)
    assert info.video is not None
    with pytest.raises(InputsDoNotFit, match="shows no picture between"):
        plan_frames(info, info.video, 30.0, 31.0)
