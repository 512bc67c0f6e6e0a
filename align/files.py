"""Writing files so that nothing is ever lost: whole or not at all, and never over another unasked."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from align.errors import FileProblem, OutputExists

__all__ = ["make_folder", "refuse_existing", "write_whole", "writing_beside"]


def refuse_existing(*paths: Path, force: bool) -> None:
    """Raise `OutputExists` for the first path that exists, unless `force`; a folder in the way is always refused."""
    for path in paths:
        if path.is_dir():
            raise FileProblem(path, "is a folder, a file was expected")
        if not force and os.path.lexists(path):
            raise OutputExists(path)


@contextlib.contextmanager
def writing_beside(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a new path beside `path` to write to; on success it takes `path`'s place, on failure it is removed.

    The suffix is kept, since ffmpeg chooses the container by it. Without `force` the final step fails when
    another file has appeared at `path` meanwhile. Raises `OutputExists` or `FileProblem`.
    """
    refuse_existing(path, force=force)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:80]}.", suffix=path.suffix, dir=path.parent)
    except FileNotFoundError:
        raise FileProblem(path, f"the folder {path.parent} does not exist") from None
    except OSError as error:
        raise FileProblem(path, f"cannot be written: {error.strerror}") from None
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        _settle(beside, path, force=force)
    except OSError as error:
        raise FileProblem(path, f"cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)


def _settle(beside: Path, path: Path, *, force: bool) -> None:
    umask = os.umask(0)
    os.umask(umask)
    beside.chmod(0o666 & ~umask)  # mkstemp makes files that only their owner can read
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
