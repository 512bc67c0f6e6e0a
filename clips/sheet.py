"""The contact sheet of a run: a row of small pictures for each clip, with what its crop keeps, to judge at a glance."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.clock import clock_text
from align.files import temporary_folder, write_whole
from align.media import MediaInfo, run_ffmpeg
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file
from clips.fonts import built_in_font
from clips.framing import Move
from clips.picture import Frame, crop_shares, display_size
from clips.plan import ClipPlan
from clips.source_frames import source_frames
from clips.stills import Picture, picked, pictures_of
from subtitles.formats.ass import escaped

__all__ = ["SHEET_NAME", "marked", "write_sheet"]

SHEET_NAME = "contact-sheet.jpg"

COLUMNS, WIDTH, GAP = 5, 320, 8
"""Pictures in a line, and pixels of each one's width and of the space around it."""

TITLE, CAPTION = 30, 24
"""Lines above a clip's pictures, and below each of them."""

MOST = 30
"""Pictures of a clip; of more changes than that, some are left out, evenly."""

EVEN = 5
"""Pictures of a clip whose crop stands still."""

DIM = 0.35
"""Of its brightness that is left of what the crop leaves out."""

LINE = 2
"""Pixels of the line around what a crop keeps."""

PAGE, EDGE = 24, (255, 200, 0)
"""Grey of the page, and colour of the crop's edge."""

LETTERS = 15.0
"""Pixels of the letters' em."""

QUALITY = {"q:v": 3}

Shares = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """A frame of a clip, the crops that it shows, each with its share of the picture, and what is written below it."""

    frame: int
    crops: tuple[tuple[Move, Shares], ...]
    caption: str


def write_sheet(info: MediaInfo, plans: Sequence[ClipPlan], folder: Path) -> Path | None:
    """Write the sheet into a folder, beside earlier ones; `None` where there is no picture to show.

    Raises as `run_ffmpeg` does.
    """
    filmed = [plan for plan in plans if plan.film is not None]
    if not filmed:
        return None
    parts, texts, top = [np.full((GAP, COLUMNS * (WIDTH + GAP) + GAP, 3), PAGE, np.uint8)], [], GAP
    for plan in filmed:
        looks = _looks(plan)
        pictures = [
            marked(picture, look.crops)
            for picture, look in zip(_thumbnails(info, plan, [look.frame for look in looks]), looks, strict=False)
        ]
        strip, captions = _strip(pictures, looks, top)
        texts += [(GAP, top, plan.stem), *captions]
        parts.append(strip)
        top += strip.shape[0]
    path = _free(folder)
    _encode(np.concatenate(parts), texts, path)
    return path


def _free(folder: Path) -> Path:
    """Return a name in the folder that is not taken."""
    path, number = folder / SHEET_NAME, 2
    while path.exists():
        path, number = folder / f"{Path(SHEET_NAME).stem}-{number}.jpg", number + 1
    return path


