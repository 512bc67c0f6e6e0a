"""The alignment document: round trips, refusals, and files that appear whole or not at all."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import align
from align import errors
from align.document import Alignment, Chapter, Engine, Media, Speaker, Unscripted, Word
from align.files import write_whole, writing_beside

times = st.integers(0, 10**8).map(lambda ms: ms / 1000)
texts = st.text(st.characters(codec="utf-8"), min_size=1)


@st.composite
def words(draw: st.DrawFn) -> Word:
    start = draw(st.none() | times)
    end = None if start is None else round(start + draw(times), 3)
    score = None if start is None else draw(st.integers(0, 1000)) / 1000
    return Word(draw(texts), start, end, score, "silent" if start is None else "aligned", 3, 7, draw(st.booleans()))


SCHEMA = json.loads(Path(align.__file__).with_name("alignment.schema.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@given(st.lists(words(), max_size=5), texts)
def test_the_document_fits_its_schema(some: list[Word], title: str) -> None:
    document = Alignment(Media("", "", 1.0), "en", Engine("t", "1"), tuple(some), (Chapter(title, 0),), (0,))
    jsonschema.validate(json.loads(document.to_json()), SCHEMA)


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    document = Alignment(Media("x", "", 1.0), "en", Engine("t", "1"), (Word("a", 0.0, 0.5, 0.5),))
    for change in ({"version": 2}, {"words": [{"start": 1.0}]}, {"paragraphs": [-1]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**json.loads(document.to_json()), **change}, SCHEMA)


@pytest.mark.slow
@given(st.lists(words(), max_size=5), texts)
def test_the_document_survives_a_round_trip(some: list[Word], title: str) -> None:
    document = Alignment(
        Media(title, "0" * 64, 12.5),
        "en",
        Engine("test", "1", {"deep": [1, None]}),
        tuple(some),
        (Chapter(title, len(some)),),
        (0,),
        (0,),
        (Speaker(0, None), Speaker(0, title)),
        (Unscripted(1.0, 2.5, "music"),),
    )
    assert Alignment.from_json(document.to_json()) == document


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"version": 2}, "version 2"),
        ({"words": [{"text": "a", "start": 1.0, "end": None}]}, "without an end"),
        ({"words": [{"text": "a", "start": 2.0, "end": 1.0}]}, "end before its start"),
        ({"words": [{"text": "a", "status": "lost"}]}, "word 0"),
        ({"words": [{"start": 1.0}]}, "text"),
        ({"media": {"path": "x", "sha256": ""}}, "duration"),
        ({"media": {"path": "x", "sha256": "", "duration": "long"}}, "seconds"),
        ({"paragraphs": [4]}, "paragraphs"),
        ({"unscripted": [{"start": 0, "end": 1, "kind": "smell"}]}, "smell"),
    ],
)
def test_a_malformed_document_is_refused_by_name(tmp_path: Path, change: dict[str, object], named: str) -> None:
    document = Alignment(Media("x", "", 1.0), "en", Engine("t", "1"), (Word("a", 0.0, 0.5, 0.5),))
    path = tmp_path / "x.align.json"
    path.write_text(json.dumps({**json.loads(document.to_json()), **change}), encoding="utf-8")
    with pytest.raises(errors.FileProblem, match=named):
        Alignment.load(path)


def test_a_file_in_the_way_is_never_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    write_whole(path, "old")
    with pytest.raises(errors.OutputExists):
        write_whole(path, "new")
    assert path.read_text() == "old"
    write_whole(path, "new", force=True)
    assert path.read_text() == "new"


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "half.txt"

    def fail() -> None:
        with writing_beside(path) as beside:
            beside.write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error",
    [
        errors.OutputExists(Path("a")),
        errors.InputsSwapped("a", "b"),
        errors.LanguageNotServed("xx", "why"),
        errors.InputsDoNotFit("no", 3, 100),
        errors.FileProblem("a\nb", "is empty"),
        errors.ProgramFailed("ffmpeg", 1, "x\ny"),
        errors.ProgramMissing("ffmpeg", "install it"),
    ],
)
def test_errors_are_one_line_and_survive_pickling(error: errors.PullquoteError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert "\n" not in str(error)


def test_the_public_surface_is_what_it_says() -> None:
    for name in align.__all__:
        assert hasattr(align, name), name
    for name in (name for name in errors.__all__ if name[0].isupper()):
        assert issubclass(getattr(errors, name), errors.PullquoteError)


GOOD = {
    "version": 1,
    "media": {"path": "x", "sha256": "", "duration": 9.0},
    "language": "en",
    "engine": {"name": "t", "version": "1", "detail": [1]},
    "words": [{"text": "a", "start": 0.0, "end": 0.5, "score": 0.5, "status": "aligned", "line": 1, "column": 1}],
    "chapters": [{"title": "One", "word": 0}],
    "paragraphs": [0],
    "speakers": [{"word": 0, "name": "Ada"}],
    "unscripted": [{"start": 1.0, "end": 3.0, "kind": "speech"}],
}
VALUES = {
    "too large": "1e999",
    "too small": "-1e999",
    "no number": "NaN",
    "no float": "1" + "0" * 400,
    "no integer": "1" + "0" * 5000,
    "half a character": r'"\ud800"',
    "the other half": r'"\udfff!"',
    "truth": "true",
    "an object": "{}",
    "lists": "[[[]]]",
}


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every value that is no object or list."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, part in parts for way in places(part, (*path, key))] or [path]


@pytest.mark.slow
@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("way", places(GOOD), ids=lambda way: ".".join(map(str, way)))
def test_any_value_anywhere_is_read_and_written_or_refused_in_one_line(
    tmp_path: Path, way: tuple[str | int, ...], name: str
) -> None:
    changed = json.loads(json.dumps(GOOD))
    holder = changed
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = "HERE"
    path = tmp_path / "x.align.json"
    path.write_text(json.dumps(changed).replace('"HERE"', VALUES[name]), encoding="utf-8")
    refusal = ""
    try:
        document = Alignment.load(path)
        document.save(path, force=True)
        assert Alignment.load(path) == document
    except errors.FileProblem as problem:
        refusal = str(problem)
    assert len(refusal.splitlines()) <= 1
    assert len(refusal) < len(str(path)) + 200


def test_a_name_that_is_not_unicode_is_kept(tmp_path: Path) -> None:
    document = Alignment(Media("caf\udce9.mp3", "", 1.0), "en", Engine("t", "1"), (Word("a", 0.0, 0.5, 0.5),))
    document.save(tmp_path / "x.align.json")
    assert Alignment.load(tmp_path / "x.align.json") == document
