"""The review page's lists in a new cut: rows where they now are, those that went named, other cells as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from edits.conform.manifests import MovedClips
from edits.conform.page_lists import lists_beside, move_list
from edits.conform.stretches import NewCut, Stretch

CUT = NewCut((Stretch(0.0, 10.0, 0.0), Stretch(10.0, 30.0, 20.0), Stretch(30.0, 34.0, 4.0)), 34.0, 40.0)
"""Of 40 s, 10 to 20 went, and 4 to 8 stands once more at the end."""


def moved(tmp_path: Path, text: str) -> MovedClips:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return move_list(path, CUT)


def test_clips_follow_with_their_other_cells(tmp_path: Path) -> None:
    rows = ["start,end,title,words,mood"]
    rows += ["0:00:22.500,0:00:25.000,Gulls,loud gulls,happy", "0:00:05.000,0:00:07.000,Twice,again,", ""]
    made = moved(tmp_path, "\n".join([*rows, "0:00:12,0:00:14,Gone,all of it,sad", "8,11,Half,of it,"]) + "\n")
    assert made.text.splitlines() == [
        "start,end,title,words,mood",
        "0:00:12.500,0:00:15.000,Gulls,loud gulls,happy",
        "0:00:05.000,0:00:07.000,Twice,again,",
        "0:00:31.000,0:00:33.000,Twice,again,",
        "0:00:08.000,0:00:10.000,Half,of it,",
    ]
    assert (made.kept, made.shortened, made.gone) == (2, ("Half",), ("Gone",))


def test_cuts_follow(tmp_path: Path) -> None:
    made = moved(tmp_path, "out,in,words\n0:00:30.000,0:00:32.000,so anyway\n")
    assert made.text.splitlines()[1:] == ["0:00:20.000,0:00:22.000,so anyway"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1,2\n", "is no list of clips"), ("start,end\nsoon,2\n", "line 2"), ("", "is empty")],
)
def test_other_files_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        moved(tmp_path, text)


def test_lists_lie_beside_their_document(tmp_path: Path) -> None:
    (tmp_path / "talk.cuts.csv").touch()
    assert lists_beside(tmp_path / "talk.align.json") == [tmp_path / "talk.cuts.csv"]
