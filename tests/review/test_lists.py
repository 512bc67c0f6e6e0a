"""Lists beside the alignment: nothing in them runs in a spreadsheet, and everything comes back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import clips.selects
from align.errors import FileProblem
from align.spreadsheet import FORMULA_SIGNS
from review.cuts import CutOut, add_cut, read_cuts
from review.lists import read_rows, write_rows
from review.selects import Select, add_select, read_selects

HOSTILE = ('=HYPERLINK("http://x/";"look")', "- no", "+1 and more", "@everyone", "\t=1", "'=1+1", "\uff1d1+1")


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_list_runs_and_all_comes_back(tmp_path: Path, words: str) -> None:
    cuts, selects = tmp_path / "x.cuts.csv", tmp_path / "x.selects.csv"
    add_cut(cuts, CutOut(1.0, 2.0, words))
    add_select(selects, Select("0:00:01.000", "0:00:02.000", words, words))
    for path in (cuts, selects):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        assert not any(cell.startswith(FORMULA_SIGNS) for row in rows for cell in row)
    assert read_cuts(cuts) == (CutOut(1.0, 2.0, words),)
    assert read_selects(selects) == (Select("0:00:01.000", "0:00:02.000", words, words),)
    (select,) = clips.selects.read_selects(selects)
    assert select.title == words.strip()


def test_two_hours_of_words_are_one_cell(tmp_path: Path) -> None:
    path, words = tmp_path / "x.selects.csv", "it floats " * 20_000
    add_select(path, Select("0:00:01.000", "2:00:00.000", "All", words))
    assert read_selects(path)[0].words == words
    assert [select.title for select in clips.selects.read_selects(path)] == ["All"]


def test_a_row_cut_short_by_hand_is_read_and_a_broken_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_rows(path, ("out", "in"), [["1", "2"]])
    path.write_text(path.read_text() + "3\n\n", encoding="utf-8")
    rows = read_rows(path, ("out", "in"), kind="cuts", foreign="is another's")
    assert rows == [{"out": "1", "in": "2"}, {"out": "3", "in": ""}]
    path.write_text('out,in\n"3"4,5\n', encoding="utf-8")
    with pytest.raises(FileProblem, match="cannot be read as a list of cuts"):
        read_rows(path, ("out", "in"), kind="cuts", foreign="is another's")
