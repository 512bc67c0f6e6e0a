"""Files in object stores (`s3://`, `gs://`, ...) through fsspec: brought here to be read, taken away afterwards."""

from __future__ import annotations

import contextlib
import importlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import FileProblem, UsageError
from align.files import temporary_folder

__all__ = [
    "LocalCopies",
    "RemoteFile",
    "Source",
    "files_below",
    "is_url",
    "local_path",
    "reached",
    "source_at",
]

ADVICE = "install pullquote[remote] (pip install 'pullquote[remote]') and the package that fsspec names for the store"


def is_url(text: object) -> bool:
    """Tell whether a place is named by a URL; `C:\\talk.mp3` is a path.

    >>> is_url("s3://shows/one.mp3"), is_url("C:/one.mp3")
    (True, False)
    """
    scheme, found, _ = str(text).partition("://")
    return bool(found) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def local_path(text: str) -> Path | None:
    """Return the path that a `file://` URL or a plain path names; `None` for a place elsewhere.

    >>> local_path("file:///shows/one.mp3").as_posix(), local_path("s3://shows/one.mp3")
    ('/shows/one.mp3', None)
    """
    if text.startswith("file://"):
        return Path(text.removeprefix("file://"))
    return None if is_url(text) else Path(text)


def file_system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it; raises `UsageError` where a package or a key is missing."""
    try:
        core = importlib.import_module("fsspec.core")
    except ImportError:
        raise UsageError(f"{url} is in an object store; {ADVICE}") from None
    try:
        system, path = core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url} cannot be opened: {error}; {ADVICE}") from None
    return system, path


@contextlib.contextmanager
def remote_problems(url: str) -> Iterator[None]:
    """Raise `FileProblem` for whatever goes wrong with a file elsewhere: each store has errors of its own."""
    try:
        yield
    except (UsageError, FileProblem):
        raise
    except FileNotFoundError:
        raise FileProblem(url, "there is no such file") from None
    except Exception as error:
        told = " ".join(str(error).split()) or type(error).__name__
        raise FileProblem(url, f"cannot be reached: {told[:200]}") from None


@contextlib.contextmanager
def reached(url: str) -> Iterator[tuple[Any, str]]:
    """Yield the file system of a URL and the path in it; what goes wrong inside is as in `remote_problems`."""
    system, path = file_system(url)
    with remote_problems(url):
        yield system, path


@dataclass(frozen=True, slots=True, order=True)
class RemoteFile:
    """A file by its URL, with as much of a path as naming and pairing ask for."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return posixpath.basename(self.url)

    @property
    def stem(self) -> str:
        """The name without its last suffix."""
        return posixpath.splitext(self.name)[0]

    @property
    def suffix(self) -> str:
        """The last suffix of the name, with its dot."""
        return posixpath.splitext(self.name)[1]

    @property
    def parent(self) -> str:
        """The URL of the folder."""
        return posixpath.dirname(self.url)

    def is_file(self) -> bool:
        """Tell whether it is there; raises `FileProblem` where the store does not answer."""
        with reached(self.url) as (system, path):
            return bool(system.isfile(path))

    def stamp(self) -> str:
        """Return what changes when the file does, without reading it; raises `FileProblem` where it is gone."""
        with reached(self.url) as (system, path):
            return str(system.ukey(path))

    def read(self) -> bytes:
        """Return the whole file; raises `FileProblem`."""
        with reached(self.url) as (system, path):
            return bytes(system.cat_file(path))

    def fetch(self, to: Path) -> None:
        """Copy the file to a local one; raises `FileProblem`."""
        with reached(self.url) as (system, path):
            system.get_file(path, str(to))


def files_below(url: str) -> list[RemoteFile]:
    """Return the files below a URL, sorted, but for hidden ones; raises `FileProblem` where there is nothing."""
    with reached(url) as (system, root):
        paths = system.find(root)
    if not paths:
        raise FileProblem(url, "holds no files")
    inside = (path[len(root) :].lstrip("/") for path in paths)
    return sorted(RemoteFile(f"{url}/{name}") for name in inside if not any(p[0] == "." for p in name.split("/") if p))


Source = Path | RemoteFile
"""A file that is read: here, or elsewhere."""


def source_at(folder: Path | str, name: str) -> Source:
    """Return the file that `name` stands for in a list that lies in `folder` (a path or a URL)."""
    if is_url(name):
        path = local_path(name)
        return RemoteFile(name) if path is None else path
    if isinstance(folder, str):
        return RemoteFile(posixpath.join(folder, name))
    return folder / name


class LocalCopies:
    """Brings files here, each at most once, and removes the copies at the end of its block."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._paths: dict[RemoteFile, Path] = {}

    def __enter__(self) -> LocalCopies:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._paths.clear()

    def of(self, source: Source) -> Path:
        """Return a local file with the same bytes and name; raises `FileProblem` where it cannot be had."""
        if isinstance(source, Path):
            return source
        if source not in self._paths:
            copy = self._stack.enter_context(temporary_folder()) / (source.name or "file")
            source.fetch(copy)
            self._paths[source] = copy
        return self._paths[source]
