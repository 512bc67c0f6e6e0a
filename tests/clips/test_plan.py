"""Clips that cannot be planned are refused before anything is decoded."""

from __future__ import annotations

import wave
from pathlib import Path

from click.testing import CliRunner

from align.document import Alignment, Engine, Media, Word
from cli import main


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
