"""Episodes of hours: accuracy, speed, memory and growth, with aeneas beside."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment
from benchmarks import script
from benchmarks.aeneas import NotInstalled
from benchmarks.context import Made, Ours, Report, Settings, say
from benchmarks.episodes import gold_document, gold_rows
from benchmarks.measure import Cost, run_measured
from benchmarks.scoring import Known, Score, read_known, spread
from benchmarks.tables import Table
from samples import mixing

__all__ = ["aeneas_sentences", "clean", "cold_start", "growth", "hard", "variants"]

Span = tuple[float, float]
Edges = tuple[list[Span], list[Span]]


def sentence_edges(tokens: Sequence[str], known: Sequence[Known]) -> list[tuple[range, Span]]:
    """Return each sentence whose first and last spoken word have known times, with its span."""
    found = []
    for place in script.sentences(tokens):
        spoken = [known[i] for i in place if known[i].start >= 0]
        if spoken and all(known[i].start != -1 for i in place):
            found.append((place, (spoken[0].start, spoken[-1].end)))
    return found


def _ours_by_sentence(alignment: Alignment, places: Sequence[range]) -> list[Span | None]:
    spans: list[Span | None] = []
    for place in places:
        timed = [alignment.words[i].span for i in place if alignment.words[i].timed]
        spans.append((timed[0][0], timed[-1][1]) if timed else None)
    return spans


def _edge_figures(found: Sequence[Span | None], truth: Sequence[Span]) -> tuple[dict[str, Any], dict[str, Any]]:
    pairs = [(f, t) for f, t in zip(found, truth, strict=True) if f is not None]
    starts = spread(np.array([f[0] - t[0] for f, t in pairs]))
    ends = spread(np.array([f[1] - t[1] for f, t in pairs]))
    return starts.to_dict(), ends.to_dict()


def _cost_cells(cost: Cost, seconds: float) -> list[float]:
    return [round(seconds / cost.seconds), round(cost.seconds, 1), round(cost.cpu, 1), round(cost.peak_mb)]


COST_COLUMNS = ("x real time", "seconds", "of processor", "peak MB")


def _beside(settings: Settings, made: Made, ours: Ours) -> tuple[Table, dict[str, Any]]:
    """Sentence edges of pullquote and aeneas on the same file in the same run."""
    known = read_known(made.folder / "gold.tsv")
    tokens = [word.text for word in known]
    pairs = sentence_edges(tokens, known)
    places, truth = [place for place, _ in pairs], [span for _, span in pairs]
    rows: list[list[Any]] = []
    figures: dict[str, Any] = {}

    def add(name: str, found: Sequence[Span | None], cost: Cost) -> None:
        starts, ends = _edge_figures(found, truth)
        shares = [starts.get("within_100ms"), starts.get("within_1000ms"), starts.get("mean_ms")]
        rows.append([name, *_cost_cells(cost, made.seconds), *shares, ends.get("mean_ms")])
        figures[name] = {
            "start": starts,
            "end": ends,
            "seconds": cost.seconds,
            "cpu": cost.cpu,
            "peak_mb": cost.peak_mb,
        }

    if ours.alignment is not None:
        add("pullquote", _ours_by_sentence(ours.alignment, places), ours.cost)
    notes = []
    try:
        found, cost = aeneas_sentences(settings, made, tokens)
        add("aeneas 1.7.3", [found[place.start] for place in places], cost)
        if ours.alignment is not None:
            notes.append(f"pullquote takes {ours.cost.seconds / cost.seconds:.2f} of the time that aeneas takes")
            figures["time_ratio"] = ours.cost.seconds / cost.seconds
    except NotInstalled as error:
        notes.append(str(error))
    columns = ["sentence edges", *COST_COLUMNS, "starts in 100 ms", "in 1 s", "mean ms, starts", "ends"]
    return Table(f"{made.folder.name.split('-')[0]}, beside aeneas", columns, rows, notes), figures


def aeneas_sentences(settings: Settings, made: Made, tokens: Sequence[str]) -> tuple[dict[int, Span], Cost]:
    """Return spans by the sentence's first token. aeneas gets a sentence a line, as it asks for."""
    if settings.aeneas is None:
        raise NotInstalled(settings.why_not)
    say(f"aeneas on {made.folder.name} ...")
    places = script.sentences(tokens)
    lines = [" ".join(tokens[i] for i in place) for place in places]
    spans, cost = settings.aeneas.align(made.audio, lines, "en", settings.folder / "scratch")
    return {place.start: span for place, span in zip(places, spans, strict=True)}, cost


