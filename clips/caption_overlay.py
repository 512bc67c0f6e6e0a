"""Captions drawn once for each change, in a band as high as they are, and laid over the picture.

libass draws every frame anew and blends pixel by pixel; laying a band over costs a fifth of that and shows the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from align.media import has_filter
from clips.drawing.ass import AssEvent, Drawing
from clips.picture import Frame

__all__ = ["CaptionOverlay", "overlay_for", "overlay_stream"]

OFTEN = 0.55
"""Share of frames with a change from which drawing every frame costs no more."""


@dataclass(frozen=True, slots=True)
class CaptionOverlay:
    """The picture, the lines of it that captions cover, and the frames (from 0) with which they change."""

    frame: Frame
    top: int
    height: int
    changes: tuple[int, ...]


def overlay_for(frame: Frame, drawing: Drawing, rate: Fraction, count: int) -> CaptionOverlay | None:
    """Return the overlay for a clip of `count` frames, `rate` a second; `None` where it would gain or show nothing.

    >>> events = [AssEvent(0.0, 0.5, "one", bottom=90), AssEvent(0.5, 2.0, "two", bottom=90)]
    >>> overlay_for(Frame(1920, 1080), Drawing(tuple(events)), Fraction(30), 45).changes
    (0, 15)
    """
    changes = _changes(drawing.events, rate, count)
    if not drawing.events or len(changes) > OFTEN * count or not drawing.see_through:
        return None
    top = max(0, math.floor(min(event.top for event in drawing.events) / 2) * 2)
    end = min(frame.height, math.ceil(max(event.bottom for event in drawing.events) / 2) * 2)
    return CaptionOverlay(frame, top, max(2, end - top), changes)


def _changes(events: Iterable[AssEvent], rate: Fraction, count: int) -> tuple[int, ...]:
    wanted = {0}
    for event in events:
        wanted |= {math.ceil(round(time * 100) * rate / 100) for time in (event.start, event.end)}
        for start, end in event.moving:
            # One more, with which it has come to rest.
            wanted |= set(range(math.floor(start * rate), math.ceil(end * rate) + 2))
    return tuple(sorted(number for number in wanted if number < count))


def overlay_stream(ffmpeg: Any, overlay: CaptionOverlay, rate: Fraction, count: int, captions: str, fonts: str) -> Any:
    """Return the overlay as a stream of ffmpeg-python: one frame for each change, see-through around the letters."""
    size, pace = f"{overlay.frame.width}x{overlay.frame.height}", f"{rate.numerator}/{rate.denominator}"
    wanted = "+".join(_runs(overlay.changes))
    blank = f"color=c=black@0:s={size}:r={pace},format=yuva444p,trim=end_frame={count},select='{wanted}'"
    stream = ffmpeg.input(blank, f="lavfi").video
    # The same colours as the picture's, or its yellow is another one.
    stream = stream.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    stream = stream.filter("ass", filename=captions, fontsdir=fonts, alpha=1)
    stream = stream.filter("crop", overlay.frame.width, overlay.height, 0, overlay.top)
    # libass has drawn over black, which would darken the edges of letters. From version 8 on ffmpeg must be told so, or
    # it does the same once more before it takes it back.
    if has_filter("setparams", "alpha_mode"):
        stream = stream.filter("setparams", alpha_mode="premultiplied")
    return stream.filter("unpremultiply", inplace=1).filter("format", "yuva420p")


def _runs(numbers: Iterable[int]) -> list[str]:
    """Return conditions for numbers in order, one for each run of neighbours."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [f"eq(n,{first})" if first == last else f"between(n,{first},{last})" for first, last in runs]
