"""The list of cuts, and the edit that is made of it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from align.document import Alignment
from align.errors import FileProblem, UsageError
from edits.cut_list import kept_runs
from edits.match import Run
from review.cuts import CutOut, add_cut, cut_of, cuts_to_show, edit_command_line, read_cuts, remove_cut


def test_cuts_are_added_joined_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "x.cuts.csv"
    assert read_cuts(path) == ()
    late, early = CutOut(5.0, 6.0, "late"), CutOut(1.0, 2.0, 'said "no, never"')
    add_cut(path, late)
    assert add_cut(path, early) == (early, late) == read_cuts(path)
    assert add_cut(path, CutOut(1.5, 5.0, "all")) == (CutOut(1.0, 6.0, 'said "no, never" all late'),)
    with pytest.raises(UsageError, match="look again"):
        remove_cut(path, 5.0)
    assert remove_cut(path, 1.0) == () == read_cuts(path)


def test_a_cut_falls_between_the_words_that_stay_and_those_that_go(document: Alignment) -> None:
    words = document.words
    cut = cut_of(document, 3, 8, None)
    before = max(word.span[1] for word in words[:3] if word.timed)
    after = min((word.span[0] for word in words[8:] if word.timed), default=document.media.duration)
    first = next(word.span[0] for word in words[3:8] if word.timed)
    assert before <= cut.start <= first
    assert cut.end <= after
    assert cut.words == " ".join(word.text for word in words[3:8] if word.status != "absent")
    assert cut_of(document, 0, len(words), None).start == 0.0
    for first_word, last_word in ((4, 6), (3, 3), (-1, 2), (0, 99)):
        with pytest.raises(UsageError):
            cut_of(document, first_word, last_word, None)


def test_the_words_between_the_cuts_are_kept(document: Alignment) -> None:
    timed = [k for k, _ in document.timed()]
    gone = timed[1]
    start, end = document.words[gone].span
    assert kept_runs(document, [CutOut(start - 0.01, end + 0.01, "")]) == [
        Run(timed[0], timed[0]),
        Run(timed[2], timed[-1]),
    ]
    assert kept_runs(document, [CutOut(0.0, 1e6, "")]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("start,end\n1,2\n", "is not a list of cuts"),
        ("out,in,words\nsoon,2,x\n", "line 2"),
        ("out,in,words\n3,2,x\n", "entered again before it is left"),
    ],
)
def test_a_list_of_somebody_else_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.cuts.csv"
    path.write_text(text)
    with pytest.raises(FileProblem, match=said):
        read_cuts(path)
    assert cuts_to_show(tmp_path / "x.align.json") == ()


def test_the_command_names_the_list(tmp_path: Path) -> None:
    words = shlex.split(edit_command_line(tmp_path / "a b.align.json", tmp_path / "a b.mp4"))
    assert words[:2] == ["pullquote", "edit"]
    assert words[3] == str(tmp_path / "a b.cuts.csv")
    assert words[-1].endswith("a b.cut.mp4")
