"""What ffmpeg is told and how its answers are put together, without running it."""

from __future__ import annotations

import io
import logging
import os
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import FileProblem
from align.media import ffmpeg, pcm
from align.media.ffmpeg import causes, has_filter, input_arguments, looks_like_text
from align.media.pcm import anchor, choose_stream, cut_filter, pcm_arguments, settled, timeline_filter, whole_pcm
from align.media.probing import MediaInfo, Stream

PICTURE = Stream(0, "video", "h264", default=True)
FIRST = Stream(1, "audio", "aac", rate=48000, channels=2)
SECOND = Stream(2, "audio", "aac", rate=48000, channels=1)


def info(container: str = "mov,mp4", *streams: Stream, start: float = 0.0, duration: float | None = 60.0) -> MediaInfo:
    return MediaInfo(Path("-talk one.mp4"), container, duration, start, streams or (PICTURE, FIRST, SECOND))


def test_the_file_is_one_argument_that_names_a_file() -> None:
    arguments = input_arguments(Path("-i http:x.mp4"))
    assert arguments[-2:] == ["-i", "file:-i http:x.mp4"]
    assert arguments[arguments.index("-protocol_whitelist") + 1] == "file,pipe"
    formats = arguments[arguments.index("-format_whitelist") + 1].split(",")
    assert {"mp3", "matroska", "wav", "mpegts"} <= set(formats)
    # Each of these opens other files or the network.
    assert not {"hls", "dash", "concat", "sdp", "image2", "lavfi", "imf"} & set(formats)
    assert len(formats) == len(set(formats))


def test_the_default_stream_or_the_one_by_number() -> None:
    assert choose_stream(info()) == FIRST
    assert choose_stream(info(), 1) == SECOND
    marked = Stream(2, "audio", "aac", default=True)
    assert choose_stream(info("mov", PICTURE, FIRST, marked)) == marked
    for wrong in (-1, 2):
        with pytest.raises(FileProblem, match=f"has 2 audio streams, numbered from 0; there is no {wrong}"):
            choose_stream(info(), wrong)
    with pytest.raises(FileProblem, match="has no sound"):
        choose_stream(info("mov", PICTURE))


@pytest.mark.parametrize(("start", "shift"), [(-0.0231, ["-itsoffset", "-0.0231"]), (0.0, []), (1.4, [])])
def test_padding_before_the_first_sample_is_shifted_away(start: float, shift: list[str]) -> None:
    arguments = pcm_arguments(info(start=start), FIRST, rate=16000)
    before_input = arguments[: arguments.index("-protocol_whitelist")]
    assert before_input[-len(shift) :] == shift if shift else "-itsoffset" not in before_input


def test_samples_come_out_mono_at_the_rate_from_the_chosen_stream() -> None:
    arguments = pcm_arguments(info(), SECOND, rate=16000)
    told = dict(pairwise(arguments))
    assert (told["-map"], told["-ac"], told["-ar"], told["-f"]) == ("0:2", "1", "16000", "s16le")
    assert "pipe:1" in arguments
    assert told["-af"].startswith(timeline_filter())


@pytest.mark.parametrize(
    ("container", "used", "mapped"),
    [
        ("mov,mp4,m4a", SECOND, []),
        ("matroska,webm", SECOND, []),
        ("avi", SECOND, []),
        # Where 0 is that of the earliest stream in use, the others must be in use, too.
        ("mpegts", SECOND, ["0:1", "0:0"]),
        ("mpegts", FIRST, ["0:0"]),
        ("mp3", PICTURE, ["0:1"]),
    ],
)
def test_other_streams_keep_zero_where_a_player_has_it(container: str, used: Stream, mapped: list[str]) -> None:
    arguments = anchor(info(container), used)
    assert [value for key, value in pairwise(arguments) if key == "-map"] == mapped
    assert arguments.count("null") == len(mapped)


