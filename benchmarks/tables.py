"""Tables for a terminal and for a README."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Table", "as_markdown", "as_text"]

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, names of columns, rows of cells, and remarks below. `None` is a figure that could not be had."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=tuple)


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.4g}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def as_text(table: Table) -> str:
    """Aligned columns.

    >>> print(as_text(Table("Speed", ["what", "x"], [["ours", 301.2], ["theirs", None]])))
    Speed
      what    x
      ours    301
      theirs  -
    """
    rows = [[_shown(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([table.title, *(f"  {line}".rstrip() for line in lines), *(f"  ({note})" for note in table.notes)])


def as_markdown(table: Table) -> str:
    """Return a table as GitHub shows it."""
    rows = ["| " + " | ".join(_shown(cell).replace("|", "\\|") for cell in row) + " |" for row in table.rows]
    head = ["| " + " | ".join(table.columns) + " |", "|" + "---|" * len(table.columns)]
    notes = [f"\n{note[0].upper()}{note[1:]}." for note in table.notes]
    return "\n".join([f"**{table.title}**", "", *head, *rows, *notes])
