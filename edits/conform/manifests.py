"""A manifest of clips moved to a new cut: what `pullquote clip` and `pullquote edit` wrote, and `export` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from edits.conform.stretches import NewCut
from handoff.manifest import load_json, read_manifest

__all__ = ["MovedClips", "move_clips"]

STALE = ("samples", "frames", "timecode", "words", "sample_rate")
"""What a span says of the old recording beside its seconds."""


@dataclass(frozen=True, slots=True)
class MovedClips:
    """The new manifest, how many clips stayed whole, and the names of those of which something or all is gone."""

    text: str
    kept: int
    shortened: tuple[str, ...]
    gone: tuple[str, ...]


def move_clips(path: Path, cut: NewCut, source: Mapping[str, Any]) -> MovedClips:
    """Give each clip its times in the new cut; `source` are the facts of the new recording.

    A clip of which a part is gone keeps the rest; notes, titles and all else of each clip stay as they are. Raises
    `FileProblem` where the file is no manifest.
    """
    read_manifest(path)  # it is one, and every span has its times
    data = load_json(path)
    kept, shortened, gone, rows = 0, [], [], []
    for number, row in enumerate(data["clips"], 1):
        name = str(row.get("name") or row.get("title") or f"clip {number}")
        before = row.get("spans") or [{key: row[key] for key in ("in", "out")}]
        spans = [span for part in before for span in _moved(part, cut)]
        lost = sum(part["out"] - part["in"] for part in before) / cut.speed - sum(
            span["out"] - span["in"] for span in spans
        )
        if not spans:
            gone.append(name)
            continue
        shortened += [name] if lost > 0.05 else []
        kept += lost <= 0.05
        length = round(sum(span["out"] - span["in"] for span in spans), 3)
        rows.append({**row, "spans": spans, "duration": length, **_ends(row, spans)})
    made = {**data, "source": dict(source), "clips": rows, **_of_edit(data, rows, cut)}
    return MovedClips(json.dumps(made, ensure_ascii=False, indent=1) + "\n", kept, tuple(shortened), tuple(gone))


def _of_edit(data: Mapping[str, Any], clips: list[dict[str, Any]], cut: NewCut) -> dict[str, Any]:
    """Return what the manifest of an edit has beside its clip: what was taken out of it, and where its picture
    jumps.
    """
    out: dict[str, Any] = {}
    if "removed" in data:
        out["removed"] = [span for part in data["removed"] for span in _moved(part, cut)]
    if "jump_cuts" in data:
        lengths = [span["out"] - span["in"] for clip in clips for span in clip["spans"]]
        out["jump_cuts"] = [round(second, 3) for second in accumulate(lengths)][:-1] if data["jump_cuts"] else []
    return out


def _ends(row: Mapping[str, Any], spans: list[dict[str, Any]]) -> dict[str, Any]:
    return {"in": spans[0]["in"], "out": spans[-1]["out"]} if "in" in row else {}


def _moved(part: Mapping[str, Any], cut: NewCut) -> list[dict[str, Any]]:
    rest = {key: value for key, value in part.items() if key not in STALE}
    return [
        {**rest, "in": round(first, 6), "out": round(last, 6)}
        for _, first, last in cut.places(part["in"], part["out"])
        if last - first > 0.02
    ]
