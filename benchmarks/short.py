"""Short recordings: words labelled by hand, and transcripts of other episodes."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment
from benchmarks import recipes, script, text
from benchmarks.aeneas import NotInstalled
from benchmarks.context import Report, Settings, say
from benchmarks.episodes import Conditions, render, write_episode
from benchmarks.measure import pullquote
from benchmarks.scoring import read_known, spread
from benchmarks.tables import Table
from samples.voices import VOICES

__all__ = ["aligned", "hand", "sound_beside", "wrong_pairs"]

Span = tuple[float, float]
F1_BOUND = 0.02
"""Seconds within which published comparisons of aligners count an edge as found."""
SOUNDS = (".flac", ".mp3", ".wav", ".m4a", ".ogg")


@dataclass(slots=True)
class Errors:
    """Signed errors in seconds, what went wrong, and how many words should have times and have none."""

    starts: list[float]
    ends: list[float]
    failed: list[str]
    missing: int = 0

    def add(self, other: Errors) -> None:
        """Pool them."""
        self.starts += other.starts
        self.ends += other.ends
        self.failed += other.failed
        self.missing += other.missing

    def f1(self) -> float:
        """Harmonic mean of precision and recall of the edges, right within `F1_BOUND`."""
        edges = np.abs(np.array(self.starts + self.ends))
        known = len(edges) + 2 * self.missing
        # With hits h of n edges that were given and of m that are known, 2 P R / (P + R) is 2 h / (n + m).
        return round(2 * float((edges <= F1_BOUND).sum()) / max(1, len(edges) + known), 4)

    def cells(self) -> list[Any]:
        """Return edges, mean at starts, ends and both, biases, shares of all edges within 25, 50 and 100 ms, F1."""
        start, end = spread(np.array(self.starts)), spread(np.array(self.ends))
        both = spread(np.array(self.starts + self.ends))
        shares = [both.share(bound) for bound in (25, 50, 100)]
        return [both.n, start.mean_ms, end.mean_ms, both.mean_ms, start.bias_ms, end.bias_ms, *shares, self.f1()]


EDGE_COLUMNS = (
    "edges", "mean ms, starts", "ends", "both", "bias, starts", "ends", "in 25 ms", "in 50 ms", "in 100 ms",
    "F1 at 20 ms",
)  # fmt: skip


def sound_beside(path: Path) -> Path | None:
    """Return the recording that belongs to a table of known times."""
    name = path.name.removesuffix(".tsv").removesuffix(".phrases")
    return next((p for s in SOUNDS if (p := path.with_name(name + s)).exists()), None)


def aligned(audio: Path, transcript: Path, language: str) -> Alignment:
    """Return the library's answer, in this process. Raises `PullquoteError`."""
    # Looked up when it is called, so that tests of the benchmark can put a known answer in its place.
    found = importlib.import_module("align").align_file(audio, transcript, language=language)
    assert isinstance(found, Alignment)
    return found


def _hand_ours(table: Path, audio: Path) -> Errors:
    known = read_known(table)
    try:
        alignment = aligned(audio, table.with_suffix(".txt"), "en")
    except Exception as error:  # one recording that fails must not end an hour's measuring
        said = f"{table.stem}: {type(error).__name__}: {error}"
        return Errors([], [], [said], sum(truth.scored for truth in known))
    words = list(zip(alignment.words, known, strict=True))
    timed = [(word.span, truth) for word, truth in words if word.timed and truth.scored]
    missing = [f"{table.stem}: {truth.text!r} has no time" for word, truth in words if truth.scored and not word.timed]
    return Errors([w[0] - t.start for w, t in timed], [w[1] - t.end for w, t in timed], missing, len(missing))


def _hand_aeneas(settings: Settings, table: Path, audio: Path) -> Errors:
    if settings.aeneas is None:
        raise NotInstalled(settings.why_not)
    known = read_known(table)
    spans, _ = settings.aeneas.align(audio, [word.text for word in known], "en", settings.folder / "scratch")
    pairs = [(span, truth) for span, truth in zip(spans, known, strict=True) if truth.scored]
    return Errors([s[0] - t.start for s, t in pairs], [s[1] - t.end for s, t in pairs], [])


