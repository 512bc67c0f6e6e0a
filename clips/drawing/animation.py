"""What a placed page looks like from moment to moment: boxes, shadows and words as ASS events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clips.drawing.ass import AssEvent, filled, rounded_box
from clips.drawing.breaks import TimedWord, line_text
from clips.drawing.colours import Rgb, ass_alpha, ass_colour
from clips.drawing.emoji import emoji_events
from clips.drawing.safe_areas import Box
from clips.drawing.styles import CaptionStyle
from clips.emoji import SIDE, Run
from clips.fonts import Font
from subtitles.formats.ass import escaped

__all__ = ["LABEL", "Placed", "PlacedPage", "page_events"]

BOXES, SHADOWS, WORDS = 0, 1, 2
"""Layers, from behind."""
LABEL = 0.72
"""Size of a speaker's label, of the captions'."""
ENTRY = 0.1
"""Seconds in which a page grows in, rises or fades in."""
ENTRY_MS = round(1000 * ENTRY)
SMALL = 0.6
"""Size from which a page grows in."""
RISE = 0.35
"""How far below its place a page begins to rise, in em."""
REACH = 1.1
"""How far above and below the middle of its line a word, its outline and its shadow reach, in em."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word, the middle of its place in pixels, and its width."""

    word: TimedWord
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page at its place: words, the box of each line, `em` in pixels, the speaker's name to show above it.

    `edge`: pixels of the outline, where the style has one.
    """

    start: float
    end: float
    words: tuple[Placed, ...]
    lines: tuple[Box, ...]
    em: float
    label: str | None = None
    edge: float = 0.0

    @property
    def block(self) -> Box:
        """The box around all lines."""
        left, right = min(line.x for line in self.lines), max(line.right for line in self.lines)
        return Box(left, self.lines[0].y, right - left, self.lines[-1].bottom - self.lines[0].y)

    @property
    def said(self) -> tuple[float, ...]:
        """When each word begins to be the one that is said, and last the end of the page."""
        edges: list[float] = []
        for placed in self.words:
            earliest = edges[-1] if edges else self.start
            edges.append(min(max(placed.word.start, earliest), self.end))
        return (*edges, self.end)


def page_events(page: PlacedPage, style: CaptionStyle, font: Font) -> Iterator[AssEvent]:
    """Yield the events of a page, from behind to the front."""
    yield from _boxes(page, style)
    if style.shadow and style.waiting != "hidden":
        # A shadow for a whole line, or those of neighbours are darker where they meet.
        for line in page.lines:
            row = [placed for placed in page.words if abs(placed.y - line.middle[1]) < 1]
            if any(placed.word.runs for placed in row):
                for placed in row:
                    yield from _shadows(page, style, placed, page.start)
            else:
                yield _shadow(page, style, line_text([placed.word for placed in row]), line.middle, page.start)
    said = page.said
    for number, placed in enumerate(page.words):
        begin, stop = said[number], said[number + 1]
        if style.box == "word" and stop > begin:
            yield _word_box(page, style, placed, begin, stop)
        if style.shadow and style.waiting == "hidden":
            yield from _shadows(page, style, placed, begin)
        for part, run in _parted(page, placed):
            if run is not None and run.emoji:
                yield from _emoji(page, style, part, begin if style.waiting == "hidden" else page.start)
            else:
                yield from _word(page, style, part, begin, stop)
    if page.label:
        yield from _label(page, style, font)


def _boxes(page: PlacedPage, style: CaptionStyle) -> Iterator[AssEvent]:
    if style.box not in ("line", "block"):
        return
    across = style.box_padding * page.em
    # Bars of neighbouring lines meet without overlapping, or they are darker there.
    above = (style.leading - 1) / 2 * page.em if style.box == "line" else style.box_above * page.em
    for box in page.lines if style.box == "line" else (page.block,):
        shown = Box(box.x - across, box.y - above, box.width + 2 * across, box.height + 2 * above)
        yield _box_event(page, style, shown, (page.start, page.end), enters=True)


def _box_event(
    page: PlacedPage, style: CaptionStyle, box: Box, span: tuple[float, float], *, enters: bool = False
) -> AssEvent:
    path = rounded_box(box.width, box.height, style.box_radius * page.em)
    rises, comes = enters and style.enter == "rise", enters and style.enter != "none"
    place = _rising(page, box.x, box.y) if rises else None
    fade = f"\\fad({ENTRY_MS},0)" if comes and not rises else ""
    text = filled(box.x, box.y, path, style.rgb(style.box_colour), style.box_opacity, fade, place=place)
    moving = ((span[0], span[0] + ENTRY),) if comes else ()
    low = box.bottom + (RISE * page.em if rises else 0.0)
    return AssEvent(*span, text, f"Caption{round(page.em)}", BOXES, box.y, low, moving)


def _word_box(page: PlacedPage, style: CaptionStyle, placed: Placed, start: float, end: float) -> AssEvent:
    across, above = style.box_padding * page.em, style.box_above * page.em
    left, top = placed.x - placed.width / 2, placed.y - page.em / 2
    box = Box(left - across, top - above, placed.width + 2 * across, page.em + 2 * above)
    # On the shadow of its line, or the shadow would darken it.
    return replace(_box_event(page, style, box, (start, end)), layer=SHADOWS)


def _entry(page: PlacedPage, style: CaptionStyle, x: float, y: float) -> str:
    """Return the tags that bring a word to its place."""
    if style.enter == "fade":
        return f"{_at(x, y)}\\fad({ENTRY_MS},0)"
    if style.enter == "rise":
        return _rising(page, x, y)
    if style.enter == "pop":
        # Every word moves from the middle as it grows, so that the page grows as one.
        from_x, from_y = (m + SMALL * (at - m) for m, at in zip(page.block.middle, (x, y), strict=True))
        size = round(100 * SMALL)
        return (
            f"\\move({from_x:.1f},{from_y:.1f},{x:.1f},{y:.1f},0,{ENTRY_MS})"
            f"\\fscx{size}\\fscy{size}\\t(0,{ENTRY_MS},\\fscx100\\fscy100)"
        )
    return _at(x, y)


def _at(x: float, y: float) -> str:
    return f"\\pos({x:.1f},{y:.1f})"


def _rising(page: PlacedPage, x: float, y: float) -> str:
    return f"\\move({x:.1f},{y + RISE * page.em:.1f},{x:.1f},{y:.1f},0,{ENTRY_MS})"


def _event(
    page: PlacedPage, style: CaptionStyle, y: float, span: tuple[float, float], text: str, layer: int
) -> AssEvent:
    """Return an event of words on the line at `y`; it moves where it comes in with the page."""
    moving = ((page.start, page.start + ENTRY),) if span[0] == page.start and style.enter != "none" else ()
    reach = REACH * page.em
    name = f"Caption{round(page.em)}"
    return AssEvent(*span, text, name, layer, y - reach, y + reach, moving)


def _shadow(page: PlacedPage, style: CaptionStyle, words: str, middle: tuple[float, float], start: float) -> AssEvent:
    x, y = middle[0], middle[1] + style.shadow_drop * page.em
    place = _entry(page, style, x, y) if start == page.start else _at(x, y)
    edge, soft = page.edge + style.shadow_size * page.em, style.shadow_blur * page.em
    seen, colour = ass_alpha(style.shadow), ass_colour(style.rgb(style.shadow_colour))
    tags = f"{place}\\bord{edge:.1f}\\blur{soft:.1f}\\1c{colour}\\3c{colour}\\1a{seen}\\3a{seen}"
    return _event(page, style, middle[1], (start, page.end), f"{{{tags}}}{escaped(words)}", SHADOWS)


def _parted(page: PlacedPage, placed: Placed) -> Iterator[tuple[Placed, Run | None]]:
    """Yield the pieces of a word at their places; behind each its run, `None` for a word of letters alone."""
    if not placed.word.runs:
        yield placed, None
        return
    x = placed.x - page.em * sum(run.width for run in placed.word.runs) / 2
    for run in placed.word.runs:
        width = page.em * run.width
        yield Placed(replace(placed.word, text=run.text, runs=()), x + width / 2, placed.y, width), run
        x += width


def _shadows(page: PlacedPage, style: CaptionStyle, placed: Placed, start: float) -> Iterator[AssEvent]:
    """Yield the shadows of a word's letters; emoji have none."""
    for part, run in _parted(page, placed):
        if run is None or not run.emoji:
            yield _shadow(page, style, part.word.text, (part.x, part.y), start)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a word looks like for a while; no colour: it is not seen."""

    start: float
    end: float
    colour: Rgb | None
    scale: float = 1.0


def _looks(page: PlacedPage, style: CaptionStyle, begin: float, stop: float) -> list[_Look]:
    """Return a word's looks before it is said, while, and after; neighbours that are alike are one."""
    waiting = None if style.waiting == "hidden" else style.rgb(style.waiting)
    merged: list[_Look] = []
    for look in (
        _Look(page.start, begin, waiting),
        _Look(begin, stop, style.rgb(style.lit), style.grow),
        _Look(stop, page.end, style.rgb(style.said)),
    ):
        if look.end <= look.start:
            continue
        if merged and (merged[-1].colour, merged[-1].scale) == (look.colour, look.scale):
            merged[-1] = replace(merged[-1], end=look.end)
        else:
            merged.append(look)
    return [look for look in merged if look.colour is not None]


