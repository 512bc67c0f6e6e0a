"""Ten frames of every caption style, compared as pictures with those that were looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import run_ffmpeg
from clips.drawing.styles import style_names
from docs.golden import COUNT, GOLDEN, SIZE, frames_of

pytestmark = pytest.mark.slow

BLOCK = 10
"""Points of the side of a square within which pictures are compared."""
ALIKE, WORST = 0.985, 0.9
"""Structural similarity of a frame, and of its tenth that is least alike: what versions of libass and of the encoder of
JPEG change stays above, a word of another colour, size or place does not."""
FLAT = 6.5**2, 58.5**2 / 4
"""The constants of Wang et al. 2004 (0.01 and 0.03 of the range), the second one for pictures of few structures."""

Grey = NDArray[np.float64]


def frames(path: Path) -> list[Grey]:
    raw = run_ffmpeg(["-v", "error", "-i", str(path), "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]).stdout
    whole = np.frombuffer(raw, np.uint8).reshape(2 * SIZE[1], 5 * SIZE[0], 3).astype(np.float64)
    return [
        whole[row * SIZE[1] : (row + 1) * SIZE[1], column * SIZE[0] : (column + 1) * SIZE[0]]
        for row in range(2)
        for column in range(5)
    ]


def similarity(one: Grey, other: Grey) -> NDArray[np.float64]:
    """The structural similarity of each block and colour."""

    def blocks(picture: Grey) -> Grey:
        rows, columns = SIZE[1] // BLOCK, SIZE[0] // BLOCK
        parted = picture.reshape(rows, BLOCK, columns, BLOCK, 3).transpose(0, 2, 4, 1, 3)
        return np.asarray(parted.reshape(rows * columns * 3, BLOCK * BLOCK))

    a, b = blocks(one), blocks(other)
    mean_a, mean_b = a.mean(axis=1), b.mean(axis=1)
    spread = ((a - mean_a[:, None]) * (b - mean_b[:, None])).mean(axis=1)
    light = (2 * mean_a * mean_b + FLAT[0]) / (mean_a**2 + mean_b**2 + FLAT[0])
    return np.asarray(light * (2 * spread + FLAT[1]) / (a.var(axis=1) + b.var(axis=1) + FLAT[1]))


@pytest.mark.parametrize("name", style_names())
def test_styles_look_as_they_did(name: str, tmp_path: Path) -> None:
    frames_of(name, tmp_path, tmp_path / "now.jpg")
    now, golden = frames(tmp_path / "now.jpg"), frames(GOLDEN / f"{name}.jpg")
    assert len(now) == COUNT
    marks = [similarity(one, other) for one, other in zip(now, golden, strict=True)]
    assert min(mark.mean() for mark in marks) > ALIKE
    assert min(np.sort(mark)[: len(mark) // 10].mean() for mark in marks) > WORST


def test_another_style_is_told() -> None:
    one, other = frames(GOLDEN / "highlight.jpg"), frames(GOLDEN / "karaoke.jpg")
    marks = [similarity(a, b) for a, b in zip(one, other, strict=True)]
    assert min(np.sort(mark)[: len(mark) // 10].mean() for mark in marks) < WORST
