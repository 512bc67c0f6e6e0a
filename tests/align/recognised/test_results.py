"""Results of recognisers: told by their shape, and read by one module for import and as a transcript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from align.errors import FileProblem
from align.recognised import RESULTS, Passage, passages_of, time_or_none
from align.recognised.words import speaker_of
from align.transcript.reader import Transcript, read_transcript
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


def read_json(folder: Path, *contents: object) -> Transcript:
    """Read `contents` as one JSON file, or as lines of JSON where there are several."""
    path = folder / "result.json"
    path.write_text("\n".join(json.dumps(content) for content in contents), encoding="utf-8")
    return read_transcript(path)


def test_lists_of_words_and_of_chunks_are_imported(tmp_path: Path) -> None:
    chunks = [{"text": " It floats.", "timestamp": [1.0, 2.5]}]
    path = tmp_path / "result.json"
    for content, starts in ((WORDS, [1.0, 1.5]), (chunks, [1.0, 1.333]), ({"chunks": chunks}, [1.0, 1.333])):
        path.write_text(json.dumps(content), encoding="utf-8")
        assert [word.start for word in read_alignment(path, "whisperx").words] == starts
        assert len(read_transcript(path).words) == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (["It", "floats."], "is a list without a segment or a word with its times"),
        ([], "holds an empty list"),
        ({"words": ["It", "floats."]}, "lists its words without times; give their text to `pullquote align`"),
        ({"text": "It floats."}, "holds text without times; give it to `pullquote align` as a transcript"),
    ],
)
def test_words_without_times_are_refused_as_such(tmp_path: Path, content: object, problem: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileProblem, match=problem):
        read_alignment(path, "whisperx")


def test_lines_of_json_and_answers_of_services_keep_their_times(tmp_path: Path) -> None:
    said = [("It floats.", 1.0), ("It sank.", 9.0)]
    rows = [{"text": text, "timestamp": [at, at + 2], "speaker_name": "Ada"} for text, at in said]
    named = [{"text": text, "start_time": at, "end_time": at + 2} for text, at in said]
    with_words = [
        {"text": text, "words": [{"word": word, "start": at, "end": at + 2} for word in text.split()]}
        for text, at in said
    ]
    whole = [{"segments": [{"text": text, "start": at, "end": at + 2}]} for text, at in said]
    for contents in (rows, [rows], named, [with_words], whole, [{"output": {"segments": named}}]):
        transcript = read_json(tmp_path, *contents)
        assert transcript.words == ("It", "floats.", "It", "sank.")
        assert [hint[:2] for hint in transcript.hints] == [(0, 1.0), (2, 9.0)]
    assert read_json(tmp_path, *rows).speakers[0].name == "Ada"


def google(text: str, start: int, **more: object) -> dict[str, list[dict[str, Any]]]:
    words = [{"startTime": f"{start}s", "endTime": f"{start}.500s", "word": word, **more} for word in text.split()]
    return {"alternatives": [{"transcript": text, "words": words}]}


def test_the_times_of_google_are_those_of_its_words(tmp_path: Path) -> None:
    results = [google("It floats.", 1), google("It sank.", 9)]
    snake = json.loads(json.dumps(results).replace("startTime", "start_time").replace('"1s"', '{"seconds": "1"}'))
    offsets = json.loads(json.dumps(results).replace("startTime", "startOffset"))
    for content in ({"results": results}, {"response": {"results": results}}, {"results": snake}, {"results": offsets}):
        transcript = read_json(tmp_path, content)
        assert transcript.words == ("It", "floats.", "It", "sank.")
        assert [hint[:2] for hint in transcript.hints] == [(0, 1.0), (2, 9.0)]
    assert read_json(tmp_path, {"results": [{"alternatives": [{"transcript": "It floats."}]}]}).hints == ()


def test_the_speakers_of_google_are_those_of_its_words(tmp_path: Path) -> None:
    told = google("It floats.", 1, speakerTag=1), google("It sank.", 9, speakerTag=2)
    again = [word for one in told for word in one["alternatives"][0]["words"]]
    plain = google("It floats.", 1), google("It sank.", 9)
    for results in (told, (*plain, {"alternatives": [{"words": again}]})):
        transcript = read_json(tmp_path, {"results": results})
        assert transcript.words == ("It", "floats.", "It", "sank.")
        assert [(turn.word, turn.name) for turn in transcript.speakers] == [(0, "Speaker 1"), (2, "Speaker 2")]
