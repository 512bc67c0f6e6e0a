"""A brand on a picture: where its logo stands, what keeps clear of it, and the end card with its files."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from align.errors import FileProblem
from clips.bumpers import Bumper, PlacedCard
from clips.drawing.ass import Drawing, ass_file
from clips.drawing.end_card import end_card_drawing
from clips.drawing.look import Look, palette_of
from clips.drawing.safe_areas import Box, safe_area
from clips.fonts import chosen_font, font_named
from clips.picture import Frame
from clips.render import PlacedLogo

__all__ = ["clear_of", "fonts_beside", "logo_box", "place_end_card", "place_logo", "safe_copy"]

TALLEST = 0.3
"""Of the safe area's height: a logo that is higher than this is made smaller."""


def logo_box(look: Look, frame: Frame) -> Box | None:
    """Return where the brand's logo stands in a picture; `None` where it has none."""
    logo = look.brand.logo
    if logo is None:
        return None
    area = safe_area(frame, look.platform)
    width = 2 * round(min(logo.width * frame.width, TALLEST * area.height / logo.tall) / 2)
    height = width * logo.tall
    x = area.x if "left" in logo.corner else area.right - width
    y = area.y if "top" in logo.corner else area.bottom - height
    return Box(x, y, width, height)


def place_logo(look: Look, frame: Frame, folder: Path) -> PlacedLogo | None:
    """Return the brand's logo at its place, with a copy in `folder`."""
    logo, box = look.brand.logo, logo_box(look, frame)
    if logo is None or box is None:
        return None
    return PlacedLogo(safe_copy(logo.file, folder, "logo"), round(box.width), logo.opacity, round(box.x), round(box.y))


def clear_of(area: Box, logo: Box | None, *, gap: float) -> Box:
    """Return the part of an area that ends `gap` pixels before the logo, where the two share columns."""
    if logo is None or logo.right <= area.x or logo.x >= area.right:
        return area
    if logo.middle[1] < area.middle[1]:
        top = max(area.y, logo.bottom + gap)
        return replace(area, y=top, height=area.bottom - top)
    return replace(area, height=min(area.bottom, logo.y - gap) - area.y)


def place_end_card(bumper: Bumper, look: Look, frame: Frame, folder: Path) -> PlacedCard:
    """Return an end card with its drawing and pictures in `folder`."""
    card, logo, palette = bumper.card, look.brand.logo, palette_of(look)
    assert card is not None
    placed = end_card_drawing(
        (card.title, card.line),
        safe_area(frame, look.platform),
        min(frame.width, frame.height),
        palette=palette,
        fonts=(chosen_font(look.brand.title_font or "Manrope ExtraBold"), font_named("Manrope")),
        seconds=bumper.seconds,
        tall=None if logo is None else logo.tall,
    )
    ass = folder / "end-card.ass"
    ass.write_text(ass_file(frame, placed.drawing), encoding="utf-8")
    shown = None
    if logo is not None and placed.logo is not None:
        box = placed.logo
        shown = (safe_copy(logo.file, folder, "end-logo"), round(box.width), round(box.x), round(box.y))
    image = None if card.picture is None else safe_copy(card.picture, folder, "end-picture")
    return PlacedCard(palette.back, image, ass, fonts_beside(placed.drawing, folder / "end-fonts"), shown)


def safe_copy(file: Path, folder: Path, name: str) -> Path:
    """Return a picture under a plain name: ffmpeg reads `%d` in the name of a picture as a pattern."""
    copy = folder / f"{name}{file.suffix.lower()}"
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        raise FileProblem(file, f"cannot be read: {error.strerror}") from None
    return copy


def fonts_beside(drawing: Drawing, folder: Path) -> Path:
    """Return a new folder with the fonts of a drawing, and no others."""
    folder.mkdir()
    for number, font in enumerate(drawing.fonts):
        shutil.copyfile(font.path, folder / f"font{number}{font.path.suffix}")
    return folder