def hand(settings: Settings) -> Report:
    """Measure folders of NAME.flac|mp3|wav, NAME.txt and NAME.tsv, each subfolder a row."""
    groups: dict[str, list[Path]] = {}
    for folder in settings.hand:
        for table in sorted(p for p in folder.rglob("*.tsv") if not p.name.endswith(".phrases.tsv")):
            groups.setdefault(table.parent.name, []).append(table)
    rows: list[list[Any]] = []
    figures: dict[str, Any] = {}
    notes: list[str] = []
    for who, measure in (("pullquote", _hand_ours), ("aeneas 1.7.3", lambda t, a: _hand_aeneas(settings, t, a))):
        total = Errors([], [], [])
        try:
            for group, tables in groups.items():
                say(f"{who} on {group} ...")
                errors = Errors([], [], [])
                for table in tables:
                    audio = sound_beside(table)
                    if audio is not None:
                        errors.add(measure(table, audio))
                rows.append([who, group, *errors.cells()])
                total.add(errors)
        except NotInstalled as error:
            notes.append(str(error))
            continue
        rows.append([who, "all", *total.cells()])
        figures[who] = dict(zip(EDGE_COLUMNS, total.cells(), strict=True))
        notes += total.failed
    return Report([Table("words labelled by hand", ["", "recordings", *EDGE_COLUMNS], rows, notes)], figures)


PAIRS = 20


def _slices(settings: Settings) -> list[Sequence[str]]:
    """Return texts of about three minutes that share no sentence with their neighbour in the list."""
    if settings.transcript is not None:
        _, tokens = settings.words()
        return [recipes.shortened(tokens, 3, start=i / (PAIRS + 1)) for i in range(PAIRS)]
    return [text.talk(500, np.random.default_rng(100 + i), half=i % 2) for i in range(PAIRS)]


def wrong_pairs(settings: Settings) -> Report:
    """Twenty recordings, clean and noisy, each with its own transcript and with the next one's."""
    folder = settings.folder / "pairs"
    slices = _slices(settings)
    for i, tokens in enumerate(slices):
        _make_pair(folder / f"{i:02d}", tokens, i)
    rows: list[list[Any]] = []
    figures: dict[str, Any] = {}
    for name, shift, wanted in (("its own transcript", 0, 0), ("another episode's", 1, 3)):
        codes: list[int] = []
        for i in range(len(slices)):
            say(f"pair {i + 1} with {name} ...")
            audio = next((folder / f"{i:02d}").glob("episode.*3"))
            transcript = folder / f"{(i + shift) % len(slices):02d}" / "transcript.txt"
            codes.append(pullquote("align", str(audio), str(transcript), "-o", str(folder / "x.json"), "--force").code)
        wrong = ", ".join(f"{i + 1}: exit {code}" for i, code in enumerate(codes) if code != wanted)
        rows.append([name, len(codes), f"exit {wanted}", codes.count(wanted), wrong])
        figures[name] = codes
    return Report([Table("transcripts that do not belong", ["", "pairs", "expected", "so", "else"], rows)], figures)


def _make_pair(folder: Path, tokens: Sequence[str], number: int) -> None:
    if (folder / "made.json").exists() and script.stitched((folder / "transcript.txt").read_text()) == tuple(tokens):
        return
    say(f"making pair {number + 1} ...")
    rng = np.random.default_rng(number)
    cast = [replace(voice, stretch=voice.stretch * (0.94 + 0.006 * number)) for voice in VOICES]
    first = number % (len(cast) - 1)
    pieces = script.scripted(tokens, rng, cast=cast[first : first + 2])
    conditions = Conditions(snr=18.0, rt60=0.3) if number % 2 else Conditions()
    if number % 4 == 1:
        pieces = script.with_stings(script.with_fillers(pieces, rng), rng, 1, beds=0.1)
    write_episode(folder, render(pieces, conditions, rng), tokens, text.laid_out(tokens), conditions)
