"""Films of faces whose places are known: drawn ones, or a photograph, in shots, whose mouths move while they speak.

Needs OpenCV, to draw (`pip install 'pullquote[faces]'`).
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from align.media import ffmpeg_path

__all__ = [
    "SKINS",
    "Photo",
    "Seat",
    "Shot",
    "Turn",
    "drawn_face",
    "face_box",
    "photographed_face",
    "words_of",
    "write_film",
]

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]
Photo = tuple[Picture, tuple[int, int, int, int]]
"""A photograph, and left, top, width and height of the face in it, from the hair to the chin."""

SKINS = ((150, 180, 225), (90, 120, 165), (185, 205, 240), (60, 85, 125))
"""Colours of faces: blue, green, red."""

WORD, GAP = 0.28, 0.06
"""Seconds of a word and of the gap behind it."""

SYLLABLES = 4.5
"""A second: how often a mouth opens."""

SWAY, SWAY_SECONDS = 0.02, 3.1
"""Of a face's size, by which everybody's head moves, and how long it takes."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody is in a shot: the middle of his face, and its height, in shares of the picture's height for both
    axes but for `x`, which is a share of its width.
    """

    person: int
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Shot:
    """So many seconds of people in their seats."""

    seconds: float
    seats: tuple[Seat, ...]
    backdrop: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks from one second to another."""

    person: int
    start: float
    end: float


def words_of(turn: Turn) -> list[tuple[float, float]]:
    """Return start and end of each word that is said in a turn."""
    count = max(1, int((turn.end - turn.start) / (WORD + GAP)))
    return [(turn.start + n * (WORD + GAP), turn.start + n * (WORD + GAP) + WORD) for n in range(count)]


def face_box(seat: Seat, size: tuple[int, int]) -> Box:
    """Return left, top, width and height of a face, from the hair to the chin, in shares of a picture of `size`."""
    ratio = size[1] / size[0]
    wide, tall = 0.76 * seat.size * ratio, seat.size
    return seat.x - wide / 2, seat.y - tall / 2, wide, tall


def drawn_face(page: Picture, seat: Seat, mouth: float, time: float, *, blink: bool = False) -> None:
    """Draw a face on a page; `mouth` is open from 0 to 1."""
    height, width = page.shape[:2]
    size = seat.size * height
    sway = SWAY * size * np.sin(2 * np.pi * (time / SWAY_SECONDS + 0.37 * seat.person))
    x, y = seat.x * width + sway, seat.y * height

    def at(dx: float, dy: float) -> tuple[int, int]:
        return round(16 * (x + dx * size)), round(16 * (y + dy * size))

    def oval(dx: float, dy: float, w: float, h: float, colour: tuple[int, int, int], arc: int = 360) -> None:
        axes = (round(16 * w * size), round(16 * h * size))
        cv2.ellipse(page, at(dx, dy), axes, 0, 180 if arc < 360 else 0, 360, colour, -1, cv2.LINE_AA, 4)

    skin = SKINS[seat.person % len(SKINS)]
    dark = tuple(round(0.35 * value) for value in skin)
    hair = ((35, 55, 85), (25, 25, 30), (70, 120, 170), (20, 30, 60))[seat.person % 4]
    oval(0, 0.75, 0.62, 0.35, ((110, 70, 40), (60, 90, 50), (50, 50, 120), (90, 90, 90))[seat.person % 4])
    oval(0, 0, 0.38, 0.5, skin)
    oval(0, -0.24, 0.41, 0.29, hair, arc=180)
    thick = max(1, round(size / 30))
    for side in (-1, 1):
        eye = (side * 0.15, -0.06)
        if blink:
            cv2.line(page, at(eye[0] - 0.06, eye[1]), at(eye[0] + 0.06, eye[1]), dark, thick, cv2.LINE_AA, 4)
        else:
            oval(*eye, 0.07, 0.04, (250, 250, 250))
            oval(*eye, 0.035, 0.035, (30, 30, 30))
        cv2.line(page, at(eye[0] - 0.09, -0.15), at(eye[0] + 0.09, -0.15), dark, thick, cv2.LINE_AA, 4)
    cv2.line(page, at(0, -0.02), at(0, 0.13), dark, thick, cv2.LINE_AA, 4)
    oval(0, 0.28, 0.14, 0.03 + 0.06 * mouth, (60, 60, 140))
    if mouth > 0.2:
        oval(0, 0.28, 0.1, 0.05 * mouth, (20, 15, 40))


