"""What whisperX's recogniser and diarisation give, in the shapes of its types, becomes a transcript that is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from align.document import Speaker, Word
from align.transcribe import (
    Segment,
    Turn,
    labelled_text,
    segments_of,
    speakers_of,
    transcript_text,
    turns_of,
)
from align.transcript.reader import read_transcript
from cli import main

# The keys and types of whisperx.schema.TranscriptionResult.
RESULT = {
    "segments": [
        {"start": 0.031, "end": 28.5, "text": " Good evening. This is  the news. ", "avg_logprob": -0.21},
        {"start": 30.0, "end": 31.0, "text": " ", "avg_logprob": -1.2},
        {"start": 31.0, "end": 55.2, "text": " It costs $18. “Really?” Yes.", "avg_logprob": -0.3},
    ],
    "language": "en",
}


def words(*texts: str, step: float = 0.5) -> list[Word]:
    return [Word(text, index * step, index * step + 0.4) for index, text in enumerate(texts)]


def test_a_result_becomes_segments() -> None:
    assert segments_of(RESULT) == (
        "en",
        (Segment(0.031, 28.5, "Good evening. This is the news."), Segment(31.0, 55.2, "It costs $18. “Really?” Yes.")),
    )


def test_the_text_is_a_transcript(tmp_path: Path) -> None:
    text = transcript_text(segments_of(RESULT)[1])
    assert text == "Good evening.\nThis is the news.\n\nIt costs $18.\n“Really?”\nYes.\n"
    path = tmp_path / "t.txt"
    path.write_text(text, encoding="utf-8")
    read = read_transcript(path)
    assert " ".join(read.words) == "Good evening. This is the news. It costs $18. “Really?” Yes."
    assert read.paragraphs == (0, 6)


def test_turns_come_from_whisperx_table() -> None:
    table = {"start": [2.0, 0.0], "end": [4.0, 2.0], "speaker": ["SPEAKER_01", "SPEAKER_00"]}
    assert turns_of(table) == (Turn(0.0, 2.0, "SPEAKER_00"), Turn(2.0, 4.0, "SPEAKER_01"))


def test_each_word_belongs_to_whoever_speaks_most_of_it() -> None:
    said = words("a", "b", "c", "d", "e", "f", "g", "h")
    turns = (Turn(0.0, 1.15, "SPEAKER_07"), Turn(1.15, 2.5, "SPEAKER_02"), Turn(2.6, 9.0, "SPEAKER_07"))
    assert speakers_of(said, turns) == (Speaker(0, "Speaker 1"), Speaker(2, "Speaker 2"), Speaker(5, "Speaker 1"))


def test_single_slips_and_gaps_do_not_change_the_speaker() -> None:
    said = [*words("a", "b", "c", "d"), Word("e", status="absent")]
    turns = (Turn(0.0, 0.9, "A"), Turn(1.0, 1.3, "B"), Turn(1.5, 1.9, "A"))
    assert speakers_of(said, turns) == (Speaker(0, "Speaker 1"),)


def test_no_turns_no_speakers() -> None:
    assert speakers_of(words("a", "b"), ()) == ()


def test_labels_are_read_back_as_speakers(tmp_path: Path) -> None:
    said = words("Hello", "there.", "How", "are", "you?", "Fine.", "Thanks", "a", "lot.", "Good.", "Very", "good.")
    speakers = (Speaker(0, "Speaker 1"), Speaker(5, "Speaker 2"), Speaker(9, "Speaker 1"))
    text = labelled_text(said, speakers)
    assert text.startswith("[00:00:00] Speaker 1: Hello there.\nHow are you?\n\n[00:00:02] Speaker 2: Fine.\n")
    path = tmp_path / "t.txt"
    path.write_text(text, encoding="utf-8")
    read = read_transcript(path)
    assert read.words == tuple(word.text for word in said)
    assert read.speakers == speakers


def test_without_a_recogniser_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    out = tmp_path / "t.txt"
    result = CliRunner().invoke(main, ["transcribe", "samples/sample.mp3", "-o", str(out)])
    assert result.exit_code == 2
    assert "pip install 'pullquote[transcribe]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not out.exists()


def test_an_existing_transcript_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "t.txt"
    out.write_text("mine")
    result = CliRunner().invoke(main, ["transcribe", "samples/sample.mp3", "-o", str(out)])
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert out.read_text() == "mine"
