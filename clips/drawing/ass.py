"""Advanced SubStation Alpha for libass: events, styles, drawings, the file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clips.drawing.colours import Rgb, ass_alpha, ass_colour
from clips.fonts import Font
from clips.picture import Frame

__all__ = ["AssEvent", "AssStyle", "Drawing", "ass_file", "filled", "rounded_box"]


@dataclass(frozen=True, slots=True)
class AssEvent:
    """A line of an ASS file: seconds, its text with tags, the name of its style, the layer it is drawn on.

    Args:
        top, bottom: the lines of the picture that it covers.
        moving: stretches of time, in seconds, in which it changes with every frame.
    """

    start: float
    end: float
    text: str
    style: str = "Caption"
    layer: int = 0
    top: float = 0.0
    bottom: float = 0.0
    moving: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AssStyle:
    """A style of an ASS file: a font at a size in pixels of its em, colours, outline in pixels."""

    name: str
    font: Font
    size: float
    colour: Rgb = (255, 255, 255)
    outline_colour: Rgb = (0, 0, 0)
    outline: float = 0.0
    tracking: float = 0.0
    align: int = 5

    def row(self) -> str:
        """Return its line in the file."""
        fill, edge = (f"&H00{ass_colour(colour)[2:-1]}" for colour in (self.colour, self.outline_colour))
        size, bold = self.size * self.font.line, -1 if self.font.bold else 0
        return (
            f"Style: {self.name},{self.font.family},{size:.2f},{fill},{fill},{edge},&H00000000,"
            f"{bold},0,0,0,100,100,{self.tracking:.2f},0,1,{self.outline:.2f},0,{self.align},0,0,0,1"
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn over a picture: events with the styles that they name."""

    events: tuple[AssEvent, ...] = ()
    styles: tuple[AssStyle, ...] = ()

    @property
    def see_through(self) -> bool:
        """Whether it can be drawn on a band that is laid over: no colour but a dark one lets the picture through."""
        return not any(_shines_through(event.text) for event in self.events)

    def __add__(self, other: Drawing) -> Drawing:
        return Drawing((*self.events, *other.events), (*self.styles, *other.styles))

    @property
    def fonts(self) -> tuple[Font, ...]:
        """Every font that it needs, once."""
        return tuple({style.font.path: style.font for style in self.styles}.values())


def rounded_box(width: float, height: float, radius: float) -> str:
    """Return the drawing commands of a box with round corners, its upper left corner at 0, in eighths of a pixel.

    They stand behind `{\\p4}`.
    """
    w, h, r = (round(8 * value) for value in (width, height, min(radius, width / 2, height / 2)))
    if r <= 0:
        return f"m 0 0 l {w} 0 {w} {h} 0 {h}"
    k = round(r * 0.4477)  # the handles of a quarter of a circle stand 0.5523 of the radius from its ends
    return (
        f"m {r} 0 l {w - r} 0 b {w - k} 0 {w} {k} {w} {r} l {w} {h - r} b {w} {h - k} {w - k} {h} {w - r} {h} "
        f"l {r} {h} b {k} {h} 0 {h - k} 0 {h - r} l 0 {r} b 0 {k} {k} 0 {r} 0"
    )


def filled(
    x: float, y: float, path: str, colour: Rgb, opacity: float = 1.0, tags: str = "", *, place: str | None = None
) -> str:
    """Return the text of an event that fills a drawing whose upper left corner stands at `x`, `y`.

    `place`: tags that bring it there instead, such as `\\move`: libass heeds only the first that says a place.
    """
    place = f"\\pos({x:.1f},{y:.1f})" if place is None else place
    seen = f"\\1a{ass_alpha(opacity)}" if opacity < 1 else ""
    return f"{{\\an7{place}\\bord0\\shad0\\1c{ass_colour(colour)}{seen}{tags}\\p4}}{path}{{\\p0}}"


# No matrix: ffmpeg 9 and later would take colours for those of a film in limited range, and dull them by a tenth where
# they are drawn on a picture in RGB or full range.
_HEAD = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
Kerning: yes
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
{styles}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}
"""


_SEEN = re.compile(r"\\([1-4])a&H([0-9A-F]{2})&")
_FILLED = re.compile(r"\\1c&H([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})&")
DARK = 0x30
"""Each part of a colour that is as good as black."""
NEARLY_OPAQUE = 0x1A


def _shines_through(text: str) -> bool:
    seen, colour = _SEEN.search(text), _FILLED.search(text)
    if seen is None or int(seen[2], 16) <= NEARLY_OPAQUE:
        return False
    return colour is None or max(int(part, 16) for part in colour.groups()) > DARK


def _squared(found: re.Match[str]) -> str:
    opacity = 1 - int(found[2], 16) / 255
    return f"\\{found[1]}a{ass_alpha(math.sqrt(opacity))}"


def ass_file(frame: Frame, drawing: Drawing, *, band: bool = False) -> str:
    """Write the file for a picture of the frame's size.

    `band`: for a see-through picture that will be laid over another, on which ffmpeg counts opacity twice: its root
    stands in the file.
    """
    styles = {style.name: style.row() for style in drawing.styles}
    events = drawing.events
    if band:
        events = tuple(replace(event, text=_SEEN.sub(_squared, event.text)) for event in events)
    rows = "\n".join(_rows(events))
    return _HEAD.format(width=frame.width, height=frame.height, styles="\n".join(styles.values()), events=rows)


def _rows(events: Sequence[AssEvent]) -> Iterable[str]:
    for e in events:
        start, end = _hundredths(e.start), _hundredths(e.end)
        if end > start:
            yield f"Dialogue: {e.layer},{_time(start)},{_time(end)},{e.style},,0,0,0,,{e.text}"


def _hundredths(seconds: float) -> int:
    return round(max(0.0, seconds) * 100)


def _time(hundredths: int) -> str:
    return f"{hundredths // 360000}:{hundredths // 6000 % 60:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
