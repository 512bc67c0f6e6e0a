from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.document import Speaker
from align.errors import PullquoteError
from align.media import run_ffmpeg
from cli import main
from clips.brand import read_brand
from clips.drawing.names import NameCard
from clips.requests import ClipRequest, look_for
from tests.clips.films import alignment_of, make_film, telling_sound, with_media


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    logo = ["-f", "lavfi", "-i", "color=c=0xff00ff:s=60x40", "-frames:v", "1", str(tmp_path / "logo.png")]
    run_ffmpeg(["-v", "error", *logo])
    return tmp_path


def brand(folder: Path, text: str) -> Path:
    path = folder / "brand.toml"
    path.write_text(text, encoding="utf-8")
    return path


WHOLE = """
style = "burst"
[colours]
accent = "#00c2a8"
back = "#101418"
[fonts]
captions = "Lato Black"
titles = "Fjalla One"
[logo]
file = "logo.png"
corner = "top-left"
width = 0.2
[names]
Ada = "keeps the lamp"
Grace = { name = "Grace Hopper", role = "Rear admiral" }
"""


@pytest.mark.slow
def test_a_brand_says_colours_fonts_logo_and_names(folder: Path) -> None:
    path = brand(folder, WHOLE)
    made = read_brand(path)
    assert (made.accent, made.style, made.caption_font) == ("#00c2a8", "burst", "Lato Black")
    assert made.palette.back == (16, 20, 24)
    assert made.logo is not None
    assert (made.logo.file, made.logo.corner, made.logo.width) == (folder / "logo.png", "top-left", 0.2)
    assert made.names == {"Ada": NameCard("Ada", "keeps the lamp"), "Grace": NameCard("Grace Hopper", "Rear admiral")}
    look = look_for(ClipRequest(folder / "a", (), brand=path))
    assert (look.accent, look.font) == ("#00c2a8", "Lato Black")
    own = look_for(ClipRequest(folder / "a", (), brand=path, color="red", font="Lato Bold"))
    assert (own.accent, own.font) == ("#ff4b4b", "Lato Bold")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('color = "red"\n', "unknown key color; did you mean colours?"),
        ('[colours]\nacent = "red"\n', r"unknown key in \[colours\]: acent; did you mean accent\?"),
        ("[colours]\naccent = 3\n", r"\[colours\] accent is a text, not 3"),
        ('[colours]\naccent = "reddish"\n', r"\[colours\] accent 'reddish': a colour such as"),
        ("colours = 3\n", r"\[colours\] is a table of values"),
        ('[fonts]\ncaptions = "none.ttf"\n', r"none.ttf.* cannot be read: No such file"),
        ('[logo]\ncorner = "top-left"\n', r"\[logo\] names no file"),
        ('[logo]\nfile = "brand.toml"\n', "brand.toml.* is not a picture"),
        ('[logo]\nfile = "notes.txt"\n', "notes.txt.* is not a picture"),
        ('[logo]\nfile = "gone.png"\n', "gone.png.* cannot be read"),
        ('[logo]\nfile = "logo.png"\ncorner = "middle"\n', r"\[logo\] corner is one of top-left, .* not 'middle'"),
        ('[logo]\nfile = "logo.png"\nwidth = 7\n', r"\[logo\] width is a number from 0.02 to 0.6, not 7"),
        ("[names]\nAda = 3\n", r"\[names\] Ada is what the person is, or a table"),
        ("accent = ", "is not TOML"),
    ],
)
def test_what_is_wrong_in_a_brand_is_named(folder: Path, text: str, said: str) -> None:
    (folder / "notes.txt").write_text("What a terminal would show.\n" * 200)
    with pytest.raises(PullquoteError, match=said):
        read_brand(brand(folder, text))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "said"), [("c.txt", "c.txt: is not a picture"), ("gone.png", "No such file")])
def test_a_cover_that_is_no_picture_is_refused_before_anything_is_made(folder: Path, name: str, said: str) -> None:
    (folder / "c.txt").write_text("What a terminal would show.\n" * 200)
    make_film(folder / "film.mp4", 150, "25", sound=telling_sound(6))
    with_media(alignment_of("So we opened a bakery.", begin=0.5), folder / "film.mp4").save(folder / "a.align.json")
    args = ["clip", str(folder / "a.align.json"), "word:1-5", "--audiogram", "--cover", str(folder / name)]
    result = CliRunner().invoke(main, [*args, "-o", str(folder / "out")])
    assert result.exit_code != 0
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (folder / "out").exists()


@pytest.mark.slow
def test_logo_and_names_are_drawn(folder: Path) -> None:
    make_film(folder / "film.mp4", 150, "25", sound=telling_sound(6))
    words = alignment_of("So we opened a bakery.", begin=0.5, duration=6.0, speakers=(Speaker(0, "Ada"),))
    with_media(words, folder / "film.mp4").save(folder / "film.align.json")
    path = brand(folder, WHOLE)
    args = ["clip", str(folder / "film.align.json"), "word:1-5", "--brand", str(path), "--names", "--json"]
    result = CliRunner().invoke(main, [*args, "--quality", "draft", "-o", str(folder / "out")], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    film = folder / "out" / entry["files"]["clip"]
    args = ["-v", "error", "-ss", "0.9", "-i", str(film), "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    shown = np.frombuffer(run_ffmpeg(args).stdout, np.uint8).reshape(180, 320, 3).astype(int)
    red, green, blue = shown[..., 0], shown[..., 1], shown[..., 2]
    pink = np.argwhere((red > 180) & (blue > 180) & (green < 110))
    assert len(pink) > 500
    assert pink[:, 1].max() < 110
    assert pink[:, 0].max() < 90
    # The bar beside the name has the brand's accent.
    assert ((green - red > 40) & (blue - red > 30)).sum() > 8
