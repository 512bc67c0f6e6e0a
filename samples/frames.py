"""A number that a machine can read in every frame of a video, whatever compression, scaling or cropping does to it.

The number is a 4 x 4 grid of black and white squares, highest bit first, in the middle of the picture near the top;
below it stands the same grid with black and white exchanged, so a damaged number is noticed and not misread.
Both grids survive a crop to a square or to 9:16 that keeps the full height.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "draw_number", "read_number", "read_numbers"]

Picture = NDArray[np.uint8]

BITS = 16
_SIDE = 4
# Shares of the picture's height: size of a square, and where the grids begin.
_CELL, _TOP, _BELOW = 32 / 360, 16 / 360, 160 / 360


def _cells(height: int, width: int) -> list[tuple[slice, slice, slice]]:
    """Return for each bit, highest first: rows in the grid, rows in the inverted grid, columns."""
    cell = height * _CELL
    left = width / 2 - cell * _SIDE / 2

    def span(start: float, index: int) -> slice:
        return slice(round(start + index * cell), round(start + (index + 1) * cell))

    return [
        (span(height * _TOP, bit // _SIDE), span(height * _BELOW, bit // _SIDE), span(left, bit % _SIDE))
        for bit in range(BITS)
    ]


def draw_number(picture: Picture, number: int) -> None:
    """Draw `number` (below 65,536) into a picture of grey values, height x width, in place."""
    height, width = picture.shape
    for bit, (rows, inverted, columns) in enumerate(_cells(height, width)):
        on = bool(number >> (BITS - 1 - bit) & 1)
        picture[rows, columns] = 235 if on else 16
        picture[inverted, columns] = 16 if on else 235


def read_number(picture: Picture) -> int:
    """Return the number in a picture of grey values, height x width. Raises `ValueError` where it cannot be read
    surely.

    >>> picture = np.zeros((180, 102), np.uint8)
    >>> draw_number(picture, 4242)
    >>> read_number(picture)
    4242
    """
    height, width = picture.shape
    number = 0
    for rows, inverted, columns in _cells(height, width):
        on, off = _middle(picture[rows, columns]), _middle(picture[inverted, columns])
        if abs(on - off) < 60:
            raise ValueError("no readable frame number in this picture")
        number = number << 1 | (on > off)
    return number


def _middle(cell: Picture) -> float:
    """Mean of the inner half of a square, where no neighbour bleeds in."""
    height, width = cell.shape
    return float(cell[height // 4 : -(height // 4) or None, width // 4 : -(width // 4) or None].mean())


def read_numbers(video: str | Path, *, height: int = 180) -> list[int]:
    """Return the numbers of all frames of a video file, in the order shown.

    Raises `ValueError` or `CalledProcessError`.
    """
    scale = f"scale=-2:{height}:flags=area,format=gray,showinfo"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", f"file:{video}", "-map", "0:v:0"]
    command += ["-vf", scale, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    frames = done.stderr.count(b"pts_time:")
    pictures = np.frombuffer(done.stdout, np.uint8).reshape(frames, height, -1)
    return [read_number(picture) for picture in pictures]
