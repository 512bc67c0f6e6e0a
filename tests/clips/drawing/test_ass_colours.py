"""Colours as they come out of ffmpeg, whatever the picture is that they are drawn on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.media import run_ffmpeg
from clips.drawing.ass import AssEvent, AssStyle, Drawing, ass_file, filled
from clips.fonts import font_named
from clips.picture import Frame

CREAM = (250, 240, 228)
LIMITED = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=colorspace=bt709:range=tv"


@pytest.mark.parametrize("pixels", ["format=rgba", "format=gbrp", LIMITED, "scale=out_range=pc,format=yuvj420p"])
def test_a_colour_is_the_one_asked_for(tmp_path: Path, pixels: str) -> None:
    event = AssEvent(0.0, 9.0, filled(0, 0, "m 0 0 l 512 0 512 512 0 512", CREAM), "Style")
    drawing = Drawing((event,), (AssStyle("Style", font_named("Manrope"), 20.0, align=7),))
    path = tmp_path / "colour.ass"
    path.write_text(ass_file(Frame(64, 64), drawing), encoding="utf-8")
    source = ["-v", "error", "-f", "lavfi", "-i", f"color=black:s=64x64,{pixels}", "-frames:v", "1"]
    args = [*source, "-vf", f"ass=filename={path},scale=64:64,format=rgb24", "-f", "rawvideo", "-"]
    picture = np.frombuffer(run_ffmpeg(args).stdout, np.uint8).reshape(64, 64, 3)
    # Four of 256: what rounding to and from the film's own colours changes.
    assert np.abs(picture[16:48, 16:48].mean(axis=(0, 1)) - CREAM).max() < 4
