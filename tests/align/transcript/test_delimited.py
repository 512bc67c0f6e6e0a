"""Columns parted by tabs: told by few of them, and never by counting millions of cells."""

from __future__ import annotations

from align.transcript.formats.delimited import fits
from align.transcript.lines import SourceText
from align.transcript.tables import MOST_COLUMNS
from tests.opcodes import opcodes


def columns(count: int, rows: int) -> SourceText:
    return SourceText("a.txt", ("0:01\tAda\tIt floats." + "\t" * (count - 3) + "\n") * rows)


def test_columns_are_those_of_a_table_that_somebody_made() -> None:
    assert fits(columns(4, 5))
    assert not fits(columns(MOST_COLUMNS + 1, 5))


def test_rows_of_thousands_of_tabs_are_not_taken_apart() -> None:
    assert opcodes(fits, columns(20_000, 20)) < 20_000