def photographed_face(photo: Picture, box: tuple[int, int, int, int], page: Picture, seat: Seat, mouth: float) -> None:
    """Lay the photograph of a face on a page; the chin moves down as the mouth opens.

    Args:
        box: left, top, width and height of the face in the photograph, from the hair to the chin.
    """
    left, top, wide, tall = box
    picture = photo.copy()
    lips, open_by = top + round(0.76 * tall), round(0.07 * tall * mouth)
    a, b = left + round(0.28 * wide), left + round(0.72 * wide)
    if open_by:
        end = top + round(1.02 * tall)
        picture[lips + open_by : end, a:b] = photo[lips : end - open_by, a:b]
        picture[lips : lips + open_by, a:b] = (35, 25, 60)
    if seat.person % 2:
        picture = np.ascontiguousarray(picture[:, ::-1])
        left = picture.shape[1] - left - wide
    picture = np.clip(picture * (1.0, 0.75, 0.9)[seat.person % 3], 0, 255).astype(np.uint8)
    scale = seat.size * page.shape[0] / tall
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x = round(seat.x * page.shape[1] - (left + wide / 2) * scale)
    y = round(seat.y * page.shape[0] - (top + tall / 2) * scale)
    # Of the photograph, as much as lies around the head.
    spare = round(0.55 * wide * scale)
    first, last = round(left * scale) - spare, round((left + wide) * scale) + spare
    rows = slice(max(0, y), min(page.shape[0], y + picture.shape[0]))
    columns = slice(max(0, x + max(0, first)), min(page.shape[1], x + min(picture.shape[1], last)))
    page[rows, columns] = picture[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]


def _backdrop(size: tuple[int, int], number: int) -> Picture:
    """Return a room: a wall that fades, a shelf, something on it."""
    width, height = size
    rng = np.random.default_rng(number)
    wall = rng.integers(60, 150, 3)
    fade = np.linspace(1.15, 0.75, height)[:, None, None]
    page = np.clip(np.broadcast_to(wall, (height, width, 3)) * fade, 0, 255).astype(np.uint8)
    for _ in range(6):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        colour = tuple(int(value) for value in rng.integers(30, 200, 3))
        cv2.rectangle(page, (x, y), (x + int(rng.integers(width // 6)), y + int(rng.integers(height // 4))), colour, -1)
    return page


def write_film(
    path: Path,
    shots: Sequence[Shot],
    turns: Sequence[Turn],
    sound: Path,
    *,
    size: tuple[int, int] = (640, 360),
    rate: int = 25,
    photo: Photo | None = None,
) -> Path:
    """Encode the film; `photo`: what everybody looks like, instead of drawn faces."""
    width, height = size
    picture = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", str(rate), "-i", "pipe:0"]
    shape = ["-pix_fmt", "yuv420p", "-preset", "ultrafast", "-shortest", f"file:{path}"]
    command = [ffmpeg_path(), "-v", "error", "-y", *picture, "-i", f"file:{sound}", *shape]
    words = [(turn.person, *word) for turn in turns for word in words_of(turn)]
    time, frame = 0.0, 0
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for shot in shots:
            backdrop = _backdrop(size, shot.backdrop)
            end = time + shot.seconds
            while frame / rate < end - 1e-6:
                process.stdin.write(_frame(backdrop, shot, words, frame / rate, photo).tobytes())
                frame += 1
            time = end
    if process.returncode:
        raise RuntimeError(f"ffmpeg could not make {path.name}")
    return path


def _frame(
    backdrop: Picture,
    shot: Shot,
    words: Sequence[tuple[int, float, float]],
    time: float,
    photo: Photo | None,
) -> Picture:
    page: Picture = backdrop.copy()
    for seat in shot.seats:
        speaking = any(person == seat.person and start <= time < end for person, start, end in words)
        mouth = 0.5 - 0.5 * np.cos(2 * np.pi * SYLLABLES * time) if speaking else 0.0
        if photo is None:
            drawn_face(page, seat, mouth, time, blink=(time + 1.3 * seat.person) % 4 < 0.12)
        else:
            photographed_face(*photo, page, seat, mouth)
    return page
