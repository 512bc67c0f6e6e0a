"""Sound around the voices: room tone, music, laughter, reverberation, and the mixing and encoding of it all.

Everything is made from a seeded generator, so a sample or a benchmark is the same wherever it is made.
Samples are float32, 1.0 at full scale, mono at `voices.RATE`.
"""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from samples.voices import RATE

__all__ = ["Mix", "encode", "laughter", "music", "noise", "reverberated", "run_ffmpeg", "telephone"]

Sound = NDArray[np.float32]


class Mix:
    """A track that grows as sounds are put on it."""

    def __init__(self) -> None:
        self._samples: Sound = np.zeros(RATE * 60, np.float32)
        self.length = 0

    def add(self, at: float, sound: Sound) -> None:
        """Mix `sound` in from second `at` on."""
        first = round(at * RATE)
        last = first + len(sound)
        if last > len(self._samples):
            grown = np.zeros(max(last, 2 * len(self._samples)), np.float32)
            grown[: self.length] = self._samples[: self.length]
            self._samples = grown
        self._samples[first:last] += sound
        self.length = max(self.length, last)

    @property
    def sound(self) -> Sound:
        """What has been mixed; a view, not a copy."""
        return self._samples[: self.length]


def noise(rng: np.random.Generator, count: int, level: float, *, slope: float = 1.0) -> Sound:
    """Return noise of `level` dBFS RMS whose power falls with frequency to the power of `slope` (1 = pink) above 60
    Hz.
    """
    block = min(count, 1 << 18)
    if block == 0:
        return np.zeros(0, np.float32)
    spectrum = np.fft.rfft(rng.standard_normal(block + block % 2))
    hertz = np.fft.rfftfreq(block + block % 2, 1 / RATE)
    shaped = np.fft.irfft(spectrum / np.maximum(hertz, 60.0) ** (slope / 2))
    shaped *= 10 ** (level / 20) / np.sqrt(np.mean(shaped**2))
    # A long stretch repeats one block of 16 s; its ends meet, as the inverse transform is periodic.
    return np.resize(shaped, count).astype(np.float32)


_CHORDS = ((220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 207.7, 246.9))


def music(rng: np.random.Generator, seconds: float, level: float) -> Sound:
    """Plucked chords over a bass and a beat, `level` dBFS RMS, faded at both ends."""
    track = Mix()
    track.add(0.0, np.zeros(round(seconds * RATE), np.float32))
    beat = float(rng.uniform(0.32, 0.5))
    key = float(2 ** (rng.integers(-3, 4) / 12))
    for step in range(int(seconds / beat)):
        chord = _CHORDS[(step // 4) % 4]
        note = key * chord[int(rng.integers(3))] * float(rng.choice([1.0, 2.0]))
        track.add(step * beat, _pluck(note, 1.2))
        if step % 4 == 0:
            track.add(step * beat, 1.5 * _pluck(key * chord[0] / 2, 1.6))
        hit = rng.standard_normal(RATE // 10) * np.exp(-np.arange(RATE // 10) / (0.012 * RATE))
        track.add(step * beat, (0.5 * hit).astype(np.float32))
    sound = track.sound[: round(seconds * RATE)].copy()
    sound *= np.float32(10 ** (level / 20) / max(1e-9, float(np.sqrt(np.mean(sound**2)))))
    return faded(sound, 0.15)


@functools.lru_cache(256)
def _pluck(hertz: float, seconds: float) -> Sound:
    time = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * k * time) * np.exp(-time * (2 + k)) / k for k in range(1, 7))
    return np.asarray(tone, np.float32)


def laughter(rng: np.random.Generator, seconds: float, level: float) -> Sound:
    """Return bursts of breath and voice, five a second and falling: enough like laughter not to be speech."""
    time = np.arange(round(seconds * RATE)) / RATE
    burst = np.maximum(0.0, np.sin(2 * np.pi * 4.8 * time)) ** 2 * np.exp(-time / seconds)
    glide = 230 * np.exp(-0.35 * time / seconds)
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    # Harmonics weighted by the first two formants of an open vowel.
    hertz = 230 * np.arange(1, 12)
    weights = np.exp(-(((hertz - 750) / 300) ** 2)) + 0.5 * np.exp(-(((hertz - 1300) / 300) ** 2))
    voiced = sum(w * np.sin(k * phase) for k, w in enumerate(weights, start=1))
    sound = burst * (voiced + 0.35 * rng.standard_normal(len(time)))
    sound *= 10 ** (level / 20) / np.sqrt(np.mean(sound**2))
    return faded(sound.astype(np.float32), 0.03)


def faded(sound: Sound, seconds: float) -> Sound:
    """Linear fades of `seconds` at both ends, in place."""
    count = min(round(seconds * RATE), len(sound) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    sound[:count] *= ramp
    sound[len(sound) - count :] *= ramp[::-1]
    return sound


def reverberated(sound: Sound, rng: np.random.Generator, *, rt60: float, direct: float) -> Sound:
    """Put the sound in a room: decays 60 dB in `rt60` s, direct sound `direct` dB above the tail, and not delayed."""
    tail = rng.standard_normal(round(rt60 * RATE)) * 10 ** (-3 * np.arange(round(rt60 * RATE)) / (rt60 * RATE))
    tail[: RATE // 250] = 0.0
    tail *= 10 ** (-direct / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    size = 1 << (len(sound) + len(tail)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound) + len(tail) - 1]
    return wet.astype(np.float32)


def telephone(sound: Sound) -> Sound:
    """Keep only 300 to 3400 Hz, as a telephone carries; filtered in overlapping blocks without delay."""
    taps = np.arange(-128, 129) / RATE
    kernel = (2 * 3400 * np.sinc(2 * 3400 * taps) - 2 * 300 * np.sinc(2 * 300 * taps)) / RATE * np.hamming(257)
    out = np.zeros(len(sound) + 256, np.float32)
    for first in range(0, len(sound), 1 << 20):
        block = np.convolve(sound[first : first + (1 << 20)], kernel)
        out[first : first + len(block)] += block.astype(np.float32)
    return out[128 : 128 + len(sound)]


def run_ffmpeg(arguments: Sequence[str], *, feed: IO[bytes]) -> None:
    """Run the bundled ffmpeg with the file `feed` as its stdin; its last words are in the error."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", *arguments]
    done = subprocess.run(command, stdin=feed, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"ffmpeg failed: {done.stderr.decode(errors='replace')[-500:]}")


def encode(sound: Sound, path: Path, *, kbps: int = 64, rate: int = 44100) -> None:
    """Write the sound in the format the suffix names; clipped at full scale, bit-exact for one build of ffmpeg.

    To a file, not a pipe: only there does LAME's header, with the encoder's delay in it, get written.
    """
    source = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    coder = ["-b:a", f"{kbps}k"] if path.suffix != ".wav" else []
    with tempfile.TemporaryFile() as raw:
        for first in range(0, len(sound), 1 << 22):
            block = np.clip(sound[first : first + (1 << 22)], -1.0, 1.0)
            raw.write(np.rint(block * 32767).astype("<i2").tobytes())
        raw.seek(0)
        run_ffmpeg([*source, "-ar", str(rate), *coder, "-fflags", "+bitexact", str(path)], feed=raw)
