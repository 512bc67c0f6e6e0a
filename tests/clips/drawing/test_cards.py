from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.media import probe, run_ffmpeg
from cli import main
from clips.drawing.cards import (
    CardText,
    Palette,
    card_captions,
    card_drawing,
    layout_below,
    layout_names,
    layout_of,
    layout_style,
    layout_within,
)
from clips.drawing.safe_areas import Box, safe_area
from clips.drawing.styles import load_styles
from clips.drawing.waveform import WAVES, levels_of, wave_events
from clips.picture import Frame, frame_for
from tests.clips.films import alignment_of, make_film, telling_sound, with_media

SHAPES = {"9:16": frame_for("9:16"), "4:5": frame_for("4:5"), "1:1": frame_for("1:1"), "16:9": frame_for("16:9")}
TEXT = "Today I'm in a bakery that used to be a lighthouse. It cost me $18,000 and there was a goat."


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("name", layout_names())
def test_nothing_of_a_layout_overlaps_and_all_is_inside(name: str, aspect: str) -> None:
    frame = SHAPES[aspect]
    layout = layout_of(name, frame)
    boxes = [layout.title, layout.speaker, layout.wave, layout.captions, layout.bar]
    boxes += [layout.cover] if layout.cover is not None else []
    for box in boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= frame.width + 1
        assert box.bottom <= frame.height + 1
    # The bar of time may lie on the edge of a cover that fills a part of the picture.
    pairs = [pair for pair in itertools.combinations(boxes, 2) if {*pair} != {layout.bar, layout.cover}]
    assert not [pair for pair in pairs if overlap(*pair)]
    area = safe_area(frame).grown(1)
    for box in (layout.title, layout.speaker, layout.captions):
        assert box.x >= area.x or aspect != "9:16"
        assert box.bottom <= area.bottom or aspect != "9:16"


@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("name", layout_names())
def test_captions_of_a_card_stay_in_their_box(name: str, aspect: str) -> None:
    frame = SHAPES[aspect]
    layout = layout_of(name, frame)
    words = alignment_of(TEXT, begin=0.3, word=0.2, gap=0.1, duration=8.0)
    for style in ("highlight", "burst", layout_style(name)):
        drawing = card_captions(layout, frame, load_styles()[style], words, duration=8.0)
        places = [
            (float(x), float(y))
            for event in drawing.events
            if event.layer == 2
            for x, y in re.findall(r"\\pos\(([\d.]+),([\d.]+)\)", event.text)
        ]
        assert places
        for x, y in places:
            assert layout.captions.x <= x <= layout.captions.right
            assert layout.captions.y <= y <= layout.captions.bottom


def test_a_waveform_follows_the_voice_and_is_never_clipped() -> None:
    rate, fps = 48000, 30.0
    time = np.arange(4 * rate) / rate
    loud = np.where((time > 1) & (time < 3), 0.3, 0.001)
    samples = (loud * np.sin(2 * np.pi * 200 * time)).astype(np.float32)[:, None]
    samples[100_000:100_400] = 1.0
    levels = levels_of(samples, rate, fps, 120)
    assert levels.min() >= 0
    assert levels.max() <= 1
    assert levels[45:85].min() > 4 * levels[:28].max()
    assert np.abs(np.diff(levels)).max() < 0.7
    box = Box(100, 200, 800, 90)
    for kind in WAVES:
        events = list(wave_events(kind, levels, box, (255, 0, 0), fps=fps))
        assert len(events) == 120
        for event in events:
            thick = float(re.search(r"\\bord([\d.]+)", event.text)[1])  # type: ignore[index]  # every bar has one
            heights = [int(y) / 8 for _, y in re.findall(r"(-?\d+) (-?\d+)", event.text.split("\\p4}")[1])]
            assert min(heights) - thick >= box.y - 1
            assert max(heights) + thick <= box.bottom + 1


def test_levels_of_silence_are_none() -> None:
    assert not levels_of(np.zeros((48000, 2), np.float32), 48000, 30.0, 30).any()


