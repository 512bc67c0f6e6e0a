"""Writing files so that nothing is ever lost: whole or not at all, never over another unasked, nothing left behind.

What is being written lies beside its place under a name of its own, and is locked by the process that writes it. A
process that is killed leaves such a file without a lock; the next one that writes the same output removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from align.errors import FileProblem, OutputExists, UsageError, shown

try:
    import fcntl
except ImportError:  # Windows: there, a file that a process has open cannot be removed by another
    fcntl = None  # type: ignore[assignment]

__all__ = ["make_folder", "refuse_existing", "remove_unfinished", "temporary_folder", "write_whole", "writing_beside"]

STEM_LENGTH = 40
"""Characters of the output's name in the name of its temporary file; a name may have 255 bytes in all."""

FOLDER_PREFIX = "pullquote-"
LOCK_NAME = ".lock"

_unfinished: set[Path] = set()
"""What this process is writing now: temporary files and folders."""


def remove_unfinished() -> None:
    """Remove all temporary files and folders of this process; for its last moment, when nothing writes any more."""
    for path in list(_unfinished):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def refuse_existing(*paths: Path, force: bool, inputs: Iterable[Path | None] = ()) -> None:
    """Raise `OutputExists` for the first path that exists, unless `force`; a folder in the way is always refused.

    Whatever `force` says, no path may be one of `inputs`, the files that are read, nor stand there twice: raises
    `UsageError`.
    """
    _refuse_inputs(paths, [path for path in inputs if path is not None])
    for path in paths:
        if path.is_dir():
            raise FileProblem(path, "is a folder, a file was expected")
        if not force and os.path.lexists(path):
            raise OutputExists(path)


def _refuse_inputs(outputs: Sequence[Path], inputs: Sequence[Path]) -> None:
    read, written = {_place(path) for path in inputs}, set()
    for path in outputs:
        if _place(path) in read:
            raise UsageError(f"{shown(path)} is read here and would be lost; give another file with -o")
        if _place(path) in written:
            raise UsageError(f"{shown(path)} is given twice; each output needs a file of its own")
        written.add(_place(path))


def _place(path: Path) -> object:
    """Return what two names of one file have in common."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # it is not there yet, or no name of a file
        return path.absolute()
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def writing_beside(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a new path beside `path` to write to; on success it takes `path`'s place, on failure it is removed.

    The suffix is kept, since ffmpeg chooses the container by it. What earlier writers of `path` left when they were
    killed is removed. Without `force` the final step fails when another file has appeared at `path` meanwhile.
    Raises `OutputExists` or `FileProblem`.
    """
    refuse_existing(path, force=force)
    try:
        _sweep(path)
        beside, lock = _create_locked(path)
    except FileNotFoundError:
        raise FileProblem(path, f"the folder {path.parent} does not exist") from None
    except OSError as error:
        raise FileProblem(path, f"cannot be written: {error.strerror}") from None
    try:
        yield beside
        if fcntl is None:
            os.close(lock)  # what is open cannot be renamed there
            lock = -1
        _finish(beside, path, force=force)
    except OSError as error:
        raise FileProblem(path, f"cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)
        _unfinished.discard(beside)
        if lock >= 0:
            os.close(lock)


def _marker(path: Path) -> str:
    """Return what the names of all temporary files of one output begin with, and those of no other output."""
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:8]
    return f".{path.stem[:STEM_LENGTH]}.pullquote-{digest}-"


def _create_locked(path: Path) -> tuple[Path, int]:
    """Create a temporary file beside `path` and lock it; the lock goes with this process, however that ends."""
    while True:
        beside = path.with_name(f"{_marker(path)}{secrets.token_hex(4)}{path.suffix}")
        if os.path.lexists(beside):
            continue
        _unfinished.add(beside)  # before it is there: a signal may come right after
        try:
            handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except FileExistsError:
            _unfinished.discard(beside)
            continue
        except OSError:
            _unfinished.discard(beside)
            raise
        # Another writer may have taken the new file for one that was left, before it was locked.
        if _lock(handle) and os.path.lexists(beside):
            return beside, handle
        _unfinished.discard(beside)
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file without waiting; `False` where another process has it locked."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def _can_lock(handle: int) -> bool:
    """Tell whether nobody holds the lock of an open file; `False` also where the file system has no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(path: Path) -> None:
    """Remove what killed writers of `path` left beside it."""
    pattern = re.compile(rf"{re.escape(_marker(path))}[0-9a-f]{{8}}{re.escape(path.suffix)}")
    with os.scandir(path.parent) as entries:
        left = [path.with_name(entry.name) for entry in entries if pattern.fullmatch(entry.name)]
    for leftover in left:
        with contextlib.suppress(OSError):
            if fcntl is None:
                leftover.unlink()
                continue
            handle = os.open(leftover, os.O_RDWR)
            try:
                if _can_lock(handle):
                    leftover.unlink()
            finally:
                os.close(handle)


def _finish(beside: Path, path: Path, *, force: bool) -> None:
    umask = os.umask(0)
    os.umask(umask)
    beside.chmod(0o666 & ~umask)  # until now only its owner could read it
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    if not force:
        refuse_existing(path, force=False)
    beside.replace(path)


def make_folder(path: Path) -> None:
    """Make a folder (and those above it) unless it is there; raises `FileProblem` where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise FileProblem(path, "is a file, a folder was expected") from None
    except OSError as error:
        raise FileProblem(path, f"cannot be made: {error.strerror}") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise FileProblem(path, "is a folder that cannot be written to")


def write_whole(path: Path, data: str | bytes, *, force: bool = False) -> None:
    """Write text (as UTF-8, newlines as given) or bytes to `path`, whole or not at all."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    with writing_beside(path, force=force) as beside:
        beside.write_bytes(raw)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder of the system's for temporary files, removed afterwards.

    Folders that killed processes of this user left are removed, too. Raises `FileProblem` where none can be made.
    """
    try:
        home = Path(tempfile.gettempdir())
        _sweep_folders(home)
        folder, handle = _locked_folder()
    except OSError as error:
        raise FileProblem("folder for temporary files", f"cannot be made: {error.strerror}; set TMPDIR") from None
    try:
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)
        _unfinished.discard(folder)


def _locked_folder() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        _unfinished.add(folder)
        handle = os.open(folder / LOCK_NAME, os.O_CREAT | os.O_RDWR, 0o600)
        if _lock(handle) and folder.exists():
            return folder, handle
        _unfinished.discard(folder)
        os.close(handle)


def _sweep_folders(home: Path) -> None:
    if fcntl is None:
        return
    # A folder without the lock file is one that is being made this moment, or somebody else's.
    for lock in home.glob(f"{FOLDER_PREFIX}*/{LOCK_NAME}"):
        with contextlib.suppress(OSError):
            handle = os.open(lock, os.O_RDWR)
            try:
                if _can_lock(handle):
                    shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(handle)
