"""All that is drawn over the picture of a clip, and its file for libass."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from clips.audiogram import RATE as CARD_RATE
from clips.audiogram import speaker_line
from clips.behind import greys_behind
from clips.caption_overlay import overlay_for
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.captions import CaptionBox, caption_box, draw_captions
from clips.drawing.cards import CardText, card_captions, card_drawing, initials_of, layout_of
from clips.drawing.legibility import legible, needs_picture
from clips.drawing.look import palette_of, styled
from clips.drawing.names import NameLook, draw_names
from clips.drawing.safe_areas import safe_area
from clips.drawing.styles import CaptionStyle
from clips.fonts import font_named
from clips.picture import Frame, picture_inside
from clips.plan import ClipPlan, Episode
from clips.render import BurnedCaptions, PlacedLogo
from clips.sound import RATE

__all__ = ["drawing_of", "write_captions"]

Samples = NDArray[np.float32]


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
    logo = _logo(plan, frame, folder)
    if not drawing.events and logo is None:
        return None
    fonts = folder / "fonts"
    fonts.mkdir()
    for number, font in enumerate(drawing.fonts):
        shutil.copyfile(font.path, fonts / f"font{number}{font.path.suffix}")
    ass = folder / "captions.ass"
    # A card is all over the picture.
    overlay = overlay_for(frame, drawing, plan.frames[0].rate, plan.frame_count) if band and plan.frames else None
    ass.write_text(ass_file(frame, drawing, band=overlay is not None), encoding="utf-8")
    return BurnedCaptions(ass, fonts, overlay, logo)


def _logo(plan: ClipPlan, frame: Frame, folder: Path) -> PlacedLogo | None:
    """Return the brand's logo at its place, under a plain name: ffmpeg reads `%d` in a picture's name as a pattern."""
    logo = plan.settings.look.brand.logo
    if logo is None:
        return None
    copy = folder / f"logo{logo.file.suffix.lower()}"
    shutil.copyfile(logo.file, copy)
    area = safe_area(frame, plan.settings.look.platform)
    x = f"{area.x:.0f}" if "left" in logo.corner else f"{area.right:.0f}-w"
    y = f"{area.y:.0f}" if "top" in logo.corner else f"{area.bottom:.0f}-h"
    return PlacedLogo(copy, 2 * round(logo.width * frame.width / 2), logo.opacity, x, y)


def drawing_of(
    episode: Episode, plan: ClipPlan, words: Alignment, frame: Frame, *, samples: Samples | None = None
) -> Drawing:
    """Return what is drawn over the picture: an audiogram's card, captions, names."""
    settings = plan.settings
    if settings.audiogram:
        return _card(plan, words, frame, np.zeros((RATE, 1), np.float32) if samples is None else samples)
    captions = Drawing()
    if settings.captions != "none":
        style = styled(settings.captions, settings.look)
        box = caption_box(style, frame, settings.look.platform, edges=_edges(plan, frame))
        style = _legible(episode, plan, style, frame, box)
        box = caption_box(style, frame, settings.look.platform, edges=box.edges)
        captions = draw_captions(words, frame, style, duration=plan.duration, box=box)
    return captions + _names(plan, words, frame, captions)


def _names(plan: ClipPlan, words: Alignment, frame: Frame, captions: Drawing) -> Drawing:
    look = plan.settings.look
    if not look.names:
        return Drawing()
    names = NameLook(font_named("Manrope ExtraBold"), font_named("Manrope"), palette_of(look).accent)
    area = safe_area(frame, look.platform)
    return draw_names(words, frame, area, look.brand.names, names, duration=plan.duration, captions=captions)


def _edges(plan: ClipPlan, frame: Frame) -> tuple[float, ...]:
    """Return the lines at which a letterbox's picture begins and ends."""
    if plan.film is None:
        return ()
    top, height = picture_inside(plan.film, frame)
    return (top, top + height) if height < frame.height else ()


def _legible(episode: Episode, plan: ClipPlan, style: CaptionStyle, frame: Frame, box: CaptionBox) -> CaptionStyle:
    """Return the style with what it needs to be read over the frames behind it."""
    if plan.film is None or not needs_picture(style):
        return style
    area, room = box.area, style.lines * style.leading * box.em
    top = area.y + style.position * max(0.0, area.height - room)
    return legible(
        style, *greys_behind(episode.info, plan.film, plan.frames, frame, (top, min(area.bottom, top + room)))
    )


def _card(plan: ClipPlan, words: Alignment, frame: Frame, samples: Samples) -> Drawing:
    settings, look = plan.settings, plan.settings.look
    layout = layout_of(look.card, frame)
    if look.wave is not None:
        layout = replace(layout, wave_kind=look.wave)
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
        drawing += card_captions(layout, frame, style, words, duration=plan.duration)
    return drawing
