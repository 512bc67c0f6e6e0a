"""Encode a clip's sound, measure the file as everybody else will, and encode again where the codec lifted a peak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from align.media import run_ffmpeg, text_of
from clips.loudness import CEILING, SILENCE, integrated, limit
from clips.sound import ClipSound

__all__ = ["EncodedAudio", "Measurement", "encode_verified", "measure"]

NO_PEAK = -200.0
"""dBTP, where ffmpeg finds no peak at all."""

ATTEMPTS = 4
"""Times that sound is encoded at most; one codec or another needs two."""

MARGIN = 0.1
"""dB further down than a peak was over: what ffmpeg prints is rounded to tenths."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Integrated loudness (LUFS, mono as heard from two loudspeakers) and true peak (dBTP) of a file."""

    loudness: float
    peak: float


@dataclass(frozen=True, slots=True)
class EncodedAudio:
    """What was encoded (its samples are let go of), and what ffmpeg's ebur128 says about the file."""

    sound: ClipSound
    measurement: Measurement


def measure(path: Path, *, mono: bool) -> Measurement:
    """Measure a file of sound with ffmpeg's ebur128, which prints tenths; `SILENCE` and `NO_PEAK` where there is none.

    `mono`: the file has one channel, which is heard from two loudspeakers.
    """
    dual = ":dualmono=true" if mono else ""
    args = ["-i", f"file:{path}", "-af", f"ebur128=peak=true:framelog=verbose{dual}", "-f", "null", "-"]
    stderr = text_of(run_ffmpeg(args).stderr)
    loudness = re.findall(r"^\s+I:\s+(-?[\d.]+) LUFS", stderr, re.MULTILINE)
    peak = re.findall(r"^\s+Peak:\s+(-?[\d.]+) dBFS", stderr, re.MULTILINE)
    return Measurement(float(loudness[-1]) if loudness else SILENCE, float(peak[-1]) if peak else NO_PEAK)


def encode_verified(
    sound: ClipSound, ceiling: float, path: Path, encode: Callable[[Path, ClipSound], None]
) -> EncodedAudio:
    """Encode `sound` to `path` and measure it; while its true peak is above -1 dBTP, limit it further and encode again.

    `ceiling`: what `sound` was limited to, in dBTP.
    """
    for _ in range(ATTEMPTS):
        encode(path, sound)
        measurement = measure(path, mono=sound.samples.shape[1] == 1)
        if measurement.peak <= CEILING:
            break
        ceiling -= measurement.peak - CEILING + MARGIN
        samples, reduction, peak = limit(sound.samples, ceiling)
        after = sound.loudness if sound.loudness <= SILENCE else integrated(samples)
        more = round(sound.reduction + reduction, 2)
        sound = replace(sound, samples=samples, reduction=more, peak=round(peak, 2), loudness=round(after, 2))
    return EncodedAudio(replace(sound, samples=sound.samples[:0].copy()), measurement)
