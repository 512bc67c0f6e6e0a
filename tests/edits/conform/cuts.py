"""New cuts of the sample, made of known pieces of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from align.media import run_ffmpeg, stream_pcm
from edits.conform import Stretch

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "sample.mp3"
RATE = 16000

Piece = tuple[float, float] | np.ndarray
"""From second to second of the sample, or samples that are not of it."""

PIECES: tuple[Piece, ...] = ((0.0, 31.27), (42.9, 80.05), (20.0, 26.0), (80.05, 110.0), (113.3, 150.0))
"""A removal, a repeat, and another removal."""


def noise(seconds: float, seed: int = 1) -> np.ndarray:
    """Something that is not in the sample: noise that comes and goes."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(3000 * rng.standard_normal(len(at)) * (0.2 + np.sin(7 * at) ** 2)).astype(np.int16)


def sample() -> np.ndarray:
    """The sample's sound at 16 kHz."""
    return np.concatenate(list(stream_pcm(SAMPLE, rate=RATE)))


def make_cut(path: Path, pieces: Sequence[Piece] = PIECES, *, speed: float = 1.0, gain: float = 1.0) -> Path:
    """Encode a cut, by the ending of its name."""
    old = sample()
    parts = [
        each if isinstance(each, np.ndarray) else old[round(each[0] * RATE) : round(each[1] * RATE)] for each in pieces
    ]
    raw = path.with_name(path.name + ".raw")
    raw.write_bytes((np.concatenate(parts) * gain).astype("<i2").tobytes())
    source = ["-f", "s16le", "-ar", str(round(RATE * speed)), "-ac", "1", "-i", str(raw)]
    run_ffmpeg(["-v", "error", *source, "-ar", "48000", "-y", str(path)])
    raw.unlink()
    return path


def stretches_of(pieces: Sequence[Piece], speed: float = 1.0) -> list[Stretch]:
    """Where each piece of the sample should be found."""
    out, at = [], 0.0
    for each in pieces:
        length = len(each) / RATE if isinstance(each, np.ndarray) else each[1] - each[0]
        if not isinstance(each, np.ndarray):
            out.append(Stretch(at / speed, (at + length) / speed, each[0], speed))
        at += length
    return out
