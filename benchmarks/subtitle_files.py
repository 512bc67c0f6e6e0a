"""Subtitle files of a long episode: what our own check finds in each profile, and what each format costs."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from align.document import Alignment
from benchmarks.context import Report, Settings
from benchmarks.measure import median_cost, pullquote
from benchmarks.tables import Table
from subtitles import FORMATS, get_profile, make_cues, make_track, profile_names
from subtitles.check import check_track

__all__ = ["files"]


def files(settings: Settings) -> Report:
    """Every profile checked, every format timed, on the episode's known words and times."""
    path = settings.episode("clean").folder / "gold.align.json"
    document = Alignment.load(path)
    profiles, found = _profiles(document)
    formats, costs = _formats(path, settings)
    return Report([profiles, formats], {"profiles": found, "cpu_seconds": costs})


def _profiles(document: Alignment) -> tuple[Table, dict[str, Any]]:
    rows: list[tuple[str | int, ...]] = []
    figures: dict[str, Any] = {}
    said = [index for index, word in enumerate(document.words) if word.status != "absent"]
    for name in profile_names():
        rules = get_profile(name)
        cues = make_cues(document, rules)
        track = make_track(document, cues, rules)
        findings = check_track(track)
        rule = Counter(finding.rule for finding in findings)
        hard = sum(finding.level == "hard" for finding in findings)
        ends = sum(len(cue.lines) for cue in cues) - 1
        order = [index for cue in cues for index in cue.words] == said
        fast, breaks = 100 * rule["speed"] / len(cues), 100 * rule["break"] / ends
        rows.append((name, len(cues), "yes" if order else "no", hard, f"{fast:.2f}%", f"{breaks:.2f}%"))
        figures[name] = {"cues": len(cues), "hard": hard, "too_fast_percent": fast, "forbidden_percent": breaks}
    columns = ("profile", "cues", "every word once", "hard findings", "cues too fast", "forbidden breaks")
    talk = sum(len(word.text) + 1 for word in document.words) / document.media.duration
    note = f"the talk itself has {talk:.1f} characters a second, pauses included"
    return Table(f"Profiles, {len(said):,} words", columns, rows, [note]), figures


def _formats(path: Path, settings: Settings) -> tuple[Table, dict[str, float]]:
    folder = settings.folder / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    costs: dict[str, float] = {}
    for name, each in FORMATS.items():
        arguments = ["subtitles", str(path), "-o", str(folder / f"subtitles{each.suffixes[-1]}"), "--format", name]
        costs[name] = median_cost(partial(pullquote, *arguments, "--force"), settings.runs).cpu
    return Table("The whole command, a format each", ("format", "CPU s"), list(costs.items())), costs
