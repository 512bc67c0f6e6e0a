"""Who speaks: a long episode of four voices, and recordings of single voices joined in turns, with known answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from align.aligner import align_file
from align.document import Alignment, EngineInfo, Media, Word
from align.engine import AlignOptions
from align.signal import Spectra, compute_spectra
from align.turns import word_speakers
from benchmarks import script
from benchmarks.context import Report, Settings, say
from benchmarks.measure import median_cost, pullquote
from benchmarks.tables import Table
from benchmarks.talk_recordings import Sound, read_sound, recordings_in
from samples.voices import RATE, VOICES
from speakers.pitch import Pitch, PitchTracker
from speakers.telling import Request, tell_speakers

__all__ = ["speakers"]

SECONDS = 240.0
"""Of a joined recording."""

SHORTEST_TURN, LONGEST_TURN = 2.0, 20.0
"""Seconds."""

LEAST_WORDS, LEAST_FOUND = 80, 0.9
"""Of a recording, and the share found in it, to be one of those that are joined."""

Labels = NDArray[np.int64]
Cells = Sequence[str | int | float | None]

MOST = 6
"""Pairs, and threes, that are joined: spread over all there are."""


def speakers(settings: Settings) -> Report:
    """Return the long episode, and pairs and threes of `--talk` recordings of one voice each."""
    rows = [_episode(settings)]
    if settings.talk:
        rows += _joined(settings)
    columns = ("on", "voices", "found", "right words", "right, number given", "turns found", "time over aligning")
    figures = {str(row[0]): dict(zip(columns[1:], row[1:], strict=True)) for row in rows}
    return Report([Table("who speaks", columns, rows)], figures)


def _episode(settings: Settings) -> Cells:
    """Four voices, turns of one to nine sentences, no marks in the text; the whole command, as a user runs it."""
    made = settings.episode("clean")
    _, tokens = settings.words()
    truth = np.zeros(len(tokens), np.int64)
    for piece in script.scripted(tokens, np.random.default_rng(settings.seed)):
        voice = next(
            k for k, one in enumerate(VOICES) if (one.base, one.pitch) == (piece.voice.base, piece.voice.pitch)
        )
        truth[[i for i in piece.index if i is not None]] = voice
    out = made.folder / "speakers.align.json"
    arguments = ("align", str(made.audio), str(made.transcript), "-o", str(out), "--force")
    alone = median_cost(lambda: pullquote(*arguments), settings.runs)
    told = median_cost(lambda: pullquote(*arguments, "--speakers", "auto"), settings.runs)
    alignment = Alignment.load(out)
    found = _labels(alignment)
    share = _right(found, truth)
    return ["episode", 4, len(set(found.tolist())), share, None, _turns(found, truth), told.cpu / alone.cpu - 1]


def _labels(alignment: Alignment) -> Labels:
    names = word_speakers(alignment.speakers, len(alignment.words))
    order = {name: k for k, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names])


def _right(found: Labels, truth: Labels) -> float:
    """Share of words with the right voice, each voice found standing for one that there is."""
    table = np.zeros((int(found.max()) + 1, int(truth.max()) + 1))
    np.add.at(table, (found, truth), 1)
    right = 0.0
    for _ in range(min(table.shape)):
        i, j = np.unravel_index(table.argmax(), table.shape)
        right += float(table[i, j])
        table[i], table[:, j] = -1, -1
    return right / len(truth)


def _turns(found: Labels, truth: Labels) -> float:
    """Share of the turns that begin with the right word."""
    known, ours = (np.flatnonzero(np.diff(labels)) for labels in (truth, found))
    return float(np.isin(known, ours).mean()) if len(known) else 1.0


def _joined(settings: Settings) -> list[Cells]:
    voices = []
    for spoken in recordings_in(settings.talk):
        say(f"aligning {spoken.name} ...")
        alignment = align_file(spoken.audio, spoken.text, language="en", options=AlignOptions(accept_poor=True))
        words = [word for _, word in alignment.timed() if word.status == "aligned"]
        if len(words) >= LEAST_WORDS and len(words) >= LEAST_FOUND * len(alignment.words) and not alignment.speakers:
            voices.append((spoken.name, read_sound(spoken.audio), words))
    rows: list[Cells] = []
    for size in (2, 3):
        every = list(combinations(voices, size))
        for number, some in enumerate(every[:: max(1, len(every) // MOST)][:MOST]):
            sound, alignment, truth = _join([(s, w) for _, s, w in some], np.random.default_rng(settings.seed + number))
            tracker = PitchTracker()
            samples = np.rint(sound * 32767).clip(-32768, 32767).astype(np.int16)
            tracker.hear(samples)
            heard = compute_spectra([samples]), tracker.result()
            auto, given = (_told(alignment, count, heard) for count in (None, size))
            row = [size, len(set(auto.tolist())), _right(auto, truth), _right(given, truth), _turns(given, truth), None]
            rows.append(["+".join(name for name, *_ in some), *row])
    return rows


def _told(alignment: Alignment, count: int | None, heard: tuple[Spectra, Pitch]) -> Labels:
    return _labels(tell_speakers(alignment, Request(count), lambda: heard).alignment)


def _join(voices: Sequence[tuple[Sound, Sequence[Word]]], rng: np.random.Generator) -> tuple[Sound, Alignment, Labels]:
    """Return turns of 2 to 20 s, levels alike, cut between words wherever the time is up."""
    at, last, places = 0.3, -1, [0] * len(voices)
    parts, words, truth = [np.zeros(int(at * RATE), np.float32)], [], []
    levels = [0.06 / float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > 0.01])))) for sound, _ in voices]
    while at < SECONDS:
        last = int(rng.choice([k for k in range(len(voices)) if k != last]))
        sound, said = voices[last]
        first = places[last] if places[last] < len(said) - 3 else 0
        stop, length = first + 1, rng.uniform(SHORTEST_TURN, LONGEST_TURN)
        while stop < len(said) and said[stop].span[1] - said[first].span[0] < length:
            stop += 1
        places[last] = stop
        begin, end = max(0.0, said[first].span[0] - 0.02), said[stop - 1].span[1] + 0.03
        for word in said[first:stop]:
            words.append(Word(word.text, word.span[0] - begin + at, word.span[1] - begin + at, 1.0))
            truth.append(last)
        pause = np.zeros(int(RATE * np.clip(rng.lognormal(-1.2, 0.8), 0.02, 1.5)), np.float32)
        parts += [levels[last] * sound[int(begin * RATE) : int(end * RATE)], pause]
        at += (len(parts[-2]) + len(pause)) / RATE
    media = Media("joined", "0" * 64, at)
    alignment = Alignment(media, "en", EngineInfo("known", "1"), tuple(words), paragraphs=(0,))
    return np.concatenate(parts), alignment, np.array(truth)
