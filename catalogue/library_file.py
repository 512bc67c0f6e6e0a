"""The SQLite file of a library: its tables, an older file brought up to date, episodes written and removed.

Words lie in chunks of 32. Full-text search (FTS5) sees each chunk together with the next, so that a phrase of up to 32
words is found wherever it begins. How often each word is said is counted as episodes come and go: near-misses are
looked for by the rarest words first.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from align.errors import FileProblem
from catalogue.indexing import EpisodeRows

__all__ = ["KEPT_LESS", "count_words", "insert_episode", "open_library", "remove_episode", "transaction"]

VERSION = 4

TABLES = """
CREATE TABLE IF NOT EXISTS episodes (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, name TEXT NOT NULL, show TEXT NOT NULL, date TEXT NOT NULL,
    media TEXT NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, language TEXT NOT NULL,
    words INTEGER NOT NULL, speakers TEXT NOT NULL, relative TEXT
);
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, first INTEGER NOT NULL, texts TEXT NOT NULL, times BLOB NOT NULL,
    keys TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_of ON chunks (episode, first);
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, said INTEGER NOT NULL) WITHOUT ROWID;
"""

# No lengths of rows (columnsize): nothing is ranked by them, and they are half of the work of a row.
INDEX = """
CREATE VIRTUAL TABLE IF NOT EXISTS text
    USING fts5 (keys, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0");
"""

HASH_BYTES = 64 << 20
"""Of words that FTS5 gathers before it writes them: the fewer parts, the less has to be merged."""


KEPT_LESS = -1
"""In place of a document's size, where an older pullquote wrote less of it down."""


def open_library(path: Path) -> sqlite3.Connection:
    """Open a library, or make one; one of an older version is brought up to date from its own words.

    Raises `FileProblem` where the file is no library, or a newer pullquote wrote it.
    """
    try:
        db = sqlite3.connect(path, isolation_level=None)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            db.close()
            raise FileProblem(path, f"was written by a newer pullquote (version {version} of the library)")
        if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.close()
            raise FileProblem(path, "is a database of another program, not a library; give another name")
        db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        if version < VERSION:
            with transaction(db):
                _bring_up_to_date(db)
    except sqlite3.Error as error:
        raise FileProblem(path, f"cannot be used as a library: {error}") from None
    return db


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    """Make the tables of a new file, or index an older one's chunks anew; nothing but the file itself is read."""
    db.execute("DROP TABLE IF EXISTS text")
    db.execute("DROP TABLE IF EXISTS counts")
    for statement in [*TABLES.split(";")[:-1], INDEX]:
        db.execute(statement)
    if "relative" not in {row[1] for row in db.execute("PRAGMA table_info (episodes)")}:
        # Their documents say more than was kept: they are read again when they are added again, or by `check --heal`.
        db.execute("ALTER TABLE episodes ADD COLUMN relative TEXT")
        db.execute("UPDATE episodes SET size = ?", (KEPT_LESS,))
    db.execute("INSERT INTO text (text, rank) VALUES ('hashsize', ?)", (HASH_BYTES,))
    for (episode,) in db.execute("SELECT id FROM episodes ORDER BY id").fetchall():
        rows, keys = _keys_of(db, episode)
        _index(db, rows, keys)
        count_words(db, keys)
    db.execute(f"PRAGMA user_version = {VERSION}")


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def insert_episode(db: sqlite3.Connection, path: str, rows: EpisodeRows, show: str) -> None:
    """Write an episode; `path`: of its document, as seen from the library. Its words are counted by `count_words`."""
    episode = db.execute(
        "INSERT INTO episodes (path, name, show, date, media, size, changed, language, words, speakers, relative)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path,
            rows.name,
            show,
            rows.date,
            rows.media,
            *rows.state,
            rows.language,
            rows.words,
            rows.speakers,
            rows.relative,
        ),
    ).lastrowid
    first = db.execute("SELECT coalesce(max(id), 0) + 1 FROM chunks").fetchone()[0]
    db.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)",
        [(first + k, episode, *chunk) for k, chunk in enumerate(rows.chunks)],
    )
    _index(db, range(first, first + len(rows.chunks)), [chunk[3] for chunk in rows.chunks])


def count_words(db: sqlite3.Connection, keys: Iterable[str], sign: int = 1) -> None:
    """Note how often each word is said in chunks' keys: of many episodes at once, since that is much less to write."""
    counted = Counter(key for text in keys for key in text.split())
    db.executemany(
        "INSERT INTO counts VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET said = said + excluded.said",
        [(key, sign * count) for key, count in sorted(counted.items())],
    )


def remove_episode(db: sqlite3.Connection, episode: int) -> None:
    """Remove an episode, its words and what they counted."""
    rows, keys = _keys_of(db, episode)
    db.executemany(
        "INSERT INTO text (text, rowid, keys) VALUES ('delete', ?, ?)",
        [(row, text) for row, text in zip(rows, _windows(keys), strict=True)],
    )
    count_words(db, keys, -1)
    db.execute("DELETE FROM chunks WHERE episode = ?", (episode,))
    db.execute("DELETE FROM episodes WHERE id = ?", (episode,))


def _keys_of(db: sqlite3.Connection, episode: int) -> tuple[list[int], list[str]]:
    found = db.execute("SELECT id, keys FROM chunks WHERE episode = ? ORDER BY first", (episode,)).fetchall()
    return [row for row, _ in found], [keys for _, keys in found]


def _windows(keys: Sequence[str]) -> list[str]:
    """Each chunk of an episode with the one behind it."""
    return [f"{own} {after}" for own, after in zip(keys, [*keys, ""][1:], strict=True)]


def _index(db: sqlite3.Connection, rows: Iterable[int], keys: Sequence[str]) -> None:
    db.executemany("INSERT INTO text (rowid, keys) VALUES (?, ?)", list(zip(rows, _windows(keys), strict=True)))
