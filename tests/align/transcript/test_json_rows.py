"""JSON of recognisers as their manuals show it: the words once, with times in seconds and speakers by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.formats.json_rows import timed_rows
from align.transcript.reader import Transcript
from tests.align.transcript.reading import read

SAID = (("The", 1.0, 1.2), ("kettle", 1.2, 1.6), ("sings.", 1.6, 2.0), ("Does", 4.0, 4.4), ("it?", 4.4, 4.8))
FIRST, SECOND = "The kettle sings.", "Does it?"


def _said(transcript: Transcript) -> tuple[str, dict[int, float], dict[int, str | None]]:
    speakers = {turn.word: turn.name for turn in transcript.speakers}
    return " ".join(transcript.words), {hint[0]: hint[1] for hint in transcript.hints}, speakers


def _speechmatics() -> object:
    rows = []
    for text, start, end in SAID:
        best = {"speaker": "S1" if start < 3 else "S2"}
        rows.append(
            {"type": "word", "start_time": start, "end_time": end, "alternatives": [{"content": text[:-1], **best}]}
            if text[-1] in ".?"
            else {"type": "word", "start_time": start, "end_time": end, "alternatives": [{"content": text, **best}]}
        )
        if text[-1] in ".?":
            sign = {"content": text[-1], **best}
            rows.append({"type": "punctuation", "start_time": end, "end_time": end, "alternatives": [sign]})
    return {"format": "2.9", "results": rows}


def _azure_phrase(text: str, second: int, speaker: int) -> dict[str, object]:
    best = [{"lexical": "no", "display": text}, {"lexical": "no", "display": "Never."}]
    times = {"offset": f"PT{second}S", "offsetInTicks": second * 1e7, "durationInTicks": 8e6}
    return {"recognitionStatus": "Success", "speaker": speaker, **times, "nBest": best}


WORD_TIMES = {place: start for place, (_, start, _) in enumerate(SAID)}
RESULTS: dict[str, tuple[object, dict[int, float], list[str]]] = {
    "speechmatics": (_speechmatics(), WORD_TIMES, ["S1", "S2"]),
    "azure batch": (
        {
            "combinedRecognizedPhrases": [{"channel": 0, "display": f"{FIRST} {SECOND}"}],
            "recognizedPhrases": [_azure_phrase(FIRST, 1, 1), _azure_phrase(SECOND, 4, 2)],
        },
        {0: 1.0, 3: 4.0},
        ["Speaker 1", "Speaker 2"],
    ),
    "azure fast, a channel after the other": (
        {
            "combinedPhrases": [{"text": FIRST}, {"text": SECOND}],
            "phrases": [
                {"speaker": 2, "offsetMilliseconds": 4000, "durationMilliseconds": 800, "text": SECOND},
                {"speaker": 1, "offsetMilliseconds": 1000, "durationMilliseconds": 1000, "text": FIRST},
            ],
        },
        {0: 1.0, 3: 4.0},
        ["Speaker 1", "Speaker 2"],
    ),
    "azure one by one": (
        [
            {"Offset": 10_000_000, "Duration": 8_000_000, "DisplayText": FIRST, "NBest": [{"Display": FIRST}]},
            {"Offset": 40_000_000, "Duration": 8_000_000, "DisplayText": SECOND, "NBest": [{"Display": SECOND}]},
        ],
        {0: 1.0, 3: 4.0},
        [],
    ),
    "pieces of words": (
        {
            "text": f"{FIRST} {SECOND}",
            "tokens": [
                {"text": piece, "start_ms": 1000 + 100 * place, "end_ms": 1100 + 100 * place, "speaker": "A"}
                for place, piece in enumerate(("The", " ket", "tle", " sings", ".", " Does", " it", "?"))
            ],
        },
        {0: 1.0, 1: 1.1, 2: 1.3, 3: 1.5, 4: 1.6},
        ["A"],
    ),
    "milliseconds": (
        {"sentences": [{"text": FIRST, "start": 1000, "end": 2000}, {"text": SECOND, "start": 4000, "end": 4800}]},
        {0: 1.0, 3: 4.0},
        [],
    ),
    "words in milliseconds": (
        {"words": [{"text": text, "start": int(1000 * a), "end": int(1000 * b)} for text, a, b in SAID]},
        WORD_TIMES,
        [],
    ),
    "whole seconds": (
        {"segments": [{"text": FIRST, "start": 1, "end": 2}, {"text": SECOND, "start": 4, "end": 5}]},
        {0: 1.0, 3: 4.0},
        [],
    ),
    "speakers by identifier": (
        {
            "segments": [
                {"start": 1.0, "duration": 1.0, "speaker": "x1", "words": [{"text": FIRST, "start": 1.0}]},
                {"start": 4.0, "duration": 0.8, "speaker": "x2", "words": [{"text": SECOND, "start": 4.0}]},
            ],
            "speakers": [{"id": "x1", "name": "Ada Byron"}, {"id": "x2", "name": "Ben Moss"}],
        },
        {0: 1.0, 3: 4.0},
        ["Ada Byron", "Ben Moss"],
    ),
    "people with words": (
        [
            {"participant": {"name": "Ada"}, "words": [{"text": FIRST, "start_timestamp": {"relative": 1.0}}]},
            {"participant": {"name": "Ben"}, "words": [{"text": SECOND, "start_timestamp": {"relative": 4.0}}]},
        ],
        {0: 1.0, 3: 4.0},
        ["Ada", "Ben"],
    ),
    "meeting entries": (
        {
            "entries": [
                {"text": FIRST, "startOffset": "00:00:01.0000000", "speakerDisplayName": "Ada"},
                {"text": SECOND, "startOffset": "00:00:04.5000000", "speakerDisplayName": "Ben"},
            ]
        },
        {0: 1.0, 3: 4.5},
        ["Ada", "Ben"],
    ),
    "words without the text's signs": (
        {
            "text": f"{FIRST} {SECOND}",
            "result": [{"word": text.strip(".?").lower(), "start": a, "end": b} for text, a, b in SAID],
        },
        WORD_TIMES,
        [],
    ),
    "IBM": (
        {
            "results": [
                {"alternatives": [{"transcript": FIRST, "timestamps": [list(row) for row in SAID[:3]]}]},
                {"alternatives": [{"transcript": SECOND, "timestamps": [list(row) for row in SAID[3:]]}]},
            ],
            "speaker_labels": [{"from": start, "speaker": int(start > 3)} for _, start, _ in SAID],
        },
        {0: 1.0, 3: 4.0},
        ["Speaker 0", "Speaker 1"],
    ),
    "speakers beside chunks": (
        {
            "speakers": [
                {"speaker": "SPEAKER_00", "text": FIRST, "timestamp": [1.0, 2.0]},
                {"speaker": "SPEAKER_01", "text": SECOND, "timestamp": [4.0, 4.8]},
            ],
            "chunks": [{"text": f"{FIRST} {SECOND}", "timestamp": [1.0, 4.8]}],
        },
        {0: 1.0, 3: 4.0},
        ["SPEAKER_00", "SPEAKER_01"],
    ),
    "Amazon, speakers apart": (
        {
            "results": {
                "items": [
                    {"start_time": str(a), "end_time": str(b), "alternatives": [{"content": text}]}
                    for text, a, b in SAID
                ],
                "speaker_labels": {
                    "segments": [
                        {"items": [{"start_time": str(start), "speaker_label": f"spk_{int(start > 3)}"}]}
                        for _, start, _ in SAID
                    ]
                },
            }
        },
        WORD_TIMES,
        ["spk_0", "spk_1"],
    ),
    "times as text": (
        [
            {"timestamp": "00:01", "speaker": "Ada", "text": FIRST},
            {"timestamp": "00:04", "speaker": "Ben", "text": SECOND},
        ],
        {0: 1.0, 3: 4.0},
        ["Ada", "Ben"],
    ),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_results_of_recognisers(tmp_path: Path, kind: str) -> None:
    content, times, speakers = RESULTS[kind]
    words, found, turns = _said(read(tmp_path, json.dumps(content, indent=1), "a.json"))
    assert words == f"{FIRST} {SECOND}"
    assert found == pytest.approx(times)
    assert list(turns.values()) == speakers


def test_results_one_after_the_other(tmp_path: Path) -> None:
    partial, first, second = {"partial": "the"}, {"text": FIRST}, {"text": SECOND}
    text = "\n".join(json.dumps(one, indent=2) for one in (partial, first, second))
    assert " ".join(read(tmp_path, text, "a.json").words) == f"{FIRST} {SECOND}"
    with pytest.raises(FileProblem, match="is not JSON"):
        read(tmp_path, text + " and so on", "b.json")


def test_signs_of_code_around_json(tmp_path: Path) -> None:
    rows = [{"start": 1.5, "text": FIRST}, {"start": 4.5, "text": SECOND}]
    text = f"```json\n{json.dumps(rows, indent=1)}\n```\n"
    for name in ("a.json", "a.txt"):
        assert _said(read(tmp_path, text, name)) == (f"{FIRST} {SECOND}", {0: 1.5, 3: 4.5}, {})


def test_channels_are_speakers(tmp_path: Path) -> None:
    words = [{"punctuated_word": text, "start": a, "end": b} for text, a, b in SAID]
    channels = [{"alternatives": [{"words": part}]} for part in (words[3:], words[:3])]
    _, _, turns = _said(read(tmp_path, json.dumps({"results": {"channels": channels}}), "a.json"))
    assert turns == {0: "Channel 2", 3: "Channel 1"}


def test_sounds_among_words_stay(tmp_path: Path) -> None:
    words = [
        {"type": "word", "text": "Yes."},
        {"type": "spacing", "text": " "},
        {"type": "audio_event", "text": "(laughs)"},
    ]
    assert read(tmp_path, json.dumps({"words": words}), "a.json").words == ("Yes.", "(laughs)")


def test_few_quotes_from_hours_of_talk_keep_their_seconds() -> None:
    assert [
        one.start for one in timed_rows({"quotes": [{"time": 3600, "text": FIRST}, {"time": 7000, "text": SECOND}]})
    ] == [
        3600.0,
        7000.0,
    ]


def test_rows_that_lie_too_deep_are_left() -> None:
    content: object = [{"start": 1.0, "text": FIRST}]
    for _ in range(40):
        content = {"inner": content}
    assert timed_rows(content) == []


@pytest.mark.parametrize(
    "manifest",
    [
        {"speed": 1.0, "old_sha256": "0" * 64, "changes": [], "clipped": [{"text": "keeps", "start": 8.7, "end": 9.0}]},
        {"version": 1, "source": {"path": "a.mp3"}, "clips": [{"text": "It floats.", "start": 1.0, "end": 2.0}]},
    ],
)
def test_manifests_of_cuts_are_no_transcripts(tmp_path: Path, manifest: dict[str, object]) -> None:
    with pytest.raises(FileProblem, match="manifest of pullquote"):
        read(tmp_path, json.dumps(manifest), "cut.json")
