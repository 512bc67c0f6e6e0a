"""Emoji on a picture: their layers as drawings for libass, and lines of text with emoji among the letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clips.drawing.ass import AssEvent
from clips.drawing.colours import ass_alpha, ass_colour
from clips.emoji import SIDE, emoji_font, runs_of
from clips.fonts import Font
from subtitles.formats.ass import escaped

__all__ = ["emoji_events", "line_events"]


def emoji_events(sequence: str, event: AssEvent, place: str, em: float, *, outline: str = "") -> Iterator[AssEvent]:
    """Yield an emoji, from behind; `event`: what its layers take time, style and depth from.

    `place`: tags that put the upper left corner of its box (`SIDE` em wide and high) at its place; `outline`: tags of
    an edge around all of it.
    """
    font = emoji_font()
    layers = () if font is None else font.layers(sequence)
    side = SIDE * em
    if outline and layers:
        whole = " ".join(layer.path(side) for layer in layers)
        yield replace(event, text=f"{{\\an7{place}\\shad0{outline}\\p4}}{whole}{{\\p0}}")
    for layer in layers:
        seen = f"\\1a{ass_alpha(layer.opacity)}" if layer.opacity < 1 else ""
        tags = f"\\an7{place}\\bord0\\shad0\\1c{ass_colour(layer.colour)}{seen}\\p4"
        yield replace(event, text=f"{{{tags}}}{layer.path(side)}{{\\p0}}")


def line_events(
    text: str, font: Font, em: float, at: tuple[float, float], event: AssEvent, *, left: bool, tags: str = ""
) -> Iterator[AssEvent]:
    """Yield a line of text whose middle, or left end, is at a place in pixels; emoji stand among its letters.

    `event`: time, style and depth. `tags`: more tags of all of it.
    """
    runs, (x, y) = runs_of(text, font), at
    if not any(run.emoji for run in runs):
        yield replace(event, text=f"{{\\pos({x:.1f},{y:.1f}){tags}}}{escaped(''.join(run.text for run in runs))}")
        return
    at_x = x if left else x - em * sum(run.width for run in runs) / 2
    for run in runs:
        width = em * run.width
        if run.emoji:
            place = f"\\pos({at_x:.1f},{y - SIDE * em / 2:.1f}){tags}"
            yield from emoji_events(run.text, event, place, em)
        else:
            yield replace(event, text=f"{{\\an4\\pos({at_x:.1f},{y:.1f}){tags}}}{escaped(run.text)}")
        at_x += width
