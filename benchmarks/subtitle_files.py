"""Subtitle files of a long episode: what our own check finds in each profile, and what each format costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from align.document import Alignment
from benchmarks.context import Report, Settings
from benchmarks.measure import median_cost, pullquote
from benchmarks.tables import Table
from subtitles import FORMATS, Cue, get_profile, make_cues, make_track, profile_names
from subtitles.check import check_track

__all__ = ["files"]


def files(settings: Settings) -> Report:
    """Check every profile and time every format on the episode's known words and times."""
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
        fast, breaks = 100 * (rule["speed"] + rule["pace"]) / len(cues), 100 * rule["break"] / ends
        moved, mean = _displaced(document, cues)
        by = f"{mean:.2f} s" if moved else ""
        found = (f"{fast:.2f}%", rule["speed"], f"{breaks:.2f}%", f"{100 * moved:.0f}%", by)
        rows.append((name, len(cues), "yes" if order else "no", hard, *found))
        figures[name] = {
            "cues": len(cues),
            "hard": hard,
            "too_fast_percent": fast,
            "slower_speaker": rule["speed"],
            "forbidden_percent": breaks,
            "moved_percent": 100 * moved,
            "moved_seconds": mean,
        }
    columns = (
        *("profile", "cues", "every word once", "hard findings", "cues too fast", "of these, speaker slower"),
        *("forbidden breaks", "starts moved", "by, on average"),
    )
    talk = sum(len(word.text) + 1 for word in document.words) / document.media.duration
    note = f"the talk itself has {talk:.1f} characters a second, pauses included"
    return Table(f"Profiles, {len(said):,} words", columns, rows, [note]), figures


def _displaced(document: Alignment, cues: Sequence[Cue]) -> tuple[float, float]:
    """Return the share of cues that begin 5 ms or more from their first sound, and how far these do, seconds."""
    sounds = [next((document.words[k].span[0] for k in cue.words if document.words[k].timed), None) for cue in cues]
    offsets = [abs(cue.start - sound) for cue, sound in zip(cues, sounds, strict=True) if sound is not None]
    moved = [offset for offset in offsets if offset >= 0.005]
    return len(moved) / max(1, len(cues)), sum(moved) / max(1, len(moved))


def _formats(path: Path, settings: Settings) -> tuple[Table, dict[str, float]]:
    folder = settings.folder / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    costs: dict[str, float] = {}
    for name, each in FORMATS.items():
        arguments = ["subtitles", str(path), "-o", str(folder / f"subtitles{each.suffixes[-1]}"), "--format", name]
        costs[name] = median_cost(partial(pullquote, *arguments, "--force"), settings.runs).cpu
    return Table("The whole command, a format each", ("format", "CPU s"), list(costs.items())), costs
