"""A conversation of two buzzing voices, as sound and as an alignment."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, EngineInfo, Media, Word

RATE = 16_000
VOWELS = ((300.0, 2200.0, 2900.0), (650.0, 1100.0, 2500.0), (400.0, 800.0, 2300.0))
"""Formants in Hz."""

Sound = NDArray[np.float64]
TURNS = (0, 1, 0, 1, 0, 1, 0, 1)
WORDS = 24
"""In a turn."""


def word(rng: np.random.Generator, voice: int, seconds: float = 0.25) -> Sound:
    """A buzz through three vowels; the second voice is higher and brighter."""
    height = (110.0, 190.0)[voice] * 2 ** rng.normal(0, 0.03)
    time = np.arange(int(seconds * RATE)) / RATE
    harmonics = np.arange(1, int(5000 / height))[:, None]
    gains = np.zeros((len(harmonics), len(VOWELS)))
    for number, vowel in enumerate(rng.permutation(np.array(VOWELS)) * (1.0, 1.25)[voice]):
        gains[:, number] = (1 / (1 + ((harmonics * height - vowel) / 120) ** 2)).sum(axis=1)
    which = np.minimum((time / seconds * len(VOWELS)).astype(int), len(VOWELS) - 1)
    waves = np.sin(2 * np.pi * height * harmonics * time + harmonics)
    # No mouth holds still: each harmonic wavers from one hundredth of a second to the next.
    wavering = np.repeat(np.exp(rng.normal(0, 0.6, (len(harmonics), 25))), len(time) // 25, axis=1)
    sound: Sound = (gains[:, which] * wavering * waves).sum(axis=0) * np.hanning(len(time)) ** 0.2
    return np.asarray(sound / np.abs(sound).max())


def conversation(turns: tuple[int, ...] = TURNS) -> tuple[tuple[Sound, Sound], Alignment, list[int]]:
    """What each speaker says, on a track of his own; the words; who says each."""
    rng = np.random.default_rng(5)
    words: list[Word] = []
    truth: list[int] = []
    at = 0.5
    length = int((len(turns) * (WORDS * 0.3 + 0.4) + 1) * RATE)
    tracks = (np.zeros(length), np.zeros(length))
    for voice in turns:
        for number in range(WORDS):
            sound = word(rng, voice)
            first = int(at * RATE)
            tracks[voice][first : first + len(sound)] += 0.3 * sound
            stop = "." if number % 8 == 7 else ""
            words.append(Word(f"w{len(words)}{stop}", round(at, 3), round(at + 0.25, 3), 1.0))
            truth.append(voice)
            at += 0.3
        at += 0.4
    media = Media("talk.wav", "0" * 64, length / RATE)
    return tracks, Alignment(media, "en", EngineInfo("test", "1"), tuple(words), paragraphs=(0,)), truth


def write_wave(path: Path, sound: Sound) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(np.rint(sound * 30000), -32768, 32767).astype("<i2").tobytes())
    return path
