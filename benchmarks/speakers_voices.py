"""Voices with known words, and conversations that are joined from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from align.aligner import align_file
from align.document import Alignment, EngineInfo, Media, Word
from align.engine import AlignOptions
from align.signal import compute_spectra
from benchmarks import text
from benchmarks.context import Settings, say
from benchmarks.speakers_score import Labels
from benchmarks.talk_recordings import Sound, read_sound, recordings_in
from samples import voices
from samples.mixing import reverberated
from samples.voices import RATE, VOICES
from speakers.pitch import Pitch, PitchTracker
from speakers.telling import Heard

__all__ = ["Conversation", "Voice", "conversation", "flite_voices", "hand_voices", "heard", "pitch_of", "talk_voices"]

SHORTEST_TURN, LONGEST_TURN = 2.0, 20.0
"""Seconds."""

SECONDS = 240.0
"""Of a conversation, if its voices have that much to say: nothing is said twice."""

LEAST_WORDS, LEAST_FOUND = 60, 0.9
"""Of a recording, and the share found in it, to be one of those that are joined."""

LEVEL = 0.06
"""Root mean square that a voice is brought to."""

SPREAD = 6.0
"""dB by which levels differ where they are to differ."""

ROOMS = ((0.0, 0.0), (0.2, 10.0), (0.35, 7.0), (0.5, 4.0))
"""Reverberation time in seconds, and dB by which the direct sound is above it, of rooms that voices are put into."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody, all that he says, and when he says each word of it."""

    name: str
    sound: Sound
    words: Sequence[Word]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with known turns.

    Args:
        tracks: what each voice says, at its time: their sum is `sound`.
        truth: who says each word.
    """

    sound: Sound
    tracks: tuple[Sound, ...]
    alignment: Alignment
    truth: Labels


def talk_voices(folders: Sequence[Path]) -> list[Voice]:
    """Return the recordings of one voice each, aligned by us."""
    out = []
    for spoken in recordings_in(folders):
        say(f"aligning {spoken.name} ...")
        alignment = align_file(spoken.audio, spoken.text, language="en", options=AlignOptions(accept_poor=True))
        words = [word for _, word in alignment.timed() if word.status == "aligned"]
        if len(words) >= LEAST_WORDS and len(words) >= LEAST_FOUND * len(alignment.words) and not alignment.speakers:
            out.append(Voice(spoken.name, read_sound(spoken.audio), words))
    return out


def hand_voices(folders: Sequence[Path]) -> list[Voice]:
    """Return the voices of labelled sentences: files whose names differ only in what stands behind the speaker's."""
    groups: dict[str, list[Path]] = {}
    for folder in folders:
        for times in sorted(folder.rglob("*.tsv")):
            name = re.sub(r"(-s[aix]\d+|\d+)$", "", times.stem)
            if times.with_suffix(".flac").exists():
                groups.setdefault(f"{times.parent.name}/{name}", []).append(times)
    found = [_of_sentences(name, files) for name, files in groups.items() if len(files) > 1]
    return [voice for voice in found if len(voice.words) >= LEAST_WORDS]


def _of_sentences(name: str, files: Sequence[Path]) -> Voice:
    at, parts, words = 0.0, [], []
    for times in files:
        sound = read_sound(times.with_suffix(".flac"))
        rows = [line.split("\t") for line in times.read_text(encoding="utf-8").splitlines() if line]
        known = [(row[1], float(row[2]), float(row[3])) for row in rows]
        for number, (word, start, end) in enumerate(known):
            stop = "." if number == len(known) - 1 else ""
            words.append(Word(word + stop, round(at + start, 4), round(at + end, 4), 1.0))
        parts.append(sound)
        at += len(sound) / RATE
    return Voice(name, np.concatenate(parts), words)


