"""The list of clips."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import clips.selects
from align.document import Alignment
from align.errors import FileProblem, UsageError
from cli import main
from review.selects import Select, add_select, clip_command, read_selects, remove_select, select_of, selects_path


def test_clips_are_added_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "x.selects.csv"
    assert read_selects(path) == ()
    one = Select("0:00:01.000", "0:00:02.600", "a, b", 'She said "no, never"')
    two = Select("0:00:03.000", "1:00:02.600", "=2+2", "two\nlines")
    add_select(path, one)
    assert add_select(path, two) == (one, two) == read_selects(path)
    assert remove_select(path, 0, one.words) == (two,) == read_selects(path)
    with pytest.raises(UsageError, match="look again"):
        remove_select(path, 0, one.words)


def test_a_clip_holds_what_is_said(document: Alignment) -> None:
    said = "Good morning, - everybody. Thank you."
    assert select_of(document, 0, 8, "") == Select("0:00:01.000", "0:00:06.500", said, said)
    assert select_of(document, 0, 1, " My  title ").title == "My title"
    for first, last in ((4, 6), (3, 3), (-1, 2), (0, 99)):
        with pytest.raises(UsageError):
            select_of(document, first, last, "")


def test_pullquote_clip_reads_the_list(document: Alignment, path: Path) -> None:
    listed = selects_path(path)
    add_select(listed, select_of(document, 1, 4, "Morning"))
    (row,) = clips.selects.read_selects(listed)
    assert row.title == "Morning"
    found = CliRunner().invoke(main, ["find", str(path), row.quote, "--json"])
    assert json.loads(found.stdout)["matches"][0]["spans"] == [[1, 3]]


def test_a_list_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.selects.csv"
    path.write_text("quote,aspect\nhello,9:16\n")
    with pytest.raises(FileProblem, match="columns"):
        add_select(path, Select("0", "1", "a", "b"))
    assert path.read_text() == "quote,aspect\nhello,9:16\n"


def test_the_list_lies_beside_the_document() -> None:
    assert selects_path(Path("a/episode.align.json")) == Path("a/episode.selects.csv")
    assert selects_path(Path("odd.json")) == Path("odd.selects.csv")


def test_the_command_for_the_clips_works_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(clip_command(Path("my talk.align.json"), Path("it's.mp3")))
    assert words == [
        "pullquote",
        "clip",
        str(tmp_path / "my talk.align.json"),
        "--list",
        str(tmp_path / "my talk.selects.csv"),
        "--media",
        str(tmp_path / "it's.mp3"),
        "-o",
        str(tmp_path / "clips"),
    ]
