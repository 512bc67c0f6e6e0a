"""The clips chosen on the page: a list that `pullquote clip --list` reads, beside the alignment."""

from __future__ import annotations

import csv
import io
import shlex
from dataclasses import dataclass
from pathlib import Path

from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.files import write_whole

__all__ = ["Select", "add_select", "clip_command", "read_selects", "remove_select", "select_of", "selects_path"]

COLUMNS = ("quote", "title")


@dataclass(frozen=True, slots=True)
class Select:
    """One clip: the words as they stand in the transcript, and a title."""

    quote: str
    title: str


def selects_path(document: Path) -> Path:
    """`episode.selects.csv` for `episode.align.json`."""
    stem = document.name.removesuffix(".json").removesuffix(".align")
    return document.with_name(f"{stem}.selects.csv")


def clip_command(document: Path, recording: Path | None) -> str:
    """The command that cuts the list, to be pasted into a shell."""
    media = [] if recording is None else ["--media", str(recording)]
    words = ["pullquote", "clip", str(document), "--list", str(selects_path(document)), *media, "-o", "clips/"]
    return shlex.join(words)


def select_of(alignment: Alignment, first: int, last: int, title: str) -> Select:
    """The clip of `words[first:last]`; raises `UsageError` where none of them is said."""
    chosen = alignment.words[first:last] if 0 <= first < last <= len(alignment.words) else ()
    said = [word.text for word in chosen if word.timed]
    if not said:
        raise UsageError("select words that are said; these have no times")
    return Select(" ".join(said), " ".join(title.split()) or " ".join(said[:6]))


def read_selects(path: Path) -> tuple[Select, ...]:
    """The list; empty where there is no file yet. Columns that are not ours are not kept."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(path, f"cannot be read as a list of clips: {error}") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if rows.fieldnames is not None and list(rows.fieldnames) != list(COLUMNS):
        raise FileProblem(path, "is a list with columns of its own; move it away to choose clips here")
    return tuple(Select(row["quote"] or "", row["title"] or "") for row in rows)


def add_select(path: Path, select: Select) -> tuple[Select, ...]:
    """Add a clip at the end of the list, and return the list."""
    return _write(path, (*read_selects(path), select))


def remove_select(path: Path, number: int, quote: str) -> tuple[Select, ...]:
    """Take clip `number` (from 0) out of the list; `quote` must be its words, in case the list has changed."""
    kept = list(read_selects(path))
    if not 0 <= number < len(kept) or kept[number].quote != quote:
        raise UsageError("the list of clips has changed; look again")
    del kept[number]
    return _write(path, tuple(kept))


def _write(path: Path, rows: tuple[Select, ...]) -> tuple[Select, ...]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.quote, row.title) for row in rows)
    write_whole(path, out.getvalue(), force=True)
    return rows
