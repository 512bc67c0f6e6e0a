"""Edits of a film whose frames are numbered, lists of them read back, tightening of known fillers, corrected texts."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Media, Word
from align.hashing import file_sha256
from align.media import ffmpeg_path, probe, read_pcm, run_ffmpeg
from align.timecode import Rate, Timecode, exact
from align.transcript import read_transcript
from benchmarks.context import Report, Settings, say
from benchmarks.measure import pullquote
from benchmarks.tables import Table
from edits import LEVELS, Run, removals, update
from edits.conform.lists import LISTS
from handoff.job import Source
from samples.frames import draw_number, read_numbers

__all__ = ["edits"]

MINUTES = 20.0
"""Of the film, where `--minutes` says nothing; its numbers go to 43 minutes."""

SIZE = (320, 180)
FPS = 25
RATE = 48_000
DELETIONS, MOVES, REPEATS = 120, 10, 5
FILLERS, PAUSES = 200, 300
CORRECTED = (1, 20, 200)

Sound = NDArray[np.int16]


def edits(settings: Settings) -> Report:
    """Return all of it, on one long clean episode."""
    folder = settings.folder / "edits"
    folder.mkdir(exist_ok=True)
    made = settings.episode("clean")
    gold = Alignment.load(made.folder / "gold.align.json")
    seconds = min(60 * (settings.minutes or MINUTES), 2600.0, gold.media.duration)
    rng = np.random.default_rng(settings.seed)
    film = _film(made.audio, folder, seconds)
    document = _document(gold, film, seconds, folder)
    rows, figures = _edit(document, film, folder, rng, settings.runs)
    lists = _lists(document, folder)
    tight, tightened = _tighten(gold, made.audio, seconds, folder, rng)
    updated = _updates(gold, made.audio, made.transcript, rng, settings.share)
    title = f"{DELETIONS} deletions, {MOVES} moves, {REPEATS} repeats in {seconds / 60:.0f} minutes, {SIZE[1]} lines"
    tables = [
        Table(title, ("", ""), rows),
        Table("the same read back", ("format", "cuts", "the same to the frame"), lists),
        Table(f"{FILLERS} fillers and {PAUSES} pauses", ("", ""), tight),
        Table("corrected words", ("words", "seconds of processor", "others the same"), updated),
    ]
    return Report(tables, {"edit": figures, "lists": lists, "tighten": tightened, "update": updated})


def _film(audio: Path, folder: Path, seconds: float) -> Path:
    """Numbered frames with the episode's sound, uncoded."""
    film = folder / f"film-{round(seconds)}.mkv"
    if film.exists():
        return film
    say("making a film with numbered frames ...")
    width, height = SIZE
    picture = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "pipe:0"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le"]
    shape = ["-ar", str(RATE), "-ac", "1", "-t", str(seconds), "-y", str(film)]
    command = [ffmpeg_path(), "-v", "error", *picture, "-i", str(audio), "-map", "0:v", "-map", "1:a", *coded, *shape]
    page = np.full((height, width), 90, np.uint8)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(round(seconds * FPS)):
            draw_number(page, number)
            process.stdin.write(page.tobytes())
        process.stdin.close()
    return film


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


