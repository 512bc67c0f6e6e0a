"""Pieces of a script become an episode: sound, the time of every word, and the stretches no word covers."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from align.document import Alignment, Chapter, Engine, Kind, Media, Unscripted, Word
from benchmarks.script import Piece, structure
from samples import mixing, voices

__all__ = ["Conditions", "Episode", "gold_document", "gold_rows", "render", "write_episode"]

Span = tuple[float, float]
Stretch = tuple[float, float, str]
Rng = np.random.Generator

_KINDS: dict[str, Kind] = {"speech": "speech", "music": "music", "noise": "noise"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """How it was recorded and published.

    Args:
        snr: dB of the voices above steady noise. 48 is a quiet room.
        rt60: seconds in which the room's echo decays by 60 dB; 0: none.
        phone: only what a telephone carries.
        kbps, rate: of the mp3.
    """

    snr: float = 48.0
    rt60: float = 0.0
    phone: bool = False
    kbps: int = 64
    rate: int = 44100


@dataclass(slots=True)
class Episode:
    """Sound (float32, 16 kHz), spans of transcript tokens by index, what was cut, sound without words."""

    mix: mixing.Mix = field(default_factory=mixing.Mix)
    spans: dict[int, Span] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)
    unscripted: list[Stretch] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.mix.length / voices.RATE


def render(
    pieces: Sequence[Piece], conditions: Conditions, rng: Rng, progress: Callable[[float], None] = lambda share: None
) -> Episode:
    """Speak, play and mix all pieces. Raises `samples.voices.FliteMissing`."""
    episode = Episode()
    clock = 0.3
    for number, piece in enumerate(pieces):
        if piece.cut:
            episode.cut.update(i for i in piece.index if i is not None)
            continue
        clock = _put(episode, piece, clock + piece.gap, conditions, rng)
        progress(number / len(pieces))
    episode.mix.add(clock + 0.8, np.zeros(1, np.float32))
    level = voices.VOICES[0].level - conditions.snr
    hiss = mixing.noise(rng, episode.mix.length, level, slope=float(rng.uniform(0.6, 1.4)))
    np.add(episode.mix.sound, hiss, out=episode.mix.sound)
    if conditions.phone:
        episode.mix.sound[:] = mixing.telephone(episode.mix.sound)
    episode.unscripted = _joined(episode.unscripted, episode.spans.values())
    return episode


def _put(episode: Episode, piece: Piece, clock: float, conditions: Conditions, rng: Rng) -> float:
    """Mix one piece in at `clock`, note its times, and return where it ends."""
    if piece.kind != "speech":
        make = mixing.music if piece.kind == "music" else mixing.laughter
        episode.mix.add(clock, make(rng, piece.seconds, -24.0))
        kind = "music" if piece.kind == "music" else "noise"
        episode.unscripted.append((clock, clock + piece.seconds, kind))
        return clock + piece.seconds
    said = voices.say(piece.tokens, piece.voice)
    sound = said.samples.astype(np.float32) / np.float32(32768)
    if conditions.rt60:
        sound = mixing.reverberated(sound, rng, rt60=conditions.rt60, direct=5.0)
    episode.mix.add(clock, sound)
    if piece.bed is not None:
        episode.mix.add(clock, mixing.music(rng, max(0.4, said.seconds), piece.voice.level - piece.bed))
    _note(episode, piece, said, clock)
    return clock + said.seconds


def _note(episode: Episode, piece: Piece, said: voices.Said, clock: float) -> None:
    known = [(i, s[0] + clock, s[1] + clock) for i, s in zip(piece.index, said.spans, strict=True) if s is not None]
    episode.spans.update({i: (start, end) for i, start, end in known if i is not None})
    # A run of words that the transcript lacks is a stretch of its own; `render` leaves out those under a second.
    run: list[tuple[float, float]] = []
    for i, start, end in [*known, (0, 0.0, 0.0)]:
        if i is None:
            run.append((start, end))
        elif run:
            episode.unscripted.append((run[0][0], run[-1][1], "speech"))
            run = []


def _joined(stretches: Sequence[Stretch], words: Iterable[Span]) -> list[Stretch]:
    """Return stretches of one kind less than 1.2 s apart, with no word between, as one; of these, those of 1 s and
    more.
    """
    begins = sorted(start for start, _ in words)
    out: list[Stretch] = []
    for start, end, kind in stretches:
        alike = bool(out) and out[-1][2] == kind and start - out[-1][1] < 1.2
        if alike and bisect(begins, start) == bisect(begins, out[-1][1] - 0.01):
            out[-1] = (out[-1][0], end, kind)
        else:
            out.append((start, end, kind))
    return [row for row in out if row[1] - row[0] >= 1.0]


def gold_rows(tokens: Sequence[str], spans: Mapping[int, Span], cut: set[int]) -> str:
    """`gold.tsv`: index, word, start, end; -1 -1 for a word cut from the audio, -2 -2 for one with nothing to say."""
    rows = []
    for i, token in enumerate(tokens):
        silent = i not in spans and (i not in cut or not voices.speakable(token))
        start, end = spans.get(i, (-2.0, -2.0) if silent else (-1.0, -1.0))
        rows.append(f"{i}\t{token}\t{start:.4f}\t{end:.4f}\n")
    return "".join(rows)


def gold_document(
    audio: Path,
    seconds: float,
    tokens: Sequence[str],
    spans: Mapping[int, Span],
    text: str,
    unscripted: Sequence[Stretch] = (),
) -> Alignment:
    """Return the alignment that a perfect aligner would write, for the parts of pullquote that read one."""
    words = tuple(
        Word(token, round(spans[i][0], 4), round(spans[i][1], 4), 1.0, "aligned") if i in spans else _unheard(token)
        for i, token in enumerate(tokens)
    )
    chapters, lines = structure(text)
    return Alignment(
        media=Media(str(audio), hashlib.sha256(audio.read_bytes()).hexdigest(), seconds),
        language="en",
        engine=Engine("gold", "1"),
        words=words,
        chapters=tuple(Chapter(title, word) for title, word in chapters),
        paragraphs=tuple(sorted({0, *(word for _, word in chapters)})) if words else (),
        lines=tuple(lines),
        unscripted=tuple(Unscripted(start, end, _KINDS[kind]) for start, end, kind in unscripted),
    )


def _unheard(token: str) -> Word:
    return Word(token, status="absent" if voices.speakable(token) else "silent")


def write_episode(
    folder: Path,
    episode: Episode,
    tokens: Sequence[str],
    transcript: str,
    conditions: Conditions,
    *,
    suffix: str = ".mp3",
) -> Path:
    """Write the audio, `transcript.txt`, `gold.tsv`, `gold.align.json`, `unscripted.tsv`; return the audio's path."""
    folder.mkdir(parents=True, exist_ok=True)
    audio = folder / f"episode{suffix}"
    mixing.encode(episode.mix.sound, audio, kbps=conditions.kbps, rate=conditions.rate)
    (folder / "transcript.txt").write_text(transcript, encoding="utf-8")
    (folder / "gold.tsv").write_text(gold_rows(tokens, episode.spans, episode.cut), encoding="utf-8")
    rows = "".join(f"{start:.3f}\t{end:.3f}\t{kind}\n" for start, end, kind in episode.unscripted)
    (folder / "unscripted.tsv").write_text(rows, encoding="utf-8")
    document = gold_document(audio, episode.seconds, tokens, episode.spans, transcript, episode.unscripted)
    document.save(folder / "gold.align.json", force=True)
    (folder / "made.json").write_text(json.dumps({"seconds": episode.seconds, "words": len(tokens)}) + "\n")
    return audio
