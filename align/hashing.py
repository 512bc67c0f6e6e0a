"""SHA-256 of files: by it a document knows its recording again."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from align.errors import FileProblem

__all__ = ["BackgroundHash", "file_sha256"]

BLOCK = 1 << 20
"""Bytes read at a time."""


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits; raises `FileProblem` where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    return digest.hexdigest()


class BackgroundHash:
    """SHA-256 of a file, computed in a thread beside the decoding: both read the same bytes while in memory."""

    def __init__(self, path: Path) -> None:
        self._value = ""
        self._error: FileProblem | None = None
        self._path = path
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = file_sha256(self._path)
        except FileProblem as error:
            self._error = error

    def hexdigest(self) -> str:
        """Wait for the hash; raises `FileProblem` where the file cannot be read."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value
