"""What the lists of the page have in common: the words chosen, and CSV files beside the alignment."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.files import write_whole
from align.spreadsheet import plain_cell, table_rows, table_text

__all__ = ["chosen_words", "media_arguments", "read_rows", "write_rows"]


def chosen_words(alignment: Alignment, first: int, last: int) -> tuple[list[tuple[float, float]], list[str]]:
    """Return the times of `words[first:last]` that have any, and the texts of those that are in the audio.

    Raises `UsageError` where none of the words is said.
    """
    chosen = alignment.words[first:last] if 0 <= first < last <= len(alignment.words) else ()
    spans = [word.span for word in chosen if word.timed]
    if not spans:
        raise UsageError("select words that are said; these have no times")
    return spans, [word.text for word in chosen if word.status != "absent"]


def media_arguments(recording: Path | None) -> list[str]:
    """Return the options that name a recording to a command that may be run in any folder."""
    return [] if recording is None else ["--media", str(recording.absolute())]


def read_rows(
    path: Path, columns: Sequence[str], *, kind: str, foreign: str, more: Sequence[str] = ()
) -> list[dict[str, str]]:
    """Return the rows of a list; none where there is no file yet.

    Args:
        columns: those of the list, in order.
        kind: what it is a list of, for the message.
        foreign: what to say of a list with other columns.
        more: columns that may follow, all of them or none; empty where they are not there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(path, f"cannot be read as a list of {kind}: {error}") from None
    try:
        rows = [row for row in table_rows(text) if row]
    except csv.Error as error:
        raise FileProblem(path, f"cannot be read as a list of {kind}: {error}") from None
    every = [*columns, *more]
    if rows and rows[0] not in (list(columns), every):
        raise FileProblem(path, foreign)
    return [dict(zip_longest(every, map(plain_cell, row[: len(every)]), fillvalue="")) for row in rows[1:]]


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list in place of the one before."""
    write_whole(path, table_text([columns, *rows]), force=True)
