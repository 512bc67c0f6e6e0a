"""Results of recognisers: told by their shape, and read by one module for import and as a transcript."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.recognised import RESULTS, Passage, passages_of, time_or_none
from align.recognised.words import speaker_of
from align.transcript.reader import read_transcript
from handoff.importers import read_alignment

WORDS = [{"word": "It", "start": 1.0, "end": 1.5}, {"word": "floats", "start": 1.5, "end": 2.5}]
WHISPER = {"text": "It floats.", "segments": [{"start": 1.0, "end": 2.5, "text": " It floats."}]}
OPENAI = {"text": "It floats.", "words": WORDS}
DEEPGRAM = {
    "results": {
        "channels": [
            {"alternatives": [{"words": [{**WORDS[0], "speaker": 0}, {**WORDS[1], "punctuated_word": "floats."}]}]}
        ]
    }
}
AWS = {
    "results": {
        "items": [
            {"type": "pronunciation", "start_time": "1.0", "end_time": "1.5", "alternatives": [{"content": "It"}]},
            {"type": "pronunciation", "start_time": "1.5", "end_time": "2.5", "alternatives": [{"content": "floats"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
        ]
    }
}
GENTLE = {
    "transcript": "It floats.",
    "words": [
        {**WORDS[0], "case": "success", "startOffset": 0, "endOffset": 2},
        {**WORDS[1], "case": "success", "startOffset": 3, "endOffset": 9},
    ],
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("whisperx", WHISPER),
        ("whisperx", WHISPER["segments"]),
        ("whisperx", OPENAI),
        ("deepgram", DEEPGRAM),
        ("aws", AWS),
        ("gentle", GENTLE),
    ],
)
def test_import_and_transcript_read_the_same_words(tmp_path: Path, name: str, content: object) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    imported = read_alignment(path, name)
    assert [word.text for word in imported.words] == ["It", "floats."]
    assert imported.words[0].start == 1.0
    assert read_transcript(path).words == ("It", "floats.")


def test_each_shape_is_told_by_one_module_alone() -> None:
    modules = {name: __import__(path, fromlist=["fits"]) for name, path in RESULTS.items()}
    for name, content in (("whisper", WHISPER), ("deepgram", DEEPGRAM), ("aws", AWS), ("gentle", GENTLE)):
        assert [other for other, module in modules.items() if module.fits(content)] == [name]
    assert list(passages_of({"a": [1, 2]})) == list(passages_of("text")) == []


def test_words_without_segments_are_spelt_as_in_the_text() -> None:
    assert list(passages_of(OPENAI)) == [Passage("It", 1.0, 1.5), Passage("floats.", 1.5, 2.5)]


def test_channels_are_merged_in_order_of_time() -> None:
    channels = [{"alternatives": [{"words": [dict(word)]}]} for word in reversed(WORDS)]
    assert [one.text for one in passages_of({"results": {"channels": channels}})] == ["It", "floats"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("1.5", 1.5),
        ("1.5s", 1.5),
        ("0:01:01.5", 61.5),
        (-1, None),
        (True, None),
        ("soon", None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        ([1], None),
    ],
)
def test_a_time_or_none(value: object, expected: float | None) -> None:
    assert time_or_none(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "Speaker 0"), ("Ada", "Ada"), ("", None), (None, None), (True, None), ({"a": 1}, None)]
)
def test_a_speaker(value: object, expected: str | None) -> None:
    assert speaker_of(value) == expected
