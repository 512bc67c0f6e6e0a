"""Hits of a search cut into files and joined, in a brand's dress where one is given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from align.media import probe, run_ffmpeg
from cli import main
from tests.clips.films import alignment_of, make_film, telling_sound, with_media

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    for name, size in (("one", (320, 180)), ("two", (180, 320))):
        make_film(folder / f"{name}.mp4", 150, "25", size=size, sound=telling_sound(6))
        words = alignment_of("So somebody lit a lamp that night.", begin=0.5, word=0.4, gap=0.1, duration=6.0)
        with_media(words, folder / f"{name}.mp4").save(folder / f"{name}.align.json")
    intro = ["-f", "lavfi", "-i", "color=c=red:s=320x180:r=25:d=1", "-f", "lavfi", "-i", "sine=f=800:d=1"]
    run_ffmpeg(["-v", "error", *intro, "-pix_fmt", "yuv420p", str(folder / "intro.mp4")])
    (folder / "brand.toml").write_text('intro = "intro.mp4"\n[end_card]\ntitle = "More"\nseconds = 2\n')
    run(folder, "add", str(folder / "one.align.json"), str(folder / "two.align.json"))
    return folder


def run(folder: Path, *args: str) -> Any:
    line = ["library", *args, "--library", str(folder / "l.sqlite"), "--json"]
    return CliRunner().invoke(main, line, catch_exceptions=False)


def files(result: Any) -> list[Path]:
    assert result.exit_code == 0, result.stderr
    return [Path(file) for file in json.loads(result.stdout)["files"]]


def test_each_hit_is_cut_and_all_are_joined(folder: Path, tmp_path: Path) -> None:
    one, two, joined = files(run(folder, "search", "somebody lit a lamp", "--supercut", "-o", str(tmp_path)))
    lengths = [probe(path).duration or 0.0 for path in (one, two, joined)]
    assert lengths[2] == pytest.approx(lengths[0] + lengths[1], abs=0.1)
    first = probe(joined).video
    assert first is not None
    assert (first.width, first.height) == (320, 180)


def test_a_brand_stands_around_each_clip_or_around_the_whole(folder: Path, tmp_path: Path) -> None:
    asked = ("search", "somebody lit a lamp", "--brand", str(folder / "brand.toml"), "--style", "burst")
    plain = files(run(folder, "search", "somebody lit a lamp", "--clip", "-o", str(tmp_path / "plain")))
    each = files(run(folder, *asked, "--clip", "-o", str(tmp_path / "each")))
    for bare, dressed in zip(plain, each, strict=True):
        assert probe(dressed).duration == pytest.approx((probe(bare).duration or 0) + 3, abs=0.1)
    joined = files(run(folder, *asked, "--supercut", "-o", str(tmp_path / "joined")))[-1]
    total = sum(probe(path).duration or 0 for path in plain)
    assert probe(joined).duration == pytest.approx(total + 3, abs=0.15)


def test_a_hit_that_cannot_be_cut_is_one_line(folder: Path, tmp_path: Path) -> None:
    asked = ("search", "lamp", "--clip", "--brand", str(folder / "brand.toml"), "-o", str(tmp_path))
    result = run(folder, *asked)
    assert result.exit_code == 2
    assert "one: the intro intro.mp4 lasts 1.0 s and the clip 0." in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
