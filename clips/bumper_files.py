"""Bumpers as files of their own, for commands that join recordings: edits and supercuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.media import run_ffmpeg
from clips.brand_picture import place_end_card
from clips.bumpers import Bumper, bumper_picture, bumper_sound
from clips.drawing.look import Look
from clips.loudness import integrated
from clips.picture import Frame
from clips.sound import ClipSound, encoding_ceiling, wav_bytes

__all__ = ["FileForm", "encode_bumper", "write_bumper_film", "write_bumper_sound"]

FILM: Mapping[str, Any] = {"c:v": "libx264", "preset": "veryfast", "crf": 18, "c:a": "aac", "b:a": "192k", "f": "mp4"}
CHANNELS = 2


@dataclass(frozen=True, slots=True)
class FileForm:
    """What a file is brought to: size, rate, the look of an end card, LUFS.

    `stretched`: width and height as they are coded, and the sample aspect ratio, where points are not square.
    """

    frame: Frame
    rate: Fraction
    look: Look
    target: float
    stretched: tuple[int, int, Fraction] | None = None


def encode_bumper(
    bumper: Bumper, form: FileForm, folder: Path, output: Path, options: Mapping[str, Any], sound: Path | None = None
) -> None:
    """Encode a bumper's picture, with a file of sound where one is given; `folder`: empty, for what it is made of."""
    import ffmpeg

    card = place_end_card(bumper, form.look, form.frame, folder) if bumper.card is not None else None
    picture = bumper_picture(ffmpeg, bumper, card, form.frame, form.rate, 0)
    if form.stretched is not None:
        width, height, shape = form.stretched
        picture = picture.filter("scale", width, height, flags="bicubic")
        picture = picture.filter("setsar", f"{shape.numerator}/{shape.denominator}")
    streams = [picture] if sound is None else [picture, ffmpeg.input(f"file:{sound}").audio]
    made = ffmpeg.output(*streams, f"file:{output}", **options)
    run_ffmpeg(["-v", "error", *ffmpeg.get_args(made.overwrite_output())])


def write_bumper_film(bumper: Bumper, form: FileForm, folder: Path) -> Path:
    """Return a bumper as a film in a new folder, with its sound or silence."""
    folder.mkdir()
    path = folder / "bumper.mp4"
    encode_bumper(bumper, form, folder, path, FILM, write_bumper_sound(bumper, form.target, folder / "bumper.wav"))
    return path


def write_bumper_sound(bumper: Bumper, target: float, path: Path) -> Path:
    """Write a bumper's sound as WAV."""
    samples: NDArray[np.float32] = bumper_sound(bumper, target, CHANNELS, encoding_ceiling(".m4a"))
    level = integrated(samples)
    path.write_bytes(wav_bytes(ClipSound(samples, level, level, 0.0, 0.0, 0.0)))
    return path
