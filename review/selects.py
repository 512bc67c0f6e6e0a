"""The clips chosen on the page: a list that `pullquote clip --list` reads, beside the alignment."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from align.clock import clock_text
from align.document import Alignment
from align.errors import UsageError
from align.media_place import beside_document
from clips.selects.table import LIST_COLUMNS
from review.lists import chosen_words, media_arguments, read_rows, write_rows

__all__ = [
    "LONGEST_TITLE",
    "Select",
    "add_select",
    "clip_command",
    "read_selects",
    "remove_select",
    "select_of",
    "select_rows",
    "selects_path",
]


LOOK_COLUMNS = ("aspect", "captions")
"""Of lists in which clips have shapes and styles of their own."""

LONGEST_TITLE = 200
"""Characters of a clip's title."""


@dataclass(frozen=True, slots=True)
class Select:
    """One clip: start and end as `h:mm:ss.mmm`, a title, and the words said, for whoever reads the list.

    Times and not words name the clip: what is said twice stays apart, and a corrected text changes nothing.
    `aspect` and `captions` are those of a clip that was made on the page; empty: as the command says for all.
    """

    start: str
    end: str
    title: str
    words: str
    aspect: str = ""
    captions: str = ""


def selects_path(document: Path) -> Path:
    """`episode.selects.csv` for `episode.align.json`."""
    return beside_document(document, ".selects.csv")


def clip_command(document: Path, recording: Path | None) -> str:
    """Return the command that cuts the list, to be pasted into a shell in any folder: every path in it is absolute."""
    document = document.absolute()
    out = ["-o", str(document.with_name("clips"))]
    wanted = ["--list", str(selects_path(document)), *media_arguments(recording)]
    return shlex.join(["pullquote", "clip", str(document), *wanted, *out])


def select_of(alignment: Alignment, first: int, last: int, title: str, *, look: tuple[str, str] = ("", "")) -> Select:
    """Return the clip of `words[first:last]`; raises `UsageError` where none of them is said.

    `look`: its shape and its caption style.
    """
    spans, words = chosen_words(alignment, first, last)
    name = " ".join(title.split()) or " ".join(words[:6])
    return Select(clock_text(spans[0][0], hours=1), clock_text(spans[-1][1], hours=1), name, " ".join(words), *look)


def read_selects(path: Path) -> tuple[Select, ...]:
    """Read the list; empty where there is no file yet. Columns that are not ours are not kept."""
    foreign = "is a list with columns of its own; rename or delete it and try again"
    rows = read_rows(path, LIST_COLUMNS, kind="clips", foreign=foreign, more=LOOK_COLUMNS)
    return tuple(Select(*(row[name] for name in (*LIST_COLUMNS, *LOOK_COLUMNS))) for row in rows)


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
    # Without looks the list is what it always was.
    looks = LOOK_COLUMNS if any(row.aspect or row.captions for row in rows) else ()
    columns = (*LIST_COLUMNS, *looks)
    write_rows(path, columns, ([getattr(row, name) for name in columns] for row in rows))
    return rows


def select_rows(rows: tuple[Select, ...]) -> list[list[str]]:
    """Return for the page: words, title and start."""
    return [[row.words, row.title, row.start] for row in rows]
