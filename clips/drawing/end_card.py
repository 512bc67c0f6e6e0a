"""The end card: a title in balanced lines, a bar of the accent, a line below; the logo has its place above them."""

from __future__ import annotations

from dataclasses import dataclass

from clips.drawing.ass import AssEvent, AssStyle, Drawing, filled, rounded_box
from clips.drawing.cards import Palette
from clips.drawing.emoji import line_events
from clips.drawing.safe_areas import Box
from clips.drawing.titles import set_title
from clips.fonts import Font

__all__ = ["PlacedEndCard", "end_card_drawing"]

TITLE, LINE = 0.088, 0.046
"""Size of the em, as a share of the picture's shorter side."""
LEADING = 1.18
LOGO = (0.42, 0.24)
"""Width and height that a logo has at most, as shares of the safe area."""
BAR = (1.6, 0.11)
"""Width and height of the bar between title and line, in em of the title."""
FADE_MS = 260


@dataclass(frozen=True, slots=True)
class PlacedEndCard:
    """The drawing of an end card, and where its logo stands."""

    drawing: Drawing
    logo: Box | None


def end_card_drawing(
    texts: tuple[str, str],
    area: Box,
    short: float,
    *,
    palette: Palette,
    fonts: tuple[Font, Font],
    seconds: float,
    tall: float | None = None,
) -> PlacedEndCard:
    """Return a card with title and line (`texts`) in the safe area of a picture whose shorter side is `short`.

    `fonts`: of the title and of the line. `tall`: a logo's height as a share of its width, `None` where there is none.
    """
    title = set_title(texts[0], fonts[0], width=area.width, height=0.4 * area.height, em=TITLE * short, leading=LEADING)
    line = set_title(texts[1], fonts[1], width=area.width, height=0.16 * area.height, em=LINE * short, leading=LEADING)
    logo = _logo_size(area, tall)
    gap = 0.7 * TITLE * short
    bar = BAR[1] * title.em if title.lines and line.lines else 0.0
    parts = [logo[1], _height(title.em, title.lines), bar, _height(line.em, line.lines)]
    y = area.middle[1] - (sum(parts) + gap * (sum(part > 0 for part in parts) - 1)) / 2
    tops = []
    for part in parts:
        tops.append(y)
        y += part + gap if part else 0.0
    middle = area.middle[0]
    events = _lines("Title", title.lines, fonts[0], title.em, (middle, tops[1]), seconds)
    if bar:
        wide = BAR[0] * title.em
        path, fade = rounded_box(wide, bar, bar / 2), f"\\fad({FADE_MS},0)"
        text = filled(middle - wide / 2, tops[2], path, palette.accent, tags=fade)
        events.append(AssEvent(0.0, seconds, text, "Title", 1))
    events += _lines("Line", line.lines, fonts[1], line.em, (middle, tops[3]), seconds)
    styles = (
        AssStyle("Title", fonts[0], title.em, palette.text),
        AssStyle("Line", fonts[1], line.em, palette.muted),
    )
    box = Box(middle - logo[0] / 2, tops[0], *logo) if logo[0] else None
    return PlacedEndCard(Drawing(tuple(events), styles), box)


def _logo_size(area: Box, tall: float | None) -> tuple[float, float]:
    if tall is None:
        return 0.0, 0.0
    width = min(LOGO[0] * area.width, LOGO[1] * area.height / tall)
    return 2 * round(width / 2), width * tall


def _height(em: float, lines: tuple[str, ...]) -> float:
    return (len(lines) - 1) * LEADING * em + em if lines else 0.0


def _lines(
    style: str, lines: tuple[str, ...], font: Font, em: float, at: tuple[float, float], seconds: float
) -> list[AssEvent]:
    """Return lines in the middle, the first one's upper edge at `at`."""
    events: list[AssEvent] = []
    for number, line in enumerate(lines):
        place = (at[0], at[1] + number * LEADING * em + em / 2)
        event = AssEvent(0.0, seconds, "", style, 2)
        events += line_events(line, font, em, place, event, left=False, tags=f"\\fad({FADE_MS},0)")
    return events
