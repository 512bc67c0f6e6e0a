"""All that is drawn over the picture of a clip, and its file for libass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.media import MediaInfo, Stream
from clips.audiogram import RATE as CARD_RATE
from clips.audiogram import speaker_line
from clips.behind import greys_behind
from clips.brand_picture import clear_of, fonts_beside, logo_box, place_end_card, place_logo
from clips.bumpers import PlacedCard
from clips.caption_overlay import overlay_for
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.captions import CaptionBox, caption_box, draw_captions
from clips.drawing.cards import (
    CardLayout,
    CardText,
    card_captions,
    card_drawing,
    initials_of,
    layout_below,
    layout_of,
    layout_within,
)
from clips.drawing.colours import ENOUGH, contrast, hex_of, readable_on
from clips.drawing.legibility import legible, needs_picture, rows_behind
from clips.drawing.look import Look, palette_of, styled
from clips.drawing.names import NameLook, draw_names
from clips.drawing.safe_areas import safe_area
from clips.drawing.styles import CaptionStyle
from clips.fonts import chosen_font, font_named
from clips.picture import Frame, picture_inside
from clips.plan import ClipPlan, Episode
from clips.render import BurnedCaptions
from clips.sound import RATE

__all__ = ["Backdrop", "card_layout", "drawing_of", "film_drawing", "name_look", "place_style", "write_captions"]

Samples = NDArray[np.float32]
Spans = tuple[tuple[float, float], ...]
GreysBehind = Callable[[MediaInfo, Stream, Spans, Frame, tuple[float, float]], tuple[int, int]]
"""Tells how dark and how light it gets behind captions: `greys_behind`, or what remembers its answers."""


def write_captions(
    episode: Episode,
    plan: ClipPlan,
    words: Alignment,
    frame: Frame,
    folder: Path,
    *,
    band: bool = True,
    samples: Samples | None = None,
) -> BurnedCaptions | None:
    """Return the ASS file of a clip, and a folder that holds its fonts alone; `None` where nothing is to be drawn.

    `band`: draw captions on a band that is laid over, where that can be done. `samples`: the clip's sound, [time,
    channel], which a waveform follows.
    """
    drawing = drawing_of(episode, plan, words, frame, samples=samples)
    logo = place_logo(plan.settings.look, frame, folder)
    if not drawing.events and logo is None and not plan.bumpers:
        return None
    ass, fonts = folder / "captions.ass", fonts_beside(drawing, folder / "fonts")
    # A card is all over the picture.
    overlay = overlay_for(frame, drawing, plan.frames[0].rate, plan.frame_count) if band and plan.frames else None
    ass.write_text(ass_file(frame, drawing, band=overlay is not None), encoding="utf-8")
    return BurnedCaptions(ass, fonts, overlay, logo, plan.bumpers, _end_card(plan, frame, folder))


def _end_card(plan: ClipPlan, frame: Frame, folder: Path) -> PlacedCard | None:
    found = next((one for one in plan.bumpers.after if one.card is not None), None)
    return None if found is None else place_end_card(found, plan.settings.look, frame, folder)


def drawing_of(
    episode: Episode, plan: ClipPlan, words: Alignment, frame: Frame, *, samples: Samples | None = None
) -> Drawing:
    """Return what is drawn over the picture: an audiogram's card, captions, names."""
    settings = plan.settings
    if settings.audiogram:
        return _card(plan, words, frame, np.zeros((RATE, 1), np.float32) if samples is None else samples)
    spans = tuple((shown.start, shown.end) for shown in plan.frames)
    backdrop = Backdrop(episode.info, plan.film, spans, frame)
    return film_drawing(backdrop, words, settings.captions, settings.look, duration=plan.duration)


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What captions of a film are drawn over: stretches of it in seconds, and the finished picture.

    `info` and `film`: `None` where nothing is known of what is behind.
    """

    info: MediaInfo | None
    film: Stream | None
    spans: Spans
    frame: Frame


def film_drawing(behind: Backdrop, words: Alignment, captions: str, look: Look, *, duration: float) -> Drawing:
    """Return the captions, in the style of that name or `none`, and the names of what lasts `duration` seconds.

    Raises `UsageError` for what the style cannot draw.
    """
    drawing, frame = Drawing(), behind.frame
    if captions != "none":
        style, box = place_style(behind, styled(captions, look), look)
        drawing = draw_captions(words, frame, style, duration=duration, box=box)
    return drawing + _names(words, frame, look, drawing, duration)


def place_style(
    behind: Backdrop, style: CaptionStyle, look: Look, greys: GreysBehind = greys_behind
) -> tuple[CaptionStyle, CaptionBox]:
    """Return a style with what it needs to be read over what is behind it, and where its captions stand."""
    edges, platform = _edges(behind), look.platform
    style = _legible(behind, style, caption_box(style, behind.frame, platform, edges=edges), greys)
    box = caption_box(style, behind.frame, platform, edges=edges)
    return style, replace(box, area=clear_of(box.area, logo_box(look, behind.frame), gap=box.em / 2))


def _names(words: Alignment, frame: Frame, look: Look, captions: Drawing, duration: float) -> Drawing:
    if not look.names:
        return Drawing()
    names = name_look(look)
    area = clear_of(safe_area(frame, look.platform), logo_box(look, frame), gap=0.02 * frame.height)
    return draw_names(words, frame, area, look.brand.names, names, duration=duration, captions=captions)


def name_look(look: Look) -> NameLook:
    """Return how names look: in the brand's colours and the font of its titles, readable whatever they are."""
    palette, titles = palette_of(look), chosen_font(look.brand.title_font or "Manrope ExtraBold")
    readable = (
        colour if contrast(colour, palette.back) >= ENOUGH else readable_on(palette.back)
        for colour in (palette.text, palette.muted)
    )
    return NameLook(titles, font_named("Manrope"), palette.accent, palette.back, *readable)


