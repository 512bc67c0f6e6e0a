"""Where crops stand so that faces are whole in them, and the cells of a picture that shows several people at once."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clips.framing import Cell, Move
from clips.picture import crop_shares

__all__ = ["Person", "Stage", "cells_of", "place_of", "whole_cell"]

Size = tuple[int, int]
Boxes = NDArray[np.float64]

MARGIN, ABOVE, BELOW = 0.1, 0.3, 0.15
"""Of a face's width and height: what belongs to it left and right, above (hair) and below (chin) what is found."""

ROOM = 2.2
"""Of a face's height, and of its width: what a cell shows at least."""

STRAY = (2.0, 98.0)
"""Percentiles of where a face is: a find that is off now and then does not move the crop."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a shot: the boxes of his face in shares of the picture (finds x left, top, width, height)."""

    boxes: Boxes

    @property
    def middle(self) -> tuple[float, float]:
        """Where his face is: the medians of its middle."""
        return _middle(self.boxes, 0), _middle(self.boxes, 1)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of his face."""
        return float(np.median(self.boxes[:, 2])), float(np.median(self.boxes[:, 3]))


@dataclass(frozen=True, slots=True)
class Stage:
    """Frames `first` to `end` (exclusive) in which the same people are seen together, from the left."""

    first: int
    end: int
    people: tuple[Person, ...]


def _middle(boxes: Boxes, axis: int) -> float:
    return float(np.median(boxes[:, axis] + boxes[:, axis + 2] / 2))


def place_of(boxes: Boxes, shares: tuple[float, float]) -> tuple[float, float]:
    """Return where a crop of so large a share of the picture stands that the face is whole in it, x and y from 0 to 1.

    >>> place_of(np.array([[0.2, 0.3, 0.1, 0.2]]), (0.5, 1.0))
    (0.0, 0.5)
    """
    sides = ((MARGIN, MARGIN), (ABOVE, BELOW))
    x, y = (_along(boxes, axis, share, sides[axis]) for axis, share in enumerate(shares))
    return x, y


def _along(boxes: Boxes, axis: int, share: float, sides: tuple[float, float]) -> float:
    if share >= 1:
        return 0.5
    begins = boxes[:, axis] - sides[0] * boxes[:, axis + 2]
    ends = boxes[:, axis] + (1 + sides[1]) * boxes[:, axis + 2]
    low, high = float(np.percentile(begins, STRAY[0])), float(np.percentile(ends, STRAY[1]))
    middle = float(np.median((begins + ends) / 2))
    if high - low <= share:
        middle = min(max(middle, high - share / 2), low + share / 2)
    return round(min(max((middle - share / 2) / (1 - share), 0.0), 1.0), 4)


def whole_cell(size: Size, spans: Sequence[tuple[int, int]]) -> Cell:
    """Return the cell that shows the whole source between bars."""
    return Cell(0, 0, *size, tuple(spans), whole=True)


def boxes_of_cells(size: Size, count: int) -> list[tuple[int, int, int, int]]:
    """Return left, top, width and height of so many cells: above each other, or side by side in wide pictures.

    >>> boxes_of_cells((1080, 1920), 2)
    [(0, 0, 1080, 960), (0, 960, 1080, 960)]
    """
    wide = size[0] > size[1]
    length = size[0] if wide else size[1]
    edges = [2 * round(length * number / count / 2) for number in range(count)] + [length]
    pairs = list(itertools.pairwise(edges))
    return [(a, 0, b - a, size[1]) if wide else (0, a, size[0], b - a) for a, b in pairs]


def cells_of(shown: Size, size: Size, stages: Sequence[Stage]) -> list[Cell]:
    """Return cells for stages, each with as many as it has people. All stages of one number share their zoom.

    Args:
        shown: size of the source, `size` of the finished picture.
    """
    out: list[Cell] = []
    for count in sorted({len(stage.people) for stage in stages}):
        some = [stage for stage in stages if len(stage.people) == count]
        spans = tuple((stage.first, stage.end) for stage in some)
        for number, box in enumerate(boxes_of_cells(size, count)):
            full = crop_shares(shown, box[2:])
            zoom = max(_zoom(stage.people, full) for stage in some)
            shares = (full[0] * zoom, full[1] * zoom)
            places = [(stage.first, *place_of(stage.people[number].boxes, shares)) for stage in some]
            out.append(Cell(*box, spans, tuple(Move(*place) for place in places), zoom))
    return out


def _zoom(people: Sequence[Person], full: tuple[float, float]) -> float:
    """Return the share of the largest crop that shows each face with room, and as little as can be of the others."""
    needed = max(ROOM * person.size[axis] / full[axis] for person in people for axis in (0, 1))
    middles = [person.middle[0] for person in people]
    apart = min((b - a for a, b in itertools.pairwise(middles)), default=1.0) / full[0]
    return round(min(1.0, max(needed, apart)), 4)
