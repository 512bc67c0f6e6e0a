"""A film whose frames are numbered, cut by its text: frames, samples, joins, cost, and the lists of the cuts."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from align.document import Alignment, Media, Word
from align.hashing import file_sha256
from align.media import ffmpeg_path, probe, read_pcm
from benchmarks.context import Report, Settings, say
from benchmarks.cut_lists import read_back
from benchmarks.films import FPS, RATE, counter, film_numbers, numbered_film, samples_of
from benchmarks.measure import Cost, pullquote, run_measured
from benchmarks.tables import Table
from edits import Run, plan_edit, read_script

__all__ = ["edits", "random_runs"]

MINUTES = 120.0
"""Of the film, where `--minutes` says nothing."""

DELETIONS, MOVES, REPEATS = 120, 10, 5


JOIN = 0.011
"""Seconds on either side of a join in which two sounds are mixed."""

NEAR = 0.1
"""Seconds: a word that is found no further from where it was put, when the cut is aligned again, is there whole."""


def edits(settings: Settings) -> Report:
    """Cut a long film by an edited script, and look at every frame, every join and every list."""
    folder = settings.folder / "edits"
    folder.mkdir(exist_ok=True)
    made = settings.episode("clean")
    gold = Alignment.load(made.folder / "gold.align.json")
    seconds = min(60 * (settings.minutes or MINUTES), gold.media.duration)
    film = numbered_film(made.audio, folder, seconds, settings.lines)
    document = _document(gold, film, seconds, folder)
    script, wanted = _script(document, folder, np.random.default_rng(settings.seed))
    costs = _render(document, script, film, folder, settings.runs)
    rows, figures = _results(document, wanted, film, folder)
    rows += _cost_rows(costs, figures)
    rows += _joins(document, folder, script, figures)
    lists = read_back(document, folder)
    rows.append(_samples(document, script, seconds, folder))
    (folder / "cut.mp4").unlink()
    what = f"{DELETIONS} deletions, {MOVES} moves, {REPEATS} repeats"
    title = f"{what} in {seconds / 60:.0f} minutes, {settings.lines} lines"
    tables = [
        Table(title, ("", ""), rows),
        Table("the same read back", ("format", "cuts", "the same to the frame"), lists),
    ]
    return Report(tables, {"edit": figures, "lists": lists})


def _script(path: Path, folder: Path, rng: np.random.Generator) -> tuple[Path, list[str]]:
    """Write the edited script; returns it and its words."""
    words = Alignment.load(path).words
    order = random_runs(len(words), rng)
    script = folder / "script.txt"
    script.write_text("\n\n".join(" ".join(words[k].text for k in range(r.first, r.last + 1)) for r in order))
    return script, [words[k].text for run in order for k in range(run.first, run.last + 1)]


def _render(path: Path, script: Path, film: Path, folder: Path, runs: int) -> list[tuple[Cost, Cost | None]]:
    """Measure the command, and each time a plain encoding of the same length; without runs, the command alone."""
    costs: list[tuple[Cost, Cost | None]] = []
    out = folder / "cut.mp4"
    for _ in range(max(1, runs)):
        say("rendering ...")
        cost = pullquote("edit", str(path), str(script), "-o", str(out), "--force")
        if cost.code:
            raise RuntimeError(f"pullquote edit failed: {cost.stderr}")
        say(f"rendered: {cost}")
        costs.append((cost, _plain(film, probe(out).duration or 0.0, folder) if runs else None))
    return costs


def _results(
    path: Path, wanted: Sequence[str], film: Path, folder: Path
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Look at every frame, and at the sound of the end."""
    say("reading every frame ...")
    out = folder / "cut.mp4"
    spans = _spans(folder / "cut.edit.json")
    numbers = (n % 65536 for span in spans for n in range(round(span["in"] * FPS), round(span["out"] * FPS)))
    right, count = True, 0
    for meant, seen in zip_longest(numbers, film_numbers(out)):
        right, count = right and meant == seen, count + 1
    shift = _shift_at_end(film, out, spans[-1], count / FPS)
    heard = [word.text for word in Alignment.load(folder / "cut.align.json").words]
    # What is said twice may be taken from either place, where it begins a sentence or does not.
    said = list(map(str.casefold, heard)) == list(map(str.casefold, wanted))
    rows = [
        (f"every one of {count:,} frames is the one asked for", "yes" if right else "no"),
        ("the words are those of the script, in order", "yes" if said else "no"),
        ("sound against picture at the end", f"{shift:.2f} ms"),
    ]
    return rows, {"frames": right, "words": said, "shift_ms": shift}


