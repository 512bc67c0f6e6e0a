"""What captions of a clip will look like, as data for the page to draw: every word at its pixel."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.media import MediaInfo
from align.spacing import join_words
from align.turns import turns_within
from clips import Span, cut_points
from clips.audiogram import RATE as CARD_RATE
from clips.behind import greys_behind
from clips.brand import Brand
from clips.bumpers import bumpers_of, refuse_long
from clips.cuts import ReadSound
from clips.drawing import (
    CaptionBox,
    CaptionStyle,
    Look,
    PlacedPage,
    font_of,
    load_styles,
    place_pages,
    size_of,
    styled,
)
from clips.drawing.animation import ENTRY, LABEL, RISE, SMALL
from clips.drawing.captions import refuse_unknown_letters
from clips.drawing.cards import card_caption_look
from clips.drawing.colours import hex_of
from clips.drawing.look import palette_of
from clips.drawn import Backdrop, card_layout, place_style
from clips.fonts import FONTS, Font, chosen_font
from clips.picture import Aspect, Frame, frame_for, frame_of
from clips.sidecar import Piece, clip_alignment
from review.card_preview import CardWords, card_data, card_settings, logo_data
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


def preview(source: Preview, first: int, last: int, wish: Wish, title: str = "") -> dict[str, Any]:
    """Return a clip of `words[first:last]` as JSON values: times in seconds of the recording, places in pixels.

    `title`: for a card, where the recording has no picture.

    Raises `UsageError` where none of the words is said, and for what the style cannot draw.
    """
    alignment = source.alignment
    spans, _ = chosen_words(alignment, first, last)
    start, end = spans[0][0], spans[-1][1]
    span = Span(first, last - 1)
    if source.read_sound is not None:
        cut = cut_points(alignment, span, source.read_sound)
        start, end = cut.start, cut.end
    frame, brand = _frame(source.info, wish.aspect), source.brand
    size = {"width": frame.width, "height": frame.height}
    own = card_settings(source.folder)
    look = _look(source, wish, own)
    data: dict[str, Any] = {"start": start, "end": end, **size, "around": _around(brand, end - start), "pages": []}
    data["logo"] = logo_data(look, frame)
    if source.info is not None and source.info.video is None and source.read_sound is not None:
        samples = source.read_sound(start, end)
        data["card"] = card_data(look, frame, _card_words(alignment, span, title), own, samples, end - start)
    if wish.style == "none":
        return data
    words = clip_alignment(alignment, [Piece(span, start, end, 0.0)])
    style = styled(wish.style, look)
    text = style.shown(join_words(words.words))
    font = font_of(style, text)
    refuse_unknown_letters(text, font)
    style, box = _placed(source.info, look, frame, style, (start, end))
    pages = place_pages(words, style, font, box, duration=end - start)
    names = font_names(brand)
    return {**data, "style": _style_data(style, font, names), "pages": [_page_data(page) for page in pages]}


def _look(source: Preview, wish: Wish, own: dict[str, Any]) -> Look:
    brand, size = source.brand, 1.0 if wish.style == "none" else size_of(wish.size)
    chosen = {key: own[key] for key in ("card", "wave") if key in own}
    return Look(size, accent=brand.accent, font=brand.caption_font, brand=brand, folder=source.folder, **chosen)


def _card_words(alignment: Alignment, span: Span, title: str) -> CardWords:
    names = (turn.name for turn in turns_within(alignment.speakers, span.first, span.last))
    text = join_words(alignment.words[span.first : span.last + 1])
    return CardWords(title, tuple(dict.fromkeys(name for name in names if name)), text)


def _frame(info: MediaInfo | None, aspect: str) -> Frame:
    wanted: Aspect = aspect  # type: ignore[assignment]  # `Wish.of` has looked
    return frame_for(wanted) if info is None or info.video is None else frame_of(info.video, wanted)


def _around(brand: Brand, seconds: float) -> list[str]:
    """Name what stands before and behind a clip of so many seconds. Raises `UsageError` for what would outlast it."""
    bumpers = bumpers_of(brand, CARD_RATE)
    refuse_long(bumpers, seconds)
    return [f"{one.kind} {one.seconds:.1f} s" for one in (*bumpers.before, *bumpers.after)]


def _placed(
    info: MediaInfo | None, look: Look, frame: Frame, style: CaptionStyle, span: tuple[float, float]
) -> tuple[CaptionStyle, CaptionBox]:
    """Return the style with what it needs to be read where it will stand, and where that is."""
    if info is not None and info.video is None:
        return card_caption_look(card_layout(look, frame), frame, style, hex_of(palette_of(look).accent))
    behind = Backdrop(info, None if info is None else info.video, (span,), frame)
    return place_style(behind, style, look, _greys)


_greys = functools.lru_cache(maxsize=64)(greys_behind)
"""The page asks again for each style that is tried."""


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
        **{name: hex_of(style.rgb(getattr(style, name))) for name in colours},
        "hidden": style.waiting == "hidden",
        "accent": hex_of(style.rgb("accent")),
        "on_accent": hex_of(style.rgb("on-accent")),
        "font": next((place for place, name in enumerate(names) if chosen_font(name).path == font.path), None),
        "above": font.above,
        "below": font.below,
        "entry": ENTRY,
        "small": SMALL,
        "rise": RISE,
        "label_size": LABEL,
    }