def flite_voices(settings: Settings, count: int = 4, sentences: int = 12) -> list[Voice]:
    """Return synthetic voices. Raises `samples.voices.FliteMissing`."""
    rng = np.random.default_rng(settings.seed)
    out = []
    for number, voice in enumerate(VOICES[:3] + VOICES[5:6]):
        at, parts, words = 0.0, [], []
        for _ in range(sentences):
            tokens = text.talk(14, rng)
            said = voices.say(tokens, voice)
            for token, span in zip(tokens, said.spans, strict=True):
                if span is not None:
                    words.append(Word(token, round(at + span[0], 4), round(at + span[1], 4), 1.0))
            parts.append(said.samples.astype(np.float32) / 32768)
            at += said.seconds
        out.append(Voice(f"flite-{number}", np.concatenate(parts), words))
    return out[:count]


def pitch_of(voice: Voice) -> float:
    """Return the median pitch, in octaves above 1 Hz."""
    _, pitch = heard(voice.sound)
    return float(np.median(pitch.octaves[pitch.strength > 0.6].astype(float)))


def heard(sound: Sound) -> Heard:
    """Return what is told voices apart by."""
    samples = np.rint(sound * 32767).clip(-32768, 32767).astype(np.int16)
    tracker = PitchTracker()
    tracker.hear(samples)
    pitch: Pitch = tracker.result()
    return compute_spectra([samples]), pitch


def conversation(some: Sequence[Voice], rng: np.random.Generator, *, alike: bool = True) -> Conversation:
    """Return turns of 2 to 20 s, cut between words wherever the time is up; nothing is said twice.

    `alike`: one room and one level; else each voice has its own.
    """
    sounds = [_placed(voice, rng, number, alike) for number, voice in enumerate(some)]
    at, last, places = 0.3, -1, [0] * len(some)
    pieces: list[tuple[int, float, Sound]] = []
    words: list[Word] = []
    truth: list[int] = []
    while at < SECONDS:
        alone = len(some) == 1
        open_ones = [k for k, voice in enumerate(some) if (k != last or alone) and places[k] < len(voice.words) - 3]
        if not open_ones:
            break
        last = int(rng.choice(open_ones))
        said, first = some[last].words, places[last]
        stop, length = first + 1, rng.uniform(SHORTEST_TURN, LONGEST_TURN)
        while stop < len(said) and said[stop].span[1] - said[first].span[0] < length:
            stop += 1
        places[last] = stop
        begin, end = max(0.0, said[first].span[0] - 0.02), said[stop - 1].span[1] + 0.03
        for word in said[first:stop]:
            words.append(replace(word, start=word.span[0] - begin + at, end=word.span[1] - begin + at))
            truth.append(last)
        pieces.append((last, at, sounds[last][int(begin * RATE) : int(end * RATE)]))
        at += len(pieces[-1][2]) / RATE + float(np.clip(rng.lognormal(-1.2, 0.8), 0.02, 1.5))
    tracks = tuple(np.zeros(int((at + 0.5) * RATE), np.float32) for _ in some)
    for owner, start, sound in pieces:
        tracks[owner][int(start * RATE) : int(start * RATE) + len(sound)] += sound
    media = Media("joined", "0" * 64, len(tracks[0]) / RATE)
    alignment = Alignment(media, "en", EngineInfo("known", "1"), tuple(words), paragraphs=(0,))
    return Conversation(np.sum(tracks, axis=0), tracks, alignment, np.array(truth))


def _placed(voice: Voice, rng: np.random.Generator, number: int, alike: bool) -> Sound:
    """Return a voice in its room and at its level."""
    sound = voice.sound
    loud = float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > 0.01]))))
    gain = LEVEL / loud * (1.0 if alike else 10 ** (rng.uniform(-SPREAD, SPREAD) / 20))
    rt60, direct = ROOMS[0 if alike else (number + 1) % len(ROOMS)]
    if rt60:
        sound = reverberated(sound, rng, rt60=rt60, direct=direct)
    return (gain * sound).astype(np.float32)
