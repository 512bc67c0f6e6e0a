"""Tables as CSV or TSV: cells that a spreadsheet shows and does not run, and cells of any length read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

__all__ = ["FORMULA_SIGNS", "CellRows", "plain_cell", "safe_cell", "table_rows", "table_text"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With these a cell begins that a spreadsheet takes for a formula (OWASP, "CSV Injection"); the last four are the
first four in full width, which Japanese settings take alike."""

LONGEST_CELL = 1 << 27
"""Characters of a cell that are read; Python's own limit of 131,072 is less than the words of a talk of two hours."""

_RUNS = re.compile(f"'*[{re.escape(''.join(FORMULA_SIGNS))}]")
_GUARDED = re.compile(f"'(?={_RUNS.pattern})")


class CellRows(Protocol):
    """Rows of cells, and the number of the line that was read last."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def safe_cell(text: str) -> str:
    """Put an apostrophe before text that would run as a formula; a spreadsheet shows the text alone.

    >>> safe_cell("=1+1"), safe_cell("one + one")
    ("'=1+1", 'one + one')
    """
    return f"'{text}" if _RUNS.match(text) else text


def plain_cell(cell: str) -> str:
    """Return the text that `safe_cell` guarded.

    >>> plain_cell("'=1+1"), plain_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def table_text(rows: Iterable[Sequence[object]], *, delimiter: str = ",", line_end: str = "\n") -> str:
    """Return rows as a table; every text in it is made safe, numbers stay as they are."""
    # Python quotes a cell for the line ends that it writes itself, and for no others: so it writes both.
    lines = _Lines()
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return "".join(line.removesuffix("\r\n") + line_end for line in lines)


class _Lines(list[str]):
    """The rows that a `csv.writer` writes, one by one."""

    write = list[str].append


def table_rows(text: str, delimiter: str = ",") -> CellRows:
    """Read a table strictly, cells as they stand (see `plain_cell`); each row raises `csv.Error` if it is none."""
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