@pytest.mark.parametrize("name", layout_names())
@pytest.mark.parametrize(
    "title", ["", "Goat", "What a goat taught a baker about the sea and the price of bread", "long " * 60, "{\\b1}<b>"]
)
def test_titles_fit_into_their_box(name: str, title: str) -> None:
    for frame in SHAPES.values():
        layout = layout_of(name, frame)
        text = CardText(title, "Ada Lovelace, Grace Hopper · The Long Show With A Name " * 3, "TL")
        samples = np.zeros((4800, 1), np.float32)
        drawing = card_drawing(layout, frame, text, samples, palette=Palette(), duration=0.1, fps=30.0, rate=48000)
        styles = {style.name: style for style in drawing.styles}
        for part, box in (("Title", layout.title), ("Speaker", layout.speaker)):
            lines = [event for event in drawing.events if event.style == part]
            assert len(lines) >= (1 if part == "Speaker" or title else 0)
            for event in lines:
                shown = re.sub(r"\{\\pos[^}]*\}", "", event.text)
                assert styles[part].size * styles[part].font.width(shown) <= box.width * 1.02 or "{" in title
                y = float(event.text.split(",")[1].split(")")[0])
                assert box.y - 1 <= y - styles[part].size / 2
                assert y + styles[part].size / 2 <= box.bottom + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("episode")
    make_film(folder / "film.mp4", 300, "25", sound=telling_sound(12))
    with_media(alignment_of(TEXT), folder / "film.mp4").save(folder / "film.align.json")
    return folder


def share_of(path: Path, time: float, box: Box, low: int) -> float:
    """The share of points in a box that are at least so bright."""
    part = f"crop={round(box.width)}:{round(box.height)}:{round(box.x)}:{round(box.y)},format=gray"
    args = ["-v", "error", "-ss", str(time), "-i", str(path), "-frames:v", "1", "-vf", part]
    return float((np.frombuffer(run_ffmpeg([*args, "-f", "rawvideo", "-"]).stdout, np.uint8) >= low).mean())


@pytest.mark.slow
@pytest.mark.parametrize(("card", "cover"), [("cover-large", False), ("cover-blurred", True)])
def test_an_audiogram(folder: Path, tmp_path: Path, card: str, cover: bool) -> None:
    args = ["clip", str(folder / "film.align.json"), "Today I'm in a bakery", "--audiogram", "--aspect", "9:16"]
    args += [
        "--height",
        "480",
        "--title",
        "A goat",
        "--quality",
        "draft",
        "-o",
        str(tmp_path),
        "--json",
        "--card",
        card,
    ]
    if cover:
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "color=white:s=90x60", "-frames:v", "1", f"{tmp_path}/a.png"])
        art = (tmp_path / "a.png").rename(tmp_path / "art %03d.png")
        args += ["--cover", str(art)]
    result = CliRunner().invoke(main, args, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (entry,) = json.loads(result.stdout)["clips"]
    path = tmp_path / entry["files"]["clip"]
    info = probe(path)
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.width, info.video.height, info.video.fps) == (270, 480, Fraction(30))
    assert info.duration == pytest.approx(entry["duration"], abs=0.06)
    layout = layout_of(card, Frame(270, 480))
    assert layout.cover is not None
    assert (share_of(path, 0.5, layout.cover, 225) > 0.9) == cover
    # Captions from the first second, as the sound is often off; the voice moves the waveform; time passes in the bar.
    assert share_of(path, 0.1, layout.captions, 200) > 0.01
    assert share_of(path, 0.5, layout.wave, 120) > 0.01
    bar = replace(layout.bar, width=layout.bar.width / 3, height=2)
    assert share_of(path, entry["duration"] - 0.1, bar, 140) > share_of(path, 0.05, bar, 140)


@pytest.mark.parametrize("corner", [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
@pytest.mark.parametrize("aspect", SHAPES)
@pytest.mark.parametrize("name", layout_names())
def test_a_layout_keeps_clear_of_a_logo_and_uses_what_a_platform_leaves(
    name: str, aspect: str, corner: tuple[float, float]
) -> None:
    frame = SHAPES[aspect]
    narrow, area = safe_area(frame), safe_area(frame, "tiktok")
    wide = layout_within(layout_of(name, frame), narrow, area)
    parts = (wide.title, wide.speaker, wide.wave, wide.captions)
    assert all(area.x - 1 <= part.x and part.right <= area.right + 1 for part in parts)
    before = layout_of(name, frame).captions
    assert wide.captions.width * wide.captions.height >= 0.99 * before.width * before.height
    side = 0.14 * frame.width
    logo = Box(area.x + corner[0] * (area.width - side), area.y + corner[1] * (area.height - side), side, side)
    clear = layout_below(wide, logo, area)
    shown = [clear.title, clear.speaker, clear.wave, clear.captions]
    shown += [clear.cover] if clear.cover is not None and clear.cover.x > 0 else []
    assert [part for part in shown if overlap(part, logo)] == []