def _edges(behind: Backdrop) -> tuple[float, ...]:
    """Return the lines at which a letterbox's picture begins and ends."""
    if behind.film is None:
        return ()
    top, height = picture_inside(behind.film, behind.frame)
    return (top, top + height) if height < behind.frame.height else ()


def _legible(behind: Backdrop, style: CaptionStyle, box: CaptionBox, greys: GreysBehind) -> CaptionStyle:
    if behind.film is None or not needs_picture(style):
        return style
    assert behind.info is not None
    rows = rows_behind(style, box.area, box.em)
    return legible(style, *greys(behind.info, behind.film, behind.spans, behind.frame, rows))


def card_layout(look: Look, frame: Frame) -> CardLayout:
    """Return the layout of an audiogram inside what its platform leaves free, clear of the brand's logo."""
    area = safe_area(frame, look.platform)
    layout = layout_within(layout_of(look.card, frame), safe_area(frame), area)
    if look.wave is not None:
        layout = replace(layout, wave_kind=look.wave)
    logo = logo_box(look, frame)
    return layout if logo is None else layout_below(layout, logo, area)


def _card(plan: ClipPlan, words: Alignment, frame: Frame, samples: Samples) -> Drawing:
    settings, look = plan.settings, plan.settings.look
    layout = card_layout(look, frame)
    letters = "" if settings.cover else initials_of(settings.show, plan.select.title, plan.text)
    text = CardText(plan.select.title, speaker_line(plan.speakers, settings.show), letters, look.brand.title_font)
    drawing = card_drawing(
        layout,
        frame,
        text,
        samples,
        palette=palette_of(look),
        duration=plan.duration,
        fps=float(CARD_RATE),
        rate=RATE,
    )
    if settings.captions != "none":
        style = styled(settings.captions, look)
        drawing += card_captions(
            layout, frame, style, words, duration=plan.duration, accent=hex_of(palette_of(look).accent)
        )
    return drawing
