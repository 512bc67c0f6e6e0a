"""What is read from the recording, and who is believed when two tell."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.media import run_ffmpeg
from align.timecode import Rate, Timecode
from handoff.source import NOMINAL, Asked, film_rate, find_media, source_of

from .conftest import alignment_of


def film(path: Path, fps: str, *extra: str) -> Path:
    args = ["-f", "lavfi", "-i", f"testsrc2=s=160x90:r={fps}:d=1", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono:d=1"]
    run_ffmpeg([*args, "-shortest", "-pix_fmt", "yuv420p", *extra, "-y", f"file:{path}"])
    return path


def document(path: Path) -> Alignment:
    base = alignment_of(duration=1.0)
    return replace(base, media=replace(base.media, path=str(path)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fps", "timecode", "rate", "start"),
    [
        ("30000/1001", "01:00:00;00", "29.97df", "01:00:00;00"),
        ("30000/1001", "01:00:00:00", "29.97", "01:00:00:00"),
        ("24000/1001", "10:11:12:13", "23.976", "10:11:12:13"),
        ("25", None, "25", "00:00:00:00"),
        ("60000/1001", "00:59:59;58", "59.94df", "00:59:59;58"),
    ],
)
def test_rate_and_timecode_come_from_the_file(
    tmp_path: Path, fps: str, timecode: str | None, rate: str, start: str
) -> None:
    path = film(tmp_path / "a.mov", fps, *(("-timecode", timecode) if timecode else ()))
    source = source_of(document(path), path, Asked())
    assert source.rate == Rate.parse(rate)
    assert str(source.start) == start
    assert (source.video, source.width, source.height) == (True, 160, 90)
    assert (source.channels, source.sample_rate) == (1, 44100)


@pytest.mark.slow
def test_what_was_asked_comes_first(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mov", "30000/1001", "-timecode", "01:00:00;00")
    plain = source_of(document(path), path, Asked(drop=False))
    assert plain.rate == Rate.parse("29.97")
    # The same frame of the same tape under the other count.
    assert plain.start.frame == 107_892
    asked = source_of(document(path), path, Asked(Rate.parse("25"), start="02:00:00:00"), Rate.parse("50"))
    assert (asked.rate, str(asked.start)) == (Rate.parse("25"), "02:00:00:00")
    drop = source_of(document(path), path, Asked(drop=True, start="02:00:00:00"))
    assert str(drop.start) == "02:00:00;00"
    with pytest.raises(UsageError):
        source_of(document(path), path, Asked(Rate.parse("25"), drop=True))


@pytest.mark.slow
def test_a_timecode_that_does_not_fit_is_left_out_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = film(tmp_path / "a.mov", "30000/1001", "-timecode", "01:00:00;00")
    source = source_of(document(path), path, Asked(Rate.parse("25")))
    assert source.start.frame == 0
    assert "left out" in caplog.text


@pytest.mark.parametrize(
    ("fps", "tick", "rate", "constant"),
    [
        ("25", "25", "25", True),
        ("25", "50", "25", True),
        ("30000/1001", "30000/1001", "29.97", True),
        ("29.99", "30000/1001", "29.97", True),
        ("15", "15", "15", True),
        ("30", None, "30", True),
        ("14.76", "250", "23.976", False),
        ("29.88", "29.92", "29.97", False),
        ("24", "600", "24", False),
        ("600", "600", "120", False),
    ],
)
def test_the_rate_that_a_film_is_counted_at(fps: str, tick: str | None, rate: str, constant: bool) -> None:
    found = film_rate(Fraction(fps), Fraction(tick) if tick else None)
    assert found == (Rate.parse(rate), constant)


@pytest.mark.slow
def test_sound_alone_is_counted_at_thirty(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    run_ffmpeg(["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=1", f"file:{path}"])
    source = source_of(document(path), path, Asked(), None)
    assert (source.rate, source.video, source.channels) == (NOMINAL, False, 2)
    assert source_of(document(path), path, Asked(), Rate.parse("25")).rate == Rate.parse("25")


def test_a_recording_elsewhere_is_described_by_the_options(caplog: pytest.LogCaptureFixture) -> None:
    path = Path("/nowhere/talk.mp4")
    assert source_of(document(path), path, Asked()).video is False
    source = source_of(document(path), path, Asked(Rate.parse("50"), start="00:00:10:00"))
    assert (source.video, source.start) == (True, Timecode(500, Rate.parse("50")))
    assert source.duration == Fraction(1)
    assert caplog.text.count("is not here") == 2


def test_the_recording_is_found_again_where_both_moved(tmp_path: Path) -> None:
    moved = document(Path("/gone/sound/talk.wav"))
    moved = replace(moved, media=replace(moved.media, relative="../sound/talk.wav"))
    beside = tmp_path / "docs" / "talk.align.json"
    assert find_media(moved, beside) == Path("/gone/sound/talk.wav")
    for folder in ("docs", "sound"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sound" / "talk.wav").write_bytes(b"x")
    assert find_media(moved, beside) == tmp_path / "sound" / "talk.wav"
    # Clips that were cut from another encoding lead there first.
    (tmp_path / "docs" / "film.mp4").write_bytes(b"x")
    assert find_media(moved, beside, None, "/gone/film.mp4") == tmp_path / "docs" / "film.mp4"


def test_the_recording_is_looked_for_beside_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "talk.mp4").write_bytes(b"x")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    beside = tmp_path / "talk.align.json"
    expected = (tmp_path / "talk.mp4").resolve()
    for named in ("talk.mp4", "/gone/talk.mp4", "gone/talk.mp4"):
        assert find_media(document(Path(named)), beside) == expected
    assert find_media(document(Path("b.mp4")), beside) == (tmp_path / "elsewhere" / "b.mp4").resolve()
    assert find_media(document(Path("b.mp4")), beside, Path("../talk.mp4")) == expected
    assert find_media(document(Path("b.mp4")), beside, None, "gone/talk.mp4") == expected
    assert find_media(document(Path("b.mp4")), beside, None, "gone.mp4") == (tmp_path / "elsewhere" / "b.mp4").resolve()
    with pytest.raises(FileProblem):
        find_media(document(Path("talk.mp4")), beside, Path("gone.mp4"))
