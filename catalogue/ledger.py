"""What was done of a batch, in a SQLite file beside the results: it survives kills, and two runs at once.

An episode is done when its key, made of sound, text, options and version, is the one that the ledger has. A run claims
an episode before it begins; the claim ends with the run, however that ends, because it is a lock on a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from align.errors import FileProblem
from align.files import make_folder
from align.hashing import file_sha256
from catalogue.remote import LocalCopies, RemoteFile, Source

__all__ = ["Entry", "Ledger", "StoredFacts"]

VERSION = 1

SCHEMA = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS episodes (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    code INTEGER NOT NULL,
    reason TEXT NOT NULL,
    facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hashes (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;
"""

WAIT = 60.0
"""Seconds to wait while another run writes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How an episode ended.

    Args:
        key: of sound, text, options and version.
        code: exit code of the single command: 0 done, 3 does not fit, 4 failed.
        reason: one line where `code` is not 0.
        facts: what the report shows, as JSON values; `read()` gives all of them at once.
    """

    id: str
    key: str
    code: int
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def read(self) -> dict[str, Any]:
        """Return all facts."""
        return self.facts.read() if isinstance(self.facts, StoredFacts) else dict(self.facts)


class StoredFacts(Mapping[str, Any]):
    """Facts as the JSON text that the ledger has, read when asked for: a hundred thousand of them fit into memory."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self) -> dict[str, Any]:
        """Return all of them."""
        return dict(json.loads(self._text))

    def __getitem__(self, name: str) -> Any:
        return self.read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())


class Ledger:
    """The ledger of an output folder; `name` is that of the shard, where there are several."""

    def __init__(self, out: Path, name: str = "ledger") -> None:
        self.folder = out / ".pullquote"
        make_folder(self.folder)
        self.path = self.folder / f"{name}.sqlite"
        try:
            self._db = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise FileProblem(self.path, f"was written by a newer pullquote (version {version} of the ledger)")
            self._db.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise FileProblem(self.path, f"cannot be used as a ledger: {error}") from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, identifier: str) -> Entry | None:
        """Return how an episode ended the last time."""
        row = self._run("SELECT id, key, code, reason, facts FROM episodes WHERE id = ?", identifier).fetchone()
        return None if row is None else _entry(row)

    def all(self) -> list[Entry]:
        """Return every entry, by id."""
        return [_entry(row) for row in self._run("SELECT id, key, code, reason, facts FROM episodes ORDER BY id")]

    def put(self, entry: Entry) -> None:
        """Write how an episode ended, at once and whole."""
        facts = json.dumps(entry.read(), ensure_ascii=False, sort_keys=True)
        self._run(
            "INSERT OR REPLACE INTO episodes VALUES (?, ?, ?, ?, ?)",
            entry.id, entry.key, entry.code, entry.reason, facts,
        )  # fmt: skip

    @contextlib.contextmanager
    def claim(self, identifier: str) -> Iterator[bool]:
        """Hold an episode for this run; `False` where another run has it. A run that is killed holds nothing."""
        # The file stays: a lock on a name that another run has removed would keep nobody out.
        make_folder(self.folder / "locks")
        lock = FileLock(self.folder / "locks" / f"{identifier}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def file_hash(self, source: Source, copies: LocalCopies) -> str:
        """SHA-256 of a file; not computed again while its size and its time of change stay the same."""
        if isinstance(source, RemoteFile):
            return self._known_hash(source.url, (0, _number(source.stamp())), source, copies)
        path = source
        try:
            found = path.stat()
        except OSError as error:
            raise FileProblem(path, f"cannot be read: {error.strerror}") from None
        return self._known_hash(str(path.resolve()), (found.st_size, found.st_mtime_ns), path, copies)

    def _known_hash(self, place: str, state: tuple[int, int], source: Source, copies: LocalCopies) -> str:
        row = self._run("SELECT size, changed, sha256 FROM hashes WHERE path = ?", place).fetchone()
        if row is not None and row[:2] == state:
            return str(row[2])
        value = file_sha256(copies.of(source))
        self._run("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?, ?)", place, *state, value)
        return value

    def merge(self) -> int:
        """Take over the entries of all shards' ledgers in the folder; returns how many there are now."""
        for path in sorted(self.folder.glob("shard-*.sqlite")):
            other = Ledger(self.folder.parent, path.stem)
            for entry in other.all():
                known = self.get(entry.id)
                if known is None or known.code != 0 or entry.code == 0:
                    self.put(entry)
            other.close()
        return int(self._run("SELECT count(*) FROM episodes").fetchone()[0])

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise FileProblem(self.path, f"cannot be used as a ledger: {error}") from None


def _number(stamp: str) -> int:
    """Return a stamp as a number that the table holds."""
    return int.from_bytes(hashlib.sha256(stamp.encode()).digest()[:7], "big")


def _entry(row: tuple[str, str, int, str, str]) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], StoredFacts(row[4]))
