"""The contact sheet of a run: a row of small pictures for each clip, with what its crop keeps, to judge at a glance."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.clock import clock_text
from align.files import temporary_folder, writing_beside
from align.media import MediaInfo, run_ffmpeg, stream_ffmpeg
from clips.framing import Move
from clips.picture import Frame, crop_shares, display_size
from clips.plan import ClipPlan
from clips.render import source_frames

__all__ = ["SHEET_NAME", "write_sheet"]

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

PAGE, EDGE = 24, (255, 200, 0)
"""Grey of the page, and colour of the crop's edge."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Look:
    """A frame of a clip, the crop that it shows, and what is written below it."""

    frame: int
    move: Move | None
    caption: str


def write_sheet(info: MediaInfo, plans: Sequence[ClipPlan], path: Path) -> bool:
    """Write the sheet; gives whether there was a picture to show. Raises as `run_ffmpeg` does."""
    rows = [row for plan in plans if plan.film is not None and plan.frame is not None for row in [_row(info, plan)]]
    if not rows:
        return False
    parts, texts, top = [], [], GAP
    for plan, (pictures, looks) in zip((plan for plan in plans if plan.film is not None), rows, strict=True):
        page, captions = _strip(pictures, looks, top)
        texts.append((GAP, top, plan.stem))
        texts += captions
        parts.append(page)
        top += page.shape[0]
    whole = np.concatenate([np.full((GAP, parts[0].shape[1], 3), PAGE, np.uint8), *parts])
    _encode(whole, texts, path)
    return True


def _row(info: MediaInfo, plan: ClipPlan) -> tuple[list[Picture], list[_Look]]:
    looks = _looks(plan)
    pictures = _thumbnails(info, plan, [look.frame for look in looks])
    frame = plan.frame
    assert frame is not None
    assert plan.film is not None
    if frame.fit == "crop":
        shares = crop_shares(display_size(plan.film), (frame.width, frame.height))
        pictures = [_marked(picture, look.move, shares) for picture, look in zip(pictures, looks, strict=True)]
    return pictures, looks[: len(pictures)]


def _looks(plan: ClipPlan) -> list[_Look]:
    """Return the middle of each step of what the picture follows, or frames that are spread evenly."""
    rate = float(plan.frames[0].rate)
    if plan.focus is not None:
        steps = plan.focus.steps
        some = [steps[round(n)] for n in np.linspace(0, len(steps) - 1, min(MOST, len(steps)))]
        return [
            _Look(
                (step.frame + step.end) // 2,
                Move(step.frame, step.x, step.y),
                f"{clock_text(step.frame / rate, places=1)} {step.why} {step.speaker or ''}".strip(),
            )
            for step in some
        ]
    move = Move(0, plan.settings.focus)
    places = [(2 * number + 1) * plan.frame_count // (2 * EVEN) for number in range(EVEN)]
    return [_Look(place, move, clock_text(place / rate, places=1)) for place in dict.fromkeys(places)]


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
        wanted = "+".join(f"eq(n,{frame})" for frame in own)
        stream = source_frames(ffmpeg, info, plan.film, part).filter("select", wanted)
        stream = stream.filter("scale", WIDTH, height, flags="area").filter("format", "rgb24")
        told = ffmpeg.get_args(ffmpeg.output(stream, "pipe:", f="rawvideo", fps_mode="passthrough"))
        for block in stream_ffmpeg(["-v", "error", *told], WIDTH * height * 3):
            out.append(np.frombuffer(block, np.uint8).reshape(height, WIDTH, 3))
    return out


def _marked(picture: Picture, move: Move | None, shares: tuple[float, float]) -> Picture:
    """Return the picture with what the crop leaves out dimmed, and a line around what it keeps."""
    if move is None or min(shares) >= 1:
        return picture
    tall, wide = picture.shape[:2]
    left, top = round(move.x * (1 - min(1.0, shares[0])) * wide), round(move.y * (1 - min(1.0, shares[1])) * tall)
    right, bottom = left + round(min(1.0, shares[0]) * wide), top + round(min(1.0, shares[1]) * tall)
    out = (picture * DIM).astype(np.uint8)
    out[top:bottom, left:right] = EDGE
    inner = slice(top + 2, bottom - 2), slice(left + 2, right - 2)
    out[inner] = picture[inner]
    return out


def _strip(
    pictures: Sequence[Picture], looks: Sequence[_Look], top: int
) -> tuple[Picture, list[tuple[int, int, str]]]:
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
    """Write the page as a picture; libass writes the texts, in the captions' own font."""
    ...
