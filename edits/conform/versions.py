"""Versions of one recording beside its document: a feed's file with other adverts is the same words, elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from align.errors import FileProblem, UsageError
from align.files import write_whole
from align.media_place import beside_document
from edits.conform.stretches import NewCut, Stretch
from handoff.manifest import load_json

__all__ = ["keep_version", "read_version", "versions_path"]

VERSION = 1


def versions_path(document: Path) -> Path:
    """Return where the versions of a document's recording are kept."""
    return beside_document(document, ".versions.json")


def keep_version(document: Path, name: str, cut: NewCut, facts: Mapping[str, Any]) -> Path:
    """Note a version under its name, in place of one that had it; `facts`: the file's SHA-256, and the document's."""
    path = versions_path(document)
    versions = _versions(path) if path.exists() else {}
    versions[name] = {**facts, **asdict(cut)}
    text = json.dumps({"version": VERSION, "versions": versions}, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text, force=True)
    return path


def read_version(document: Path, name: str) -> tuple[NewCut, dict[str, Any]]:
    """Return a version that was noted, and its facts; raises `UsageError` where there is none of that name."""
    path = versions_path(document)
    versions = _versions(path) if path.exists() else {}
    if name not in versions:
        known = ", ".join(versions) or "none yet"
        raise UsageError(f"there is no version {name!r} (known: {known}); give its recording as well")
    row = versions[name]
    try:
        stretches = tuple(Stretch(**each) for each in row["stretches"])
        return NewCut(stretches, float(row["duration"]), float(row["old_duration"])), row
    except (KeyError, TypeError, ValueError):
        raise FileProblem(path, f"has a malformed version {name!r}; delete the file and conform again") from None


def _versions(path: Path) -> dict[str, Any]:
    data = load_json(path)
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("versions"), dict):
        raise FileProblem(path, "is not a list of versions that this pullquote reads; rename or delete it")
    return dict(data["versions"])
