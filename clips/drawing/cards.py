"""The picture of an audiogram: layouts from `layouts.toml`, and what libass draws on them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import UsageError
from clips.drawing.ass import AssEvent, AssStyle, Drawing, filled, rounded_box
from clips.drawing.captions import CaptionBox, draw_captions
from clips.drawing.colours import Rgb
from clips.drawing.emoji import line_events
from clips.drawing.safe_areas import Box, shape_of
from clips.drawing.styles import CaptionStyle
from clips.drawing.titles import set_title
from clips.drawing.waveform import levels_of, progress_events, wave_events
from clips.fonts import Font, chosen_font, font_named
from clips.picture import Frame
from subtitles.formats.ass import escaped

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = [
    "CardLayout",
    "CardText",
    "Palette",
    "card_caption_look",
    "card_captions",
    "card_drawing",
    "initials_of",
    "layout_below",
    "layout_names",
    "layout_of",
    "layout_style",
    "layout_within",
    "still_drawing",
]

_PARTS = ("cover", "title", "speaker", "wave", "captions", "bar")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of an audiogram."""

    back: Rgb = (14, 18, 32)
    far: Rgb = (43, 38, 84)
    text: Rgb = (255, 255, 255)
    muted: Rgb = (190, 196, 214)
    panel: Rgb = (58, 64, 110)
    accent: Rgb = (255, 176, 32)


@dataclass(frozen=True, slots=True)
class CardLayout:
    """A layout for a picture: boxes in pixels and how its parts look."""

    name: str
    background: str
    wave_kind: str
    style: str
    size: float
    radius: float
    align: str
    mark: bool
    cover: Box | None
    title: Box
    speaker: Box
    wave: Box
    captions: Box
    bar: Box
    echo: Box | None = None


@dataclass(frozen=True, slots=True)
class CardText:
    """What is written: title, who speaks, and the initials where a cover would be; the title's font."""

    title: str = ""
    speaker: str = ""
    initials: str = ""
    font: str | None = None


@functools.cache
def _layouts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("layouts.toml").read_text(encoding="utf-8"))


def layout_names() -> tuple[str, ...]:
    """Return the names of the layouts."""
    return tuple(_layouts())


def layout_style(name: str) -> str:
    """Return the caption style of a layout; raises `UsageError` for a name that is not known."""
    if name not in _layouts():
        raise UsageError(f"no layout of audiograms is called {name!r}; there are {', '.join(_layouts())}")
    return str(_layouts()[name]["style"])


def layout_of(name: str, frame: Frame) -> CardLayout:
    """Return a layout for a picture; raises `UsageError` for a name that is not known."""
    style = layout_style(name)
    table = _layouts()[name]
    row = table[shape_of(frame)]
    boxes = {part: _box(row[part], frame) for part in _PARTS if part != "cover"}
    return CardLayout(
        name,
        table["background"],
        table["wave"],
        style,
        table.get("size", 1.0),
        table["radius"],
        table["align"],
        table.get("mark", False),
        _cover(row, frame),
        **boxes,
        echo=_box(row["echo"], frame) if "echo" in row else None,
    )


def _box(row: list[float], frame: Frame) -> Box:
    x, y, width, height = row
    return Box(x * frame.width / 100, y * frame.height / 100, width * frame.width / 100, height * frame.height / 100)


def _cover(row: dict[str, Any], frame: Frame) -> Box | None:
    if "cover" not in row:
        return None
    x, y, side = row["cover"]
    short = min(frame.width, frame.height)
    width = side * short / 100
    height = row["cover_height"] * frame.height / 100 if "cover_height" in row else width
    if "cover_height" in row and row["cover_height"] == 100:
        width = side * frame.height / 100 if frame.width > frame.height else side * frame.width / 100
    even = [2 * round(value / 2) for value in (x * frame.width / 100, y * frame.height / 100, width, height)]
    return Box(*even)


