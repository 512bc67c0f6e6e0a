"""Every word of many episodes in one SQLite file: what is taken in, what has changed, what is gone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from align import Media
from align.errors import FileProblem
from align.media_place import find_media_file
from catalogue.indexing import EpisodeRows, document_state, read_rows
from catalogue.library_file import KEPT_LESS, count_words, insert_episode, open_library, remove_episode, transaction
from catalogue.search import Filters, Hit, Search

__all__ = ["Added", "Filters", "Healed", "Hit", "Library", "Problem"]

WRITTEN_TOGETHER = 500_000
"""Words, two or three seconds of work: what a kill may lose. Writing fewer at a time costs more for each."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many documents were added or changed, how many were the same, how many words the new ones have, and which
    ones could not be read.
    """

    added: int
    same: int
    words: int
    refused: tuple[FileProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Healed:
    """How many documents were forgotten, how many read anew, and which changed ones could not be read."""

    gone: int
    changed: int
    refused: tuple[FileProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that `check` found: a document or a recording that is gone, a document that has changed."""

    path: Path
    what: str


class Library:
    """A library file; made where there is none. Paths in it are relative to its folder, so that both can move.

    A library of an older version is brought up to date. Raises `FileProblem` for one of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self._db = open_library(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, documents: Iterable[Path], *, show: str = "", workers: int = 1) -> Added:
        """Take in alignment documents; one that is known and has not changed is passed over.

        A document that cannot be read is named in the answer, and stops nothing. With several `workers` many documents
        are read in processes of their own, so the caller's main module must be importable without side effects.
        """
        known = {
            path: (identifier, (size, changed))
            for identifier, path, size, changed in self._db.execute("SELECT id, path, size, changed FROM episodes")
        }
        wanted = list(dict.fromkeys(documents))
        new, refused = [], []
        for document in wanted:
            try:
                if document_state(document) != known.get(self._relative(document), (0, None))[1]:
                    new.append(document)
            except FileProblem as problem:
                refused.append(problem)
        same = len(wanted) - len(new) - len(refused)
        added, words = 0, 0
        rows = read_rows(new, workers)
        while part := list(_some(rows, refused)):
            with transaction(self._db):
                for row in part:
                    path = self._relative(row.document)
                    if path in known:
                        remove_episode(self._db, known[path][0])
                    insert_episode(self._db, path, row, show)
                count_words(self._db, (chunk[3] for row in part for chunk in row.chunks))
            added += len(part)
            words += sum(row.words for row in part)
        return Added(added, same, words, tuple(refused))

    def size(self) -> tuple[int, int]:
        """Count how many episodes and words there are."""
        row = self._db.execute("SELECT count(*), coalesce(sum(words), 0) FROM episodes").fetchone()
        return int(row[0]), int(row[1])

    def search(self, quote: str, filters: Filters | None = None, *, limit: int = 20) -> list[Hit]:
        """Find where something was said: the very words first (`*` ends a word that is begun), else near-misses.

        Raises `UsageError` for a quote without words.
        """
        return Search(self._db, self.path, filters or Filters()).hits(quote, limit)

    def check(self) -> list[Problem]:
        """Compare the library with the files that it names."""
        problems = []
        for path, media, relative, size, changed in self._db.execute(
            "SELECT path, media, relative, size, changed FROM episodes ORDER BY path"
        ):
            document = self.folder / path
            if not document.exists():
                problems.append(Problem(document, "is gone"))
                continue
            if size == KEPT_LESS:
                problems.append(Problem(document, "was added by an older pullquote; --heal reads it anew"))
            elif document_state(document) != (size, changed):
                problems.append(Problem(document, "has changed since it was added"))
            if find_media_file(Media(media, "", 0.0, relative=relative), document) is None:
                problems.append(Problem(document, f"its recording is gone: {media}"))
        return problems

    def heal(self) -> Healed:
        """Forget documents that are gone and read changed ones anew."""
        gone, changed = 0, 0
        refused: tuple[FileProblem, ...] = ()
        for identifier, path, show in self._db.execute("SELECT id, path, show FROM episodes").fetchall():
            document = self.folder / path
            if not document.exists():
                with transaction(self._db):
                    remove_episode(self._db, identifier)
                gone += 1
            else:
                added = self.add([document], show=show)
                changed += added.added
                refused += added.refused
        return Healed(gone, changed, refused)

    def _relative(self, document: Path) -> str:
        return Path(os.path.relpath(document.resolve(), self.folder)).as_posix()


def _some(rows: Iterator[EpisodeRows | FileProblem], refused: list[FileProblem]) -> Iterator[EpisodeRows]:
    """Yield the next episodes, as many as are written together; problems go to `refused`."""
    words = 0
    while words < WRITTEN_TOGETHER and (row := next(rows, None)) is not None:
        if isinstance(row, FileProblem):
            refused.append(row)
        else:
            words += row.words
            yield row
