"""Which recording belongs to which transcript: from a folder, a manifest or a saved feed, and never by a guess."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem, UsageError
from catalogue.episodes import Found
from catalogue.feed import read_feed
from catalogue.manifest import read_manifest
from catalogue.pairing import pair_files, pair_folder
from catalogue.remote import RemoteFile, files_below, local_path

__all__ = ["find_episodes"]

MANIFESTS = (".csv", ".tsv", ".jsonl", ".ndjson")
FEEDS = (".rss", ".xml", ".atom")


def find_episodes(source: Path | str, *, out: Path | None = None, language: str = "auto") -> Found:
    """Read the episodes of a folder, a manifest (CSV, TSV, JSON Lines) or a saved feed (RSS).

    Args:
        source: folder or file; a folder or a manifest may be a URL of an object store.
        out: the output folder, which is not searched.
        language: of episodes whose language is not told.

    Raises `FileProblem` where `source` cannot be read, `UsageError` where it is of no known kind.
    """
    path = local_path(str(source))
    if path is None:
        return _find_elsewhere(str(source).rstrip("/"), language)
    if path.is_dir():
        return pair_folder(path, out=out, language=language)
    if not path.exists():
        raise FileProblem(path, "there is no such file or folder")
    suffix = path.suffix.lower()
    if suffix in MANIFESTS:
        return read_manifest(path, language=language)
    if suffix in FEEDS:
        return read_feed(path, language=language)
    raise UsageError(f"{path.name} is no folder, no manifest ({' '.join(MANIFESTS)}) and no feed ({' '.join(FEEDS)})")


def _find_elsewhere(url: str, language: str) -> Found:
    file = RemoteFile(url)
    if file.suffix.lower() in MANIFESTS:
        return read_manifest(file, language=language)
    return pair_files(files_below(url), url, language=language)