def layout_below(layout: CardLayout, logo: Box, area: Box) -> CardLayout:
    """Return the layout pressed together between a logo in a corner of the safe area and the area's other end."""
    low, high = area.y, area.bottom
    if logo.middle[1] < area.middle[1]:
        low = logo.bottom + BESIDE_LOGO * area.height
    else:
        high = logo.y - BESIDE_LOGO * area.height
    return layout_within(layout, area, Box(area.x, low, area.width, high - low))


def layout_within(layout: CardLayout, area: Box, wanted: Box) -> CardLayout:
    """Return a layout that was made for `area` in another part of the picture.

    A cover stays square; one that fills a part of the picture, and a bar at its edge, stay as they are.
    """
    across, down = wanted.width / area.width, wanted.height / area.height

    def moved(box: Box) -> Box:
        x, y = wanted.x + (box.x - area.x) * across, wanted.y + (box.y - area.y) * down
        return Box(x, y, box.width * across, box.height * down)

    cover, bleeds = layout.cover, layout.cover is not None and layout.cover.x == 0
    if cover is not None and not bleeds:
        whole = moved(cover)
        side = min(whole.width, whole.height)
        left = layout.align == "left" or cover.right < area.middle[0]
        x = whole.x if left else whole.middle[0] - side / 2
        cover = Box(*(2 * round(value / 2) for value in (x, whole.middle[1] - side / 2, side, side)))
    return replace(
        layout,
        cover=cover,
        size=layout.size * min(across, down),
        title=moved(layout.title),
        speaker=moved(layout.speaker),
        wave=moved(layout.wave),
        captions=moved(layout.captions),
        bar=layout.bar if bleeds else moved(layout.bar),
    )


BESIDE_LOGO = 0.03
"""Of the safe area's height: between a logo and what stands below or above it."""


def card_drawing(
    layout: CardLayout,
    frame: Frame,
    text: CardText,
    samples: NDArray[np.float32],
    *,
    palette: Palette,
    duration: float,
    fps: float,
    rate: int,
) -> Drawing:
    """Return all but the captions: what stands still, waveform, progress.

    `samples`: the clip's sound, [time, channel], at `rate`.
    """
    still = still_drawing(layout, frame, text, palette=palette, duration=duration)
    events = progress_events(layout.bar, palette.text, palette.accent, duration)
    count = max(1, round(duration * fps))
    levels = levels_of(samples, rate, fps, count)
    events += wave_events(layout.wave_kind, levels, layout.wave, palette.accent, fps=fps)
    if layout.echo is not None:
        # Behind the names and buttons of the apps, which cover it: so that their part of the picture is not bare.
        events += wave_events("bars", levels, layout.echo, palette.panel, fps=fps, layer=0, opacity=ECHO)
    return still + Drawing(tuple(events), (AssStyle("Wave", font_named("Manrope"), 20, align=7),))


def still_drawing(layout: CardLayout, frame: Frame, text: CardText, *, palette: Palette, duration: float) -> Drawing:
    """Return what stands still on a card: title, speaker, initials, the mark of a quotation."""
    bold, plain = chosen_font(text.font or "Manrope ExtraBold"), font_named("Manrope")
    short = min(frame.width, frame.height)
    drawing = _text("Title", text.title, layout, layout.title, bold, TITLE * short, palette.text, duration)
    drawing += _text("Speaker", text.speaker, layout, layout.speaker, plain, SPEAKER * short, palette.muted, duration)
    events = list(_initials(layout, text.initials, palette, duration))
    if layout.mark:
        events.append(_mark(layout, frame, palette, duration))
    size = 0.42 * layout.cover.height if layout.cover else short * 0.1
    styles = (
        AssStyle("Initials", bold, size, palette.text),
        AssStyle("Mark", font_named("Lato Black"), MARK * short, palette.accent, align=7),
    )
    return drawing + Drawing(tuple(events), styles)


ECHO = 0.45
"""How much is seen of the waveform that fills what the apps cover."""
TITLE, SPEAKER = 0.066, 0.034
"""Size of the em, as a share of the picture's shorter side."""
MARK = 0.26
"""Size of the quotation mark."""


