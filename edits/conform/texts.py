"""The texts that `conform` writes beside the new document: report, subtitles, clips, lists of changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align import Alignment
from edits.conform.captions import move_captions
from edits.conform.change_lists import change_list, words_in
from edits.conform.conforming import Conformed
from edits.conform.manifests import move_clips
from edits.conform.page_lists import lists_beside, move_list
from edits.conform.report import facts
from edits.conform.stretches import changes_of
from handoff.source import Asked, find_media, source_of

__all__ = ["Texts", "texts_of"]


@dataclass(frozen=True, slots=True)
class Texts:
    """What to write, by the key of its file, and what did not come along whole, a line each."""

    files: dict[str, str]
    notes: tuple[str, ...]


def texts_of(document: Alignment, path: Path, made: Conformed, media: Path, asked: Mapping[str, Any]) -> Texts:
    """Make every text that was asked for."""
    files = {"report": json.dumps(facts(document, made), ensure_ascii=False, indent=1) + "\n"}
    notes: list[str] = []
    for file in asked["subtitles"]:
        captions = move_captions(file, made.cut)
        files[f"subtitles {file}"] = captions.text
        kept = f"{captions.kept} subtitles kept, {captions.shortened} of them shortened"
        notes.append(f"{file.name}: {kept}, {captions.gone} gone")
    source = {"path": str(media), "sha256": made.carried.alignment.media.sha256}
    for file in [*asked["clips"], *lists_beside(path)]:
        is_list = file.suffix.lower() == ".csv"
        clips = move_list(file, made.cut) if is_list else move_clips(file, made.cut, source)
        files[f"clips {file}"] = clips.text
        notes.append(f"{file.name}: {clips.kept} kept")
        notes += [f"{file.name}: a part of this is gone: {name}" for name in clips.shortened]
        notes += [f"{file.name}: this is gone: {name}" for name in clips.gone]
    if asked["changes"]:
        old = source_of(document, find_media(document, path, asked["media"]), Asked())
        changes, words = changes_of(made.cut), words_in(document)
        for file in asked["changes"]:
            files[f"changes {file}"] = change_list(file, changes, words, old, media.name)
    return Texts(files, tuple(notes))
