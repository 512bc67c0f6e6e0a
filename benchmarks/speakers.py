"""Who speaks: a long episode of four voices, voices joined in conversations, microphones, and what is hard."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from align.document import Alignment
from benchmarks import script
from benchmarks.context import Report, Settings, say
from benchmarks.measure import median_cost, pullquote
from benchmarks.speakers_hard import difficulties, microphones
from benchmarks.speakers_score import (
    Labels,
    calibration,
    error_rate,
    labels_of,
    right_words,
    sure_turns,
    turns_found,
)
from benchmarks.speakers_talk import conversations
from benchmarks.speakers_voices import (
    Voice,
    conversation,
    flite_voices,
    hand_voices,
    heard,
    pitch_of,
    talk_voices,
)
from benchmarks.tables import Table
from samples.voices import VOICES
from speakers.telling import Request, tell_speakers

__all__ = ["speakers"]

Cells = Sequence[str | int | float | None]
Turns = list[tuple[float, bool]]

MOST = 15
"""Pairs, and threes, that are joined: spread over all there are."""

ALIKE = 2.5 / 12
"""Octaves of median pitch that like voices differ by at most."""


def speakers(settings: Settings) -> Report:
    """Return the long episode, conversations joined of --talk and --hand recordings (else of synthetic voices), --talk
    recordings with the labels of several speakers, two tracks with bleed, and hard ones.

    Recordings of --talk without labels count as one voice each: give no others, and no reader twice.
    """
    row, turns = _episode(settings)
    columns = ("on", "voices", "found", "right words", "DER, no collar", "turns found", "time over aligning")
    tables = [Table("who speaks in two hours", columns, [row])]
    figures: dict[str, object] = {"episode": dict(zip(columns[1:], row[1:], strict=True))}
    voices = [*talk_voices(settings.talk), *hand_voices(settings.hand)] or flite_voices(settings)
    joined, more = _joined(voices, settings.seed)
    tables.append(joined)
    figures["joined"] = [list(row) for row in joined.rows]
    both = [*turns, *more]
    rows = [("episode", len(turns), calibration(turns)), ("joined", len(more), calibration(more))]
    tables.append(Table("probability of turns", ("on", "turns", "calibration error"), rows))
    figures["calibration"] = calibration(both)
    if settings.talk:
        talk = conversations(settings.talk)
        tables.append(talk)
        figures["conversations"] = [list(row) for row in talk.rows]
    pairs = list(combinations(voices, 2))
    say("microphones, and what is hard ...")
    table, figures["microphones"] = microphones(pairs[:: max(1, len(pairs) // 6)][:6], settings.seed)
    tables.append(table)
    table, figures["hard"] = difficulties(voices, settings.seed)
    tables.append(table)
    return Report(tables, figures)


def _episode(settings: Settings) -> tuple[Cells, Turns]:
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
    say("the long episode, without and with speakers ...")
    alone = median_cost(lambda: pullquote(*arguments), settings.runs)
    told = median_cost(lambda: pullquote(*arguments, "--speakers", "auto"), settings.runs)
    alignment = Alignment.load(out)
    found = labels_of(alignment)
    row: Cells = [
        "episode",
        len(set(truth.tolist())),
        len(set(found[found >= 0].tolist())),
        right_words(found, truth),
        error_rate(alignment.words, found, truth),
        turns_found(found, truth),
        told.cpu / alone.cpu - 1,
    ]
    return row, sure_turns(alignment, truth)


def _joined(voices: Sequence[Voice], seed: int) -> tuple[Table, Turns]:
    """Pairs and threes, in one room at one level and in rooms and at levels of their own; like voices apart."""
    pitches = {voice.name: pitch_of(voice) for voice in voices}
    groups: dict[str, list[tuple[float, ...]]] = {}
    turns: Turns = []
    number = 0
    for size in (2, 3):
        every = list(combinations(voices, size))
        for some in every[:: max(1, len(every) // MOST)][:MOST]:
            heights = sorted(pitches[voice.name] for voice in some)
            like = min(b - a for a, b in pairwise(heights)) < ALIKE
            for alike in (True, False):
                say(f"{' + '.join(voice.name for voice in some)} {'in one room' if alike else 'apart'}")
                number += 1
                figures, sure = _one(some, np.random.default_rng(seed + number), alike)
                turns += sure
                kind = "like voices" if like else "other voices"
                groups.setdefault(f"{size} {kind}, {'one room' if alike else 'their own rooms'}", []).append(figures)
    rows = []
    for name, members in groups.items():
        columns = np.array(members)
        rows.append((name, len(members), *columns.mean(axis=0).tolist()))
    total = np.array([figures for members in groups.values() for figures in members])
    rows.append(("all", len(total), *total.mean(axis=0).tolist()))
    columns_of = (
        "on",
        "recordings",
        "number right",
        "right words, found",
        "DER",
        "right words, given",
        "DER, given",
        "turns",
    )
    return Table("conversations joined of recordings", columns_of, rows), turns


def _one(some: Sequence[Voice], rng: np.random.Generator, alike: bool) -> tuple[tuple[float, ...], Turns]:
    talk = conversation(some, rng, alike=alike)
    sound = heard(talk.sound)
    count = len(set(talk.truth.tolist()))
    figures: list[float] = []
    turns: Turns = []
    for given in (None, count):
        told = tell_speakers(talk.alignment, Request(given), lambda: sound).alignment
        found: Labels = labels_of(told) if told.speakers else np.zeros(len(talk.truth), np.int64)
        if given is None:
            figures.append(float(len(set(found[found >= 0].tolist())) == count))
        figures += [right_words(found, talk.truth), error_rate(talk.alignment.words, found, talk.truth)]
        turns += sure_turns(told, talk.truth)
    return (*figures, turns_found(found, talk.truth)), turns
