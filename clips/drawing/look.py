"""What somebody asked of captions: a style by name, and what --size, --position, --color and --font change in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from align.errors import UsageError
from clips.brand import Brand
from clips.drawing.cards import Palette
from clips.drawing.colours import hex_of, read_colour
from clips.drawing.styles import LIMITS, SIZES, CaptionStyle, style_of

__all__ = [
    "CaptionRequest",
    "Look",
    "accent_of",
    "caption_look",
    "palette_of",
    "position_of",
    "size_of",
    "styled",
]

POSITIONS = {"top": 0.0, "middle": 0.5, "bottom": 1.0}


@dataclass(frozen=True, slots=True)
class Look:
    """What changes in a caption style.

    Args:
        size: a factor.
        position: in the safe area, 0 (top) to 1 (bottom); `None`: the style's own.
        accent: `#rrggbb`, `None`: the style's own.
        font: a font file, or the name of one that comes with pullquote.
        platform: whose safe area counts; `None`: what all of them leave free.
        card, wave: the layout of audiograms, and the kind of its waveform where not the layout's own.
        brand: colours, logo and what people are.
        names: say who speaks at a speaker's first words.
        folder: where a `pullquote.toml` may have styles of the user's own.
    """

    size: float = 1.0
    position: float | None = None
    accent: str | None = None
    font: str | None = None
    platform: str | None = None
    card: str = "cover-large"
    wave: str | None = None
    names: bool = False
    brand: Brand = field(default_factory=Brand)
    folder: Path | None = None


def styled(name: str, look: Look) -> CaptionStyle:
    """Return the style called `name` with what the look changes. Raises `UsageError`."""
    style = style_of(name, look.folder)
    least, most = LIMITS["size"]
    return replace(
        style,
        size=min(max(style.size * look.size, least), most),
        position=style.position if look.position is None else look.position,
        accent=look.accent or style.accent,
        font=look.font or style.font,
    )


@dataclass(frozen=True, slots=True)
class CaptionRequest:
    """What was asked of captions, as the options of a command have it; `captions`: the style's name."""

    captions: str | None = None
    size: str = "medium"
    position: str | None = None
    color: str | None = None
    font: str | None = None
    names: bool = False


def caption_look(asked: CaptionRequest, brand: Brand, folder: Path | None) -> Look:
    """Return the look that was asked for, in a brand's colours and fonts where nothing else was. Raises `UsageError`.

    `folder`: where a `pullquote.toml` may have styles of the user's own.
    """
    return Look(
        size=size_of(asked.size),
        position=None if asked.position is None else position_of(asked.position),
        accent=brand.accent if asked.color is None else accent_of(asked.color),
        font=asked.font or brand.caption_font,
        names=asked.names,
        brand=brand,
        folder=folder,
    )


def size_of(text: str) -> float:
    """Return the factor that `small`, `medium`, `large` or a percentage means; raises `UsageError`.

    >>> size_of("large"), size_of("90%")
    (1.25, 0.9)
    """
    if text in SIZES:
        return SIZES[text]
    share = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if share is None or not 25 <= float(share[1]) <= 300:
        raise UsageError(f"--size {text!r}: {', '.join(SIZES)} or a percentage from 25% to 300% is expected")
    return float(share[1]) / 100


def position_of(text: str) -> float:
    """Return where `top`, `middle`, `bottom` or a percentage from the top is, 0..1; raises `UsageError`.

    >>> position_of("middle"), position_of("80%")
    (0.5, 0.8)
    """
    if text in POSITIONS:
        return POSITIONS[text]
    share = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if share is None or float(share[1]) > 100:
        raise UsageError(f"--position {text!r}: {', '.join(POSITIONS)} or a percentage from the top is expected")
    return float(share[1]) / 100


def accent_of(text: str) -> str:
    """Return `#rrggbb` for a colour as somebody wrote it; raises `UsageError`."""
    return hex_of(read_colour(text))


def palette_of(look: Look) -> Palette:
    """Return the colours of cards and names: the brand's, with the accent that was asked for."""
    palette = look.brand.palette
    return palette if look.accent is None else replace(palette, accent=read_colour(look.accent))
