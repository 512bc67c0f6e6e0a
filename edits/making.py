"""What `edit` and `tighten` do once an edit is decided: the recording, its sheet, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from align.console import note, progress_bar, say_json
from align.errors import UsageError
from align.files import refuse_existing, write_whole
from clips.brand import read_brand
from clips.drawing.look import CaptionRequest
from edits.captions import captions_of
from edits.plan import EditPlan
from edits.rendering import describe, files_read, manifest, render, targets_of
from edits.sheet import sheet as sheet_page

__all__ = ["finish"]

CAPTION_KEYS = ("captions", "size", "position", "color", "font", "names")
"""Options of captions, as `CaptionRequest` has them."""


def finish(
    plan: EditPlan,
    document: Path,
    *,
    inputs: Sequence[Path | None],
    output: Path | None,
    sheet: Path | None,
    force: bool,
    **asked: Any,
) -> None:
    """Make what was asked for: the sheet, the recording, or only what would be cut.

    `document`: the alignment, beside which a `pullquote.toml` may lie. `inputs`: what else was read, and is never
    written over. `asked`: the other options of `edit` and `tighten`.
    """
    brand = None if asked["brand"] is None else read_brand(asked["brand"])
    plan = replace(plan, punch_in=asked["punch_in"])
    captions = None
    if output is not None:
        request = CaptionRequest(**{key: asked[key] for key in CAPTION_KEYS})
        captions = captions_of(plan, request, brand, document.parent)
    if output is None and sheet is None and not asked["dry_run"]:
        raise UsageError("give -o FILE for the recording to make, --sheet FILE, or --dry-run to see what would be cut")
    files: dict[str, Path] = {}
    made = [] if output is None or asked["dry_run"] else list(targets_of(output).values())
    made += [] if sheet is None else [sheet]
    refuse_existing(*made, force=force, inputs=(document, *inputs, asked["brand"], *files_read(plan)))
    if output is not None and not asked["dry_run"]:
        with progress_bar("cutting") as progress:
            files = render(plan, output, progress, force=force, brand=brand, captions=captions)
    if sheet is not None:
        with progress_bar("making the sheet") as progress:
            page = sheet_page(plan, plan.info.path.name, progress)
        write_whole(sheet, page, force=force)
        files["sheet"] = sheet
    for line in captions.notes if captions is not None else ():
        note(line)
    _say(files, describe(plan), manifest(plan), as_json=asked["as_json"], all_lines=asked["dry_run"])


def _say(files: dict[str, Path], lines: list[str], facts: dict[str, Any], *, as_json: bool, all_lines: bool) -> None:
    if as_json:
        say_json({"files": {kind: str(path) for kind, path in files.items()}, **facts} if files else facts)
        return
    for path in files.values():
        click.echo(path)
    if all_lines:
        for line in lines:
            click.echo(line)
    else:
        note(lines[-1])
