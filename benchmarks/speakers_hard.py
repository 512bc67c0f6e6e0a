"""Where telling voices apart goes wrong: microphones that hear each other, a wrong number given, one speaker alone,
whisper, laughter, music, the telephone.
"""

from __future__ import annotations

import functools
import itertools
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.speakers_score import labels_of, right_words
from benchmarks.speakers_voices import Conversation, Voice, conversation, heard
from benchmarks.tables import Table
from benchmarks.talk_recordings import Sound, write_sound
from samples.mixing import laughter, music, noise, reverberated, telephone
from samples.voices import RATE
from speakers.telling import Heard, Request, Told, tell_speakers
from speakers.tracks import tell_by_tracks

__all__ = ["difficulties", "microphones"]

BLEEDS = (-20.0, -10.0)
"""dB at which a microphone hears the other speaker."""

WANTED = {-20.0: 0.995, -10.0: 0.98}
"""Share of the words."""

DISTANCE, ROOM = 1.5, (0.4, 0.0)
"""Metres to the other's microphone; reverberation time there in seconds, and dB of the direct sound above the echo."""

LATE, CLOCK = 1.7, 40e-6
"""Seconds by which the second recorder starts later, and by how much its clock runs off."""

MUSIC_BELOW = 10.0
"""dB by which music is quieter than the voices."""

PAUSE_FOR_LAUGHTER = 0.25
"""Seconds of a pause into which somebody laughs."""

MARKS = (("likely", "the number"), ("asked for", "the number"), ("may be one", "may be one person"))
"""Part of a warning, and what it says is unsure."""

Rng = np.random.Generator
Cells = Sequence[str | int | float | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """A conversation that is hard, how many voices it has, and how many the user says there are."""

    name: str
    talk: Conversation
    voices: int
    given: int | None = None


def microphones(pairs: Sequence[tuple[Voice, ...]], seed: int) -> tuple[Table, dict[str, float]]:
    """Tell who speaks by two tracks that hear each other, one of them late and with a clock of its own."""
    rows, figures = [], {}
    for bleed, room in itertools.product(BLEEDS, (False, True)):
        shares = []
        for number, pair in enumerate(pairs):
            talk = conversation(pair, np.random.default_rng(seed + number), alike=number % 2 == 0)
            rng = np.random.default_rng(seed + 100 + number)
            shares.append(_by_tracks(talk, [_bled(track, bleed, room, rng) for track in talk.tracks], rng))
        name = f"{bleed:.0f} dB{', through the room' if room else ''}"
        figures[name] = float(np.mean(shares))
        rows.append((name, len(shares), float(np.mean(shares)), min(shares), WANTED[bleed]))
    return Table("two tracks", ("bleed", "pairs", "right words", "the worst pair", "wanted"), rows), figures


def _bled(track: Sound, bleed: float, room: bool, rng: Rng) -> Sound:
    """Return what the other microphone hears of a speaker: as it is, or later and with the room's echo."""
    heard_there = track
    if room:
        late = round(DISTANCE / 343 * RATE)
        heard_there = np.concatenate([np.zeros(late, np.float32), track])[: len(track)]
        heard_there = reverberated(heard_there, rng, rt60=ROOM[0], direct=ROOM[1])[: len(track)]
        heard_there = heard_there * float(np.sqrt(np.mean(np.square(track)) / np.mean(np.square(heard_there))))
    return (10 ** (bleed / 20) * heard_there).astype(np.float32)


def _by_tracks(talk: Conversation, bleed: Sequence[Sound], rng: Rng) -> float:
    ada, bob = talk.tracks
    hiss = 10 ** (-65 / 20)
    first = ada + bleed[1] + noise(rng, len(ada), -65)
    second = 2 * (bob + bleed[0]) + hiss * rng.standard_normal(len(bob)).astype(np.float32)
    places = np.arange(int((len(second) - LATE * RATE) / (1 + CLOCK))) * (1 + CLOCK) + LATE * RATE
    second = np.interp(places, np.arange(len(second)), second).astype(np.float32)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / "mix.flac", folder / "ada.flac", folder / "bob.flac"]
        for path, sound in zip(paths, (0.4 * (ada + bob), 0.4 * first, 0.4 * second), strict=True):
            write_sound(sound, path)
        told = tell_by_tracks(talk.alignment, paths[0], {"Ada": str(paths[1]), "Bob": str(paths[2])})
    return right_words(labels_of(told.alignment), talk.truth)


