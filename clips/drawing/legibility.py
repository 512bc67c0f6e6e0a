"""Whether letters stand out from what is behind them, and what is added to a style where they do not."""

from __future__ import annotations

from dataclasses import replace

from clips.drawing.colours import ENOUGH, Rgb, contrast, readable_on
from clips.drawing.safe_areas import Box
from clips.drawing.styles import CaptionStyle

__all__ = ["legible", "needs_picture", "rows_behind"]

THIN = 0.04
"""Width of an outline, in em, below which the picture is seen right beside the letters."""
SHADE = 0.35
"""How much of a soft shadow's darkness reaches the edge of a letter."""
ADDED_OUTLINE = 0.085
LEAST_BOX = 0.7
"""Opacity of a box that is added; more where that is not enough."""


def needs_picture(style: CaptionStyle) -> bool:
    """Tell whether it depends on the picture if a style can be read: no outline and no box of its own is enough."""
    if style.outline >= THIN and _stands_out(style, style.rgb(style.outline_colour)):
        return False
    return style.box not in ("line", "block") or style.box_opacity < 1


def rows_behind(style: CaptionStyle, area: Box, em: float) -> tuple[float, float]:
    """Return the lines of the picture between which captions stand in their area; `em` in pixels."""
    room = style.lines * style.leading * em
    top = area.y + style.position * max(0.0, area.height - room)
    return top, min(area.bottom, top + room)


def legible(style: CaptionStyle, darkest: int, lightest: int) -> CaptionStyle:
    """Return the style, with a box or an outline where its letters have less than 4.5:1 to the picture behind.

    `darkest`, `lightest`: greys of the picture where captions stand, 0..255.
    """
    if not needs_picture(style):
        return style
    if all(_stands_out(style, _behind(style, grey)) for grey in (darkest, lightest)):
        return style
    backing = readable_on(style.rgb(style.colour))
    if style.support == "outline" and style.box not in ("line", "block"):
        return replace(style, outline=ADDED_OUTLINE, outline_colour=_hex(backing))
    if style.box not in ("line", "block"):
        style = replace(
            style,
            box="line",
            box_colour=_hex(backing),
            box_opacity=LEAST_BOX,
            box_radius=0.0,
            box_padding=0.3,
            shadow=0.0,
        )
    while style.box_opacity < 1 and not all(_stands_out(style, _behind(style, grey)) for grey in (darkest, lightest)):
        style = replace(style, box_opacity=min(1.0, style.box_opacity + 0.05))
    return style


def _hex(colour: Rgb) -> str:
    return "#" + bytes(colour).hex()


def _behind(style: CaptionStyle, grey: int) -> Rgb:
    """Return what is seen right beside the letters over a grey of the picture."""
    if style.box in ("line", "block"):
        return _mixed(style.rgb(style.box_colour), grey, style.box_opacity)
    return _mixed(style.rgb(style.shadow_colour), grey, SHADE * style.shadow)


def _mixed(colour: Rgb, grey: int, share: float) -> Rgb:
    red, green, blue = (round(share * part + (1 - share) * grey) for part in colour)
    return red, green, blue


def _stands_out(style: CaptionStyle, behind: Rgb) -> bool:
    words = {style.colour, style.said, *(() if style.box == "word" else (style.lit,)), style.waiting} - {"hidden"}
    return all(contrast(style.rgb(colour), behind) >= ENOUGH for colour in words)