def _word(page: PlacedPage, style: CaptionStyle, placed: Placed, begin: float, stop: float) -> Iterator[AssEvent]:
    if style.sweep:
        yield _swept(page, style, placed, begin, stop)
        return
    for look in _looks(page, style, begin, stop):
        enters = look.start == page.start
        place = _entry(page, style, placed.x, placed.y) if enters else _at(placed.x, placed.y)
        tint = f"\\1c{ass_colour(look.colour)}" if look.colour is not None else ""
        if style.box == "word" and (look.start, look.end) == (begin, stop):
            # The word's box is its edge.
            tint += f"\\3c{ass_colour(style.rgb(style.box_colour))}"
        size = f"\\fscx{round(100 * look.scale)}\\fscy{round(100 * look.scale)}" if look.scale != 1 else ""
        text = f"{{{place}{tint}{size}}}{escaped(placed.word.text)}"
        yield _event(page, style, placed.y, (look.start, look.end), text, WORDS)


def _emoji(page: PlacedPage, style: CaptionStyle, placed: Placed, start: float) -> Iterator[AssEvent]:
    """Yield an emoji that stands until the page ends, with the edge that the style's letters have."""
    x, y = placed.x - placed.width / 2, placed.y - SIDE * page.em / 2
    place = _entry(page, style, x, y) if start == page.start else _at(x, y)
    edge = ass_colour(style.rgb(style.outline_colour))
    outline = f"\\bord{page.edge:.1f}\\1c{edge}\\3c{edge}" if style.outline else ""
    event = _event(page, style, placed.y, (start, page.end), "", WORDS)
    yield from emoji_events(placed.word.text, event, place, page.em, outline=outline)


