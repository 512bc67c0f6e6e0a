"""What a clip of sound alone will look like behind its captions, and a brand's logo, as data for the page to draw.

What stands still is drawn by the programs that draw the clip; the page moves the waveform and the bar of time.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import UsageError
from align.files import temporary_folder
from align.media import run_ffmpeg
from align.settings_file import read_settings
from clips.audiogram import RATE as CARD_RATE
from clips.audiogram import Card, card_frames, speaker_line, still_arguments
from clips.brand_picture import fonts_beside, logo_box
from clips.drawing import Box, Look, ass_file
from clips.drawing.captions import refuse_unknown_letters
from clips.drawing.cards import ECHO, CardLayout, CardText, Palette, initials_of, still_drawing
from clips.drawing.colours import hex_of
from clips.drawing.look import palette_of
from clips.drawing.waveform import QUIET, WAITING, levels_of
from clips.drawn import card_layout
from clips.fonts import chosen_font
from clips.picture import Frame
from clips.sound import RATE

__all__ = ["CardWords", "card_data", "card_settings", "logo_data"]

JPEG = ["-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "-"]
PNG = ["-f", "image2pipe", "-c:v", "png", "-"]


@dataclass(frozen=True, slots=True)
class CardWords:
    """What is written on a card: its title, who speaks, and the words of the clip, for initials."""

    title: str
    speakers: tuple[str, ...]
    text: str


def card_settings(folder: Path) -> dict[str, Any]:
    """Return the card, wave, show and cover that the `pullquote.toml` in `folder` sets for clips."""
    own = read_settings(folder).get("clip", {})
    return {key: own[key] for key in ("card", "wave", "show", "cover") if isinstance(own.get(key), str)}


def card_data(
    look: Look, frame: Frame, words: CardWords, own: dict[str, Any], samples: NDArray[np.float32], seconds: float
) -> dict[str, Any]:
    """Return a card as JSON values: its still picture, the boxes of what moves, and the level of each frame, 0..1.

    `own`: what `card_settings` gives; `samples` at 48 kHz. Raises `UsageError` for a title that cannot be drawn.
    """
    layout, palette = card_layout(look, frame), palette_of(look)
    show, cover = own.get("show", ""), Path(own["cover"]) if "cover" in own else None
    letters = "" if cover else initials_of(show, words.title, words.text)
    text = CardText(words.title, speaker_line(words.speakers, show), letters, look.brand.title_font)
    refuse_unknown_letters(words.title, chosen_font(text.font or "Manrope ExtraBold"), "give another title")
    waves = [_wave(layout.wave_kind, layout.wave, hex_of(palette.accent), 1.0)]
    if layout.echo is not None:
        waves.insert(0, _wave("bars", layout.echo, hex_of(palette.panel), ECHO))
    levels = levels_of(samples, RATE, float(CARD_RATE), card_frames(seconds))
    colours = {"to_come": hex_of(palette.text), "seen": WAITING, "done": hex_of(palette.accent)}
    return {
        "picture": _still(layout, frame, text, palette, cover),
        "fps": float(CARD_RATE),
        "quiet": QUIET,
        "levels": np.round(levels, 4).tolist(),
        "waves": waves,
        "bar": {"box": _numbers(layout.bar), **colours},
    }


def _wave(kind: str, box: Box, colour: str, seen: float) -> dict[str, Any]:
    return {"kind": kind, "box": _numbers(box), "colour": colour, "seen": seen}


def _numbers(box: Box) -> Sequence[float]:
    return [round(value, 2) for value in (box.x, box.y, box.width, box.height)]


@functools.lru_cache(maxsize=32)
def _still(layout: CardLayout, frame: Frame, text: CardText, palette: Palette, cover: Path | None) -> str:
    """Return the still part of a card as a JPEG in base64."""
    drawing = still_drawing(layout, frame, text, palette=palette, duration=1.0)
    with temporary_folder() as folder:
        ass, fonts = folder / "card.ass", fonts_beside(drawing, folder / "fonts")
        ass.write_text(ass_file(frame, drawing), encoding="utf-8")
        return _picture([*still_arguments(Card(layout, palette, cover), frame, ass, fonts, 0.0), *JPEG])


def logo_data(look: Look, frame: Frame) -> dict[str, Any] | None:
    """Return the brand's logo at its size, and where it stands; `None` where it has none."""
    logo, box = look.brand.logo, logo_box(look, frame)
    if logo is None or box is None:
        return None
    try:
        changed = logo.file.stat().st_mtime_ns
    except OSError:
        raise UsageError(f"{logo.file}: the logo cannot be read") from None
    picture = _scaled(logo.file, changed, round(box.width))
    return {"box": [round(box.x), round(box.y), round(box.width), round(box.height)], "seen": logo.opacity, **picture}


@functools.lru_cache(maxsize=8)
def _scaled(file: Path, changed: int, width: int) -> dict[str, str]:
    """Return a logo so wide as a PNG; `changed` is when, so that a new file is read anew."""
    given = ["-v", "error", "-protocol_whitelist", "file,pipe", "-i", f"file:{file}"]
    return {"picture": _picture([*given, "-vf", f"scale={width}:-1,format=rgba", "-frames:v", "1", *PNG])}


def _picture(arguments: list[str]) -> str:
    return base64.b64encode(run_ffmpeg(arguments).stdout).decode("ascii")
