"""What the picture is like where captions will stand: its darkest and its lightest grey, from a few frames."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.errors import ProgramFailed
from align.media import MediaInfo, Stream, input_arguments, run_ffmpeg
from clips.picture import Frame, picture_inside

__all__ = ["grey_range", "greys_behind", "luminances"]

SAMPLES = 6
"""Frames that are looked at, evenly over the clip; a box stays for all of it, so that it does not come and go."""
WIDTH = 160
"""Columns of a sampled frame: letters are larger than what this loses."""
TAILS = (2.0, 98.0)
"""Percentiles that count as darkest and lightest: less is too small to make a letter unreadable."""

Picture = NDArray[np.uint8]
"""Red, green and blue, 0..255: [..., part]."""


def luminances(picture: NDArray[np.uint8] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the relative luminance, 0..1, of each point of a picture, [..., part] of 0..255 (WCAG 2.2)."""
    part = np.asarray(picture, np.float64) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light


def grey_range(picture: Picture) -> tuple[int, int]:
    """Return the darkest and the lightest grey, 0..255, of a picture [..., part]: as light as its colours are."""
    low, high = np.percentile(luminances(picture), TAILS)
    return math.floor(_grey(float(low))), math.ceil(_grey(float(high)))


def _grey(light: float) -> float:
    """Return the grey, 0..255, of a relative luminance."""
    return 255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


def greys_behind(
    info: MediaInfo, film: Stream, spans: Sequence[tuple[float, float]], frame: Frame, rows: tuple[float, float]
) -> tuple[int, int]:
    """Return the darkest and the lightest grey, 0..255, of the film between two lines of the finished picture.

    `spans`: what is shown of the film, in seconds.

    All columns count, as a crop may move. A bar of a letterbox is black. Where a frame cannot be read, anything is
    taken to be behind.
    """
    top, height = picture_inside(film, frame)
    first, last = (min(1.0, max(0.0, (row - top) / height)) for row in rows)
    found = [np.zeros((1, 3), np.uint8)] if rows[0] < top or rows[1] > top + height else []
    if last > first:
        for at in _times(spans):
            picture = _sampled(info, film, at)
            if picture is None:
                return 0, 255
            begin = int(first * WIDTH)
            found.append(picture[begin : max(begin + 1, math.ceil(last * WIDTH))].reshape(-1, 3))
    return grey_range(np.concatenate(found))


def _times(spans: Sequence[tuple[float, float]]) -> list[float]:
    total = sum(end - start for start, end in spans)
    times, left = [], [(number + 0.5) * total / SAMPLES for number in range(SAMPLES)]
    for start, end in spans:
        length = end - start
        times += [start + at for at in left if 0 <= at < length]
        left = [at - length for at in left if at >= length]
    return times


def _sampled(info: MediaInfo, film: Stream, at: float) -> Picture | None:
    args = ["-v", "error", "-ss", f"{at:.3f}", *input_arguments(info.path), "-map", f"0:{film.index}"]
    args += ["-frames:v", "1", "-vf", f"scale={WIDTH}:{WIDTH},format=rgb24", "-f", "rawvideo", "-"]
    try:
        raw = run_ffmpeg(args).stdout
    except ProgramFailed:
        return None
    return np.frombuffer(raw, np.uint8).reshape(WIDTH, WIDTH, 3) if len(raw) == 3 * WIDTH * WIDTH else None
