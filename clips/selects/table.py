"""Lists of clips as CSV or TSV: a header with `quote`, or `start` and `end`, and a clip a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from align.errors import FileProblem
from align.spreadsheet import plain_cell, table_rows
from clips.selects.options import KEYS, select_of
from clips.settings import Select

__all__ = ["LIST_COLUMNS", "read"]

LIST_COLUMNS = ("start", "end", "title", "words")
"""Of the lists that the review page and the sheet of suggestions save, in this order."""

DELIMITERS = "\t;,"
"""The one that stands most often in the header counts."""


_NAMED_DELIMITER = re.compile(r"\"?sep=.\"?[ \t]*\r?\n", re.IGNORECASE)
"""The first line that spreadsheets write for themselves."""


def read(path: Path, text: str) -> list[Select]:
    """Read a table whose columns are `KEYS`, in any order; other columns are left to whoever made it."""
    rows = list(_rows(path, text))
    if not rows:
        raise FileProblem(path, "is empty")
    header = [name.strip().casefold() for name in rows[0][1]]
    if not {"quote", "start"} & set(header):
        raise FileProblem(path, "has no column 'quote' (nor 'start' and 'end') in its first line")
    twice = next((name for name in KEYS if header.count(name) > 1), None)
    if twice:
        raise FileProblem(path, f"has two columns {twice!r}")
    selects = []
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            counts = f"has {len(cells)} cells, the header {len(header)}"
            raise FileProblem(path, f"line {line} {counts}; put the quote into quotation marks")
        values = {name: plain_cell(cell.strip()) for name, cell in zip(header, cells, strict=False)}
        selects.append(select_of(path, f"line {line}", values))
    return selects


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that has any, with the line of the file on which it begins."""
    if named := _NAMED_DELIMITER.match(text):
        text = "\n" + text[named.end() :]  # so that the lines keep their numbers
    head = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    rows = table_rows(text, delimiter)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileProblem(path, f"line {line} cannot be read as CSV: {error}") from None
        if cells:
            yield line, cells
