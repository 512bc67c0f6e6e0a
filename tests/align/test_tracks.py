from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from align.engine import Aligned, Recording
from align.errors import InputsDoNotFit
from align.media import run_ffmpeg
from align.tracks import align_tracks, recording_warnings
from cli import main

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracks") / "two.mkv"
    tones = ["-f", "lavfi", "-i", "sine=200:d=2", "-f", "lavfi", "-i", "sine=300:d=2"]
    run_ffmpeg(["-v", "error", *tones, "-map", "0", "-map", "1", "-c:a", "flac", str(path)])
    return path


ALIGNED: Aligned = object()  # type: ignore[assignment]  # what an engine returns is handed on untouched


def fits(stream: int | None, tried: list[int | None]):  # type: ignore[no-untyped-def]
    def align(recording: Recording, last: bool) -> Aligned:
        tried.append(recording.stream)
        if recording.stream != stream:
            raise InputsDoNotFit("the transcript does not belong to this recording", 1, 50)
        return ALIGNED

    return align


def test_the_first_stream_that_fits_is_taken(two: Path) -> None:
    tried: list[int | None] = []
    aligned, recording = align_tracks(Recording.open(two), fits(1, tried))
    assert aligned is ALIGNED
    assert recording.stream == 1
    assert tried == [None, 1]
    assert "2 audio streams; number 1 (from 0) was taken" in recording_warnings(two, None, 1)[0]


def test_the_default_stream_is_named_where_it_fits(two: Path) -> None:
    _, recording = align_tracks(Recording.open(two), fits(None, []))
    assert recording.stream is None
    assert "the default one was taken, --stream takes another" in recording_warnings(two, None, None)[0]
    assert recording_warnings(two, 0, 0) == ()


def test_a_stream_that_was_asked_for_is_the_only_one_tried(two: Path) -> None:
    tried: list[int | None] = []
    with pytest.raises(InputsDoNotFit, match="does not belong to this recording"):
        align_tracks(Recording.open(two, 0), fits(1, tried))
    assert tried == [0]


def test_where_none_fits_all_were_tried(two: Path) -> None:
    with pytest.raises(InputsDoNotFit, match="all 2 audio streams were tried"):
        align_tracks(Recording.open(two), fits(7, []))


@pytest.mark.parametrize("command", ["align", "run"])
@pytest.mark.parametrize(("option", "problem"), [("--stream", "there is no 5"), ("--channel", "there is no 5")])
def test_what_the_recording_has_not_is_refused(
    two: Path, tmp_path: Path, command: str, option: str, problem: str
) -> None:
    (tmp_path / "talk.txt").write_text("Nobody else wanted the lighthouse.")
    arguments = [command, str(two), str(tmp_path / "talk.txt"), "-o", str(tmp_path / "out"), option, "5"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 4
    assert problem in result.stderr


def test_of_channels_nothing_is_said_where_one_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "left.wav"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=200:d=3", "-af", "pan=stereo|c0=c0|c1=0*c0", str(path)])
    (warning,) = recording_warnings(path, None, None)
    assert warning == "the right channel of left.wav is silent; --channel left takes that one alone"
    assert recording_warnings(path, None, None, 0) == ()
