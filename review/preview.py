"""What captions of a clip will look like, as data for the page to draw: every word at its pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.media import MediaInfo
from clips import Span, cut_points
from clips.brand import Brand
from clips.brand_picture import clear_of, logo_box
from clips.cuts import ReadSound
from clips.drawing import (
    CaptionStyle,
    Look,
    PlacedPage,
    caption_box,
    font_of,
    load_styles,
    place_pages,
    size_of,
    styled,
)
from clips.drawing.animation import ENTRY, LABEL, RISE, SMALL
from clips.drawing.captions import refuse_unknown_letters
from clips.fonts import FONTS, Font, chosen_font
from clips.picture import Aspect, Frame, frame_for, frame_of
from clips.sidecar import Piece, clip_alignment
from review.lists import chosen_words
from review.making import Wish

__all__ = ["Preview", "font_names", "preview", "style_rows"]

NO_BRAND = Brand()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview is of: the document, its folder, the media, what gives their sound, and the brand of clips."""

    alignment: Alignment
    folder: Path
    info: MediaInfo | None
    read_sound: ReadSound | None
    brand: Brand = NO_BRAND


def style_rows(folder: Path) -> list[list[str]]:
    """Return the name of each caption style, the user's own with them, and what it is."""
    return [[name, style.about] for name, style in load_styles(folder).items()]


def font_names(brand: Brand = NO_BRAND) -> list[str]:
    """Return the fonts that come with pullquote, then the brand's own; the page asks for them by number."""
    own = brand.caption_font
    return list(FONTS) if own is None or own in FONTS else [*FONTS, own]


def preview(source: Preview, first: int, last: int, wish: Wish) -> dict[str, Any]:
    """Return a clip of `words[first:last]` as JSON values: times in seconds of the recording, places in pixels.

    Raises `UsageError` where none of the words is said, and for what the style cannot draw.
    """
    alignment = source.alignment
    spans, _ = chosen_words(alignment, first, last)
    start, end = spans[0][0], spans[-1][1]
    span = Span(first, last - 1)
    if source.read_sound is not None:
        cut = cut_points(alignment, span, source.read_sound)
        start, end = cut.start, cut.end
    frame = _frame(source.info, wish.aspect)
    data: dict[str, Any] = {"start": start, "end": end, "width": frame.width, "height": frame.height, "pages": []}
    if wish.style == "none":
        return data
    brand = source.brand
    look = Look(size_of(wish.size), accent=brand.accent, font=brand.caption_font, brand=brand, folder=source.folder)
    style = styled(wish.style, look)
    words = clip_alignment(alignment, [Piece(span, start, end, 0.0)])
    text = style.shown(" ".join(word.text for word in words.words))
    font = font_of(style, text)
    refuse_unknown_letters(text, font)
    box = caption_box(style, frame)
    box = replace(box, area=clear_of(box.area, logo_box(look, frame), gap=box.em / 2))
    pages = place_pages(words, style, font, box, duration=end - start)
    names = font_names(brand)
    return {**data, "style": _style_data(style, font, names), "pages": [_page_data(page) for page in pages]}


def _frame(info: MediaInfo | None, aspect: str) -> Frame:
    wanted: Aspect = aspect  # type: ignore[assignment]  # `Wish.of` has looked
    return frame_for(wanted) if info is None or info.video is None else frame_of(info.video, wanted)


def _page_data(page: PlacedPage) -> dict[str, Any]:
    said = page.said
    return {
        "start": page.start,
        "end": page.end,
        "em": page.em,
        "edge": page.edge,
        "label": page.label,
        "lines": [[box.x, box.y, box.width, box.height] for box in page.lines],
        "words": [
            [placed.word.text, placed.x, placed.y, placed.width, said[k], said[k + 1], placed.word.end]
            for k, placed in enumerate(page.words)
        ],
    }


def _style_data(style: CaptionStyle, font: Font, names: list[str]) -> dict[str, Any]:
    plain = (
        "tracking leading grow outline shadow shadow_size shadow_blur shadow_drop box box_opacity box_radius"
        " box_padding box_above sweep enter"
    )
    colours = ("colour", "waiting", "lit", "said", "outline_colour", "shadow_colour", "box_colour")
    return {
        **{name: getattr(style, name) for name in plain.split()},
        **{name: _hex(style.rgb(getattr(style, name))) for name in colours},
        "hidden": style.waiting == "hidden",
        "accent": _hex(style.rgb("accent")),
        "on_accent": _hex(style.rgb("on-accent")),
        "font": next((place for place, name in enumerate(names) if chosen_font(name).path == font.path), None),
        "above": font.above,
        "below": font.below,
        "entry": ENTRY,
        "small": SMALL,
        "rise": RISE,
        "label_size": LABEL,
    }


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
