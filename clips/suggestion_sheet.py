"""Suggestions as one HTML page: hear each, tick those to make, save them as a list that `pullquote clip` reads."""

from __future__ import annotations

import importlib.resources
import shlex
from collections.abc import Sequence
from pathlib import Path

from align.clock import clock_text
from align.document import Alignment
from align.html_page import filled, html_text, json_block, relative_address
from align.spreadsheet import table_text
from clips.queries import place_text
from clips.ranking import candidates_of
from clips.selects.table import LIST_COLUMNS
from clips.suggestions import Suggestion

__all__ = ["suggestion_sheet"]


def suggestion_sheet(
    alignment: Alignment, found: Sequence[Suggestion], *, page: Path, document: Path, media: Path | None
) -> str:
    """Return the page.

    Args:
        found: in the order in which they are shown.
        page: where it will be written; it plays the recording by its relative address.
        document: the alignment, for the command that cuts the list.
        media: the recording; without one the page has no buttons to play it.
    """
    name = alignment.media.path.replace("\\", "/").rsplit("/", 1)[-1] or document.name
    chosen = f"{page.stem}.csv"
    rows = [
        {**row, "from": place_text(row["start"]), "to": place_text(row["end"]), "csv": _csv_row(row)}
        for row in candidates_of(alignment, found)
    ]
    data = {
        "rows": rows,
        "media": None if media is None else relative_address(media, page),
        "head": ",".join(LIST_COLUMNS),
        "list": chosen,
    }
    command = ["pullquote", "clip", document.name, "--list", chosen, "-o", "clips"]
    return filled(
        importlib.resources.files("clips").joinpath("suggestion_sheet.html").read_text(encoding="utf-8"),
        {
            "LANGUAGE": html_text(alignment.language),
            "TITLE": html_text(f"Suggestions from {name}"),
            "NOTE": "" if media else "The recording was not found, so nothing can be played here.",
            "COMMAND": html_text(shlex.join(command)),
            "DATA": json_block(data),
        },
    )


def _csv_row(row: dict[str, object]) -> str:
    times = (clock_text(float(str(row[key])), hours=1) for key in ("start", "end"))
    return table_text([[*times, *(str(row[key]) for key in ("title", "text"))]], line_end="")