def shown(step: float, count: int) -> CompletedProcess[bytes]:
    """What ffmpeg shows of frames of 1152 samples whose time stamps are so far apart."""
    line = "[ashowinfo @ 0x1] n:{0} pts:{0} pts_time:{1:.6f} fmt:s16 channels:2 rate:44100 nb_samples:1152 checksum:0"
    text = "\n".join(line.format(frame, frame * step) for frame in range(count))
    return CompletedProcess([], 0, b"", text.encode())


@pytest.mark.parametrize(
    ("step", "count", "broken"),
    [
        (1152 / 44100, 50, False),
        (1152 / 44100 / 1.9, 50, False),
        (1152 / 44100 / 2.1, 50, True),
        (0.0003, 50, True),
        (0.0003, 4, False),
    ],
)
def test_an_avi_whose_clock_runs_slow_is_counted(
    monkeypatch: pytest.MonkeyPatch, step: float, count: int, broken: bool
) -> None:
    monkeypatch.setattr(pcm, "run_ffmpeg", lambda args: shown(step, count))
    arguments = pcm_arguments(info("avi"), FIRST, rate=16000)
    assert ("asetpts=N/SR/TB" in arguments[arguments.index("-af") + 1]) is broken


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.floats(0, 10**5))
def test_reading_begins_at_a_whole_second_with_time_to_settle(start: float) -> None:
    begin = settled(start)
    assert isinstance(begin, int)
    assert begin == 0 or 2 <= start - begin < 3
    assert begin <= start


def test_filters_of_a_cut_stand_between_the_timeline_and_the_trimming() -> None:
    chain = cut_filter(-100, 4800, 48000, "volume=2").split(",")
    assert chain[1:3] == ["volume=2", "atrim=start_pts=0:end_pts=4800"]
    assert chain[0].endswith(":osr=48000")
    assert len(cut_filter(10, 20, 48000).split(",")) == 3


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 12), st.integers(1, 3), st.integers(1, 12), st.data())
def test_what_is_missing_is_silence(count: int, channels: int, length: int, data: st.DataObject) -> None:
    lead = data.draw(st.integers(0, length))
    torn = data.draw(st.integers(0, 4 * channels - 1))
    heard = np.arange(1, count * channels + 1, dtype="<f4").reshape(count, channels)
    whole = whole_pcm(heard.tobytes() + b"\x01" * torn, length, channels, lead=lead)
    assert whole.shape == (length, channels)
    for row in range(length):
        inside = 0 <= row - lead < count
        assert whole[row].tolist() == (heard[row - lead].tolist() if inside else [0.0] * channels)


def test_blocks_are_read_ahead_to_the_end() -> None:
    data = bytes(range(256)) * 40
    ahead = pcm._ReadAhead(io.BytesIO(data), 1000)
    blocks = list(iter(ahead.next, b""))
    assert b"".join(blocks) == data
    assert [len(block) for block in blocks] == [1000] * 10 + [240]
    ahead.stop()


def test_a_reader_that_nobody_asks_any_more_can_be_stopped() -> None:
    ahead = pcm._ReadAhead(io.BytesIO(bytes(100_000)), 100)
    assert len(ahead.next()) == 100
    ahead.stop()
    assert not ahead._thread.is_alive()


