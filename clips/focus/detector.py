"""Faces in one picture, by OpenCV's cascades (P. Viola, M. Jones, 2001), which come trained inside the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import ProgramMissing

__all__ = ["Box", "FaceDetector", "overlap"]

Grey = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """How a cascade is run.

    Args:
        step: by which faces looked for grow from one search to the next.
        agreeing: neighbouring finds that make a face; few, for what is no face is not found again in other frames.
        smallest: face, as a share of the picture's height.
        around: a known face, by how much of its size it is looked for again.
        contrast, tiles: limit and number of tiles by which contrast is evened out, for faces in the dark.
        same: overlap of two finds that are one face.
    """

    step: float = 1.1
    agreeing: int = 2
    smallest: float = 0.07
    around: float = 0.5
    contrast: float = 2.0
    tiles: int = 8
    same: float = 0.25


CASCADE = Cascade()

FRONT, PROFILE = "haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"
ALSO_FRONT = "haarcascade_frontalface_default.xml"
"""Finds some faces that the first one misses, and more that are none: looked for where all faces are."""


class FaceDetector:
    """Finds faces from the front, and where there are none, from the side."""

    def __init__(self) -> None:
        cv2 = _opencv()
        folder = _cascades(cv2)
        self._front, self._also, self._profile = (
            cv2.CascadeClassifier(str(folder / name)) for name in (FRONT, ALSO_FRONT, PROFILE)
        )
        self._even = cv2.createCLAHE(CASCADE.contrast, (CASCADE.tiles, CASCADE.tiles))

    def find(self, picture: Grey) -> list[Box]:
        """Return all faces of a grey picture, in pixels, from left to right."""
        even, smallest = self._even.apply(picture), picture.shape[0] * CASCADE.smallest
        found = _distinct([*self._search(self._front, even, smallest), *self._search(self._also, even, smallest)])
        if not found:
            width = picture.shape[1]
            mirrored = self._search(self._profile, np.ascontiguousarray(even[:, ::-1]), smallest)
            turned = [(width - left - wide, top, wide, tall) for left, top, wide, tall in mirrored]
            found = _distinct([*self._search(self._profile, even, smallest), *turned])
        return sorted(found)

    def find_again(self, picture: Grey, box: Box) -> Box | None:
        """Return the face that is nearest to where one was, if there is one."""
        left, top, wide, tall = box
        spare_x, spare_y = CASCADE.around * wide, CASCADE.around * tall
        x, y = max(0, round(left - spare_x)), max(0, round(top - spare_y))
        part = picture[y : round(top + tall + spare_y), x : round(left + wide + spare_x)]
        if min(part.shape) < SMALLEST:
            return None
        even = self._even.apply(np.ascontiguousarray(part))
        found = self._search(self._front, even, 0.7 * tall) or self._search(self._also, even, 0.7 * tall)
        moved = [(x + a, y + b, c, d) for a, b, c, d in found]
        return max(moved, key=lambda other: overlap(box, other), default=None)

    @staticmethod
    def _search(cascade: Any, picture: Grey, smallest: float) -> list[Box]:
        size = max(SMALLEST, round(smallest))
        rows = cascade.detectMultiScale(picture, CASCADE.step, CASCADE.agreeing, minSize=(size, size))
        return [tuple(float(value) for value in row) for row in rows]  # type: ignore[misc]  # four numbers each


SMALLEST = 24
"""Pixels: what the cascades were trained on."""


def _distinct(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes without those that lie over earlier ones."""
    out: list[Box] = []
    for box in boxes:
        if all(overlap(box, other) < CASCADE.same for other in out):
            out.append(box)
    return out


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share over the area that both cover."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


def _opencv() -> Any:
    """Return the module `cv2`. Raises `ProgramMissing` where it is not installed, or has no cascades."""
    try:
        import cv2
    except ImportError:
        raise ProgramMissing("OpenCV", "install it with pip install 'pullquote[faces]'") from None
    if not hasattr(cv2, "CascadeClassifier") or not (_cascades(cv2) / FRONT).is_file():
        raise ProgramMissing("an OpenCV that finds faces", "install it with pip install 'pullquote[faces]'")
    return cv2


def _cascades(cv2: Any) -> Path:
    return Path(cv2.__file__).parent / "data"
