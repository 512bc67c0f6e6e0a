"""Which ledger a batch keeps: a database in a folder of this machine, or a file for each episode elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Protocol

from filelock import FileLock, Timeout

from align.errors import UsageError
from align.files import make_folder
from catalogue.entries import LEASES, EntryFolder
from catalogue.ledger import Entry, Ledger
from catalogue.remote import LocalCopies, Source
from catalogue.stores import FolderStore, Store

__all__ = ["Records", "alone_on_a_cluster", "bring_home", "hand_out", "open_records"]

MOMENT = 5.0
"""Seconds to wait for a folder: other runs hold it for no longer than it takes to look at it."""


class Records(Protocol):
    """What both ledgers can do; see `Ledger`."""

    def get(self, identifier: str) -> Entry | None: ...
    def all(self) -> list[Entry]: ...
    def put(self, entry: Entry) -> None: ...
    def claim(self, identifier: str) -> contextlib.AbstractContextManager[bool]: ...
    def file_hash(self, source: Source, copies: LocalCopies) -> str: ...
    def close(self) -> None: ...


def open_records(store: Store, name: str, run: str, *, shared: bool) -> Records:
    """Open the ledger of a store.

    Args:
        name: of the database, one for each shard.
        run: names the run, for a ledger of files.
        shared: whether machines without a common disk write to it; a store elsewhere always has a file an episode.
    """
    if shared or not isinstance(store, FolderStore):
        return EntryFolder(store, run)
    return Ledger(store.path, name)


def hand_out(store: FolderStore, name: str, run: str) -> None:
    """Write what the database of a folder knows as files, for workers that cannot open it.

    Leases that lie there are of runs that died: the caller alone holds the folder.
    """
    ledger, entries = Ledger(store.path, name), EntryFolder(store, run)
    for lease in store.names(LEASES):
        store.remove(f"{LEASES}/{lease}")
    for entry in ledger.all():
        entries.put(entry)
    ledger.close()


def bring_home(store: FolderStore, name: str) -> int:
    """Take the files of a run on a cluster into the folder's database, and return how many there were.

    They are newer than what it has: it was handed out when that run began.
    """
    entries = EntryFolder(store, "")
    found = entries.all()
    if found:
        ledger = Ledger(store.path, name)
        for entry in found:
            ledger.put(entry)
            entries.forget(entry.id)
        ledger.close()
    return len(found)


@contextlib.contextmanager
def alone_on_a_cluster(store: FolderStore) -> Iterator[None]:
    """Hold a folder for a run on a cluster; raises `UsageError` where such a run has it already."""
    folder = store.path / ".pullquote"
    make_folder(folder)
    lock = FileLock(folder / "cluster.lock")
    try:
        lock.acquire(timeout=MOMENT)
    except Timeout:
        raise UsageError(f"a run on a cluster is filling {store}; wait for it, or take another folder") from None
    try:
        yield
    finally:
        lock.release()