def _word_row(name: str, seconds: float, ours: Ours) -> list[Any]:
    if ours.scored is None:
        return [name, round(seconds / 60, 1), *[None] * 10, f"exit {ours.cost.code}"]
    got: Score = ours.scored
    cost = _cost_cells(ours.cost, seconds)
    edges = [got.start.mean_ms, got.end.mean_ms, max(got.start.max_ms, got.end.max_ms)]
    return [name, round(seconds / 60, 1), *cost, got.spoken, got.good, got.near, *edges, ""]


WORD_COLUMNS = (
    "episode",
    "minutes",
    *COST_COLUMNS,
    "words",
    "both edges in 100 ms",
    "in 1 s",
    "mean ms, starts",
    "ends",
    "worst ms",
    "",
)


def clean(settings: Settings) -> Report:
    """Measure the long clean episode."""
    made = settings.episode("clean")
    ours = settings.ours(made)
    beside, figures = _beside(settings, made, ours)
    words = Table("long clean episode", WORD_COLUMNS, [_word_row("clean", made.seconds, ours)])
    return Report([words, beside], {"words": ours.scored and ours.scored.to_dict(), "beside": figures})


def hard(settings: Settings) -> Report:
    """Measure two long hard episodes of different voices, what was noticed in them, and whether the scores can be
    believed.
    """
    rows, notices, tables, figures = [], [], [], {}
    for recipe in ("hard", "hard2"):
        made = settings.episode(recipe)
        ours = settings.ours(made, runs=1)
        rows.append(_word_row(recipe, made.seconds, ours))
        if ours.scored is None:
            continue
        got = ours.scored
        notices.append([recipe, got.absent.cut_words, got.absent.recall, got.absent.precision, got.unscripted_covered])
        tables.append(_reliability(recipe, got))
        figures[recipe] = got.to_dict()
        if recipe == "hard":
            beside, figures["beside"] = _beside(settings, made, ours)
            tables.append(beside)
    heads = ["episode", "cut words", "noticed", "rightly", "unscripted seconds reported"]
    first = [Table("long hard episodes: noise at 18 dB, echo, adverts, cuts, fillers, music", WORD_COLUMNS, rows)]
    return Report([*first, Table("what was noticed", heads, notices), *tables], figures)


def _reliability(name: str, got: Score) -> Table:
    rows = [[b.n, b.promised, b.right] for b in got.bins]
    notes = [f"area under the curve {got.score_auc}, expected calibration error {got.calibration}"]
    return Table(f"{name}: do the scores mean what they say", ["words", "promised", "right"], rows, notes)


VARIANTS = ("swapped", "takes", "telephone", "music", "wrong-words", "middle")


def variants(settings: Settings) -> Report:
    """Measure a quarter of an hour each of what editors and networks do to recordings."""
    rows, figures = [], {}
    for recipe in VARIANTS:
        made = settings.episode(recipe, minutes=15)
        ours = settings.ours(made, runs=1)
        rows.append(_word_row(recipe, made.seconds, ours))
        figures[recipe] = ours.scored and ours.scored.to_dict()
    return Report([Table("what happens to recordings", WORD_COLUMNS, rows)], figures)


