"""New cuts of known edits, published in all the ways that happen, conformed: are the words where they should be?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Media
from align.errors import InputsDoNotFit
from align.hashing import file_sha256
from align.media import run_ffmpeg, stream_pcm
from benchmarks.context import Report, Settings, say
from benchmarks.tables import Table
from edits.conform import NewCut, Stretch, carry, recognise

__all__ = ["conform"]

RATE = 16000
CUTS, WHOLE_EVERY = 40, 10
"""Cuts in all; every tenth is of the whole episode, the others of pieces of it."""

PIECE = 1200.0
"""Seconds of a piece."""

CHANGES = (1, 30)
LENGTHS = (0.3, 600.0)
"""Seconds of a change; at most a sixth of the recording."""

TRIES = 50
"""Draws of a change, until one leaves no piece that is shorter than a change may be."""

WORD_NEAR, EDGE_NEAR = 0.010, 0.020
"""Seconds within which a word, and an edge, count as right."""

BED = -20.0
"""dB of the music under the voices."""

SPEED = 1.001

WAYS = ("mp3", "aac", "opus", "+6 dB", "-6 dB", "music", "speed")
CODECS = {"aac": (".m4a", ["-c:a", "aac", "-b:a", "96k"]), "opus": (".opus", ["-c:a", "libopus", "-b:a", "48k"])}
MP3 = (".mp3", ["-c:a", "libmp3lame", "-b:a", "96k"])

Sound = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Old:
    """A recording with known times, and its samples."""

    path: Path
    alignment: Alignment
    sound: Sound


@dataclass(frozen=True, slots=True)
class Right:
    """How many words and edges there were, and how many were right; `in_pause`: edges off by silence alone."""

    words: int
    words_right: int
    edges: int
    edges_right: int
    in_pause: int
    seconds: float


def conform(settings: Settings) -> Report:
    """Forty cuts, and pairs of recordings that have nothing to do with each other."""
    folder = settings.folder / "conform"
    folder.mkdir(exist_ok=True)
    olds = _recordings(settings, folder)
    count = max(len(WAYS), round(CUTS * settings.share))
    found: dict[str, list[Right]] = {}
    for k in range(count):
        way = WAYS[k % len(WAYS)]
        old = olds[0] if k % WHOLE_EVERY == 0 else olds[1 + k % (len(olds) - 1)]
        other = olds[1 + (k + 1) % (len(olds) - 1)]
        right = _one(old, other, way, folder, np.random.default_rng(settings.seed * 1000 + k))
        say(f"cut {k + 1}, {way}: {right}")
        found.setdefault(way, []).append(right)
    refused = _strangers(olds[1:])
    rows = [_row(way, rights) for way, rights in found.items()]
    every = [right for rights in found.values() for right in rights]
    rows.append(_row("all", every))
    head = (
        "published as",
        "cuts",
        "words within 10 ms",
        "edges within 20 ms",
        "or in a pause",
        "seconds for the whole",
    )
    tables = [
        Table("new cuts conformed", head, rows),
        Table("recordings of other things", ("pairs", "refused"), [(str(len(refused)), str(sum(refused)))]),
    ]
    return Report(tables, {"cuts": len(every), "rows": rows, "refused": [len(refused), sum(refused)]})


def _row(way: str, rights: Sequence[Right]) -> tuple[str, ...]:
    words, edges = sum(r.words for r in rights), sum(r.edges for r in rights)
    right = sum(r.edges_right for r in rights)
    whole = max(r.seconds for r in rights)
    return (
        way,
        str(len(rights)),
        f"{sum(r.words_right for r in rights) / words:.3%} of {words}",
        f"{right / edges:.1%} of {edges}",
        f"{(right + sum(r.in_pause for r in rights)) / edges:.1%}",
        f"{whole:.1f}",
    )


def _recordings(settings: Settings, folder: Path) -> list[Old]:
    """Return the whole clean episode first, then pieces of it."""
    made = settings.episode("clean")
    alignment = Alignment.load(made.folder / "gold.align.json")
    sound = np.concatenate(list(stream_pcm(made.audio, rate=RATE)))
    olds = [Old(made.audio, replace(alignment, media=replace(alignment.media, path=str(made.audio))), sound)]
    for k in range(max(3, min(6, int(len(sound) / RATE / PIECE)))):
        start = k * min(PIECE, len(sound) / RATE / 3)
        piece = sound[round(start * RATE) : round((start + PIECE) * RATE)]
        path = folder / f"piece-{k}.mp3"
        _encode(piece, path, ["-c:a", "libmp3lame", "-b:a", "128k"])
        olds.append(Old(path, _within(alignment, start, len(piece) / RATE, path), piece))
    return olds


def _within(alignment: Alignment, start: float, length: float, path: Path) -> Alignment:
    words = [
        replace(word, start=word.span[0] - start, end=word.span[1] - start)
        for _, word in alignment.timed()
        if word.span[0] >= start and word.span[1] <= start + length
    ]
    media = Media(str(path), file_sha256(path), length)
    return replace(alignment, media=media, words=tuple(words), chapters=(), paragraphs=(), lines=(), unscripted=())


def _encode(sound: Sound, path: Path, arguments: Sequence[str], *, gain: float = 0.0, rate: int = RATE) -> None:
    raw = path.with_suffix(".raw")
    raw.write_bytes(sound.astype("<i2").tobytes())
    level = ["-af", f"volume={gain}dB"] if gain else []
    source = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", str(raw)]
    run_ffmpeg(["-v", "error", *source, *level, *arguments, "-ar", "48000", "-y", str(path)])
    raw.unlink()


def _one(old: Old, other: Old, way: str, folder: Path, rng: np.random.Generator) -> Right:
    pieces = random_cut(rng, len(old.sound) / RATE, len(other.sound) / RATE)
    sound = np.concatenate([(old if ours else other).sound[round(a * RATE) : round(b * RATE)] for ours, a, b in pieces])
    speed = SPEED if way == "speed" else 1.0
    suffix, codec = CODECS.get(way, MP3)
    new = folder / f"cut{suffix}"
    if way == "music":
        sound = _with_music(sound, rng)
    gain = float(way.split()[0]) if way.endswith("dB") else 0.0
    _encode(sound, new, codec, gain=gain, rate=round(RATE * speed))
    begun = time.perf_counter()
    cut = recognise(old.path, new, lambda share, doing: None)
    seconds = time.perf_counter() - begun
    return _score(old, cut, truth_of(pieces, speed), speed, seconds)


def random_cut(rng: np.random.Generator, length: float, other: float) -> list[tuple[bool, float, float]]:
    """Return pieces in order: whether of the recording (or of the other one), from, to; seconds.

    A change that would leave a piece shorter than the shortest change is drawn again.
    """
    pieces = [(True, 0.0, length)]
    for _ in range(int(rng.integers(CHANGES[0], CHANGES[1] + 1))):
        for _ in range(TRIES):
            changed = _changed(rng, pieces, min(LENGTHS[1], length / 6, other / 2), other)
            if min(b - a for _, a, b in _whole(changed)) >= LENGTHS[0]:
                pieces = changed
                break
    return pieces


def _changed(
    rng: np.random.Generator, before: Sequence[tuple[bool, float, float]], longest: float, other: float
) -> list[tuple[bool, float, float]]:
    """Return the pieces with something removed, put in, moved or replaced."""
    pieces = list(before)
    total = sum(b - a for _, a, b in pieces)
    size = float(np.exp(rng.uniform(np.log(LENGTHS[0]), np.log(longest))))
    at = float(rng.uniform(0, max(0.1, total - size)))
    kind = rng.choice(["remove", "insert", "move", "replace"])
    first = _split(pieces, at)
    if kind != "insert":
        last = _split(pieces, at + size)
        taken = pieces[first:last]
        del pieces[first:last]
        if kind == "move":
            place = _split(pieces, float(rng.uniform(0, total - size)))
            pieces[place:place] = taken
    if kind in ("insert", "replace"):
        start = float(rng.uniform(0, other - size))
        pieces.insert(first, (False, start, start + size))
    return [piece for piece in pieces if piece[2] - piece[1] > 1e-6]


def _whole(pieces: Sequence[tuple[bool, float, float]]) -> list[tuple[bool, float, float]]:
    """Return the pieces with those that go on where the other ends made one."""
    out: list[tuple[bool, float, float]] = []
    for ours, a, b in pieces:
        goes_on = out and out[-1][0] == ours and abs(out[-1][2] - a) < 1e-6
        out.append((ours, out.pop()[1] if goes_on else a, b))
    return out


def _split(pieces: list[tuple[bool, float, float]], at: float) -> int:
    """Part a piece at a second of the cut; returns the index of what begins there."""
    place = 0.0
    for k, (ours, a, b) in enumerate(pieces):
        if place + b - a > at + 1e-9:
            middle = a + at - place
            if middle - a < 1e-9:
                return k
            pieces[k : k + 1] = [(ours, a, middle), (ours, middle, b)]
            return k + 1
        place += b - a
    return len(pieces)


def truth_of(pieces: Sequence[tuple[bool, float, float]], speed: float) -> list[Stretch]:
    """Return the stretches as they should be found."""
    out: list[Stretch] = []
    at = 0.0
    for ours, a, b in pieces:
        length = (round(b * RATE) - round(a * RATE)) / RATE
        if ours:
            goes_on = out and abs(out[-1].end - at / speed) < 1e-6 and abs(out[-1].old_end - a) < 1e-4
            start, begin = (out[-1].start, out.pop().old_start) if goes_on else (at / speed, a)
            out.append(Stretch(start, (at + length) / speed, begin, speed))
        at += length
    return out


def _with_music(sound: Sound, rng: np.random.Generator) -> Sound:
    """Lay chords that swell and change under the voices."""
    seconds = np.arange(len(sound)) / RATE
    bed = np.zeros(len(sound))
    for chord in range(4):
        on = np.clip(np.sin(2 * np.pi * (seconds / 8 - chord / 4)), 0, 1)
        root = 110 * 2 ** (float(rng.integers(0, 12)) / 12)
        for ratio in (1, 1.25, 1.5, 2, 3):
            bed += on * np.sin(2 * np.pi * root * ratio * seconds) / ratio
    voices = sound.astype(np.float64)
    bed *= np.sqrt((voices**2).mean() / (bed**2).mean()) * 10 ** (BED / 20)
    return np.clip(voices + bed, -32768, 32767).astype(np.int16)


def _score(old: Old, cut: NewCut, truth: Sequence[Stretch], speed: float, seconds: float) -> Right:
    carried = carry(old.alignment, cut, Media("new", "", cut.duration))
    heard: dict[int, list[tuple[float, float]]] = {}
    for origin, word in zip(carried.origins, carried.alignment.words, strict=True):
        if word.timed:
            heard.setdefault(origin, []).append(word.span)
    words = right = 0
    for k, word in old.alignment.timed():
        for stretch in truth:
            if stretch.old_start <= word.span[0] and word.span[1] <= stretch.old_end:
                words += 1
                start, end = (stretch.to_new(second) for second in word.span)
                right += any(abs(a - start) <= WORD_NEAR and abs(b - end) <= WORD_NEAR for a, b in heard.get(k, ()))
    edges = [(edge, stretch) for stretch in truth for edge in (stretch.start, stretch.end)]
    found = np.array([edge for stretch in cut.stretches for edge in (stretch.start, stretch.end)] or [-1e9])
    spans = np.array([word.span for _, word in old.alignment.timed()])
    near = in_pause = 0
    for edge, stretch in edges:
        off = found[np.argmin(np.abs(found - edge))]
        if abs(off - edge) <= EDGE_NEAR:
            near += 1
        elif abs(off - edge) < 2.0:
            low, high = sorted((stretch.to_old(edge), stretch.to_old(float(off))))
            in_pause += not bool(((spans[:, 0] < high - 0.01) & (spans[:, 1] > low + 0.01)).any())
    return Right(words, right, len(edges), near, in_pause, seconds)


def _strangers(olds: Sequence[Old]) -> list[bool]:
    """Tell whether each recording is refused as a cut of the next."""
    found = []
    for k, old in enumerate(olds):
        try:
            recognise(old.path, olds[(k + 1) % len(olds)].path, lambda share, doing: None)
        except InputsDoNotFit:
            found.append(True)
        else:
            found.append(False)
    return found
