"""A clip's sound, encoded, then measured as everybody else will measure it, and mended where the codec spoilt it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from align.media import run_ffmpeg, text_of
from clips.loudness import CEILING, SILENCE, integrated, limit
from clips.sound import ClipSound

__all__ = ["Measured", "Proven", "encode_proven", "measured"]


@dataclass(frozen=True, slots=True)
class Measured:
    """Integrated loudness (LUFS, mono as heard from two loudspeakers) and true peak (dBTP) of a file."""

    loudness: float
    peak: float


@dataclass(frozen=True, slots=True)
class Proven:
    """What was encoded (its samples are let go of), and what ffmpeg's ebur128 says about the file."""

    sound: ClipSound
    found: Measured


def measured(path: Path, *, mono: bool) -> Measured:
    """Measure a file of sound with ffmpeg's ebur128, which prints tenths; `SILENCE` and -200 where there is nothing."""
    dual = ":dualmono=true" if mono else ""
    args = ["-i", f"file:{path}", "-af", f"ebur128=peak=true:framelog=verbose{dual}", "-f", "null", "-"]
    told = text_of(run_ffmpeg(args).stderr)
    loudness = re.findall(r"^\s+I:\s+(-?[\d.]+) LUFS", told, re.MULTILINE)
    peak = re.findall(r"^\s+Peak:\s+(-?[\d.]+) dBFS", told, re.MULTILINE)
    return Measured(float(loudness[-1]) if loudness else SILENCE, float(peak[-1]) if peak else -200.0)


def encode_proven(sound: ClipSound, ceiling: float, path: Path, encode: Callable[[Path, ClipSound], None]) -> Proven:
    """Encode `sound` to `path` and measure it; while its true peak is above -1 dBTP, limit it further and encode again.

    `ceiling`: what `sound` was limited to, in dBTP.
    """
    for _ in range(4):
        encode(path, sound)
        found = measured(path, mono=sound.samples.shape[1] == 1)
        if found.peak <= CEILING:
            break
        ceiling -= found.peak - CEILING + 0.1
        samples, reduction, peak = limit(sound.samples, ceiling)
        after = sound.loudness if sound.loudness <= SILENCE else integrated(samples)
        more = round(sound.reduction + reduction, 2)
        sound = replace(sound, samples=samples, reduction=more, peak=round(peak, 2), loudness=round(after, 2))
    return Proven(replace(sound, samples=sound.samples[:0].copy()), found)