def _spans(path: Path) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = json.loads(path.read_text())["clips"][0]["spans"]
    return spans


def _cost_rows(costs: Sequence[tuple[Cost, Cost | None]], figures: dict[str, Any]) -> list[tuple[str, str]]:
    peak = max(ours.peak_mb for ours, _ in costs)
    figures["peak_mb"] = peak
    rows = [("peak memory", f"{peak:.0f} MB")]
    pairs = [(ours, plain) for ours, plain in costs if plain is not None]
    if pairs:
        time = statistics.median(ours.seconds / plain.seconds for ours, plain in pairs)
        work = statistics.median(ours.cpu / plain.cpu for ours, plain in pairs)
        figures |= {"ratio": time, "cpu_ratio": work}
        rows.append((f"against a plain encoding, median of {len(pairs)}: time", f"{time:.2f}"))
        rows.append(("processor time", f"{work:.2f}"))
    return rows


def _joins(path: Path, folder: Path, script: Path, figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Count the joins beside which every word is whole: by the times that are known, and by the cut aligned again."""
    alignment = Alignment.load(path)
    spans = _spans(folder / "cut.edit.json")
    stretches = _heard(alignment, Path(alignment.media.path), script)
    if [[run.first, run.last] for run, _, _ in stretches] != [span["words"] for span in spans]:
        raise RuntimeError("the plan is not what was rendered")
    clean = [_is_clean(alignment, run, (start, end)) for run, start, end in stretches]
    known = sum(a and b for a, b in pairwise(clean))
    say("aligning the cut again ...")
    again = folder / "again.align.json"
    cost = pullquote("align", str(folder / "cut.mp4"), str(script), "-o", str(again), "--force")
    if cost.code not in (0, 1):
        raise RuntimeError(f"the cut could not be aligned again: {cost.stderr}")
    meant, found = Alignment.load(folder / "cut.align.json").words, Alignment.load(again).words
    edges = np.cumsum([span["words"][1] - span["words"][0] + 1 for span in spans])[:-1]
    heard = sum(all(_found(meant[k], found[k]) for k in (edge - 1, edge)) for edge in edges.tolist())
    joins = len(spans) - 1
    figures |= {"joins": joins, "clean": known, "aligned_again": heard}
    return [
        ("joins with whole words and none of a neighbour's", f"{known} of {joins}"),
        (f"aligned again: both words found within {1000 * NEAR:.0f} ms", f"{heard} of {joins}"),
    ]


def _found(meant: Word, found: Word) -> bool:
    if found.status != "aligned" or meant.start is None or meant.end is None:
        return False
    return abs(found.span[0] - meant.start) <= NEAR and abs(found.span[1] - meant.end) <= NEAR


def _samples(path: Path, script: Path, seconds: float, folder: Path) -> tuple[str, str]:
    """Cut a sound that counts its samples by the same script, and read every sample between the joins."""
    say("cutting a counter ...")
    sound, document, out = (folder / name for name in ("counter.wav", "counter.align.json", "counted.wav"))
    counter(sound, seconds)
    facts = Media(str(sound.resolve()), file_sha256(sound), seconds)
    replace(Alignment.load(path), media=facts).save(document, force=True)
    cost = pullquote("edit", str(document), str(script), "-o", str(out), "--force")
    if cost.code:
        raise RuntimeError(f"pullquote edit failed: {cost.stderr}")
    spans = _spans(folder / "counted.edit.json")
    edges = np.round(np.cumsum([0.0, *(span["out"] - span["in"] for span in spans)]) * RATE).astype(int).tolist()
    wrong = sum(_wrong(out, span, first, last) for span, (first, last) in zip(spans, pairwise(edges), strict=True))
    sound.unlink()
    out.unlink()
    return (f"of {edges[-1]:,} samples, not the one asked for", f"{wrong:,}")


def _wrong(path: Path, span: dict[str, Any], first: int, last: int) -> int:
    """Count samples of a stretch, between its joins, that are not those of the recording."""
    skip = round(JOIN * RATE)
    wanted = round(span["in"] * RATE) + np.arange(skip, last - first - skip)
    return int((samples_of(path, first + skip, last - skip) != wanted).sum())


def _document(gold: Alignment, media: Path, seconds: float, folder: Path) -> Path:
    words = tuple(word for _, word in gold.timed() if word.span[1] < seconds - 1)
    facts = Media(str(media.resolve()), file_sha256(media), seconds)
    path = folder / "film.align.json"
    replace(gold, media=facts, words=words, chapters=(), paragraphs=(), lines=(), unscripted=()).save(path, force=True)
    return path


def random_runs(count: int, rng: np.random.Generator) -> list[Run]:
    """Return words in runs: so many taken out, moved elsewhere and said again; each edit is of 2 to 9 words."""
    places = rng.choice(np.arange(20, count - 20, 20), DELETIONS + MOVES + REPEATS, replace=False)
    kinds = ["cut"] * DELETIONS + ["move"] * MOVES + ["repeat"] * REPEATS
    edits = sorted(
        (int(place), int(place + rng.integers(2, 10)), kind) for place, kind in zip(places, kinds, strict=True)
    )
    kept: list[Run] = []
    aside: list[Run] = []
    at = 0
    for first, last, kind in edits:
        if kind != "repeat":
            kept.append(Run(at, first - 1))
            at = last + 1
        if kind != "cut":
            aside.append(Run(first, last))
    kept.append(Run(at, count - 1))
    for run in aside:
        kept.insert(int(rng.integers(1, len(kept))), run)
    return kept


def _plain(film: Path, length: float, folder: Path) -> Cost:
    """Measure one encoding of as much of the film, with the same settings."""
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-bf", "0", "-pix_fmt", "yuv420p"]
    sound = ["-c:a", "aac", "-b:a", "160k", "-y", str(folder / "plain.mp4")]
    head = [ffmpeg_path(), "-v", "error", "-t", f"{length:.3f}", "-i", str(film)]
    cost = run_measured([*head, *coded, *sound])
    (folder / "plain.mp4").unlink()
    return cost


def _heard(document: Alignment, film: Path, script: Path) -> list[tuple[Run, float, float]]:
    """Return each stretch of the cut, and from when to when the recording is heard in it: beyond that, to the frame on
    which the picture is cut, there is silence.
    """
    plan = plan_edit(document, probe(film), read_script(script))
    return [
        (part.run, max(part.start, part.audible[0]), min(part.end, part.audible[1])) for part in plan.parts if part.run
    ]


def _is_clean(alignment: Alignment, run: Run, heard: tuple[float, float]) -> bool:
    """Tell whether a stretch holds its words whole (to 20 ms), and no middle of a neighbour's."""
    first, last = run.first, run.last
    begin, end = alignment.words[first].span[0], alignment.words[last].span[1]
    before = sum(alignment.words[first - 1].span) / 2 if first else -1.0
    after = sum(alignment.words[last + 1].span) / 2 if last + 1 < len(alignment.words) else 1e9
    near = 0.02
    return heard[0] <= begin + near and heard[1] >= end - near and heard[0] > before and heard[1] < after


def _shift_at_end(film: Path, out: Path, span: dict[str, Any], length: float) -> float:
    """Return milliseconds that the sound of the last second is off, by correlation with the film's."""
    heard = read_pcm(probe(out), length - 1.6, length - 0.6, rate=RATE)[:, 0]
    frames = round(span["out"] * FPS) - 0.0
    source = frames / FPS - 1.6
    meant = read_pcm(probe(film), source - 0.02, source + 1.02, rate=RATE)[:, 0]
    lags = [float(np.dot(heard, meant[k : k + len(heard)])) for k in range(len(meant) - len(heard) + 1)]
    return (int(np.argmax(lags)) - round(0.02 * RATE)) / RATE * 1000
