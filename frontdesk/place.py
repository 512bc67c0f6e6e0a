"""Where the files of the page lie meanwhile: a temporary folder that is swept, also after a kill."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["Place"]

PREFIX = "pullquote-start-"
LOCK = "in-use.lock"
"""Held while the server runs: a folder whose lock is free is left over from one that was killed."""


class Place:
    """A folder that nobody else can read, removed at the end."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        sweep(parent)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._lock = FileLock(self.folder / LOCK)
        self._lock.acquire()

    def free(self) -> int:
        """Return how many bytes the disk has left."""
        return shutil.disk_usage(self.folder).free

    def close(self) -> None:
        """Remove everything."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove what servers that were killed have left behind."""
    for folder in parent.glob(f"{PREFIX}*"):
        lock = FileLock(folder / LOCK)
        try:
            # A folder without a lock has just been made, by a server that is about to take it.
            if not (folder / LOCK).is_file():
                continue
            lock.acquire(timeout=0)
        except (OSError, Timeout):
            continue
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
