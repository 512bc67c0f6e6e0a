"""What happens to recordings of talk: music, a song or a second voice underneath, a telephone, two rounds of mp3."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.talk_recordings import read_sound
from samples import mixing
from samples.voices import RATE

__all__ = ["DEGRADATIONS", "Bed", "joined", "song"]

Sound = NDArray[np.float32]
Rng = np.random.Generator

LINE_NOISE = -30.0
"""dB against the voice: noise of a telephone line."""

BETWEEN = 0.5
"""Seconds of silence between recordings that are joined."""


@dataclass(frozen=True, slots=True)
class Bed:
    """What there is to put under a voice: another voice, and a generator for music."""

    other: Sound
    rng: Rng


Degradation = Callable[[Sound, Bed], Sound]


def level(sound: Sound) -> float:
    """RMS in dBFS of the louder half of a recording's tenths of a second, which in talk is speech."""
    block = RATE // 10
    if len(sound) < block:
        return -120.0
    power = np.sort((sound[: len(sound) // block * block].reshape(-1, block) ** 2).mean(axis=1))
    return 10 * float(np.log10(power[len(power) // 2 :].mean() + 1e-12))


def under(sound: Sound, bed: Sound, below: float) -> Sound:
    """Return the sound with a bed under it that is so many dB below it; a short bed is repeated."""
    bed = np.resize(bed, len(sound)).astype(np.float32)
    return np.asarray(sound + bed * np.float32(10 ** ((level(sound) - below - level(bed)) / 20)), np.float32)


def song(rng: Rng, seconds: float) -> Sound:
    """Somebody sings vowels over plucked chords: pitch with vibrato, formants that change from note to note."""
    track = mixing.music(rng, seconds, -26.0)
    clock = 0.0
    while clock < seconds - 1.0:
        length = float(rng.uniform(0.25, 0.9))
        note = _sung(rng, length)
        first = round(clock * RATE)
        track[first : first + len(note)] += note[: len(track) - first]
        clock += length + (float(rng.uniform(0.2, 1.0)) if rng.random() < 0.15 else 0.0)
    return track


def _sung(rng: Rng, seconds: float) -> Sound:
    time = np.arange(round(seconds * RATE)) / RATE
    pitch = 220.0 * 2 ** (float(rng.choice([-5, -3, -1, 0, 2, 4, 5, 7])) / 12)
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * time))) / RATE
    first, second = float(rng.uniform(300, 850)), float(rng.uniform(900, 2300))
    sound = np.zeros(len(time))
    for k in range(1, int(5000 / pitch)):
        hertz = k * pitch
        weight = np.exp(-(((hertz - first) / 150) ** 2)) + 0.5 * np.exp(-(((hertz - second) / 200) ** 2)) + 0.05
        sound += weight / np.sqrt(k) * np.sin(k * phase)
    sound *= 0.1 / max(1e-9, float(np.sqrt(np.mean(sound**2))))
    return mixing.faded(sound.astype(np.float32), 0.04)


def _telephone(sound: Sound, bed: Bed) -> Sound:
    """300 to 3400 Hz with 8 bits a sample on a logarithmic scale (mu-law, ITU-T G.711), and the noise of a line."""
    carried = mixing.telephone(sound)
    carried = carried + mixing.noise(bed.rng, len(sound), level(sound) + LINE_NOISE)
    loudest = max(1e-6, float(np.abs(carried).max()))
    squeezed = np.sign(carried) * np.log1p(255 * np.abs(carried) / loudest) / np.log(256)
    squeezed = np.round(squeezed * 127) / 127
    return np.asarray(np.sign(squeezed) * (256 ** np.abs(squeezed) - 1) / 255 * loudest, np.float32)


def _mp3_twice(sound: Sound, bed: Bed) -> Sound:
    """48 kb/s, then 32."""
    with tempfile.TemporaryDirectory() as folder:
        for kbps in (48, 32):
            path = Path(folder) / f"{kbps}.mp3"
            mixing.encode(sound, path, kbps=kbps, rate=22050)
            sound = read_sound(path)
    return sound


DEGRADATIONS: Mapping[str, Degradation] = {
    "music at -10 dB": lambda sound, bed: under(sound, mixing.music(bed.rng, len(sound) / RATE, -20.0), 10.0),
    "song at -8 dB": lambda sound, bed: under(sound, song(bed.rng, len(sound) / RATE), 8.0),
    "song at -3 dB": lambda sound, bed: under(sound, song(bed.rng, len(sound) / RATE), 3.0),
    "second voice at -10 dB": lambda sound, bed: under(sound, bed.other, 10.0),
    "second voice at -5 dB": lambda sound, bed: under(sound, bed.other, 5.0),
    "telephone": _telephone,
    "mp3 twice": _mp3_twice,
}
"""By name: how loud the bed is against the voice."""


def joined(sounds: list[Sound]) -> tuple[Sound, list[float]]:
    """Join recordings one behind the other, and the second at which each begins."""
    starts, parts, clock = [], [], 0
    quiet = np.zeros(round(BETWEEN * RATE), np.float32)
    for sound in sounds:
        starts.append(clock / RATE)
        parts += [sound, quiet]
        clock += len(sound) + len(quiet)
    return np.concatenate(parts), starts