def _edit(
    path: Path, film: Path, folder: Path, rng: np.random.Generator, runs: int
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    alignment = Alignment.load(path)
    order = random_runs(len(alignment.words), rng)
    wanted = [alignment.words[k].text for run in order for k in range(run.first, run.last + 1)]
    script = folder / "script.txt"
    script.write_text("\n\n".join(" ".join(alignment.words[k].text for k in range(r.first, r.last + 1)) for r in order))
    out = folder / "cut.mp4"
    say("rendering, and a plain encoding of the same length, by turns ...")
    ours, plain = [], []
    length = 0.0
    for _ in range(max(1, runs)):
        cost = pullquote("edit", str(path), str(script), "-o", str(out), "--force")
        if cost.code:
            raise RuntimeError(f"pullquote edit failed: {cost.stderr}")
        length = probe(out).duration or 0.0
        ours.append(cost)
        plain.append(_plain_seconds(film, length, folder))
    spans = json.loads((folder / "cut.edit.json").read_text())["clips"][0]["spans"]
    cut = Alignment.load(folder / "cut.align.json")
    numbers = [n for span in spans for n in range(round(span["in"] * FPS), round(span["out"] * FPS))]
    right_frames = read_numbers(out) == [n % 65536 for n in numbers]
    clean = sum(_is_clean(alignment, span) for span in spans)
    ratio = statistics.median(a.seconds / b for a, b in zip(ours, plain, strict=True))
    peak = max(cost.peak_mb for cost in ours)
    shift = _shift_at_end(film, out, spans[-1], len(numbers) / FPS)
    figures = {"frames": right_frames, "ratio": ratio, "peak_mb": peak, "clean": [clean, len(spans)], "shift_ms": shift}
    said = [word.text for word in cut.words] == wanted
    rows = [
        ("every frame is the one asked for", "yes" if right_frames else "no"),
        ("the words are those of the script, in order", "yes" if said else "no"),
        ("stretches with whole words and none of a neighbour's", f"{clean} of {len(spans)}"),
        ("sound against picture at the end", f"{shift:.2f} ms"),
        (f"rendering against a plain encoding (median of {len(ours)})", f"{ratio:.2f}"),
        ("peak memory", f"{peak:.0f} MB"),
    ]
    return rows, figures


def _plain_seconds(film: Path, length: float, folder: Path) -> float:
    begun = time.monotonic()
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-bf", "0", "-pix_fmt", "yuv420p"]
    sound = ["-c:a", "aac", "-b:a", "160k", "-y", str(folder / "plain.mp4")]
    run_ffmpeg(["-v", "error", "-t", f"{length:.3f}", "-i", str(film), *coded, *sound])
    return time.monotonic() - begun


def _is_clean(alignment: Alignment, span: dict[str, Any]) -> bool:
    """Tell whether a stretch holds its words whole (to 20 ms), and no middle of a neighbour's."""
    first, last = span["words"]
    begin, end = alignment.words[first].span[0], alignment.words[last].span[1]
    before = sum(alignment.words[first - 1].span) / 2 if first else -1.0
    after = sum(alignment.words[last + 1].span) / 2 if last + 1 < len(alignment.words) else 1e9
    near = 0.02
    return bool(
        span["in"] <= begin + near and span["out"] >= end - near and span["in"] > before and span["out"] < after
    )


def _shift_at_end(film: Path, out: Path, span: dict[str, Any], length: float) -> float:
    """Return milliseconds that the sound of the last second is off, by correlation with the film's."""
    heard = read_pcm(probe(out), length - 1.6, length - 0.6, rate=RATE)[:, 0]
    frames = round(span["out"] * FPS) - 0.0
    source = frames / FPS - 1.6
    meant = read_pcm(probe(film), source - 0.02, source + 1.02, rate=RATE)[:, 0]
    lags = [float(np.dot(heard, meant[k : k + len(heard)])) for k in range(len(meant) - len(heard) + 1)]
    return (int(np.argmax(lags)) - round(0.02 * RATE)) / RATE * 1000


def _lists(path: Path, folder: Path) -> list[tuple[str, int, str]]:
    """Hand the edit over in each format and read it back."""
    spans = json.loads((folder / "cut.edit.json").read_text())["clips"][0]["spans"]
    wanted = [(round(span["in"] * FPS), round(span["out"] * FPS)) for span in spans]
    rows = []
    for kind, ending in (("otio", "otio"), ("fcp7", "xml"), ("fcpxml", "fcpxml"), ("edl", "edl"), ("reaper", "rpp")):
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
        text = file.read_text()
        lengths = re.findall(r"^\s+LENGTH ([\d.]+)", text, re.MULTILINE)
        offsets = re.findall(r"^\s+SOFFS ([\d.]+)", text, re.MULTILINE)
        for length, offset in zip(lengths, offsets, strict=False):
            yield round(float(offset) * FPS), round((float(offset) + float(length)) * FPS)
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


def _tighten(
    gold: Alignment, audio: Path, seconds: float, folder: Path, rng: np.random.Generator
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Put hesitations and pauses between the words of an episode, and take them out."""
    words = [word for _, word in gold.timed() if word.span[1] < seconds - 1]
    places = [k for k in range(1, len(words)) if words[k].span[0] - words[k - 1].span[1] > 0.02]
    chosen = rng.choice(places, min(len(places), FILLERS + PAUSES), replace=False)
    fillers, pauses = set(chosen[:FILLERS].tolist()), set(chosen[FILLERS:].tolist())
    source = (read_pcm(probe(audio), 0.0, seconds, rate=RATE)[:, 0] * 32767).astype(np.int16)
    made, document, gaps = _with_fillers(words, source, fillers, pauses, rng)
    media = folder / "hesitating.wav"
    raw = folder / "hesitating.raw"
    raw.write_bytes(made.astype("<i2").tobytes())
    run_ffmpeg(["-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), "-y", str(media)])
    raw.unlink()
    facts = Media(str(media.resolve()), file_sha256(media), len(made) / RATE)
    whole = replace(gold, media=facts, words=tuple(document), chapters=(), paragraphs=(), lines=(), unscripted=())
    path = folder / "hesitating.align.json"
    whole.save(path, force=True)
    found = [each for each in removals(whole, LEVELS["normal"]) if each.kind == "filler"]
    right = sum(document[each.first].text == "um" for each in found)
    cost = pullquote("tighten", str(path), "-o", str(folder / "tight.wav"), "--force")
    after = Alignment.load(folder / "tight.align.json")
    whole_words = [w.span[1] - w.span[0] for w in document if w.text != "um"]
    damaged = sum(abs(a - (w.span[1] - w.span[0])) > 0.002 for a, w in zip(whole_words, after.words, strict=False))
    said = sum(each.end - each.start for each in removals(whole, LEVELS["normal"]))
    saved = facts.duration - (probe(folder / "tight.wav").duration or 0.0)
    rows = [
        ("fillers found", f"{right} of {len(fillers)}"),
        ("of what was taken out, fillers", f"{right} of {len(found)}"),
        ("pauses put in that are listed", f"{gaps} of {len(pauses)}"),
        ("words damaged", str(damaged if len(after.words) == len(whole_words) else "some are missing")),
        ("saved against what the list says", f"{saved:.1f} s, {said:.1f} s"),
        ("seconds of processor", f"{cost.cpu:.1f}"),
    ]
    return rows, {"found": right, "taken": len(found), "saved": saved, "listed": said}


def _with_fillers(
    words: Sequence[Word], source: Sound, fillers: set[int], pauses: set[int], rng: np.random.Generator
) -> tuple[Sound, list[Word], int]:
    """Return the sound with what was put in, its words, and how many of the pauses are long enough to be listed."""
    parts: list[Sound] = []
    document: list[Word] = []
    at, shift, listed = 0, 0.0, 0
    for k, word in enumerate(words):
        if k in fillers or k in pauses:
            middle = round((words[k - 1].span[1] + word.span[0]) / 2 * RATE)
            parts.append(source[at:middle])
            at = middle
            length = float(rng.uniform(0.25, 0.6) if k in fillers else rng.uniform(0.8, 3.0))
            time_axis = np.arange(round(length * RATE)) / RATE
            hum = 2500 * np.sin(2 * np.pi * 120 * time_axis) * np.sin(np.pi * time_axis / length)
            parts.append((hum if k in fillers else np.zeros(len(time_axis))).astype(np.int16))
            begin = middle / RATE + shift
            if k in fillers:
                document.append(Word("um", round(begin, 3), round(begin + length, 3), 0.9))
            shift += len(time_axis) / RATE
            gap = word.span[0] + shift - (document[-1].span[1] if document else 0.0)
            listed += k in pauses and gap > LEVELS["normal"].above
        document.append(replace(word, start=word.span[0] + shift, end=word.span[1] + shift))
    parts.append(source[at:])
    return np.concatenate(parts), document, listed


def _updates(
    gold: Alignment, audio: Path, transcript: Path, rng: np.random.Generator, share: float
) -> list[tuple[int, str, str]]:
    """Change words of the text, and take it over."""
    text = read_transcript(transcript)
    plain = update(gold, text, audio).alignment
    rows = []
    for count in CORRECTED:
        if count > CORRECTED[0] and share < 0.1:
            continue
        changed = {int(k) for k in rng.choice(len(text.tokens), count, replace=False)}
        tokens = tuple(
            replace(token, text=f"{token.text.rstrip('.,;!?')}ish") if k in changed else token
            for k, token in enumerate(text.tokens)
        )
        begun = time.process_time()
        made = update(plain, replace(text, tokens=tokens), audio)
        seconds = time.process_time() - begun
        pairs = zip(plain.words, made.alignment.words, strict=True)
        same = sum(a == b for k, (a, b) in enumerate(pairs) if k not in changed)
        rows.append((count, f"{seconds:.1f}", f"{same} of {len(tokens) - len(changed)}"))
    return rows
