"""Clips that cannot be planned are refused before anything is decoded."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.document import Alignment, Engine, Media, Word
from align.errors import FileProblem
from align.media import probe
from cli import main
from clips.frames import frame_times
from tests.clips.films import make_film


def test_words_far_behind_the_end_of_the_recording_are_refused(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "talk.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(2 * 32000))
    words = (Word("It", 0.2, 0.4, 0.9), Word("floats.", 147_000.0, 147_000.5, 0.9))
    Alignment(Media("talk.wav", "", 2.0), "en", Engine("x", "1"), words).save(tmp_path / "talk.align.json")
    args = ["clip", str(tmp_path / "talk.align.json"), "It floats.", "--anyway", "-o", str(tmp_path / "clips")]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 4
    assert result.stderr.count("\n") == 1
    assert "ends at 00:00:02.000, before words of the quote (40:50:00.500)" in result.stderr


@pytest.mark.slow
def test_a_film_that_breaks_off_before_its_first_frame_is_said_in_our_words(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 50, "25", "-movflags +faststart")
    whole = film.read_bytes()
    film.write_bytes(whole[: whole.index(b"mdat") + 40])
    info = probe(film)
    assert info.video is not None
    with pytest.raises(FileProblem, match="holds no picture that can be decoded; is the file whole"):
        frame_times(info, info.video, 0.0, 1.0)


def test_a_clip_of_nothing_but_silence_is_said(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "talk.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(2 * 32000))
    words = (Word("It", 0.2, 0.4, 0.9), Word("floats.", 0.5, 0.9, 0.9))
    Alignment(Media("talk.wav", "", 2.0), "en", Engine("x", "1"), words).save(tmp_path / "talk.align.json")
    args = ["clip", str(tmp_path / "talk.align.json"), "It floats.", "--anyway", "--dry-run"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0
    assert "the recording holds no sound here" in result.output
