from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from align.spreadsheet import FORMULA_SIGNS, safe_cell


@given(st.text(max_size=20))
def test_no_cell_begins_with_a_formula_and_each_comes_back(text: str) -> None:
    row = io.StringIO()
    csv.writer(row).writerow([safe_cell(text), "end"])
    cell, _ = next(csv.reader(io.StringIO(row.getvalue(), newline="")))
    assert not cell.startswith(FORMULA_SIGNS)
    assert cell.removeprefix("'" if text.startswith(FORMULA_SIGNS) else "") == text
