"""A picture for a clip: its sharpest frame, or the one with the largest face, with the title set on it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import ProgramMissing
from align.files import temporary_folder, writing_beside
from align.media import run_ffmpeg
from clips.brand_picture import fonts_beside
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file, filled, rounded_box
from clips.drawing.emoji import line_events
from clips.drawing.safe_areas import safe_area
from clips.drawing.titles import set_title
from clips.emoji import text_width
from clips.fonts import Font, chosen_font
from clips.picture import Frame
from clips.stills import Picture

__all__ = ["best_picture", "moments", "write_thumbnail"]

LOOKED_AT = 9
"""Frames of a clip that are compared."""
WIDTH = 320
"""Columns at which they are."""
TITLE = 0.085
"""Size of the title's em, as a share of the picture's shorter side."""
LEADING = 1.2
LUMA = (0.2126, 0.7152, 0.0722)
"""Of red, green and blue in grey (ITU-R BT.709)."""

Grey = NDArray[np.uint8]


def write_thumbnail(
    pictures: Iterable[Picture], path: Path, frame: Frame, *, title: str, font: str | None = None, force: bool
) -> None:
    """Write the best of a clip's pictures as a JPEG, with the title in the `font` of a brand's titles.

    Each picture is of the frame's size; one is held at a time beside the best so far.
    """
    picture = best_picture(pictures)
    with temporary_folder() as name, writing_beside(path, force=force) as beside:
        raw = Path(name) / "picture.rgb"
        raw.write_bytes(picture.tobytes())
        drawing, filters = _title(frame, title, chosen_font(font or "Manrope ExtraBold")), []
        if drawing.events:
            fonts, ass = fonts_beside(drawing, Path(name) / "fonts"), Path(name) / "title.ass"
            ass.write_text(ass_file(frame, drawing), encoding="utf-8")
            filters = ["-vf", f"ass=filename={ass}:fontsdir={fonts}"]
        size = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{frame.width}x{frame.height}", "-i", f"file:{raw}"]
        wanted = ["-frames:v", "1", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "mjpeg", f"file:{beside}"]
        run_ffmpeg(["-v", "error", "-y", *size, *filters, *wanted])


def moments(count: int, rate: Fraction, at: float | None) -> list[int]:
    """Return the numbers of the frames to look at, of `count`: the one at `at` seconds, or some over all of them."""
    if at is not None:
        return [min(round(at * rate), count - 1)]
    return sorted({int((number + 0.5) * count / LOOKED_AT) for number in range(LOOKED_AT)})


def _title(frame: Frame, title: str, font: Font) -> Drawing:
    """Return the title on a dark box at the lower end of the safe area."""
    area = safe_area(frame)
    em = TITLE * min(frame.width, frame.height)
    made = set_title(title, font, width=area.width - em, height=0.4 * area.height, em=em, leading=LEADING)
    if not made.lines:
        return Drawing()
    height = (len(made.lines) - 1) * LEADING * made.em + 1.7 * made.em
    top, middle = area.bottom - height, area.middle[0]
    width = made.em * max(text_width(line, font) for line in made.lines) + made.em
    path = rounded_box(width, height, 0.2 * made.em)
    events = [AssEvent(0.0, 1.0, filled(middle - width / 2, top, path, (14, 18, 32), 0.86), "Title")]
    for number, line in enumerate(made.lines):
        y = top + 0.85 * made.em + number * LEADING * made.em
        events += line_events(line, font, made.em, (middle, y), AssEvent(0.0, 1.0, "", "Title", 1), left=False)
    return Drawing(tuple(events), (AssStyle("Title", font, made.em),))


def best_picture(pictures: Iterable[Picture]) -> Picture:
    """Return the picture with the largest face; without faces, or what finds them, the sharpest one."""
    faces = _face_finder()

    def mark(picture: Picture) -> tuple[float, float]:
        grey = _small(picture)
        size = max((box[2] * box[3] for box in faces.find(grey)), default=0.0) if faces else 0.0
        return size, _sharpness(grey)

    return max(pictures, key=mark)


def _small(picture: Picture) -> Grey:
    """Return a picture in grey, at about `WIDTH` columns, each point the mean of a square."""
    step = max(1, picture.shape[1] // WIDTH)
    tall, wide = picture.shape[0] // step, picture.shape[1] // step
    squares = picture[: tall * step, : wide * step].reshape(tall, step, wide, step, 3)
    return np.asarray(squares.mean(axis=(1, 3)) @ LUMA, np.uint8)


def _face_finder() -> Any:
    from clips.focus.detector import FaceDetector

    try:
        return FaceDetector()
    except ProgramMissing:
        return None


def _sharpness(picture: Grey) -> float:
    """Return how much neighbouring points differ: the variance of the second differences."""
    grey = picture.astype(np.float64)
    bent = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float(bent.var())
