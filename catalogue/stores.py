"""Where a batch puts its results: a folder, or a place in an object store. Names in it are relative, with `/`."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from align.errors import FileProblem
from align.files import make_folder, temporary_folder, write_whole, writing_beside
from catalogue.remote import is_url, local_path, reached

__all__ = ["FolderStore", "RemoteStore", "Store", "store_at"]


class Store(Protocol):
    """What a batch asks of the place for its results; every method raises `FileProblem` where that does not work."""

    def __str__(self) -> str: ...

    def read(self, name: str) -> bytes | None:
        """Return a file, or `None` where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole, in place of an older one."""

    def writing(self, name: str) -> contextlib.AbstractContextManager[TextIO]:
        """Yield a text file to write; it takes the place of an older one at the end, whole."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def exists(self, name: str) -> bool:
        """Tell whether a file is there."""

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted; none where there is no such folder."""

    def filling(self, folder: str) -> contextlib.AbstractContextManager[Path]:
        """Yield a local folder; what is written there lies in `folder` afterwards."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A folder of this machine, or of a file system that several machines share."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileProblem(self.path / name, f"cannot be read: {error.strerror}") from None

    def write(self, name: str, data: bytes) -> None:
        make_folder((self.path / name).parent)
        write_whole(self.path / name, data, force=True)

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[TextIO]:
        make_folder((self.path / name).parent)
        with writing_beside(self.path / name, force=True) as beside, _text_file(beside) as stream:
            yield stream

    def remove(self, name: str) -> None:
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise FileProblem(self.path / name, f"cannot be removed: {error.strerror}") from None

    def exists(self, name: str) -> bool:
        return (self.path / name).exists()

    def names(self, folder: str) -> list[str]:
        place = self.path / folder
        return sorted(path.name for path in place.iterdir() if path.is_file()) if place.is_dir() else []

    @contextlib.contextmanager
    def filling(self, folder: str) -> Iterator[Path]:
        make_folder(self.path / folder)
        yield self.path / folder


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A place in an object store; a file there is whole or not there at all."""

    url: str

    def __str__(self) -> str:
        return self.url

    def read(self, name: str) -> bytes | None:
        with self._at(name) as (system, path):
            try:
                return bytes(system.cat_file(path))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        with self._at(name) as (system, path):
            system.makedirs(posixpath.dirname(path), exist_ok=True)
            system.pipe_file(path, data)

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[TextIO]:
        with temporary_folder() as local, self._at(name) as (system, path):
            with _text_file(local / "text") as stream:
                yield stream
            system.makedirs(posixpath.dirname(path), exist_ok=True)
            system.put_file(str(local / "text"), path)

    def remove(self, name: str) -> None:
        with self._at(name) as (system, path), contextlib.suppress(FileNotFoundError):
            system.rm_file(path)

    def exists(self, name: str) -> bool:
        with self._at(name) as (system, path):
            # Another machine may have written it since this one looked.
            system.invalidate_cache()
            return bool(system.exists(path))

    def names(self, folder: str) -> list[str]:
        with self._at(folder) as (system, path):
            system.invalidate_cache()
            try:
                found = system.ls(path, detail=True)
            except FileNotFoundError:
                return []
        return sorted(posixpath.basename(each["name"]) for each in found if each["type"] == "file")

    @contextlib.contextmanager
    def filling(self, folder: str) -> Iterator[Path]:
        with temporary_folder() as local:
            own = local / "results"
            own.mkdir()
            yield own
            for path in sorted(own.iterdir()):
                self.write(posixpath.join(folder, path.name), path.read_bytes())

    @contextlib.contextmanager
    def _at(self, name: str) -> Iterator[tuple[Any, str]]:
        with reached(self.url) as (system, root):
            yield system, posixpath.join(root, name)


def _text_file(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="")


def store_at(place: str | Path) -> Store:
    """Return the store that a path or a URL names; `file://` is a folder."""
    path = local_path(str(place)) if is_url(place) else Path(place)
    return RemoteStore(str(place).rstrip("/")) if path is None else FolderStore(path)