def difficulties(voices: Sequence[Voice], seed: int) -> tuple[Table, dict[str, object]]:
    """Tell voices apart where it is hard: no speaker may be made up, unless it is said that the number is unsure."""
    rows: list[Cells] = []
    figures: dict[str, object] = {}
    for trial in _trials(voices, seed):
        sound = heard(trial.talk.sound)
        told = tell_speakers(trial.talk.alignment, Request(trial.given), functools.partial(_same, sound))
        found = max(1, len(told.speakers))
        share = right_words(np.maximum(labels_of(told.alignment), 0), trial.talk.truth)
        fine = found <= trial.voices or bool(told.warnings)
        figures[trial.name] = {"voices": found, "right": share, "made up unsaid": not fine}
        rows.append((trial.name, trial.voices, trial.given, found, share, _said(told), "no" if fine else "yes"))
    columns = ("on", "voices", "given", "found", "right words", "said to be unsure", "made up and not said")
    return Table("hard ones", columns, rows), figures


def _same(sound: Heard) -> Heard:
    return sound


def _said(told: Told) -> str:
    parts = [f"{told.uncertain} words"] if told.uncertain else []
    return ", ".join([*parts, *(said for line in told.warnings for mark, said in MARKS if mark in line)])


def _trials(voices: Sequence[Voice], seed: int) -> list[Trial]:
    rng = np.random.default_rng(seed)
    two = conversation(voices[:2], rng)
    three = conversation(voices[:3], rng)
    alone = [conversation((voice,), rng) for voice in voices[:4]]
    trials = [Trial(f"one speaker ({voice.name})", talk, 1) for voice, talk in zip(voices, alone, strict=False)]
    trials += [
        Trial("one speaker, 9 asked for", alone[0], 1, 9),
        Trial("two, 4 asked for", two, 2, 4),
        Trial("three, 2 asked for", three, 3, 2),
        Trial("two, one by telephone", _sum_of(two, [two.tracks[0], telephone(two.tracks[1])]), 2),
        Trial("two by telephone", replace(two, sound=telephone(two.sound)), 2),
        Trial("two over music", replace(two, sound=_over_music(two.sound, rng)), 2),
        Trial("one over music", replace(alone[1], sound=_over_music(alone[1].sound, rng)), 1),
        Trial("one, somebody laughs", replace(alone[0], sound=_with_laughter(alone[0], rng)), 1),
        Trial("two, somebody laughs", replace(two, sound=_with_laughter(two, rng)), 2),
        Trial("one, half of it whispered", replace(alone[0], sound=_half(alone[0].sound, _whispered, rng)), 1),
    ]
    return [*trials, *(_telephoning(voice, rng) for voice in voices)]


def _telephoning(voice: Voice, rng: Rng) -> Trial:
    talk = conversation((voice,), rng)
    return Trial(f"{voice.name}, half by telephone", replace(talk, sound=_half(talk.sound, _by_phone, rng)), 1)


def _sum_of(talk: Conversation, tracks: Sequence[Sound]) -> Conversation:
    return replace(talk, tracks=tuple(tracks), sound=np.sum(tracks, axis=0, dtype=np.float32))


def _over_music(sound: Sound, rng: Rng) -> Sound:
    loud = float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > 0.01]))))
    bed = music(rng, len(sound) / RATE, 20 * np.log10(loud) - MUSIC_BELOW)
    out: Sound = sound.copy()
    out[: len(bed)] += bed[: len(out)]
    return out


def _with_laughter(talk: Conversation, rng: Rng) -> Sound:
    out: Sound = talk.sound.copy()
    words = talk.alignment.words
    for before, after in itertools.pairwise(words):
        if after.span[0] - before.span[1] > PAUSE_FOR_LAUGHTER:
            laugh = laughter(rng, after.span[0] - before.span[1], -24)
            first = int(before.span[1] * RATE)
            out[first : first + len(laugh)] += laugh[: len(out) - first]
    return out


def _half(sound: Sound, change: Callable[[Sound, Rng], Sound], rng: Rng) -> Sound:
    middle = len(sound) // 2
    return np.concatenate([sound[:middle], change(sound[middle:], rng)[: len(sound) - middle]]).astype(np.float32)


def _by_phone(sound: Sound, rng: Rng) -> Sound:
    return telephone(sound)


def _whispered(sound: Sound, rng: Rng) -> Sound:
    """Take the voice out: the spectrum's envelope stays, smoothed over 300 Hz, what it shapes is noise."""
    size, hop = 512, 128
    window = np.hanning(size)
    out = np.zeros(len(sound) + size)
    for first in range(0, len(sound) - size, hop):
        spectrum = np.abs(np.fft.rfft(sound[first : first + size] * window))
        envelope = np.convolve(spectrum, np.ones(9) / 9, mode="same")
        hiss = np.fft.rfft(rng.standard_normal(size) * window)
        out[first : first + size] += np.fft.irfft(envelope * hiss / np.sqrt(size), size) * window
    loud = float(np.sqrt(np.mean(sound**2)) / max(np.sqrt(np.mean(out**2)), 1e-9))
    return (0.4 * loud * out[: len(sound)]).astype(np.float32)
