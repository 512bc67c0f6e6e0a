"""Lower thirds: who speaks, shown with a speaker's first words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from align.document import Alignment
from align.turns import speaker_at
from clips.drawing.ass import AssEvent, AssStyle, Drawing, filled, rounded_box
from clips.drawing.colours import Rgb
from clips.drawing.safe_areas import Box
from clips.emoji import text_width
from clips.fonts import Font
from clips.picture import Frame
from subtitles.formats.ass import escaped

__all__ = ["NameCard", "NameLook", "draw_names", "first_words"]

STANDS = 3.6
"""Seconds for which a name stands."""
SLIDE_MS = 220
SIZE = 0.046
"""Size of the em of a name, as a share of the picture's shorter side; a role below it is 0.68 of that."""
ROLE = 0.68


@dataclass(frozen=True, slots=True)
class NameCard:
    """A name as it is shown, and what the person is."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class NameLook:
    """How names look: their fonts and colours."""

    font: Font
    role_font: Font
    accent: Rgb
    back: Rgb = (14, 18, 32)
    text: Rgb = (255, 255, 255)
    muted: Rgb = (205, 210, 224)


def first_words(words: Alignment) -> list[tuple[str, float]]:
    """Return each speaker with the time, in seconds, of the first word that they say in the clip."""
    found: dict[str, float] = {}
    for index, word in enumerate(words.words):
        speaker = speaker_at(words.speakers, index)
        if speaker and word.start is not None and word.status != "absent":
            found.setdefault(speaker, word.start)
    return list(found.items())


def draw_names(
    words: Alignment,
    frame: Frame,
    area: Box,
    cards: Mapping[str, NameCard],
    look: NameLook,
    *,
    duration: float,
    captions: Drawing,
) -> Drawing:
    """Return a lower third for each speaker of the clip, at the left of the safe area, above whatever caption stands
    there meanwhile.
    """
    em = SIZE * min(frame.width, frame.height)
    events: list[AssEvent] = []
    starts = first_words(words)
    for number, (speaker, start) in enumerate(starts):
        following = starts[number + 1][1] if number + 1 < len(starts) else duration
        end = min(start + STANDS, following, duration)
        if end - start >= 0.6:
            card = cards.get(speaker, NameCard(speaker))
            bottom = _free_line(captions, area, start, end, em)
            events += _card_events(card, look, area, em, bottom, (start, end))
    styles = (
        AssStyle("Name", look.font, em, look.text, align=4),
        AssStyle("Role", look.role_font, ROLE * em, look.muted, align=4),
    )
    return Drawing(tuple(events), styles) if events else Drawing()


def _free_line(captions: Drawing, area: Box, start: float, end: float, em: float) -> float:
    """Return the line above which nothing else stands in that time."""
    tops = [e.top for e in captions.events if e.start < end and e.end > start and e.bottom > area.y + area.height / 3]
    return min([area.bottom, *(top - 0.5 * em for top in tops)])


def _card_events(
    card: NameCard, look: NameLook, area: Box, em: float, bottom: float, span: tuple[float, float]
) -> Iterator[AssEvent]:
    widest = max(em * text_width(card.name, look.font), ROLE * em * text_width(card.role, look.role_font))
    size = min(1.0, (area.width - 1.6 * em) / widest)
    em *= size
    bar, across = 0.18 * em, 0.55 * em
    height = (2.5 if card.role else 1.7) * em
    box = Box(area.x, bottom - height, widest * size + 2 * across + bar, height)
    start, end = span
    moving = ((start, start + SLIDE_MS / 1000), (end - SLIDE_MS / 1000, end))

    def event(x: float, y: float, text: str, style: str, layer: int) -> AssEvent:
        slide = f"\\move({x - em:.1f},{y:.1f},{x:.1f},{y:.1f},0,{SLIDE_MS})\\fad({SLIDE_MS},{SLIDE_MS // 2})"
        return AssEvent(start, end, text.replace("@", slide, 1), style, layer, box.y, box.bottom, moving)

    path = rounded_box(box.width, box.height, 0.16 * em)
    yield event(box.x, box.y, filled(box.x, box.y, path, look.back, 0.92, place="@"), "Name", 3)
    path = rounded_box(bar, box.height, 0)
    yield event(box.x, box.y, filled(box.x, box.y, path, look.accent, place="@"), "Name", 4)
    x, y = box.x + bar + across, box.y + 0.85 * em
    scale = f"\\fscx{100 * size:.0f}\\fscy{100 * size:.0f}" if size < 1 else ""
    yield event(x, y, f"{{@{scale}}}{escaped(card.name)}", "Name", 4)
    if card.role:
        yield event(x, y + 0.9 * em, f"{{@{scale}}}{escaped(card.role)}", "Role", 4)