def _text(
    name: str, text: str, layout: CardLayout, box: Box, font: Font, em: float, colour: Rgb, duration: float
) -> Drawing:
    leading = 1.15
    set_ = set_title(text, font, width=box.width, height=box.height, em=em, leading=leading)
    left = layout.align == "left"
    style = AssStyle(name, font, set_.em, colour, align=4 if left else 5)
    events: list[AssEvent] = []
    height = (len(set_.lines) - 1) * leading * set_.em + set_.em
    # Titles stand at the bottom of their box, next to the speaker below them.
    top = box.bottom - height if name == "Title" else box.y
    for number, line in enumerate(set_.lines):
        x = box.x if left else box.middle[0]
        y = top + number * leading * set_.em + set_.em / 2
        event = AssEvent(0.0, duration, "", name, 2, y - em, y + em)
        events += line_events(line, font, set_.em, (x, y), event, left=left)
    return Drawing(tuple(events), (style,))


def _initials(layout: CardLayout, letters: str, palette: Palette, duration: float) -> Iterator[AssEvent]:
    """Yield a panel with letters where there is no cover."""
    if layout.cover is None or not letters:
        return
    box = layout.cover
    path = rounded_box(box.width, box.height, layout.radius * min(box.width, box.height))
    yield AssEvent(0.0, duration, filled(box.x, box.y, path, palette.panel), "Initials", 0, box.y, box.bottom)
    x, y = box.middle
    yield AssEvent(0.0, duration, f"{{\\pos({x:.1f},{y:.1f})}}{escaped(letters)}", "Initials", 1, box.y, box.bottom)


def _mark(layout: CardLayout, frame: Frame, palette: Palette, duration: float) -> AssEvent:
    """Return the large quotation mark above a quotation; its ink fills the upper half of the line."""
    y = layout.captions.y - 0.62 * MARK * min(frame.width, frame.height)
    return AssEvent(0.0, duration, f"{{\\pos({layout.captions.x:.1f},{y:.1f})}}“", "Mark", 1, y, layout.captions.y)


def card_captions(
    layout: CardLayout,
    frame: Frame,
    style: CaptionStyle,
    words: Alignment,
    *,
    duration: float,
    accent: str | None = None,
) -> Drawing:
    """Return the captions in the layout's box; `accent`: of the card, for words that are lit."""
    shown, box = card_caption_look(layout, frame, style, accent)
    return draw_captions(words, frame, shown, duration=duration, box=box)


def card_caption_look(
    layout: CardLayout, frame: Frame, style: CaptionStyle, accent: str | None
) -> tuple[CaptionStyle, CaptionBox]:
    """Return a style as it looks on a card, with as many lines as the layout has room for, and where it stands.

    On a dark card letters need no edge and no shadow.
    """
    em = style.size * layout.size * min(frame.width, frame.height)
    lines = max(1, int((layout.captions.height / em - 1) / style.leading + 1))
    burst = 0 < style.words <= 3
    shown = replace(
        style,
        align="left" if layout.align == "left" else style.align,
        position=0.5 if layout.name != "big-quote" else 0.0,
        lines=min(lines, style.lines if burst else MOST_LINES),
        words=style.words if burst else 0,
        longest=60.0,
        accent=accent or style.accent,
    )
    if layout.background != "cover" and shown.box == "none" and shown.shadow_colour != "accent":
        shown = replace(shown, outline=0.0, shadow=0.0)
    beside = (shown.box_padding if shown.box != "none" else shown.outline) * em
    area = layout.captions
    inner = Box(area.x + beside, area.y, area.width - 2 * beside, area.height)
    return shown, CaptionBox(inner, em)


MOST_LINES = 4
"""Of captions on a card: more are not read as one."""


def initials_of(*names: str) -> str:
    """Return two letters for a card without cover: of the first name that has any.

    >>> initials_of("", "the long talk")
    'TL'
    """
    words = next((found for name in names if (found := [w for w in name.split() if w[0].isalnum()])), [])
    return "".join(word[0].upper() for word in words[:2])