def growth(settings: Settings) -> Report:
    """Measure from a quarter of an hour to `settings.hours`: an hour of the clean episode, and that hour again and
    again.
    """
    hour = settings.episode("clean", minutes=60)
    steps = [(settings.episode("clean", minutes=15), 1)]
    steps += [(hour, 1), *((_repeated(settings, hour, n), n) for n in _steps(settings.hours))]
    rows, costs = [], {}
    for made, _ in steps:
        ours = settings.ours(made, runs=1)
        rows.append(_word_row(made.folder.name.split("-")[0], made.seconds, ours))
        costs[round(made.seconds / 3600, 2)] = {"seconds": ours.cost.seconds, "peak_mb": ours.cost.peak_mb}
    first, last = rows[1], rows[-1]
    notes = []
    if first[3] and last[3] and len(rows) > 2:
        factor = last[1] / first[1]
        notes.append(f"{factor:.1f} times the audio costs {last[3] / first[3]:.2f} times the time")
    return Report([Table("growth", WORD_COLUMNS, rows, notes)], {"hours": costs})


def _steps(hours: float) -> list[int]:
    return [n for n in (2, 4) if n < hours] + ([round(hours)] if hours >= 2 else [])


def _repeated(settings: Settings, made: Made, times: int) -> Made:
    """Return the episode over and over, encoded as one file; the transcript has a part for each time."""
    folder = settings.folder / "episodes" / f"repeated{times}-{made.folder.name}"
    audio, transcript = folder / "episode.mp3", folder / "transcript.txt"
    again = Made(folder, audio, transcript)
    if (folder / "gold.align.json").exists():
        return again
    say(f"making {folder.name} ...")
    folder.mkdir(parents=True, exist_ok=True)
    # The mp3 is decoded once, so that no encoder's delay comes between the parts.
    with tempfile.TemporaryDirectory(dir=settings.folder) as scratch, Path(os.devnull).open("rb") as nothing:
        wave = Path(scratch) / "once.wav"
        mixing.run_ffmpeg(["-i", str(made.audio), "-c:a", "pcm_s16le", str(wave)], feed=nothing)
        loop = ["-stream_loop", str(times - 1), "-i", str(wave), "-b:a", "64k", str(audio)]
        mixing.run_ffmpeg(loop, feed=nothing)
    once = made.transcript.read_text(encoding="utf-8")
    transcript.write_text("".join(f"# Part {n + 1}\n\n{once}\n" for n in range(times)), encoding="utf-8")
    _repeat_gold(made, again, times)
    return again


def _repeat_gold(made: Made, again: Made, times: int) -> None:
    known, period = read_known(made.folder / "gold.tsv"), made.seconds
    spans = {
        n * len(known) + i: (word.start + n * period, word.end + n * period)
        for n in range(times)
        for i, word in enumerate(known)
        if word.start >= 0
    }
    tokens = [word.text for word in known] * times
    (again.folder / "gold.tsv").write_text(gold_rows(tokens, spans, set()), encoding="utf-8")
    (again.folder / "unscripted.tsv").write_text("", encoding="utf-8")
    text = again.transcript.read_text(encoding="utf-8")
    document = gold_document(again.audio, period * times, tokens, spans, text)
    document.save(again.folder / "gold.align.json", force=True)


def cold_start(settings: Settings) -> Report:
    """Measure the sample, with and without the compiled kernels of an earlier run."""
    samples = Path(__file__).resolve().parent.parent / "samples"
    arguments = ["align", str(samples / "sample.mp3"), str(samples / "transcript.txt"), "--force", "-o"]
    rows, figures = [], {}
    with tempfile.TemporaryDirectory(dir=settings.folder) as scratch:
        out = str(Path(scratch) / "sample.align.json")
        environment = dict(os.environ, NUMBA_CACHE_DIR=str(Path(scratch) / "cache"))
        for name in ("first run on a machine", "second run", "third run"):
            command = [sys.executable, "-m", "cli", *arguments, out]
            cost = run_measured(command, environment=environment)
            rows.append(
                [name, round(cost.seconds, 2), round(cost.peak_mb), "" if not cost.code else f"exit {cost.code}"]
            )
            figures[name] = cost.seconds
    return Report([Table("starting up, on the sample (3 min)", ["", "seconds", "peak MB", ""], rows)], figures)
