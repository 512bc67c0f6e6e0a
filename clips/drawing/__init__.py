"""All that is written on a picture: caption styles, pages and lines, ASS for libass.

From words to a file: `styled` gives a style by its name, `draw_captions` a `Drawing` of the words, `ass_file` its text
for libass. `place_pages` gives the same pages as data, every word with its place in pixels, for whoever draws them
otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from clips.drawing.animation import Placed, PlacedPage
    from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file
    from clips.drawing.captions import CaptionBox, caption_box, draw_captions, font_of, place_pages
    from clips.drawing.look import Look, position_of, size_of, styled
    from clips.drawing.safe_areas import Box, safe_area
    from clips.drawing.styles import CaptionStyle, load_styles, style_names

__all__ = [
    "AssEvent",
    "AssStyle",
    "Box",
    "CaptionBox",
    "CaptionStyle",
    "Drawing",
    "Look",
    "Placed",
    "PlacedPage",
    "ass_file",
    "caption_box",
    "draw_captions",
    "font_of",
    "load_styles",
    "place_pages",
    "position_of",
    "safe_area",
    "size_of",
    "style_names",
    "styled",
]

_HOMES = {
    "clips.drawing.animation": ("Placed", "PlacedPage"),
    "clips.drawing.ass": ("AssEvent", "AssStyle", "Drawing", "ass_file"),
    "clips.drawing.captions": ("CaptionBox", "caption_box", "draw_captions", "font_of", "place_pages"),
    "clips.drawing.look": ("Look", "position_of", "size_of", "styled"),
    "clips.drawing.safe_areas": ("Box", "safe_area"),
    "clips.drawing.styles": ("CaptionStyle", "load_styles", "style_names"),
}

__getattr__ = lazy_names(__name__, _HOMES)
