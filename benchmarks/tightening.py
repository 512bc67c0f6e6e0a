"""Known hesitations and pauses put into an episode, and taken out again; words of its text corrected."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Media, Word
from align.hashing import file_sha256
from align.media import probe, read_pcm, run_ffmpeg
from align.transcript import read_transcript
from benchmarks.context import Report, Settings, say
from benchmarks.films import RATE
from benchmarks.hostile_kills import kill_some
from benchmarks.measure import pullquote
from benchmarks.tables import Table
from edits import LEVELS, removals, update

__all__ = ["corrected", "killed", "tightened"]

FILLERS, PAUSES = 200, 300
CORRECTED = (1, 20, 200)
KILLS = 100
CUTTING = ("edit", "edit-film", "tighten", "conform", "update")
"""Commands that are killed."""
MINUTES = 60.0
"""Of the episode that is made to hesitate, where `--minutes` says nothing."""

Sound = NDArray[np.int16]


def tightened(settings: Settings) -> Report:
    """Put hesitations and pauses into a long clean episode, and tighten it."""
    folder = settings.folder / "tighten"
    folder.mkdir(exist_ok=True)
    made = settings.episode("clean")
    gold = Alignment.load(made.folder / "gold.align.json")
    seconds = min(60 * (settings.minutes or MINUTES), gold.media.duration)
    rows, figures = _tighten(gold, made.audio, seconds, folder, np.random.default_rng(settings.seed))
    return Report([Table(f"{FILLERS} fillers and {PAUSES} pauses", ("", ""), rows)], figures)


def corrected(settings: Settings) -> Report:
    """Correct words of a long text that was aligned."""
    made = settings.episode("clean")
    gold = Alignment.load(made.folder / "gold.align.json")
    rows = _updates(gold, made.audio, made.transcript, np.random.default_rng(settings.seed), settings.share)
    head = ("words", "seconds of processor", "others the same")
    return Report([Table("corrected words", head, rows)], {"update": rows})


def killed(settings: Settings) -> Report:
    """Kill the commands that cut at random moments: nothing is half there, and the next run is right."""
    count = len(CUTTING) + round(KILLS * settings.share)
    ended = list(kill_some(settings.folder / "edit-kills", count, random.Random(settings.seed), CUTTING))
    for name, fault in ended:
        if fault:
            say(f"{name}: {fault}")
    faults = sum(bool(fault) for _, fault in ended)
    table = Table("commands that cut, killed", ("runs", "faults"), [(str(len(ended)), str(faults))])
    return Report([table], {"runs": len(ended), "faults": faults})


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
    listed = removals(whole, LEVELS["normal"])
    found = [each for each in listed if each.kind == "filler"]
    right = sum(document[each.first].text == "um" for each in found)
    shortened = {each.first for each in listed if each.kind == "pause"}
    cost = pullquote("tighten", str(path), "-o", str(folder / "tight.wav"), "--force")
    after = Alignment.load(folder / "tight.align.json")
    gone = {each.first for each in found}
    stayed = [word.span[1] - word.span[0] for k, word in enumerate(document) if k not in gone]
    pairs = zip(stayed, after.words, strict=True)
    damaged = sum(abs(length - (word.span[1] - word.span[0])) > 0.002 for length, word in pairs)
    said = sum(each.end - each.start for each in listed)
    saved = facts.duration - (probe(folder / "tight.wav").duration or 0.0)
    rows = [
        ("fillers found", f"{right} of {len(fillers)}"),
        ("of what was taken out, fillers", f"{right} of {len(found)}"),
        ("pauses put in that are listed", f"{len(gaps & shortened)} of {len(gaps)}"),
        ("words damaged", f"{damaged} of {len(stayed)}"),
        ("saved against what the list says", f"{saved:.1f} s, {said:.1f} s"),
        ("seconds of processor", f"{cost.cpu:.1f}"),
    ]
    return rows, {"found": right, "taken": len(found), "saved": saved, "listed": said}


def _with_fillers(
    words: Sequence[Word], source: Sound, fillers: set[int], pauses: set[int], rng: np.random.Generator
) -> tuple[Sound, list[Word], set[int]]:
    """Return the sound with what was put in, its words, and the word before each pause that is long enough."""
    parts: list[Sound] = []
    document: list[Word] = []
    at, shift = 0, 0.0
    long: set[int] = set()
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
            if k in pauses and gap > LEVELS["normal"].above:
                long.add(len(document) - 1)
        document.append(replace(word, start=word.span[0] + shift, end=word.span[1] + shift))
    parts.append(source[at:])
    return np.concatenate(parts), document, long


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
