from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.media import probe, run_ffmpeg
from clips.behind import grey_range, greys_behind
from clips.drawing.colours import contrast
from clips.drawing.legibility import legible, needs_picture
from clips.drawing.styles import style_names, style_of
from clips.picture import Frame


@pytest.mark.parametrize("name", style_names())
def test_whatever_is_behind_ends_in_an_edge_or_a_box_that_is_enough(name: str) -> None:
    for greys in ((0, 255), (255, 255), (120, 140)):
        made = legible(style_of(name), *greys)
        assert legible(made, *greys) == made


def test_quiet_letters_get_a_box_on_white_and_none_on_black() -> None:
    clean = style_of("clean")
    assert needs_picture(clean)
    assert legible(clean, 0, 20) == clean
    boxed = legible(clean, 200, 255)
    assert (boxed.box, boxed.box_colour) == ("line", "#000000")
    assert legible(style_of("pop"), 200, 255).outline > style_of("pop").outline


def test_a_box_that_lets_too_much_through_is_made_denser() -> None:
    faint = replace(style_of("broadcast"), box_opacity=0.2)
    assert legible(faint, 0, 10) == faint
    assert legible(faint, 0, 255).box_opacity > 0.4


@pytest.mark.slow
def test_greys_are_those_of_the_lines_asked_for(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    halves = "color=c=white:s=320x90:r=25:d=2[a];color=c=black:s=320x90:r=25:d=2[b];[a][b]vstack"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", halves, "-pix_fmt", "yuv420p", str(film)])
    info = probe(film)
    assert info.video is not None
    spans = [(0.2, 1.6)]
    wide = Frame(1920, 1080)
    assert min(greys_behind(info, info.video, spans, wide, (50, 450))) > 240
    assert max(greys_behind(info, info.video, spans, wide, (600, 1000))) < 20
    assert greys_behind(info, info.video, spans, wide, (400, 700))[1] > 240
    # Below the picture of a letterbox there is a black bar.
    assert max(greys_behind(info, info.video, spans, Frame(1080, 1920, "letterbox"), (1400, 1500))) == 0


def test_colours_are_as_light_as_the_greys_that_stand_for_them() -> None:
    orange = np.full((4, 4, 3), (255, 138, 31), np.uint8)
    darkest, lightest = grey_range(orange)
    assert lightest - darkest <= 1
    # By the mean of its parts orange would be 141, and white letters on it would pass for readable.
    assert abs(contrast((255, 255, 255), (darkest,) * 3) - contrast((255, 255, 255), (255, 138, 31))) < 0.05
    style = style_of("clean")
    assert legible(style, darkest, lightest).box == "line"