def _swept(page: PlacedPage, style: CaptionStyle, placed: Placed, begin: float, stop: float) -> AssEvent:
    """Return a word that fills from left to right; times are differences of rounded ones, so that none drifts."""
    at, first = round(page.start * 100), round(begin * 100)
    last = max(first, min(round(placed.word.end * 100), round(stop * 100)))
    wait = f"{{\\k{first - at}}}" if first > at else ""
    full, empty = ass_colour(style.rgb(style.lit)), ass_colour(style.rgb(style.waiting))
    place = _entry(page, style, placed.x, placed.y)
    text = f"{{{place}\\1c{full}\\2c{empty}}}{wait}{{\\kf{last - first}}}{escaped(placed.word.text)}"
    event = _event(page, style, placed.y, (page.start, page.end), text, WORDS)
    return replace(event, moving=(*event.moving, (begin, last / 100)))


def _label(page: PlacedPage, style: CaptionStyle, font: Font) -> Iterator[AssEvent]:
    """Yield the speaker's name in a box of the accent, above the lines."""
    em = LABEL * page.em
    width, height = em * (font.width(page.label or "") + 0.7), em * 1.5
    up = style.box_above * page.em if style.box != "none" else 0.3 * page.em
    left = page.block.x - (style.box_padding * page.em if style.box != "none" else 0.0)
    box = Box(left, page.block.y - up - height, width, height)
    path = rounded_box(width, height, style.box_radius * em)
    name, span = f"Label{round(page.em)}", (page.start, page.end)
    yield AssEvent(*span, filled(box.x, box.y, path, style.rgb("accent")), name, BOXES, box.y, box.bottom)
    yield AssEvent(*span, f"{{{_at(*box.middle)}}}{escaped(page.label or '')}", name, WORDS, box.y, box.bottom)
