"""A ledger of one small file for each episode: for places that hold no database, and machines that share no disk.

A run holds an episode by a lease that it renews. A run that is killed renews nothing, so that another one may take the
episode two minutes later. Clocks of the machines may differ by less than that.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from align.errors import FileProblem
from align.hashing import file_sha256
from catalogue.ledger import Entry
from catalogue.remote import LocalCopies, RemoteFile, Source
from catalogue.stores import Store

__all__ = ["LEASE", "LEASES", "EntryFolder"]

LEASE, RENEWED = 120.0, 30.0
"""Seconds that a lease lasts, and after which it is renewed."""

FOLDER, LEASES = ".pullquote/entries", ".pullquote/leases"


class EntryFolder:
    """The entries in a store.

    Args:
        run: names this run. What the same run holds already it may take again: its worker may have died.
    """

    def __init__(self, store: Store, run: str) -> None:
        self.store, self.run = store, run
        self._hashes: dict[str, list[str]] = {}

    def close(self) -> None:
        """Nothing is open."""

    def get(self, identifier: str) -> Entry | None:
        """Return how an episode ended the last time; raises `FileProblem` where its file is not one of these."""
        row = self._read(f"{FOLDER}/{identifier}.json")
        if row is None:
            return None
        try:
            self._hashes |= row.pop("hashes")
            return Entry(**row)
        except (TypeError, KeyError):
            raise FileProblem(f"{self.store}/{FOLDER}/{identifier}.json", "is no entry of a batch; remove it") from None

    def all(self) -> list[Entry]:
        """Return every entry, by id."""
        entries = [self.get(name.removesuffix(".json")) for name in self.store.names(FOLDER)]
        return sorted((entry for entry in entries if entry is not None), key=lambda entry: entry.id)

    def put(self, entry: Entry) -> None:
        """Write how an episode ended, at once and whole."""
        row = {"id": entry.id, "key": entry.key, "code": entry.code, "reason": entry.reason, "facts": entry.read()}
        self.store.write(f"{FOLDER}/{entry.id}.json", _json({**row, "hashes": self._hashes}))

    def forget(self, identifier: str) -> None:
        """Remove an entry."""
        self.store.remove(f"{FOLDER}/{identifier}.json")

    @contextlib.contextmanager
    def claim(self, identifier: str) -> Iterator[bool]:
        """Hold an episode for this run; `False` where another run has it."""
        name = f"{LEASES}/{identifier}.json"
        if not self._take(name):
            yield False
            return
        ended = threading.Event()
        renewer = threading.Thread(target=self._renew, args=(name, ended), daemon=True)
        renewer.start()
        try:
            yield True
        finally:
            ended.set()
            renewer.join()
            self.store.remove(name)

    def file_hash(self, source: Source, copies: LocalCopies) -> str:
        """SHA-256 of a file; not computed again while what its place tells of it stays the same."""
        place, stamp = str(source), _stamp(source)
        known = self._hashes.get(place)
        if known is None or known[0] != stamp:
            known = self._hashes[place] = [stamp, file_sha256(copies.of(source))]
        return known[1]

    def _take(self, name: str) -> bool:
        lease = self._read(name)
        if lease is not None and lease.get("run") != self.run and float(lease.get("until", 0)) > time.time():
            return False
        self._write_lease(name)
        # Two that begin within the same moment: the one that wrote last has it.
        lease = self._read(name)
        return lease is not None and lease.get("run") == self.run

    def _renew(self, name: str, ended: threading.Event) -> None:
        while not ended.wait(RENEWED):
            # A store that does not answer now may do so in half a minute.
            with contextlib.suppress(FileProblem):
                self._write_lease(name)

    def _write_lease(self, name: str) -> None:
        self.store.write(name, _json({"run": self.run, "until": round(time.time() + LEASE, 1)}))

    def _read(self, name: str) -> dict[str, Any] | None:
        data = self.store.read(name)
        if data is None:
            return None
        try:
            row = json.loads(data)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise FileProblem(f"{self.store}/{name}", "is not JSON; remove it")
        return row


def _stamp(source: Source) -> str:
    if isinstance(source, RemoteFile):
        return source.stamp()
    try:
        found = source.stat()
    except OSError as error:
        raise FileProblem(source, f"cannot be read: {error.strerror}") from None
    return f"{found.st_size} {found.st_mtime_ns}"


def _json(row: dict[str, Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()
