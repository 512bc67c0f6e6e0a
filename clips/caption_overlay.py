"""Captions drawn once for each change, in a band as high as they are, and laid over the picture.

libass draws every frame anew and blends pixel by pixel; laying a band over costs a fifth of that and shows the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clips.captions import AssEvent, caption_margins
from clips.picture import Frame

__all__ = ["CaptionOverlay", "overlay_for", "overlay_stream"]


SPARE_LINE = 0.25
"""Of a line, above and below the captions: for outlines and for letters that stand out of their line."""


@dataclass(frozen=True, slots=True)
class CaptionOverlay:
    """The lines of the picture that captions cover, and the frames (from 0) with which they change."""

    frame: Frame
    top: int
    changes: tuple[int, ...]


def overlay_for(frame: Frame, events: Sequence[AssEvent], rate: Fraction, count: int) -> CaptionOverlay:
    """Return the overlay for a clip of `count` frames, `rate` a second.

    >>> overlay_for(Frame(1920, 1080), [AssEvent(0.0, 0.5, "one"), AssEvent(0.5, 2.0, "two")], Fraction(30), 45).changes
    (0, 15)
    """
    box = caption_margins(frame)
    lines = max((event.text.count("\\N") + 1 for event in events), default=1)
    bottom = frame.height - box.below
    spare = SPARE_LINE * box.size
    top = max(0, math.floor((bottom - lines * box.size - spare) / 2) * 2)
    end = min(frame.height, math.ceil((bottom + spare) / 2) * 2)
    times = {round(time * 100) for event in events for time in (event.start, event.end)}
    changes = {0} | {math.ceil(hundredths * rate / 100) for hundredths in times}
    return CaptionOverlay(Frame(frame.width, end - top), top, tuple(sorted(n for n in changes if n < count)))


def overlay_stream(ffmpeg: Any, overlay: CaptionOverlay, rate: Fraction, count: int, captions: str, fonts: str) -> Any:
    """Return the overlay as a stream of ffmpeg-python: one frame for each change, see-through around the letters."""
    size, pace = f"{overlay.frame.width}x{overlay.frame.height}", f"{rate.numerator}/{rate.denominator}"
    wanted = "+".join(f"eq(n,{n})" for n in overlay.changes)
    blank = f"color=c=black@0:s={size}:r={pace},format=yuva420p,trim=end_frame={count},select='{wanted}'"
    stream = ffmpeg.input(blank, f="lavfi").video
    # The same colours as the picture's, or its yellow is another one.
    stream = stream.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    return stream.filter("ass", filename=captions, fontsdir=fonts, alpha=1)