def _looks(plan: ClipPlan) -> list[_Look]:
    """Return the middle of each step of what the picture follows, or frames that are spread evenly."""
    rate = float(plan.frames[0].rate)
    if plan.focus is not None:
        steps = plan.focus.steps
        chosen = [steps[round(n)] for n in np.linspace(0, len(steps) - 1, min(MOST, len(steps)))]
        return [
            _Look(
                middle := (step.frame + step.end) // 2,
                _crops(plan, middle, Move(step.frame, step.x, step.y)),
                f"{clock_text(step.frame / rate, places=1)} {step.why} {step.speaker or ''}".strip(),
            )
            for step in chosen
        ]
    places = [(2 * number + 1) * plan.frame_count // (2 * EVEN) for number in range(EVEN)]
    own = Move(0, plan.settings.focus)
    return [_Look(at, _crops(plan, at, own), clock_text(at / rate, places=1)) for at in dict.fromkeys(places)]


def _crops(plan: ClipPlan, at: int, move: Move) -> tuple[tuple[Move, Shares], ...]:
    """Return what of the source is in a frame: the crop, or the cells that are laid over it."""
    assert plan.film is not None
    assert plan.frame is not None
    if plan.frame.fit != "crop":
        return ()
    shown = display_size(plan.film)
    cells = plan.focus.cells if plan.focus is not None else ()
    laid = [cell for cell in cells if any(first <= at < end for first, end in cell.spans)]
    if not laid:
        return ((move, crop_shares(shown, (plan.frame.width, plan.frame.height))),)
    return tuple(
        ([own for own in cell.moves if own.frame <= at][-1], crop_shares(shown, (cell.width, cell.height), cell.zoom))
        for cell in laid
        if not cell.whole
    )


def _thumbnails(info: MediaInfo, plan: ClipPlan, frames: Sequence[int]) -> list[Picture]:
    import ffmpeg

    assert plan.film is not None
    wide, tall = display_size(plan.film)
    height = max(2, 2 * round(WIDTH * tall / wide / 2))
    out: list[Picture] = []
    first = 0
    for part in plan.frames:
        own = [frame - first for frame in frames if first <= frame < first + part.count]
        first += part.count
        if not own:
            continue
        stream = picked(source_frames(ffmpeg, info, plan.film, part), own).filter("scale", WIDTH, height, flags="area")
        out += pictures_of(stream, WIDTH, height)
    return out


def marked(picture: Picture, crops: Sequence[tuple[Move, Shares]]) -> Picture:
    """Return the picture with what the crops leave out dimmed, and a line around what each keeps."""
    if not crops or any(min(shares) >= 1 for _, shares in crops):
        return picture
    tall, wide = picture.shape[:2]
    out = (picture * DIM).astype(np.uint8)
    places = []
    for move, shares in crops:
        left, top = round(move.x * (1 - shares[0]) * wide), round(move.y * (1 - shares[1]) * tall)
        places.append((slice(top, top + round(shares[1] * tall)), slice(left, left + round(shares[0] * wide))))
    for place in places:
        out[place] = picture[place]
    for rows, columns in places:
        for edge in (
            (slice(rows.start, rows.start + LINE), columns),
            (slice(rows.stop - LINE, rows.stop), columns),
            (rows, slice(columns.start, columns.start + LINE)),
            (rows, slice(columns.stop - LINE, columns.stop)),
        ):
            out[edge] = EDGE
    return out


def _strip(pictures: Sequence[Picture], looks: Sequence[_Look], top: int) -> tuple[Picture, list[tuple[int, int, str]]]:
    """Return a clip's part of the page, and the captions on it: left, top and text."""
    width = COLUMNS * (WIDTH + GAP) + GAP
    tall = pictures[0].shape[0] if pictures else 0
    lines = -(-len(pictures) // COLUMNS)
    page = np.full((TITLE + lines * (tall + CAPTION + GAP), width, 3), PAGE, np.uint8)
    captions = []
    for number, (picture, look) in enumerate(zip(pictures, looks, strict=True)):
        line, column = divmod(number, COLUMNS)
        y, x = TITLE + line * (tall + CAPTION + GAP), GAP + column * (WIDTH + GAP)
        page[y : y + tall, x : x + WIDTH] = picture
        captions.append((x, top + y + tall + 2, look.caption))
    return page, captions


def _encode(page: Picture, texts: Sequence[tuple[int, int, str]], path: Path) -> None:
    """Write the page as a picture, with texts at their left and top."""
    import ffmpeg

    height, width = page.shape[:2]
    font = built_in_font()
    style = AssStyle("Caption", font, LETTERS, align=7)
    events = tuple(AssEvent(0.0, 1.0, f"{{\\pos({x},{y})}}{escaped(text)}") for x, y, text in texts)
    with temporary_folder() as name:
        folder = Path(name)
        (folder / "page.raw").write_bytes(page.tobytes())
        shutil.copyfile(font.path, folder / f"font{font.path.suffix}")
        drawing = ass_file(Frame(width, height), Drawing(events, (style,)))
        (folder / "texts.ass").write_text(drawing, encoding="utf-8")
        source = ffmpeg.input(f"file:{folder / 'page.raw'}", f="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}")
        drawn = source.filter("ass", filename=str(folder / "texts.ass"), fontsdir=str(folder))
        # Through a pipe: ffmpeg reads `%d` in the name of a picture as a pattern.
        out = ffmpeg.output(drawn, "pipe:", f="image2pipe", vcodec="mjpeg", pix_fmt="yuvj444p", **QUALITY)
        write_whole(path, run_ffmpeg(["-v", "error", *ffmpeg.get_args(out)]).stdout)
