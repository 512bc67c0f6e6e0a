"""An edit handed to editing programs and read back, by readers that are not its writer's."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.timecode import Rate, Timecode, exact
from benchmarks.films import FPS
from benchmarks.measure import pullquote
from edits.conform.lists import LISTS
from handoff.job import Source

__all__ = ["read_back"]


def read_back(path: Path, folder: Path) -> list[tuple[str, int, str]]:
    """Hand the edit over in each format and read it back."""
    spans = json.loads((folder / "cut.edit.json").read_text())["clips"][0]["spans"]
    wanted = [(round(span["in"] * FPS), round(span["out"] * FPS)) for span in spans]
    rows = []
    for kind, ending in (("otio", "otio"), ("fcp7", "xml"), ("fcpxml", "fcpxml"), ("edl", "edl"), ("reaper", "csv")):
        file = folder / f"cut.{ending}"
        cost = pullquote(
            "export", str(path), "--clips", str(folder / "cut.edit.json"), "--to", kind, "-o", str(file), "--force"
        )
        found = list(_read(kind, file, path)) if not cost.code else []
        rows.append((kind, len(found), "yes" if found == wanted else "no"))
    return rows


def _read(kind: str, file: Path, document: Path) -> Iterator[tuple[int, int]]:
    """Yield in and out frames of a list, by readers that are not its writer's."""
    if kind == "reaper":
        yield from (span for _, span in sorted(_regions(file)))
        return
    if kind == "fcpxml":
        for first, length in re.findall(
            r'<asset-clip[^>]* start="([\d/]+)s"[^>]* duration="([\d/]+)s"', file.read_text()
        ):
            begin = Fraction(first)
            yield round(begin * FPS), round((begin + Fraction(length)) * FPS)
        return
    alignment = Alignment.load(document)
    rate = Rate(Fraction(FPS))
    source = Source(Path(alignment.media.path), exact(alignment.media.duration), rate, Timecode(0, rate))
    for entry in LISTS[kind].read(file, source):
        yield round(entry.start * FPS), round((entry.start + entry.end - entry.at) * FPS)


def _regions(file: Path) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield REAPER's regions, which stand in order of time: the number of each in the edit, and its frames."""
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        number = re.search(r"\((\d+)/\d+\)$", row["Name"])
        yield int(number[1]) if number else 1, (_frame(row["Start"]), _frame(row["End"]))


def _frame(clock: str) -> int:
    """Return the frame of a time such as 4:05.120 or 1:04:05.120."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = 60 * seconds + float(part)
    return round(seconds * FPS)
