"""Every word of many episodes in one SQLite file: phrases, wild cards and near-misses, each with its times.

Words lie in chunks of 32. Full-text search (FTS5) sees each chunk together with the next, so that a phrase of up to 32
words is found wherever it begins; near-misses are weighed by the quote finder that `pullquote find` uses.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from align import Word
from align.document import Speaker
from align.errors import FileProblem, UsageError
from align.turns import speaker_at
from catalogue.candidates import likely_chunks
from catalogue.indexing import EpisodeRows, document_state, read_rows
from catalogue.passages import CHUNK, alignment_of, keys_of, places_of, text_of, words_of
from clips.quotes import FOUND, QuoteIndex

__all__ = ["Added", "Filters", "Healed", "Hit", "Library", "Problem"]

VERSION = 1
CANDIDATES = 60
"""Chunks that a near-miss is looked for in: those that share most of its rare words."""

SCHEMA = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS episodes (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, name TEXT NOT NULL, show TEXT NOT NULL, date TEXT NOT NULL,
    media TEXT NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, language TEXT NOT NULL,
    words INTEGER NOT NULL, speakers TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, first INTEGER NOT NULL, texts TEXT NOT NULL, times BLOB NOT NULL,
    keys TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of ON chunks (episode, first);
CREATE VIRTUAL TABLE IF NOT EXISTS text USING fts5 (keys, content='', tokenize="unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer must be: of a show, by a speaker, not before a date (`2024`, `2024-05` or `2024-05-01`)."""

    show: str | None = None
    speaker: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where something was said.

    Args:
        document: the alignment document.
        media: its recording, where the document says that it is.
        first, last: the words (indices into the document's, inclusive).
        start, end: seconds; `None` where the words have no times.
        text: the words; `before`, `after`: some words around them.
        score: 1 for the very words, less for a near-miss.
    """

    document: Path
    media: Path
    name: str
    show: str
    date: str
    speaker: str | None
    first: int
    last: int
    start: float | None
    end: float | None
    text: str
    before: str
    after: str
    score: float


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
    """A library file; made where there is none. Paths in it are relative to its folder, so that both can move."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.resolve().parent
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise FileProblem(path, f"was written by a newer pullquote (version {version} of the library)")
            self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + SCHEMA)
        except sqlite3.Error as error:
            raise FileProblem(path, f"cannot be used as a library: {error}") from None

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
        same, added, words = len(wanted) - len(new) - len(refused), 0, 0
        for rows in read_rows(new, workers):
            if isinstance(rows, FileProblem):
                refused.append(rows)
                continue
            path = self._relative(rows.document)
            with self._transaction():
                if path in known:
                    self._remove(known[path][0])
                self._insert(path, rows, show)
            added += 1
            words += rows.words
        return Added(added, same, words, tuple(refused))

    def size(self) -> tuple[int, int]:
        """Count how many episodes and words there are."""
        row = self._db.execute("SELECT count(*), coalesce(sum(words), 0) FROM episodes").fetchone()
        return int(row[0]), int(row[1])

    def search(self, quote: str, filters: Filters | None = None, *, limit: int = 20) -> list[Hit]:
        """Find where something was said: the very words first (`*` ends a word that is begun), else near-misses.

        Raises `UsageError` for a quote without words.
        """
        filters = filters or Filters()
        keys = [key for part in quote.split() for key in keys_of(part)] if "*" in quote else keys_of(quote)
        if not keys:
            raise UsageError("the quote holds no words to look for")
        exact = list(self._exact(keys, filters, limit))
        return exact or self._near(quote, keys, filters, limit)

    def check(self) -> list[Problem]:
        """Compare the library with the files that it names."""
        problems = []
        for path, media, size, changed in self._db.execute(
            "SELECT path, media, size, changed FROM episodes ORDER BY path"
        ):
            document = self.folder / path
            if not document.exists():
                problems.append(Problem(document, "is gone"))
                continue
            if document_state(document) != (size, changed):
                problems.append(Problem(document, "has changed since it was added"))
            if not (document.parent / media).exists() and not Path(media).exists():
                problems.append(Problem(document, f"its recording is gone: {media}"))
        return problems

    def heal(self) -> Healed:
        """Forget documents that are gone and read changed ones anew."""
        gone, changed = 0, 0
        refused: tuple[FileProblem, ...] = ()
        for identifier, path, show in self._db.execute("SELECT id, path, show FROM episodes").fetchall():
            document = self.folder / path
            if not document.exists():
                with self._transaction():
                    self._remove(identifier)
                gone += 1
            else:
                added = self.add([document], show=show)
                changed += added.added
                refused += added.refused
        return Healed(gone, changed, refused)

    # Writing

    def _insert(self, path: str, rows: EpisodeRows, show: str) -> None:
        episode = self._db.execute(
            "INSERT INTO episodes (path, name, show, date, media, size, changed, language, words, speakers)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (path, rows.name, show, rows.date, rows.media, *rows.state, rows.language, rows.words, rows.speakers),
        ).lastrowid
        first = self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM chunks").fetchone()[0]
        self._db.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
            [(first + k, episode, *chunk) for k, chunk in enumerate(rows.chunks)],
        )
        keys = [chunk[3] for chunk in rows.chunks]
        self._db.executemany(
            "INSERT INTO text (rowid, keys) VALUES (?, ?)",
            [(first + k, f"{own} {after}") for k, (own, after) in enumerate(zip(keys, [*keys, ""][1:], strict=True))],
        )

    def _remove(self, episode: int) -> None:
        rows = self._db.execute("SELECT id, keys FROM chunks WHERE episode = ? ORDER BY first", (episode,)).fetchall()
        after = [*(row[1] for row in rows), ""][1:]
        self._db.executemany(
            "INSERT INTO text (text, rowid, keys) VALUES ('delete', ?, ?)",
            [(row[0], f"{row[1]} {following}") for row, following in zip(rows, after, strict=True)],
        )
        self._db.execute("DELETE FROM chunks WHERE episode = ?", (episode,))
        self._db.execute("DELETE FROM episodes WHERE id = ?", (episode,))

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)

    def _relative(self, document: Path) -> str:
        return Path(os.path.relpath(document.resolve(), self.folder)).as_posix()

    # Reading

    def _candidates(self, query: str, filters: Filters, limit: int) -> list[tuple[int, int]]:
        """Return chunks that match a full-text query, best first: (episode, first word)."""
        conditions, values = ["text MATCH ?"], [query]
        if filters.show is not None:
            conditions.append("episodes.show = ?")
            values.append(filters.show)
        if filters.since is not None:
            conditions.append("episodes.date >= ?")
            values.append(filters.since)
        statement = (
            "SELECT chunks.episode, chunks.first FROM text JOIN chunks ON chunks.id = text.rowid"
            f" JOIN episodes ON episodes.id = chunks.episode WHERE {' AND '.join(conditions)} ORDER BY rank LIMIT ?"
        )
        try:
            return self._db.execute(statement, (*values, limit)).fetchall()
        except sqlite3.Error as error:
            raise FileProblem(self.path, f"cannot be searched: {error}") from None

    def _likely(self, keys: Sequence[str], filters: Filters) -> Iterator[tuple[int, int]]:
        """Yield the chunks that a near-miss may lie in, best first: (episode, first word)."""
        wanted = [("show = ?", filters.show), ("date >= ?", filters.since)]
        conditions = [(text, value) for text, value in wanted if value is not None]
        where = "".join(f" AND {text}" for text, _ in conditions)
        statement = (
            "SELECT episode, first FROM chunks JOIN episodes ON episodes.id = chunks.episode"
            f" WHERE chunks.id = ?{where}"
        )
        values = [value for _, value in conditions]
        try:
            found = (self._db.execute(statement, (row, *values)).fetchone() for row in likely_chunks(self._db, keys))
            yield from islice((place for place in found if place is not None), CANDIDATES)
        except sqlite3.Error as error:
            raise FileProblem(self.path, f"cannot be searched: {error}") from None

    def _exact(self, keys: Sequence[str], filters: Filters, limit: int) -> Iterator[Hit]:
        query = " + ".join(f'"{key.rstrip("*")}"{" *" if key.endswith("*") else ""}' for key in keys)
        seen: set[tuple[int, int]] = set()
        # Each phrase is in two windows at most, and a speaker is told apart only after the words are read.
        for episode, first in self._candidates(query, filters, 4 * limit if filters.speaker is None else 40 * limit):
            for begin, end in places_of(self._window(episode, first), keys):
                if (episode, first + begin) not in seen:
                    seen.add((episode, first + begin))
                    hit = self._hit(episode, first + begin, first + end, 1.0)
                    if filters.speaker is None or hit.speaker == filters.speaker:
                        yield hit
            if len(seen) >= limit and filters.speaker is None:
                return

    def _near(self, quote: str, keys: Sequence[str], filters: Filters, limit: int) -> list[Hit]:
        best: dict[tuple[int, int], Hit] = {}
        for episode, first in self._likely(keys, filters):
            words = self._window(episode, first)
            match = next(iter(QuoteIndex(alignment_of(words)).find(quote, limit=1)), None)
            if match is None or match.score < FOUND:
                continue
            hit = self._hit(episode, first + match.first, first + match.last, match.score)
            known = best.get((episode, hit.first // CHUNK))
            if (filters.speaker in (None, hit.speaker)) and (known is None or known.score < hit.score):
                best[episode, hit.first // CHUNK] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.name, hit.first))[:limit]

    def _window(self, episode: int, first: int, chunks: int = 2) -> list[Word]:
        rows = self._db.execute(
            "SELECT texts, times FROM chunks WHERE episode = ? AND first >= ? ORDER BY first LIMIT ?",
            (episode, first, chunks),
        )
        return [word for texts, times in rows for word in words_of(texts, times)]

    def _hit(self, episode: int, first: int, last: int, score: float) -> Hit:
        path, name, show, date, media, speakers = self._db.execute(
            "SELECT path, name, show, date, media, speakers FROM episodes WHERE id = ?", (episode,)
        ).fetchone()
        low = max(0, (first // CHUNK - 1) * CHUNK)
        words = self._window(episode, low, (last - low) // CHUNK + 2)
        said = words[first - low : last - low + 1]
        timed = [word.span for word in said if word.timed]
        turns = [Speaker(word, name) for word, name in json.loads(speakers)]
        document = self.folder / path
        beside = document.parent / Path(media).name
        return Hit(
            document=document, media=beside if beside.exists() else Path(media), name=name, show=show, date=date,
            speaker=speaker_at(turns, first), first=first, last=last,
            start=timed[0][0] if timed else None, end=timed[-1][1] if timed else None,
            text=text_of(said), before=text_of(words[max(0, first - low - 8) : first - low]),
            after=text_of(words[last - low + 1 : last - low + 9]), score=score,
        )  # fmt: skip


class _Transaction:
    """All of it or nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("COMMIT" if error is None else "ROLLBACK")
