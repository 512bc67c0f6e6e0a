"""A picture for a clip: its sharpest frame, or the one with the largest face, with the title set on it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import ProgramMissing
from align.files import temporary_folder, writing_beside
from align.media import run_ffmpeg
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file, filled, rounded_box
from clips.drawing.emoji import line_events
from clips.drawing.safe_areas import safe_area
from clips.drawing.titles import set_title
from clips.emoji import text_width
from clips.fonts import Font, chosen_font
from clips.picture import Frame

__all__ = ["best_moment", "write_thumbnail"]

LOOKED_AT = 9
"""Frames of a clip that are compared."""
WIDTH = 320
"""Columns at which they are."""
TITLE = 0.085
"""Size of the title's em, as a share of the picture's shorter side."""
LEADING = 1.2

Grey = NDArray[np.uint8]


def write_thumbnail(
    clip: Path,
    path: Path,
    frame: Frame,
    *,
    title: str,
    font: str | None = None,
    within: tuple[float, float],
    at: float | None,
    force: bool,
) -> None:
    """Write a JPEG of a clip with the title on it, in the `font` of a brand's titles where it has one.

    `within`: from when to when, in seconds of the file, the clip is shown; `at`: seconds from there, `None`: where it
    is best.
    """
    start, end = within
    moment = best_moment(clip, start, end) if at is None else start + min(at, max(0.0, end - start - 0.1))
    with temporary_folder() as name, writing_beside(path, force=force) as beside:
        drawing, filters = _title(frame, title, chosen_font(font or "Manrope ExtraBold")), []
        if drawing.events:
            fonts, ass = Path(name) / "fonts", Path(name) / "title.ass"
            fonts.mkdir()
            for number, used in enumerate(drawing.fonts):
                shutil.copyfile(used.path, fonts / f"{number}{used.path.suffix}")
            ass.write_text(ass_file(frame, drawing), encoding="utf-8")
            filters = ["-vf", f"setpts=0,ass=filename={ass}:fontsdir={fonts}"]
        seek = ["-v", "error", "-y", "-ss", f"{moment:.3f}", "-i", f"file:{clip}", "-frames:v", "1"]
        run_ffmpeg([*seek, *filters, "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "mjpeg", f"file:{beside}"])


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


def best_moment(clip: Path, start: float, end: float) -> float:
    """Return the time of the frame with the largest face; without faces, or what finds them, of the sharpest one."""
    times = [start + (number + 0.5) * (end - start) / LOOKED_AT for number in range(LOOKED_AT)]
    pictures = [_grey(clip, time) for time in times]
    faces = _face_finder()
    sizes = [
        max((box[2] * box[3] for box in faces.find(picture)), default=0.0) if faces else 0.0 for picture in pictures
    ]
    marks = [(size, _sharpness(picture)) for size, picture in zip(sizes, pictures, strict=True)]
    return times[max(range(LOOKED_AT), key=lambda number: marks[number])]


def _grey(clip: Path, time: float) -> Grey:
    args = ["-v", "error", "-ss", f"{time:.3f}", "-i", f"file:{clip}", "-frames:v", "1"]
    raw = run_ffmpeg([*args, "-vf", f"scale={WIDTH}:-2,format=gray", "-f", "rawvideo", "-"]).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, WIDTH)


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
