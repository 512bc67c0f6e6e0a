"""Each format read from a small file of its own kind, and every format against nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from praatio import textgrid as praat

from align.document import Alignment, Speaker, Unscripted
from align.errors import FileProblem, InputsDoNotFit
from align.media import run_ffmpeg
from handoff.importers import IMPORTERS, read_alignment

Row = tuple[str, float | None, float | None, float | None, str]


def load(tmp_path: Path, name: str, content: object, **options: Any) -> Alignment:
    path = tmp_path / "file"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_alignment(path, name, **options)


def rows(alignment: Alignment) -> list[Row]:
    return [(w.text, w.start, w.end, w.score, w.status) for w in alignment.words]


WHISPERX = {
    "language": "de",
    "segments": [
        {
            "start": 0.5,
            "end": 3.0,
            "text": " In 2007 we",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "In", "start": 0.5, "end": 0.7, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "2007"},
                {"word": "we", "start": 1.7, "end": 2.0, "score": 1.2},
            ],
        },
        {"start": 4.0, "end": 5.2, "text": " came home."},
    ],
}


def test_whisperx(tmp_path: Path) -> None:
    found = load(tmp_path, "whisperx", WHISPERX)
    assert rows(found) == [
        ("In", 0.5, 0.7, 0.9, "aligned"),
        ("2007", 0.7, 1.7, None, "interpolated"),
        ("we", 1.7, 2.0, 1.0, "aligned"),
        ("came", 4.0, 4.533, None, "interpolated"),
        ("home.", 4.533, 5.2, None, "interpolated"),
    ]
    assert (found.language, found.lines) == ("de", (0, 3))
    assert found.speakers == (Speaker(0, "SPEAKER_00"), Speaker(1, "SPEAKER_01"), Speaker(3, None))
    assert (found.engine.name, found.engine.detail["imported_from"]) == ("whisperx", "whisperx")
    assert found.media.duration == 5.2


def test_whisper_words_alone(tmp_path: Path) -> None:
    content = {"word_segments": [{"word": " a", "start": 0, "end": 1, "probability": 0.5}]}
    assert rows(load(tmp_path, "whisperx", content)) == [("a", 0.0, 1.0, 0.5, "aligned")]


OPENAI = {
    "task": "transcribe",
    "language": "german",
    "duration": 4.5,
    "text": "So, we came. Home!",
    "words": [
        {"word": "So", "start": 0.5, "end": 0.7},
        {"word": "we", "start": 0.7, "end": 1.0},
        {"word": "came", "start": 1.0, "end": 1.5},
        {"word": "Home", "start": 3.0, "end": 3.5},
    ],
    "segments": [
        {"id": 0, "start": 0.5, "end": 1.5, "text": " So, we came."},
        {"id": 1, "start": 3.0, "end": 3.5, "text": " Home!"},
    ],
}


def test_openai_verbose_json_has_its_words_beside_the_segments(tmp_path: Path) -> None:
    found = load(tmp_path, "whisperx", OPENAI)
    assert [(word.text, word.start, word.end, word.status) for word in found.words] == [
        ("So,", 0.5, 0.7, "aligned"),
        ("we", 0.7, 1.0, "aligned"),
        ("came.", 1.0, 1.5, "aligned"),
        ("Home!", 3.0, 3.5, "aligned"),
    ]
    assert (found.language, found.lines, found.media.duration) == ("de", (0, 3), 4.5)
    for key in ("segments", "text"):
        assert len(load(tmp_path, "whisperx", {k: v for k, v in OPENAI.items() if k != key}).words) == 4


def test_pieces_of_words_are_joined(tmp_path: Path) -> None:
    words = [{"word": text, "start": k, "end": k + 1} for k, text in enumerate((" It", " cost", " $", "4", ",", "500"))]
    found = load(tmp_path, "whisperx", {"segments": [{"words": words}]})
    assert [(word.text, word.start, word.end) for word in found.words] == [
        ("It", 0, 1),
        ("cost", 1, 2),
        ("$4,500", 2, 6),
    ]


@pytest.mark.parametrize("name", ["whisperx", "deepgram", "aws", "gentle"])
def test_half_a_character_in_a_name_or_word_is_replaced(tmp_path: Path, name: str) -> None:
    word = {"word": "so\udc80", "start": 0, "end": 1, "speaker": "A\ud800", "speaker_label": "A\ud800", "type": "word"}
    item = {**word, "start_time": "0", "end_time": "1", "alternatives": [{"content": "so\udc80"}]}
    content = {
        "whisperx": {"segments": [{"words": [word]}]},
        "deepgram": {"results": {"channels": [{"alternatives": [{"words": [word]}]}]}},
        "aws": {"results": {"items": [item]}},
        "gentle": {"words": [{**word, "case": "success"}]},
    }[name]
    path = tmp_path / "file"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = read_alignment(path, name)
    assert found.words[0].text == "so?"
    found.save(tmp_path / "a.align.json")
    assert Alignment.load(tmp_path / "a.align.json").words == found.words


def test_deepgram(tmp_path: Path) -> None:
    words = [
        {"word": "hello", "start": 1.0, "end": 1.5, "confidence": 0.99, "punctuated_word": "Hello,", "speaker": 0},
        {"word": "you", "start": 1.5, "end": 2.0, "confidence": 0.5, "speaker": 0},
        {"word": "what", "start": 3.0, "end": 3.2, "confidence": 0.7, "punctuated_word": "What?", "speaker": 1},
    ]
    paragraphs = {
        "paragraphs": [{"num_words": 2, "start": 1.0, "end": 2.0}, {"num_words": 1, "start": 3.0, "end": 3.2}]
    }
    best = {"transcript": "", "words": words, "paragraphs": paragraphs}
    content = {
        "metadata": {"duration": 9.5},
        "results": {"channels": [{"alternatives": [best], "detected_language": "fr"}]},
    }
    found = load(tmp_path, "deepgram", content)
    assert rows(found) == [
        ("Hello,", 1.0, 1.5, 0.99, "aligned"),
        ("you", 1.5, 2.0, 0.5, "aligned"),
        ("What?", 3.0, 3.2, 0.7, "aligned"),
    ]
    assert found.paragraphs == (0, 2)
    assert found.speakers == (Speaker(0, "Speaker 0"), Speaker(2, "Speaker 1"))
    assert (found.media.duration, found.language) == (9.5, "fr")


def test_deepgram_channels_are_merged(tmp_path: Path) -> None:
    def channel(*times: float) -> dict[str, object]:
        return {"alternatives": [{"words": [{"word": f"w{t:g}", "start": t, "end": t + 0.5} for t in times]}]}

    found = load(tmp_path, "deepgram", {"results": {"channels": [channel(1, 3), channel(2), {"alternatives": []}]}})
    assert [word.text for word in found.words] == ["w1", "w2", "w3"]
    assert found.speakers == (Speaker(0, "Channel 1"), Speaker(1, "Channel 2"), Speaker(2, "Channel 1"))


def aws_word(text: str, start: str, end: str, confidence: str = "0.9", **more: str) -> dict[str, object]:
    best = [{"content": text, "confidence": confidence}]
    return {"type": "pronunciation", "start_time": start, "end_time": end, "alternatives": best, **more}


def aws_sign(text: str) -> dict[str, object]:
    return {"type": "punctuation", "alternatives": [{"content": text, "confidence": "0.0"}]}


def test_aws(tmp_path: Path) -> None:
    items = [
        aws_word("Wait", "0.04", "0.5", speaker_label="spk_0"),
        aws_sign(","),
        aws_sign("¿"),
        aws_word("what", "1.0", "1.25", "0.6"),
        aws_sign("?"),
    ]
    labels = {"segments": [{"items": [{"start_time": "1.0", "speaker_label": "spk_1"}]}]}
    content = {"jobName": "x", "results": {"items": items, "speaker_labels": labels, "language_code": "es-US"}}
    found = load(tmp_path, "aws", content)
    assert rows(found) == [("Wait,", 0.04, 0.5, 0.9, "aligned"), ("¿what?", 1.0, 1.25, 0.6, "aligned")]
    assert found.speakers == (Speaker(0, "spk_0"), Speaker(1, "spk_1"))
    assert found.language == "es"


def test_gentle(tmp_path: Path) -> None:
    transcript = "Hello, well-known\nworld —\n\nabsent (end)."

    def word(text: str, case: str = "success", start: float = 0.0, end: float = 0.0) -> dict[str, object]:
        at = transcript.index(text)
        times = {"start": start, "end": end} if case == "success" else {}
        return {"word": text, "case": case, "startOffset": at, "endOffset": at + len(text), **times}

    words = [
        word("Hello", start=1.0, end=1.5),
        word("well", start=1.5, end=1.75),
        word("known", start=1.75, end=2.0),
        {"word": "um", "case": "not-found-in-transcript", "start": 3.0, "end": 3.8},
        {"word": "er", "case": "not-found-in-transcript", "start": 3.9, "end": 4.5},
        {"word": "uh", "case": "not-found-in-transcript", "start": 6.0, "end": 6.5},
        word("world", start=7.0, end=7.5),
        word("absent", "not-found-in-audio"),
        word("end", start=9.0, end=9.5),
    ]
    found = load(tmp_path, "gentle", {"transcript": transcript, "words": words})
    assert rows(found) == [
        ("Hello,", 1.0, 1.5, None, "aligned"),
        ("well-known", 1.5, 2.0, None, "aligned"),
        ("world", 7.0, 7.5, None, "aligned"),
        ("—", None, None, None, "silent"),
        ("absent", None, None, None, "absent"),
        ("(end).", 9.0, 9.5, None, "aligned"),
    ]
    assert (found.lines, found.paragraphs) == ((0, 2, 4), (0, 4))
    assert found.unscripted == (Unscripted(3.0, 4.5, "speech"),)
    bare = load(tmp_path, "gentle", {"words": words})
    assert [w.text for w in bare.words] == ["Hello", "well", "known", "world", "absent", "end"]


@pytest.mark.parametrize("form", ["long_textgrid", "short_textgrid"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_textgrid(tmp_path: Path, form: Any, encoding: str) -> None:
    entries = [(0.0, 0.5, "sil"), (0.5, 1.0, 'say "hi"'), (1.0, 1.25, "Ünï! 5"), (2.0, 2.5, "spn"), (2.5, 3.0, "end")]
    grid = praat.Textgrid()
    grid.addTier(praat.PointTier("points", [(0.25, "1 2 3")], 0, 3.5))
    grid.addTier(praat.IntervalTier("phones", [(0.0, 1.0, "S")], 0, 3.5))
    grid.addTier(praat.IntervalTier("Words", [praat.constants.Interval(*e) for e in entries], 0, 3.5))
    grid.save(str(tmp_path / "a.TextGrid"), format=form, includeBlankSpaces=True)
    content = (tmp_path / "a.TextGrid").read_text(encoding="utf-8").encode(encoding)
    found = load(tmp_path, "textgrid", content)
    assert rows(found) == [
        ("say", 0.5, 0.714, None, "interpolated"),
        ('"hi"', 0.714, 1.0, None, "interpolated"),
        ("Ünï!", 1.0, 1.2, None, "interpolated"),
        ("5", 1.2, 1.25, None, "interpolated"),
        ("end", 2.5, 3.0, None, "aligned"),
    ]
    assert found.media.duration == 3.5
    assert [w.text for w in load(tmp_path, "textgrid", content, tier="phones").words] == ["S"]
    with pytest.raises(FileProblem, match="no tier 'none'"):
        load(tmp_path, "textgrid", content, tier="none")


def test_times_that_run_backwards_are_taken_from_the_fewest(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    times = [(1, 1.5), (900, 900.5), (2, 2.5), (3, 3.5), (0.5, 0.6), (4, 4.5)]
    words = [{"word": f"w{i}", "start": a, "end": b, "score": 0.5} for i, (a, b) in enumerate(times)]
    found = load(tmp_path, "whisperx", {"word_segments": words})
    assert [(w.start, w.end, w.status) for w in found.words] == [
        (1.0, 1.5, "aligned"),
        (1.5, 2.0, "interpolated"),
        (2.0, 2.5, "aligned"),
        (3.0, 3.5, "aligned"),
        (3.5, 4.0, "interpolated"),
        (4.0, 4.5, "aligned"),
    ]
    assert "2 words had times that run backwards" in caplog.text


def test_untimed_words_at_the_ends_get_the_length_of_speech(tmp_path: Path) -> None:
    words: list[dict[str, object]] = [
        {"word": "ab"},
        {"word": "cd", "start": 5.0, "end": 5.5},
        {"word": "…"},
        {"word": "ef"},
    ]
    found = load(tmp_path, "whisperx", {"word_segments": words})
    assert rows(found) == [
        ("ab", 4.86, 5.0, None, "interpolated"),
        ("cd", 5.0, 5.5, None, "aligned"),
        ("…", None, None, None, "silent"),
        ("ef", 5.5, 5.5, None, "interpolated"),
    ]


def test_a_transcript_takes_the_times(tmp_path: Path) -> None:
    heard = "well hello there it is two thousand and seven um I think now friends"
    words = [{"word": w, "start": i * 1.0, "end": i + 0.75, "score": 0.5} for i, w in enumerate(heard.split())]
    script = tmp_path / "talk.txt"
    script.write_text("# One\nHello there! It’s 2007.\n\n— I really think, now: friends.\n", encoding="utf-8")
    found = load(tmp_path, "whisperx", {"word_segments": words}, transcript=script)
    assert rows(found) == [
        ("Hello", 1.0, 1.75, 0.5, "aligned"),
        ("there!", 2.0, 2.75, 0.5, "aligned"),
        ("It’s", 3.0, 5.893, None, "interpolated"),
        ("2007.", 5.893, 9.75, None, "interpolated"),
        ("—", None, None, None, "silent"),
        ("I", 10.0, 10.75, 0.5, "aligned"),
        ("really", None, None, None, "absent"),
        ("think,", 11.0, 11.75, 0.5, "aligned"),
        ("now:", 12.0, 12.75, 0.5, "aligned"),
        ("friends.", 13.0, 13.75, 0.5, "aligned"),
    ]
    assert [c.title for c in found.chapters] == ["One"]
    assert found.words[0].line == 2
    script.write_text("This is about something else entirely, as anybody can see.", encoding="utf-8")
    with pytest.raises(InputsDoNotFit):
        load(tmp_path, "whisperx", {"word_segments": words}, transcript=script)


@pytest.mark.slow
def test_the_recording_gives_its_facts(tmp_path: Path) -> None:
    media = tmp_path / "talk.wav"
    run_ffmpeg(["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=6", f"file:{media}"])
    found = load(tmp_path, "whisperx", WHISPERX, media=media, language="nl")
    assert (found.media.path, found.media.duration, len(found.media.sha256)) == (str(media), 6.0, 64)
    assert found.language == "nl"
    late = {"word_segments": [{"word": "a", "start": 8, "end": 9}]}
    with pytest.raises(InputsDoNotFit, match="after the recording"):
        load(tmp_path, "whisperx", late, media=media)


WORD = {"word": "a", "start": 0, "end": 1}
BAD: dict[str, list[object]] = {
    "whisperx": [
        [],
        {},
        "text",
        {"segments": 5},
        {"segments": [5]},
        {"segments": [{"words": [5]}]},
        {"segments": []},
        {"segments": [{"text": 5}]},
        {"word_segments": [{"word": 5}]},
        {"word_segments": [{**WORD, "start": "soon"}]},
        {"word_segments": [{**WORD, "start": -1}]},
        {"word_segments": [{**WORD, "end": 1e300}]},
        {"word_segments": [{**WORD, "end": float("nan")}]},
        {"word_segments": [{**WORD, "start": True}]},
        {"word_segments": [{**WORD, "start": 2}]},
        {"word_segments": [{"word": "a"}]},
        {"word_segments": [{**WORD, "score": []}]},
        b"\xff\xfe\x00",
        b"",
        b"[" * 200_000,
        b'{"word_segments": [{"word": "a", "start": 1' + b"0" * 9000 + b"}]}",
    ],
    "deepgram": [
        {"results": {}},
        {"results": {"channels": 1}},
        {"results": {"channels": [1]}},
        {"results": {"channels": [{"alternatives": [{"words": [{}]}]}]}},
        {"results": {"channels": []}},
        {"metadata": {"duration": "x"}, "results": {"channels": [{"alternatives": [{"words": [WORD]}]}]}},
    ],
    "aws": [{"results": {}}, {"results": {"items": [{}]}}, {"results": {"items": [aws_word("a", "x", "1")]}}],
    "gentle": [
        {"words": [{"word": "a", "case": "success", "start": 1}]},
        {"transcript": "a", "words": [{"word": "a", "startOffset": 99, "case": "success", "start": 0, "end": 1}]},
        {"transcript": "a", "words": [{"word": "a", "startOffset": -1, "case": "success", "start": 0, "end": 1}]},
        {"transcript": "a", "words": [{"word": "a", "startOffset": None, "case": "success", "start": 0, "end": 1}]},
        {"words": "a"},
    ],
    "textgrid": [
        "",
        "words",
        'File type = "ooTextFile"',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "IntervalTier" "words" 0 1 1000000000',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "IntervalTier" "words" 0 1 2 0 1 "a"',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "IntervalTier" "words" 0 1 1 1 0 "a"',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "Odd" "words" 0 1 0',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <absent>',
        'File type = "ooTextFile"\n"Sound"\n0 1 <exists> 1',
        'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> "x"',
        'File type = "ooTextFile"\n"TextGrid"\n0 1e999 <exists> 0',
        b"\xff\xfe\x00",
        b"\x80",
    ],
}


@pytest.mark.parametrize(("name", "content"), [(name, content) for name, found in BAD.items() for content in found])
def test_malformed_files_are_refused_in_one_line(tmp_path: Path, name: str, content: object) -> None:
    with pytest.raises(FileProblem) as caught:
        load(tmp_path, name, content)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


KEYS = [
    *("segments", "word_segments", "words", "word", "text", "start", "end", "score", "speaker", "results", "channels"),
    *("alternatives", "paragraphs", "num_words", "metadata", "duration", "items", "content", "type", "start_time"),
    *("end_time", "transcript", "case", "startOffset", "language", "language_code", "speaker_labels"),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5000),
    st.sampled_from([10**400, -(10**400), "\udc80", "a\ud800b"]),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["success", "1.5"]),
)
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)
SHAPES: dict[str, Callable[[Any], Any]] = {
    "whisperx": lambda v: {"segments": [{"words": v, "text": "a b", "start": 0, "end": 1}]},
    "deepgram": lambda v: {"results": {"channels": [{"alternatives": [{"words": v}]}, v]}},
    "aws": lambda v: {"results": {"items": v}},
    "gentle": lambda v: {"transcript": "some words here", "words": v},
}
WORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "word": LEAVES,
            "start": LEAVES,
            "end": LEAVES,
            "case": LEAVES,
            "startOffset": LEAVES,
            "start_time": LEAVES,
            "end_time": LEAVES,
            "type": LEAVES,
            "alternatives": st.just([{"content": "x", "confidence": "0.5"}]),
            "speaker": LEAVES,
        },
    ),
    max_size=6,
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(name=st.sampled_from(sorted(SHAPES)), value=st.one_of(NESTED, WORDS))
def test_any_json_is_read_or_refused(tmp_path: Path, name: str, value: Any) -> None:
    for content in (value, SHAPES[name](value)):
        try:
            found = load(tmp_path, name, content)
        except FileProblem:
            continue
        assert Alignment.from_json(found.to_json()) == found
        starts = [word.span[0] for _, word in found.timed()]
        assert starts == sorted(starts)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(st.floats(), st.sampled_from(['"a b"', '"IntervalTier"', '""', "<exists>", "1", "0", "!"]))))
def test_any_textgrid_is_read_or_refused(tmp_path: Path, parts: list[object]) -> None:
    head = 'File type = "ooTextFile"\n"TextGrid" 0 9 <exists> 1 "IntervalTier" "words" 0 9 1 '
    try:
        found = load(tmp_path, "textgrid", head + " ".join(map(str, parts)))
    except FileProblem:
        return
    assert Alignment.from_json(found.to_json()) == found


def test_the_table_is_complete() -> None:
    assert set(IMPORTERS) == set(BAD)
