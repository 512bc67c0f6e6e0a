"""The clips chosen on the page: a list that `pullquote clip --list` reads, beside the alignment."""

from __future__ import annotations

import csv
import io
import shlex
from dataclasses import dataclass
from pathlib import Path

from align.clock import clock_text
from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.files import write_whole

__all__ = [
    "Select",
    "add_select",
    "clip_command",
    "read_selects",
    "remove_select",
    "select_of",
    "select_rows",
    "selects_path",
]

COLUMNS = ("start", "end", "title", "words")


@dataclass(frozen=True, slots=True)
class Select:
    """One clip: start and end as `h:mm:ss.mmm`, a title, and the words said, for whoever reads the list.

    Times and not words name the clip: what is said twice stays apart, and a corrected text changes nothing.
    """

    start: str
    end: str
    title: str
    words: str


def selects_path(document: Path) -> Path:
    """`episode.selects.csv` for `episode.align.json`."""
    stem = document.name.removesuffix(".json").removesuffix(".align")
    return document.with_name(f"{stem}.selects.csv")


def clip_command(document: Path, recording: Path | None) -> str:
    """Return the command that cuts the list, to be pasted into a shell in any folder: every path in it is absolute."""
    document = document.absolute()
    media = [] if recording is None else ["--media", str(recording.absolute())]
    out = ["-o", str(document.with_name("clips"))]
    return shlex.join(["pullquote", "clip", str(document), "--list", str(selects_path(document)), *media, *out])


def select_of(alignment: Alignment, first: int, last: int, title: str) -> Select:
    """Return the clip of `words[first:last]`; raises `UsageError` where none of them is said."""
    chosen = alignment.words[first:last] if 0 <= first < last <= len(alignment.words) else ()
    said = [word for word in chosen if word.timed]
    if not said:
        raise UsageError("select words that are said; these have no times")
    words = [word.text for word in chosen if word.status != "absent"]
    name = " ".join(title.split()) or " ".join(words[:6])
    return Select(clock_text(said[0].span[0], hours=1), clock_text(said[-1].span[1], hours=1), name, " ".join(words))


def read_selects(path: Path) -> tuple[Select, ...]:
    """Read the list; empty where there is no file yet. Columns that are not ours are not kept."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(path, f"cannot be read as a list of clips: {error}") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if rows.fieldnames is not None and list(rows.fieldnames) != list(COLUMNS):
        raise FileProblem(path, "is a list with columns of its own; rename or delete it and try again")
    return tuple(Select(*(row[name] or "" for name in COLUMNS)) for row in rows)


def add_select(path: Path, select: Select) -> tuple[Select, ...]:
    """Add a clip at the end of the list, and return the list."""
    return _write(path, (*read_selects(path), select))


def remove_select(path: Path, number: int, words: str) -> tuple[Select, ...]:
    """Take clip `number` (from 0) out of the list; `words` must be its own, in case the list has changed."""
    kept = list(read_selects(path))
    if not 0 <= number < len(kept) or kept[number].words != words:
        raise UsageError("the list of clips has changed; look again")
    del kept[number]
    return _write(path, tuple(kept))


def _write(path: Path, rows: tuple[Select, ...]) -> tuple[Select, ...]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.start, row.end, row.title, row.words) for row in rows)
    write_whole(path, out.getvalue(), force=True)
    return rows


def select_rows(rows: tuple[Select, ...]) -> list[list[str]]:
    """Return for the page: words, title and start."""
    return [[row.words, row.title, row.start] for row in rows]
