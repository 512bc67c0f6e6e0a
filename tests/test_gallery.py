"""The gallery shows every style and layout there is, in pictures that are small."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import run_ffmpeg
from clips.drawing.cards import layout_names
from clips.drawing.styles import style_names
from docs.gallery import MOMENTS, PICTURES, Studio, page, sample_words, side_by_side

ROOT = Path(__file__).resolve().parents[1]
MOST_BYTES = 1_500_000


def test_the_page_is_what_the_script_writes() -> None:
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == page()


def test_every_style_and_layout_has_its_picture() -> None:
    shown = re.findall(r"\((pictures/[^)]+)\)", page())
    assert len(shown) == len(style_names()) + len(layout_names())
    files = [ROOT / "docs" / name for name in shown]
    assert [file for file in files if not file.read_bytes().startswith(b"\xff\xd8")] == []
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_the_words_are_the_samples() -> None:
    words = sample_words().words
    assert [word.text for word in words[:4]] == ["Today", "I'm", "in", "a"]
    assert all(0 <= (word.start or 0) <= (word.end or 0) <= 13 for word in words)


def grey(path: Path) -> NDArray[np.float64]:
    """A picture at a third of its size: what compression and the version of libass change is lost."""
    args = ["-v", "error", "-i", str(path), "-vf", "scale=300:-1,format=gray", "-f", "rawvideo", "-"]
    return np.frombuffer(run_ffmpeg(args).stdout, np.uint8).astype(np.float64)


@pytest.mark.slow
@pytest.mark.parametrize("name", style_names())
def test_styles_look_as_in_the_gallery(name: str, tmp_path: Path) -> None:
    studio, shots = Studio(tmp_path), []
    for number, at in enumerate(MOMENTS):
        shots.append(tmp_path / f"{number}.png")
        studio.style(name, "9:16", at, shots[-1], 300)
    side_by_side(shots, tmp_path / "now.jpg")
    apart = np.abs(grey(tmp_path / "now.jpg") - grey(PICTURES / f"{name}.jpg"))
    assert apart.mean() < 1.0
    assert (apart > 40).mean() < 0.002
