"""What the picture is like where captions will stand: its darkest and its lightest grey, from a few frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from align.errors import ProgramFailed
from align.media import MediaInfo, Stream, input_arguments, run_ffmpeg
from clips.frames import FramePlan
from clips.picture import Frame, picture_inside

__all__ = ["greys_behind"]

SAMPLES = 6
"""Frames that are looked at, evenly over the clip; a box stays for all of it, so that it does not come and go."""
WIDTH = 160
"""Columns of a sampled frame: letters are larger than what this loses."""
TAILS = (2.0, 98.0)
"""Percentiles that count as darkest and lightest: less is too small to make a letter unreadable."""


def greys_behind(
    info: MediaInfo, film: Stream, plans: Sequence[FramePlan], frame: Frame, rows: tuple[float, float]
) -> tuple[int, int]:
    """Return the darkest and the lightest grey, 0..255, of the film between two lines of the finished picture.

    All columns count, as a crop may move. A bar of a letterbox is black. Where a frame cannot be read, anything is
    taken to be behind.
    """
    top, height = picture_inside(film, frame)
    first, last = (min(1.0, max(0.0, (row - top) / height)) for row in rows)
    found = [np.zeros(1, np.uint8)] if rows[0] < top or rows[1] > top + height else []
    if last > first:
        for at in _times(plans):
            grey = _sampled(info, film, at)
            if grey is None:
                return 0, 255
            count = len(grey)
            found.append(grey[int(first * count) : max(int(first * count) + 1, int(np.ceil(last * count)))].ravel())
    darkest, lightest = np.percentile(np.concatenate(found), TAILS)
    return int(darkest), int(lightest)


def _times(plans: Sequence[FramePlan]) -> list[float]:
    total = sum(plan.end - plan.start for plan in plans)
    times, left = [], [(number + 0.5) * total / SAMPLES for number in range(SAMPLES)]
    for plan in plans:
        length = plan.end - plan.start
        times += [plan.start + at for at in left if 0 <= at < length]
        left = [at - length for at in left if at >= length]
    return times


def _sampled(info: MediaInfo, film: Stream, at: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
    args = ["-v", "error", "-ss", f"{at:.3f}", *input_arguments(info.path), "-map", f"0:{film.index}"]
    args += ["-frames:v", "1", "-vf", f"scale={WIDTH}:{WIDTH},format=gray", "-f", "rawvideo", "-"]
    try:
        raw = run_ffmpeg(args).stdout
    except ProgramFailed:
        return None
    return np.frombuffer(raw, np.uint8).reshape(WIDTH, WIDTH) if len(raw) == WIDTH * WIDTH else None
