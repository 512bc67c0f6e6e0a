from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from align.media import run_ffmpeg
from cli import main
from clips.framing import Move
from clips.sheet import COLUMNS, EDGE, GAP, TITLE, WIDTH, marked
from tests.clips.films import alignment_of, make_film, with_media

TALL = 180
"""Lines of a picture on the sheet, of a film of 320 x 180."""


def read_picture(path: Path) -> NDArray[np.uint8]:
    width = COLUMNS * (WIDTH + GAP) + GAP
    picture = ["-f", "image2", "-pattern_type", "none", "-i", f"file:{path}"]
    told = run_ffmpeg(["-v", "error", *picture, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]).stdout
    return np.frombuffer(told, np.uint8).reshape(-1, width, 3)


def test_what_the_crop_leaves_out_is_dimmed_and_the_rest_is_as_it_was() -> None:
    picture = np.full((90, 160, 3), 200, np.uint8)
    out = marked(picture, [(Move(0, 1.0), (0.25, 1.0))])
    assert out[45, 10].tolist() == [70, 70, 70]
    assert out[45, 140].tolist() == [200, 200, 200]
    assert tuple(out[45, 120]) == EDGE
    assert marked(picture, []) is picture
    assert marked(picture, [(Move(0, 0.5), (1.0, 1.0))]) is picture


@pytest.mark.slow
def test_a_sheet_shows_each_clip_and_its_crop_and_lies_beside_earlier_ones(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 150, "25")
    document = tmp_path / "film.align.json"
    with_media(alignment_of("a goat came up the stairs again.", duration=6.0), film).save(document)
    arguments = ["clip", str(document), "a goat came", "up the stairs", "--sheet", "-o", str(tmp_path / "100%d")]
    for force in ([], ["--force"]):
        result = CliRunner().invoke(main, [*arguments, "--aspect", "9:16", "--focus", "left", *force])
        assert result.exit_code == 0, result.output
    assert "contact-sheet-2.jpg" in result.stdout
    page = read_picture(tmp_path / "100%d" / "contact-sheet.jpg")
    strip = page.shape[0] // 2
    for top in (GAP + TITLE, strip + TITLE):
        middle = page[top + TALL // 2]
        # The crop keeps the left; its picture is grey of 90.
        assert middle[GAP + 50].mean() == pytest.approx(90, abs=12)
        assert middle[GAP + 250].mean() < 50
    # The clip's name stands above, what is shown when below.
    assert page[GAP : GAP + TITLE, :200].max() > 150
    assert page[GAP + TITLE + TALL + 2 : GAP + TITLE + TALL + 22, :100].max() > 150


@pytest.mark.slow
def test_sound_alone_has_no_sheet_and_that_is_said(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 150, "25")
    document = tmp_path / "film.align.json"
    with_media(alignment_of("a goat came up the stairs again.", duration=6.0), film).save(document)
    folder = tmp_path / "clips"
    result = CliRunner().invoke(
        main, ["clip", str(document), "a goat", "--sheet", "--focus", "auto", "--format", "wav", "-o", str(folder)]
    )
    assert result.exit_code == 0, result.output
    assert "these clips show no film: --sheet and --focus are left out" in result.stderr
    assert not list(folder.glob("contact-sheet*"))
