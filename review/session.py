"""One document under review: edits with undo, every one saved, and nothing overwritten that somebody else wrote.

A revision is the SHA-256 of the document's bytes. Whoever changes it says which revision they saw; anything
else is a `DocumentChanged`, whether the other hand was a second tab or another program.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from align.document import Alignment, word_row
from align.errors import DocumentChanged, FileProblem, PullquoteError, UsageError
from align.files import write_whole
from align.hashing import file_sha256
from review.actions import perform
from review.edits import Realign
from review.steps import Change, difference

__all__ = ["Outcome", "Session", "backup_path", "realigner", "warm"]

STEPS = 1000
"""Steps that can be undone; one holds only the words it changed."""

Disk = Literal["same", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page needs to follow an edit: the step, the new revision, and how many steps can be undone and redone."""

    change: Change | None
    revision: str
    undo: int
    redo: int


class Session:
    """The open document. All methods may be called from any thread."""

    def __init__(self, path: Path, realign: Realign | None = None) -> None:
        # A link stays a link: what it points to is replaced.
        self.path = path.resolve()
        self.realign = realign
        self._lock = threading.RLock()
        self._closed = False
        self._load()

    def _load(self) -> None:
        # In this order a write between two of the lines is noticed later, as a changed file.
        self._seen = _stamp(self.path)
        self.revision = file_sha256(self.path)
        self.alignment = Alignment.load(self.path)
        self._rows = [word_row(word) for word in self.alignment.words]
        self._undo: list[Change] = []
        self._redo: list[Change] = []
        self.backup: Path | None = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Nobody else writes meanwhile; raises `UsageError` once the session is closed."""
        with self._lock:
            if self._closed:
                raise UsageError("the review has ended; start pullquote review again")
            yield self

    def close(self) -> None:
        """Wait until what is being saved is on disk; nothing is written afterwards."""
        with self._lock:
            self._closed = True

    def snapshot(self) -> tuple[Alignment, Outcome]:
        """Return the document and its revision, from one moment."""
        with self._lock:
            return self.alignment, self._outcome(None)

    def apply(self, edit: Mapping[str, object], revision: object) -> Outcome:
        """Do one edit (see `review.actions`) and save; where it raises, nothing has been written."""
        with self.writing():
            self._agree(revision)
            change = difference(self.alignment, perform(self.alignment, edit, self.realign))
            if change is None:
                return self._outcome(None)
            outcome = self._settle(change)
            self._undo = [*self._undo[-STEPS + 1 :], change]
            self._redo = []
            return self._outcome(outcome)

    def undo(self, revision: object) -> Outcome:
        """Take the last step back, and save."""
        return self._walk(revision, back=True)

    def redo(self, revision: object) -> Outcome:
        """Take an undone step again, and save."""
        return self._walk(revision, back=False)

    def reload(self) -> None:
        """Read the document from disk again; the steps so far can no longer be undone."""
        with self._lock:
            self._load()

    def disk(self) -> Disk:
        """Tell whether the file still is what this session last read or wrote."""
        with self._lock:
            try:
                if _stamp(self.path) != self._seen:
                    if file_sha256(self.path) != self.revision:
                        return "changed"
                    self._seen = _stamp(self.path)
            except FileProblem:
                return "missing"
            return "same"

    def _walk(self, revision: object, *, back: bool) -> Outcome:
        with self.writing():
            self._agree(revision)
            source, target = (self._undo, self._redo) if back else (self._redo, self._undo)
            if not source:
                raise UsageError("there is nothing to undo" if back else "there is nothing to redo")
            change = source[-1].reverse() if back else source[-1]
            self._settle(change)
            target.append(source.pop())
            return self._outcome(change)

    def _agree(self, revision: object) -> None:
        if revision != self.revision:
            raise DocumentChanged(self.path, "has been changed in another tab")
        state = self.disk()
        if state != "same":
            raise DocumentChanged(
                self.path, "has been changed on disk" if state == "changed" else "is gone from the disk"
            )

    def _settle(self, change: Change) -> Change:
        """Save first, then believe: a document that cannot be written is not shown as changed."""
        after = change.apply(self.alignment)
        rows = self._rows.copy()
        rows[change.at : change.at + len(change.removed)] = map(word_row, change.inserted)
        raw = after.to_json(rows).encode("utf-8")
        if self.backup is None:
            self.backup = _keep(self.path)
        write_whole(self.path, raw, force=True)
        self.alignment, self._rows = after, rows
        self.revision = hashlib.sha256(raw).hexdigest()
        self._seen = _stamp(self.path)
        return change

    def _outcome(self, change: Change | None) -> Outcome:
        return Outcome(change, self.revision, len(self._undo), len(self._redo))


def backup_path(path: Path) -> Path:
    """Return the first free name for the document as it was: `NAME.1.bak`, `NAME.2.bak`, ..."""
    number = 1
    while os.path.lexists(path.with_name(f"{path.name}.{number}.bak")):
        number += 1
    return path.with_name(f"{path.name}.{number}.bak")


def _keep(path: Path) -> Path:
    """Keep the document as it is now under a new name, once a session."""
    backup = backup_path(path)
    try:
        # A second name costs nothing and is there at once; the save then puts a new file at the first.
        os.link(path, backup)
    except FileExistsError:
        return _keep(path)
    except OSError:
        try:
            shutil.copy2(path, backup)
        except OSError as error:
            raise FileProblem(backup, f"cannot be written: {error.strerror}") from None
    return backup


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    return found.st_ino, found.st_size, found.st_mtime_ns


def realigner(media: Path | None) -> Realign | None:
    """Re-aligning against `media`; `None` without a recording."""
    if media is None:
        return None
    from align.realign import realign_words

    recording = media
    return lambda alignment, first, last: realign_words(recording, alignment, first, last)


def warm(realign: Realign, alignment: Alignment) -> None:
    """Re-align a few words and forget them: the first time takes seconds, since the model is read then."""
    said = next((i for i, word in alignment.timed()), 0)
    with contextlib.suppress(PullquoteError):
        realign(alignment, said, min(len(alignment.words), said + 3))
