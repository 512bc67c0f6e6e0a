"""Tables: what a spreadsheet would run is text there, and comes back as it was."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.spreadsheet import FORMULA_SIGNS, plain_cell, safe_cell, table_rows, table_text

_CELLS = st.text(st.sampled_from(["'", *FORMULA_SIGNS, '"', ",", ";", "a", " ", "\u2028"]), max_size=8)


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=3), min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_cell_begins_with_a_formula_and_each_comes_back(rows: list[list[str]], delimiter: str) -> None:
    read = list(table_rows(table_text(rows, delimiter=delimiter), delimiter))
    assert not any(cell.startswith(FORMULA_SIGNS) for row in read for cell in row)
    assert [[plain_cell(cell) for cell in row] for row in read] == rows


def test_numbers_and_other_text_stay_as_they_are() -> None:
    assert table_text([[-1.5, -2, None, "a-b", "'tis"]]) == "-1.5,-2,,a-b,'tis\n"
    assert safe_cell("") == plain_cell("") == ""


def test_cells_of_any_length_are_read() -> None:
    words = "word " * 100_000
    assert list(table_rows(table_text([["0", words]]))) == [["0", words]]
    with pytest.raises(csv.Error):
        list(table_rows('"a"b,c\n'))