@pytest.mark.parametrize(
    ("claimed", "seconds", "code", "tail", "told"),
    [
        (60.0, 60.0, 0, "", ""),
        (61.5, 60.0, 0, "", ""),
        (None, 60.0, 0, "", ""),
        (63.0, 60.0, 0, "", "claims 63.0 s but holds 60.0 s of sound"),
        (3650.0, 3600.0, 0, "", ""),
        (60.0, 31.0, 0, "[mov] stream 0, partial file\n", "is cut short or damaged: 31.0 s of sound could be decoded"),
        (60.0, 60.0, 69, "", "is cut short or damaged"),
        (60.0, 60.0, 0, "Truncating packet of size 9", "is cut short or damaged"),
    ],
)
def test_what_is_not_as_claimed_is_warned_of(
    caplog: pytest.LogCaptureFixture, claimed: float | None, seconds: float, code: int, tail: str, told: str
) -> None:
    with caplog.at_level(logging.WARNING, "align"):
        pcm._warn(info(duration=claimed), seconds, code, tail)
    assert told in caplog.text
    assert bool(caplog.records) is bool(told)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("", ""),
        (
            "[in#0 @ 0x1] Error opening input: Invalid data found\nExiting with exit code 1\n",
            "Error opening input: Invalid data found",
        ),
        ("x.wav: No such file or directory\n", "x.wav: No such file or directory"),
        ("[libx264 @ 0x1] width not divisible by 2\n[vost @ 0x2] Conversion failed!", "width not divisible by 2"),
        ("a: No space\nb: Invalid x\nc: cannot go on\nd: failed\n", "a: No space\nb: Invalid x\nc: cannot go on"),
        ("[a @ 1] bad: error\n[b @ 2] bad: error\n", "bad: error"),
    ],
)
def test_the_lines_that_say_why(said: str, cause: str) -> None:
    assert causes(said) == cause


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"", False),
        (b"Hello\r\n\tthere\x0c", True),
        ("né".encode("latin-1"), True),
        (b"\xff\xfeh\x00i\x00", True),
        (b"\xfe\xff\x00h", True),
        (b"\xff\xfe\x00\x00h\x00\x00\x00", False),
        (b"\xef\xbb\xbf\x00", True),
        (b"ID3\x04\x00", False),
        (b"RIFF\x10\x00\x00\x00WAVE", False),
        (b"\x1b[0m in colour", True),
    ],
)
def test_what_looks_like_text(head: bytes, text: bool) -> None:
    assert looks_like_text(head) is text


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "is a picture, not a recording"),
        (b"\xff\xd8\xff\xe0\x00", "is a picture, not a recording"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "is a picture, not a recording"),
        (b"\x00\x00\x00\x1cftypavif", "is a picture, not a recording"),
        (b"just words", "holds text, not sound"),
        (b"\x00\x01\x02\x03", "is not an audio or video file, or is damaged"),
    ],
)
def test_why_a_file_cannot_be_read(tmp_path: Path, head: bytes, problem: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(head)
    assert ffmpeg._why_unreadable(path, "") == problem


def test_what_ffmpeg_refuses_is_told_apart_from_what_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x00\x01\x02")
    assert "is not a recording that can be read" in ffmpeg._why_unreadable(path, "[in] Format not on whitelist 'mp3'")
    assert "its index (moov) is missing" in ffmpeg._why_unreadable(path, "[mov] moov atom not found")


def test_a_fifo_and_a_name_that_is_none_are_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    with pytest.raises(FileProblem, match="is not a file that can be read twice; save it to disk first"):
        ffmpeg.probe(fifo)
    with pytest.raises(FileProblem, match="is not a file name"):
        ffmpeg.probe(Path("a\0b"))
    with pytest.raises(FileProblem, match="cannot be read: File name too long"):
        ffmpeg.probe(tmp_path / ("x" * 300))


@pytest.mark.slow
def test_filters_are_known_by_name() -> None:
    assert has_filter("aresample")
    assert not has_filter("aresampl")
    assert not has_filter("")
    assert has_filter("setparams", "range")
    assert not has_filter("setparams", "rang")
    assert not has_filter("setparam", "range")


def test_the_environment_keeps_reports_and_colours_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FFREPORT", "file=x.log")
    monkeypatch.setenv("AV_LOG_FORCE_COLOR", "1")
    monkeypatch.setenv("KEPT", "yes")
    kept = ffmpeg.environment()
    assert (kept["KEPT"], kept["AV_LOG_FORCE_NOCOLOR"]) == ("yes", "1")
    assert not {"FFREPORT", "AV_LOG_FORCE_COLOR"} & set(kept)
