"""Which recording belongs to which transcript: from a folder, a manifest or a saved feed, and never by a guess."""

from __future__ import annotations

from pathlib import Path

from align.errors import FileProblem, UsageError
from catalogue.episodes import Found
from catalogue.feed import read_feed
from catalogue.manifest import read_manifest
from catalogue.pairing import pair_folder

__all__ = ["find_episodes"]

MANIFESTS = (".csv", ".tsv", ".jsonl", ".ndjson")
FEEDS = (".rss", ".xml", ".atom")


def find_episodes(source: Path, *, out: Path | None = None, language: str = "auto") -> Found:
    """Read the episodes of a folder, a manifest (CSV, TSV, JSON Lines) or a saved feed (RSS).

    Args:
        source: folder or file.
        out: the output folder, which is not searched.
        language: of episodes whose language is not told.

    Raises `FileProblem` where `source` cannot be read, `UsageError` where it is of no known kind.
    """
    if source.is_dir():
        return pair_folder(source, out=out, language=language)
    if not source.exists():
        raise FileProblem(source, "there is no such file or folder")
    suffix = source.suffix.lower()
    if suffix in MANIFESTS:
        return read_manifest(source, language=language)
    if suffix in FEEDS:
        return read_feed(source, language=language)
    raise UsageError(f"{source.name} is no folder, no manifest ({' '.join(MANIFESTS)}) and no feed ({' '.join(FEEDS)})")
