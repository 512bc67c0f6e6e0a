"""Starts and ends of phrases in other languages, beside aeneas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment
from benchmarks import festival
from benchmarks.aeneas import NotInstalled
from benchmarks.context import Report, Settings, say
from benchmarks.scoring import read_known, score, spread
from benchmarks.short import aligned, sound_beside
from benchmarks.tables import Table

__all__ = ["languages", "read_phrases"]

Span = tuple[float, float]
Phrase = tuple[Span, list[str]]
OURS, THEIRS = "pullquote", "aeneas 1.7.3"
BOUND = 0.15
"""Seconds within which the edge of a phrase counts as right: those known by hand are good to about 0.1."""


def read_phrases(path: Path) -> list[Phrase]:
    """Read rows of start, end, text."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [((float(row[0]), float(row[1])), row[2].split()) for row in rows]


def _phrase_spans(alignment: Alignment, phrases: Sequence[Phrase]) -> list[Span | None]:
    if [word.text for word in alignment.words] != [token for _, tokens in phrases for token in tokens]:
        raise ValueError("the transcript does not hold the words of the phrases")
    found: list[Span | None] = []
    first = 0
    for _, tokens in phrases:
        timed = [word.span for word in alignment.words[first : first + len(tokens)] if word.timed]
        found.append((timed[0][0], timed[-1][1]) if timed else None)
        first += len(tokens)
    return found


def _theirs(settings: Settings, audio: Path, phrases: Sequence[Phrase], language: str) -> list[Span | None]:
    if settings.aeneas is None:
        raise NotInstalled(settings.why_not)
    lines = [" ".join(tokens) for _, tokens in phrases]
    return list(settings.aeneas.align(audio, lines, language, settings.folder / "scratch")[0])


def _row(found: Sequence[Span | None], phrases: Sequence[Phrase]) -> list[Any]:
    """Return edges, share within `BOUND` (an edge that was not found is not), mean and median error in ms."""
    pairs = [(span, truth) for span, (truth, _) in zip(found, phrases, strict=True) if span is not None]
    errors = np.array([f - t for span, truth in pairs for f, t in zip(span, truth, strict=True)])
    sizes = spread(errors)
    within = round(float((np.abs(errors) <= BOUND).sum()) / (2 * len(phrases)), 4)
    return [2 * len(phrases), within, sizes.mean_ms, sizes.median_ms]


def _good_words(alignment: Alignment, audio: Path) -> float | None:
    """Share of words with both edges within 100 ms, where word times are known."""
    table = audio.with_suffix(".tsv")
    return score(alignment, read_known(table)).good if table.exists() else None


def _measured(settings: Settings, table: Path, who: str) -> list[Any]:
    audio, language = sound_beside(table), table.name.split(".")[0]
    assert audio is not None
    phrases = read_phrases(table)
    say(f"{who} on {language} ...")
    if who == THEIRS:
        return [*_row(_theirs(settings, audio, phrases, language[:2]), phrases), None]
    alignment = aligned(audio, audio.with_suffix(".txt"), language[:2])
    return [*_row(_phrase_spans(alignment, phrases), phrases), _good_words(alignment, audio)]


def _spoken_by_festival(settings: Settings) -> tuple[list[Path], list[str]]:
    """Return the folder with what festival's voices said, and what to install for more."""
    folder = settings.folder / "festival"
    there = festival.installed()
    for language in there:
        if not (folder / f"{language}.tsv").exists():
            festival.make(language, folder)
    missing = [voice.package for language, voice in festival.VOICES.items() if language not in there]
    more = [f"more voices: apt-get install festival {' '.join(missing)}"] if missing else []
    return [folder] if there else [], more


def languages(settings: Settings) -> Report:
    """Measure folders of LANG.flac|mp3|wav, LANG.txt and LANG.phrases.tsv; and speech by festival's voices."""
    made, notes = _spoken_by_festival(settings)
    rows: list[list[Any]] = []
    figures: dict[str, Any] = {}
    for folder in [*settings.phrases, *made]:
        tables = sorted(folder.glob("*.phrases.tsv"))
        for who in (OURS, THEIRS):
            mine: list[list[Any]] = []
            for table in tables:
                language = table.name.split(".")[0]
                try:
                    cells = _measured(settings, table, who)
                except Exception as error:  # one recording that fails must not end an hour's measuring
                    notes.insert(0, f"{who}, {language}: {type(error).__name__}: {error}")
                    cells = [2 * len(read_phrases(table)), 0.0, None, None, None]
                mine.append([folder.name, language, who, *cells])
            if any(row[4] for row in mine):
                edges = sum(row[3] for row in mine)
                mine.append([folder.name, "all", who, edges, sum(row[3] * row[4] for row in mine) / edges, *[None] * 3])
                rows += mine
            figures.setdefault(folder.name, {})[who] = {row[1]: row[3:] for row in mine}
    columns = ["recordings", "language", "", "phrase edges", "in 150 ms", "mean ms", "median ms", "words in 100 ms"]
    return Report([Table("other languages", columns, rows, notes)], figures)
