"""Odd media made on the spot, so that every expected number is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.media.ffmpeg import run_ffmpeg

RATE = 16000


def clicks(seconds: float, at: list[float], *, rate: int = RATE) -> NDArray[np.int16]:
    """Silence with a 10 ms burst of noise at each of the given times."""
    sound = np.zeros(round(seconds * rate), np.int16)
    noise = np.random.default_rng(7).integers(-20000, 20000, rate // 100)
    for time in at:
        first = round(time * rate)
        sound[first : first + len(noise)] = noise
    return sound


def noisy(seconds: float, *, rate: int = RATE) -> NDArray[np.int16]:
    """Noise without a pause."""
    return np.random.default_rng(11).integers(-5000, 5000, round(seconds * rate)).astype(np.int16)


def first_loud(sound: NDArray[np.int16], *, rate: int = RATE) -> float:
    """The time in seconds of the first sample that is clearly not silence."""
    return float(np.argmax(np.abs(sound.astype(int)) > 3000)) / rate


def ff(*parts: str | Path) -> bytes:
    """Run ffmpeg; strings are split at spaces, paths stay whole. Gives what it wrote to stdout."""
    args = [arg for part in parts for arg in (part.split() if isinstance(part, str) else [f"file:{part}"])]
    return run_ffmpeg(["-v", "error", "-y", *args]).stdout


def encode(path: Path, sound: NDArray[np.int16], options: str = "", *, rate: int = RATE) -> Path:
    """Encode mono samples with ffmpeg and the given options of the output."""
    raw = path.with_name(path.name + ".raw")
    raw.write_bytes(sound.astype("<i2").tobytes())
    ff(f"-f s16le -ar {rate} -ac 1 -i", raw, options, path)
    raw.unlink()
    return path
