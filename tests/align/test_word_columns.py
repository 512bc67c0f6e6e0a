"""Words as columns: the same as word by word, and as strict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.document import Alignment, EngineInfo, Media, Word
from align.errors import FileProblem
from align.word_columns import load_columns

WORDS = (
    Word("They", 0.5, 0.75, 0.9, line=1, column=1),
    Word("hum", None, None, None, "silent"),
    Word("café", 1.0, 1.0, None, "interpolated"),
    Word("lost", None, None, None, "absent", line=2),
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "talk.align.json"
    Alignment(Media("talk.mp3", "", 3.0), "en", EngineInfo("made", "1"), WORDS).save(path)
    return path


def _with(document: Path, index: int, **changes: Any) -> Path:
    data = json.loads(document.read_text(encoding="utf-8"))
    data["words"][index] |= changes
    document.write_text(json.dumps(data), encoding="utf-8")
    return document


def test_columns_hold_what_the_words_do(document: Path) -> None:
    alignment, columns = load_columns(document)
    assert alignment.words == ()
    assert alignment.media.path == "talk.mp3"
    assert list(columns.texts) == ["They", "hum", "café", "lost"]
    np.testing.assert_array_equal(columns.starts, [0.5, np.nan, 1.0, np.nan])
    np.testing.assert_array_equal(columns.ends, [0.75, np.nan, 1.0, np.nan])
    assert list(columns.silent) == [1]


def test_what_other_programs_leave_out_is_read_too(document: Path) -> None:
    data = json.loads(document.read_text(encoding="utf-8"))
    data["words"] = [{"text": "They", "start": 1, "end": 2}, {"text": "hum", "status": "silent"}]
    document.write_text(json.dumps(data), encoding="utf-8")
    _, columns = load_columns(document)
    assert (list(columns.texts), columns.starts[0], list(columns.silent)) == (["They", "hum"], 1.0, [1])
    assert np.isnan(columns.ends[1])


@pytest.mark.parametrize(
    ("index", "changes"),
    [
        (0, {"start": 2.0}),
        (0, {"start": None}),
        (0, {"start": "0.5"}),
        (0, {"start": float("nan"), "end": float("nan")}),
        (1, {"start": -1, "end": 1}),
        (0, {"end": 1e300}),
        (0, {"end": 10**400}),
        (0, {"start": False}),
        (0, {"score": "high"}),
        (2, {"status": "lost"}),
        (2, {"status": ["aligned"]}),
        (2, {"text": 7}),
        (2, {"text": "\ud800"}),
        (0, {"line": 1.5}),
        (0, {"column": -1}),
        (0, {"line": 1 << 31}),
    ],
)
def test_what_is_malformed_is_refused_in_the_same_words(document: Path, index: int, changes: dict[str, Any]) -> None:
    _with(document, index, **changes)
    with pytest.raises(FileProblem) as said:
        Alignment.load(document)
    with pytest.raises(FileProblem) as told:
        load_columns(document)
    assert str(told.value) == str(said.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1, "words": []}', '{"version": 2, "words": []}', "\0"])
def test_what_is_no_document_is_refused_in_the_same_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.align.json"
    path.write_text(text)
    with pytest.raises(FileProblem) as said:
        Alignment.load(path)
    with pytest.raises(FileProblem) as told:
        load_columns(path)
    assert str(told.value) == str(said.value)
