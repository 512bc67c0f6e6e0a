"""Scripts in Markdown and Word: written with strikes, read back without what is struck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from align import Chapter, Speaker, UsageError
from align.errors import FileProblem
from edits.script import Said, read_script
from edits.script_files import script_bytes
from tests.clips.films import alignment_of

TEXT = "We um came in with uh a lamp. They left at noon and nobody said why."


def said(path: Path) -> list[str]:
    return [item.text for item in read_script(path) if hasattr(item, "text")]


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_struck_words_are_written_and_not_said(tmp_path: Path, ending: str) -> None:
    alignment = replace(
        alignment_of(TEXT), speakers=(Speaker(0, "Ada"), Speaker(8, "Ben")), chapters=(Chapter("The lamp", 0),)
    )
    path = tmp_path / f"script.{ending}"
    path.write_bytes(script_bytes(alignment, path, struck={1, 5}))
    assert said(path) == [word.text for k, word in enumerate(alignment.words) if k not in (1, 5)]
    path.write_bytes(script_bytes(alignment, path))
    assert said(path) == [word.text for word in alignment.words]


def test_plain_text_has_no_strikes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can strike words through"):
        script_bytes(alignment_of(TEXT), tmp_path / "script.txt", struck={1})


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We came ~~in with a lamp.\nThey~~ left at noon", "We came left at noon"),
        ("We came in [keep] with a lamp. [/keep] They left [keep]at noon[/keep] and", "with a lamp. at noon"),
        ("We [keep] came in", "came in"),
        ("A tilde ~ is no strike", "A tilde ~ is no strike"),
    ],
)
def test_marks_in_a_script(tmp_path: Path, text: str, left: str) -> None:
    path = tmp_path / "script.md"
    path.write_text(text)
    assert " ".join(said(path)) == left


def test_struck_words_leave_the_others_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "script.md"
    path.write_text("We ~~never~~ came\nin")
    places = [(item.line, item.column) for item in read_script(path) if hasattr(item, "column")]
    assert places == [(1, 1), (1, 14), (2, 1)]


def test_a_script_with_everything_struck_is_named_and_not_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "struck.md"
    path.write_text("# Tides\n\n**Ada:** ~~All of it goes.~~\n", encoding="utf-8")
    with pytest.raises(FileProblem) as caught:
        read_script(path)
    assert caught.value.message() == f"{path}: has every word struck through"


@pytest.mark.parametrize("name", ["Ada", "ada", "May", "Ada Byron of the Bay"])
@pytest.mark.parametrize("ending", ["txt", "md", "docx"])
def test_the_label_of_a_talk_by_one_speaker_is_no_word(tmp_path: Path, ending: str, name: str) -> None:
    alignment = replace(alignment_of(TEXT), speakers=(Speaker(0, name),))
    path = tmp_path / f"script.{ending}"
    path.write_bytes(script_bytes(alignment, path))
    items = read_script(path, [name])
    assert [item.text for item in items if isinstance(item, Said)] == [word.text for word in alignment.words]
