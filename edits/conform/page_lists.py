"""The lists of the review page moved to a new cut: clips chosen (selects) and cuts made."""

from __future__ import annotations

import csv
from pathlib import Path

from align.clock import clock_text, parse_clock
from align.errors import FileProblem, UsageError
from align.media_place import beside_document
from align.spreadsheet import table_rows, table_text
from align.transcript import decode, read_bytes
from edits.conform.manifests import MovedClips
from edits.conform.stretches import NewCut

__all__ = ["lists_beside", "move_list"]

BEGINS, ENDS = ("start", "out"), ("end", "in")
"""Columns that hold where a clip begins and ends, and where the recording is left for a cut and entered again."""

LOST = 0.05
"""Seconds: a clip that is so much shorter has lost something."""

SHORTEST = 0.02
"""Seconds: less than that is nothing to hear."""


def lists_beside(document: Path) -> list[Path]:
    """Return the lists that the review page keeps beside a document, where there are any."""
    places = [beside_document(document, ending) for ending in (".selects.csv", ".cuts.csv")]
    return [path for path in places if path.is_file()]


def move_list(path: Path, cut: NewCut) -> MovedClips:
    """Give each row of a CSV list its times in the new cut; one that is heard twice stands twice, all other cells stay
    as they are.

    Raises `FileProblem` where the file has no columns of times, or a row that is no time.
    """
    try:
        rows = [row for row in table_rows(decode(path, read_bytes(path))) if any(row)]
    except csv.Error as error:
        raise FileProblem(path, f"cannot be read as a list: {error}") from None
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    at, to = (next((header.index(name) for name in names if name in header), -1) for names in (BEGINS, ENDS))
    if at < 0 or to < 0:
        raise FileProblem(path, "is no list of clips (columns start and end) nor of cuts (out and in)")
    kept, shortened, gone, moved = 0, [], [], [rows[0]]
    for number, row in enumerate(rows[1:], 2):
        cells = [*row, *[""] * (len(header) - len(row))]
        start, end = _seconds(path, number, cells[at]), _seconds(path, number, cells[to])
        places = [(first, last) for _, first, last in cut.places(start, end) if last - first > SHORTEST]
        name = _name(header, cells) or f"line {number}"
        whole = any(last - first >= (end - start) / cut.speed - LOST for first, last in places)
        kept += whole
        shortened += [name] if places and not whole else []
        gone += [] if places else [name]
        for first, last in places:
            times = {at: clock_text(first, hours=1), to: clock_text(last, hours=1)}
            moved.append([times.get(k, cell) for k, cell in enumerate(cells)])
    return MovedClips(table_text(moved), kept, tuple(shortened), tuple(gone))


def _seconds(path: Path, number: int, text: str) -> float:
    try:
        return parse_clock(text)
    except UsageError as error:
        raise FileProblem(path, f"line {number}: {error}") from None


def _name(header: list[str], cells: list[str]) -> str:
    return next((cells[header.index(key)] for key in ("title", "words", "quote") if key in header), "")
