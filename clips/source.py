"""The media that clips are cut from: where the file is, and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from align.document import Alignment, Media
from align.errors import FileProblem, PullquoteError
from align.hashing import file_sha256
from align.media_place import find_media_file
from align.transcript import looks_like_media
from clips.loudness import episode_loudness
from clips.parallel import side_by_side

__all__ = ["find_media", "hash_of", "load_document", "source_record"]


def load_document(path: Path) -> Alignment:
    """Read an alignment; raises `FileProblem` that says what to do where somebody gives the recording instead."""
    if not looks_like_media(path):
        return Alignment.load(path)
    beside = path.with_suffix(".align.json")
    if beside.is_file():
        raise FileProblem(path, f"is a recording, not an alignment; give {beside.name}, which lies beside it")
    raise FileProblem(
        path, f"is a recording, not an alignment; make one first: pullquote run {path.name} TRANSCRIPT -o out/"
    )


def find_media(document: Path, media: Media, given: Path | None = None) -> Path:
    """Return the media to cut: as given, or what was aligned, wherever it is found.

    Raises `FileProblem` where it is in none of the places.
    """
    path = given or find_media_file(media, document)
    if path is None:
        raise FileProblem(media.path or "the recording", "was aligned but is not here; give the recording with --media")
    return path


def hash_of(path: Path, earlier: dict[str, Any] | None = None) -> str:
    """Return the SHA-256 of the media, once a process; `earlier` is what a manifest said of an unchanged file."""
    identity = _identity(path)
    if earlier and all(earlier.get(key) == value for key, value in identity.items()) and "sha256" in earlier:
        return str(earlier["sha256"])
    return _hashed(path, identity["bytes"], identity["modified"])


@lru_cache(maxsize=8)
def _hashed(path: Path, size: int, modified: int) -> str:
    return file_sha256(path)


def _identity(path: Path) -> dict[str, Any]:
    status = path.stat()
    return {"path": str(path), "bytes": status.st_size, "modified": status.st_mtime_ns}


def source_record(
    path: Path, track: tuple[int | None, int | None], earlier: dict[str, Any] | None, *, loudness: bool
) -> dict[str, Any]:
    """Return what the manifest says of the source; hash and loudness of an unchanged file are not computed again.

    `track`: stream and channel. `earlier`: what a manifest said before. `loudness`: whether it is needed.
    """
    stream, channel = track
    record = {**_identity(path), "stream": stream, **({} if channel is None else {"channel": channel})}
    if earlier and earlier.get("channel") != channel:
        earlier = None
    if earlier and all(earlier.get(key) == value for key, value in record.items()):
        record = dict(earlier)
    missing: dict[str, Callable[[], Any]] = {}
    if "sha256" not in record:
        missing["sha256"] = lambda: hash_of(path)
    if loudness and "loudness" not in record:
        missing["loudness"] = lambda: episode_loudness(path, stream, channel)
    names = list(missing)
    for at, result in side_by_side(lambda name: missing[name](), names, 2):
        if isinstance(result, PullquoteError):
            raise result
        record[names[at]] = result
    return record
