"""The media that clips are cut from: where the file is, and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.errors import FileProblem, PullquoteError
from align.hashing import file_sha256
from clips.loudness import episode_loudness
from clips.parallel import side_by_side

__all__ = ["find_media", "source_record"]


def find_media(document: Path, alignment: Alignment, given: Path | None = None) -> Path:
    """Return the media to cut: as given, or what was aligned, beside the document or where it was.

    Raises `FileProblem` where it is in none of these places.
    """
    if given is not None:
        return given
    named = Path(alignment.media.path)
    for candidate in (document.parent / named, document.parent / named.name, named):
        if candidate.is_file():
            return candidate
    raise FileProblem(named, "was aligned but is not here; give the recording with --media")


def source_record(path: Path, stream: int | None, earlier: dict[str, Any] | None, *, loudness: bool) -> dict[str, Any]:
    """Return what the manifest says of the source; hash and loudness of an unchanged file are not computed again.

    `earlier`: what a manifest said before. `loudness`: whether it is needed.
    """
    status = path.stat()
    record = {"path": str(path), "bytes": status.st_size, "modified": status.st_mtime_ns, "stream": stream}
    if earlier and all(earlier.get(key) == value for key, value in record.items()):
        record = dict(earlier)
    missing: dict[str, Callable[[], Any]] = {}
    if "sha256" not in record:
        missing["sha256"] = lambda: file_sha256(path)
    if loudness and "loudness" not in record:
        missing["loudness"] = lambda: episode_loudness(path, stream)
    names = list(missing)
    for at, result in side_by_side(lambda name: missing[name](), names, 2):
        if isinstance(result, PullquoteError):
            raise result
        record[names[at]] = result
    return record
