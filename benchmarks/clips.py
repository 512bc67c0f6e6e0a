"""Clips: found again by aligning them alone; their loudness; the time that each takes."""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align import align_file
from align.document import Alignment
from align.errors import PullquoteError
from benchmarks.context import Report, Settings, say
from benchmarks.measure import pullquote
from benchmarks.scoring import Known, read_known
from benchmarks.tables import Table
from clips.sentences import ends_sentence

__all__ = ["recut"]

INSIDE = 0.02  # seconds that the edges of the first and last word must lie inside the clip
FADE = 0.01  # seconds at both ends in which nothing is heard
HEARD = 0.03  # of a neighbouring word, beyond the fade, may be in the clip


@dataclass(frozen=True, slots=True)
class Recut:
    """What became of one clip: whole words at its edges when aligned alone, and by the known times.

    `off`: LU between the loudness that was meant and the one measured in the file; `peak`: dBTP.
    """

    aligned: bool
    known: bool
    neighbour: bool
    tight: bool
    off: float
    peak: float


def sentences(alignment: Alignment, count: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Random runs of one to three sentences, as first and last word."""
    ends = [-1, *(i for i in range(len(alignment.words)) if ends_sentence(alignment, i))]
    runs = [(a + 1, ends[min(len(ends) - 1, n + 1 + extra)]) for extra in range(3) for n, a in enumerate(ends[:-1])]
    runs = [(first, last) for first, last in runs if 5 <= last - first < 80]
    return [runs[int(n)] for n in rng.choice(len(runs), min(count, len(runs)), replace=False)]


def recut(settings: Settings) -> Report:
    """Cut sentences of the long clean episode by our own alignment of it, and align each again by itself."""
    made = settings.episode("clean")
    ours = settings.ours(made, runs=1)
    alignment = ours.alignment or Alignment.load(made.folder / "gold.align.json")
    return recut_of(alignment, made.audio, read_known(made.folder / "gold.tsv"), settings.folder, settings.seed)


def recut_of(
    alignment: Alignment, audio: Path, known: Sequence[Known], folder: Path, seed: int, count: int = 100
) -> Report:
    """Do the same for any alignment with known times; the clips are made by `pullquote clip`, as mp3, in `folder`."""
    runs = sentences(alignment, count, np.random.default_rng(seed))
    out = folder / "recut"
    shutil.rmtree(out, ignore_errors=True)
    alignment.save(folder / "recut.align.json", force=True)
    wanted = [f"word:{first + 1}-{last + 1}" for first, last in runs]
    command = ["clip", str(folder / "recut.align.json"), "--media", str(audio), "-o", str(out), "--force"]
    pullquote(*command, wanted[0])  # measures the episode, once for all
    one_by_one = pullquote(*command, *wanted, "--jobs", "1")
    entries = json.loads((out / "clips.json").read_text(encoding="utf-8"))["clips"]
    say(f"{len(entries)} clips, {one_by_one.seconds / max(1, len(entries)):.2f} s each; aligning each alone ...")
    results = [_check(alignment, entry, out, known) for entry in entries]
    total = len(results)

    def row(name: str, right: Callable[[Recut], bool]) -> tuple[str, str, str, str]:
        cells = [f"{sum(map(right, group))} of {len(group)}" for group in (results, roomy)]
        return name, cells[0], cells[1], "99%"

    roomy = [r for r in results if not r.tight]
    table = Table(
        "Clips, aligned alone",
        ("", "all", "with room at both ends", "wanted"),
        (
            row("both edge words whole, aligned again", lambda r: r.aligned),
            row("both edge words whole, known times", lambda r: r.known),
            row("no neighbour heard", lambda r: not r.neighbour),
            ("furthest from the loudness meant, LU", max(r.off for r in results), None, "0.5"),
            ("highest true peak, dBTP", max(r.peak for r in results), None, "-1"),
            ("a sound-only clip, one by one, s", one_by_one.seconds / total, None, "1"),
        ),
    )
    figures = {
        "clips": total,
        "aligned": sum(r.aligned for r in results) / total,
        "known": sum(r.known for r in results) / total,
        "neighbours": sum(r.neighbour for r in results) / total,
        "loudness_off": max(r.off for r in results),
        "peak": max(r.peak for r in results),
        "seconds": one_by_one.seconds / total,
    }
    return Report([table], figures)


def _check(alignment: Alignment, entry: dict[str, Any], folder: Path, known: Sequence[Known]) -> Recut:
    path, duration, told = folder / entry["files"]["clip"], entry["duration"], entry["loudness"]
    with tempfile.TemporaryDirectory() as name:
        text = Path(name) / "clip.txt"
        text.write_text(entry["text"], encoding="utf-8")
        try:
            timed = [word.span for _, word in align_file(path, text).timed()]
        except PullquoteError as error:
            say(f"  {path.name}: {error}")
            timed = []
    if timed and (timed[0][0] < INSIDE or timed[-1][1] > duration - INSIDE):
        say(f"  {path.name}: {timed[0][0]:.3f} s before, {duration - timed[-1][1]:.3f} s behind")
    aligned = bool(timed) and timed[0][0] >= INSIDE and timed[-1][1] <= duration - INSIDE
    span = entry["spans"][0]
    (first, last), start, end = span["words"], span["in"], span["out"]
    inside = [k for k in known[first : last + 1] if k.start is not None and k.start >= 0]
    whole = bool(inside) and inside[0].start >= start + INSIDE / 2 and inside[-1].end <= end - INSIDE / 2
    others = itertools.chain(known[max(0, first - 2) : first], known[last + 1 : last + 3])
    low, high = start + FADE, end - FADE
    heard = any(min(k.end, high) - max(k.start, low) > HEARD for k in others if k.start is not None and k.start >= 0)
    tight = any(warning.startswith("tight") for warning in entry["warnings"])
    return Recut(aligned, whole, heard, tight, abs(told["measured"] - told["after"]), told["true_peak"])
