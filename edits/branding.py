"""An edit in a brand's dress: intro, end card and outro around it, the logo on its picture."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo
from clips.brand import Brand
from clips.brand_picture import place_logo
from clips.bumper_files import FileForm, encode_bumper
from clips.bumpers import Bumper, Bumpers, bumper_sound, bumpers_of
from clips.drawing import Look
from clips.loudness import CEILING, episode_loudness
from clips.picture import Frame, display_size
from clips.render import PlacedLogo
from edits.picture import CODED

__all__ = ["Dress", "dress_of", "encode_bumpers", "logo_of", "sounds_of"]


@dataclass(frozen=True, slots=True)
class Dress:
    """A brand with its bumpers for an edit, and the LUFS that they are brought to: those of the recording."""

    brand: Brand
    bumpers: Bumpers
    loudness: float


def dress_of(brand: Brand, info: MediaInfo, rate: Fraction | None) -> Dress:
    """Return how a brand dresses an edit of a recording; `rate`: frames a second, `None` for sound alone."""
    bumpers = bumpers_of(brand, rate)
    return Dress(brand, bumpers, episode_loudness(info.path, None, None) if bumpers else 0.0)


def sounds_of(dress: Dress, channels: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what is heard before an edit and behind it: samples, [time, channel], at 48 kHz."""

    def joined(bumpers: Sequence[Bumper]) -> NDArray[np.float32]:
        parts = [bumper_sound(one, dress.loudness, channels, CEILING) for one in bumpers]
        return np.concatenate([np.zeros((0, channels), np.float32), *parts])

    return joined(dress.bumpers.before), joined(dress.bumpers.after)


def _frame(info: MediaInfo) -> Frame:
    assert info.video is not None
    return Frame(*display_size(info.video))


def logo_of(dress: Dress, info: MediaInfo, folder: Path) -> PlacedLogo | None:
    """Return the logo at its place on the recording's picture, with a copy in `folder`."""
    return place_logo(Look(brand=dress.brand), _frame(info), folder)


def encode_bumpers(
    bumpers: Sequence[Bumper], dress: Dress, info: MediaInfo, rate: Fraction, folder: Path, stream: BinaryIO
) -> None:
    """Encode bumpers as the pictures of an edit are, and append them to a stream of H.264."""
    film = info.video
    assert film is not None
    turned = film.rotation % 180 != 0
    coded = (film.height or 2, film.width or 2) if turned else (film.width or 2, film.height or 2)
    stretched = None if film.sar == 1 else (*coded, film.sar)
    form = FileForm(_frame(info), rate, Look(brand=dress.brand), dress.loudness, stretched)
    pace = f"{rate.numerator}/{rate.denominator}"
    options: Mapping[str, Any] = {**CODED, "g": round(2 * rate), "r": pace, "fps_mode": "cfr"}
    for number, bumper in enumerate(bumpers):
        made = folder / f"{bumper.kind.replace(' ', '-')}-{number}"
        made.mkdir()
        part = made / "part.h264"
        encode_bumper(bumper, form, made, part, {**options, "f": "h264"})
        with part.open("rb") as source:
            shutil.copyfileobj(source, stream)
