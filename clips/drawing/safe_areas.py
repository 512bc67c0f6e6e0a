"""The part of a picture that no platform covers, from `safe_areas.toml`."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from pathlib import Path

from clips.picture import Frame

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Box", "safe_area", "shape_of"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; `x`, `y` of its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The first column beside it."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first line below it."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Box:
        """Return the box with so many pixels more on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


_EDGES = ("top", "bottom", "left", "right")


@functools.cache
def _areas() -> dict[str, dict[str, dict[str, float]]]:
    return tomllib.loads(Path(__file__).with_name("safe_areas.toml").read_text(encoding="utf-8"))


def safe_area(frame: Frame, platform: str | None = None) -> Box:
    """Return what `platform` leaves free; `None` or one without figures for this shape: what all of them do.

    Right and left are taken alike where they differ, so that text stands in the middle of the picture.
    """
    table = _areas()[shape_of(frame)]
    chosen = [table[platform]] if platform in table else list(table.values())
    top, bottom, left, right = (max(area[edge] for area in chosen) for edge in _EDGES)
    side = max(left, right)
    wide, tall = frame.width, frame.height
    return Box(side * wide, top * tall, (1 - 2 * side) * wide, (1 - top - bottom) * tall)


def shape_of(frame: Frame) -> str:
    """Return the nearest of the shapes that the table has."""
    ratios = {"9:16": 9 / 16, "4:5": 4 / 5, "1:1": 1.0, "16:9": 16 / 9}
    return min(ratios, key=lambda name: abs(ratios[name] - frame.width / frame.height))
