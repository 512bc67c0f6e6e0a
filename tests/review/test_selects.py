"""The list of clips."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.document import Alignment
from align.errors import FileProblem, UsageError
from review.selects import Select, add_select, clip_command, read_selects, remove_select, select_of, selects_path


def test_clips_are_added_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "x.selects.csv"
    assert read_selects(path) == ()
    one, two = Select('She said "no, never"', "a, b"), Select("two\nlines", "=2+2")
    add_select(path, one)
    assert add_select(path, two) == (one, two) == read_selects(path)
    assert remove_select(path, 0, one.quote) == (two,) == read_selects(path)
    with pytest.raises(UsageError, match="look again"):
        remove_select(path, 0, one.quote)


def test_a_clip_holds_what_is_said(document: Alignment) -> None:
    assert select_of(document, 0, 8, "") == Select(
        "Good morning, everybody. Thank you.", "Good morning, everybody. Thank you."
    )
    assert select_of(document, 0, 1, " My  title ").title == "My title"
    for first, last in ((4, 6), (3, 3), (-1, 2), (0, 99)):
        with pytest.raises(UsageError):
            select_of(document, first, last, "")


def test_a_list_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.selects.csv"
    path.write_text("quote,aspect\nhello,9:16\n")
    with pytest.raises(FileProblem, match="columns"):
        add_select(path, Select("a", "b"))
    assert path.read_text() == "quote,aspect\nhello,9:16\n"


def test_the_list_lies_beside_the_document() -> None:
    assert selects_path(Path("a/episode.align.json")) == Path("a/episode.selects.csv")
    assert selects_path(Path("odd.json")) == Path("odd.selects.csv")
    assert clip_command(Path("my talk.align.json"), Path("it's.mp3")) == (
        "pullquote clip 'my talk.align.json' --list 'my talk.selects.csv' --media 'it'\"'\"'s.mp3' -o clips/"
    )
