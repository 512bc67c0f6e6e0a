"""Emoji: whole sequences as one, drawn in colour among letters, named where they cannot be drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.media import run_ffmpeg
from clips import emoji
from clips.brand_picture import fonts_beside
from clips.drawing.ass import ass_file
from clips.drawing.captions import draw_captions, refuse_unfit
from clips.drawing.styles import style_of
from clips.drawing.titles import set_title
from clips.emoji import SIDE, emoji_font, runs_of, text_width
from clips.fonts import font_named
from clips.picture import frame_for
from tests.clips.films import alignment_of

pytestmark = pytest.mark.slow

FONT = font_named("Lato Black")
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
FLAG = "\U0001f1e9\U0001f1ea"
KEYCAP = "1\ufe0f\u20e3"
HEART = "\u2764\ufe0f"
PARTY = "\U0001f389"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("hello", [("hello", False)]),
        (f"won{PARTY}!", [("won", False), (PARTY, True), ("!", False)]),
        (f"{FAMILY}{THUMB}", [(FAMILY, True), (THUMB, True)]),
        (FLAG, [(FLAG, True)]),
        (KEYCAP, [(KEYCAP, True)]),
        (HEART, [(HEART, True)]),
        ("#1 \u00a9", [("#1 \u00a9", False)]),
        ("\ue000", []),
    ],
)
def test_emoji_are_found_whole_among_letters(text: str, pieces: list[tuple[str, bool]]) -> None:
    assert [(run.text, run.emoji) for run in runs_of(text, FONT)] == pieces
    font = emoji_font()
    assert font is not None
    for piece, coloured in pieces:
        assert bool(font.layers(piece)) == coloured or len(piece) > 1


def test_layers_keep_inside_their_box_and_have_colours() -> None:
    font = emoji_font()
    assert font is not None
    for sequence in (FAMILY, THUMB, FLAG, KEYCAP, HEART, PARTY):
        layers = font.layers(sequence)
        points = [point for layer in layers for _, row in layer.commands for point in row]
        assert all(-0.01 <= x <= 1.01 and -0.01 <= y <= 1.01 for x, y in points)
        assert len({layer.colour for layer in layers}) > 1


def test_widths_count_emoji() -> None:
    assert text_width(f"won{PARTY}", FONT) == pytest.approx(FONT.width("won") + SIDE)
    lines = set_title(f"We won {PARTY} the prize {PARTY}", FONT, width=200, height=300, em=40).lines
    assert all(40 * text_width(line, FONT) <= 200 for line in lines)


@pytest.mark.parametrize("name", ["highlight", "pop", "karaoke", "reveal", "card"])
def test_emoji_are_drawn_in_colour_at_their_place(name: str, tmp_path: Path) -> None:
    frame = frame_for("1:1", 540)
    words = alignment_of(f"We won {HEART} it", begin=0.2, word=0.3, gap=0.05, duration=4.0)
    drawing = draw_captions(words, frame, style_of(name), duration=4.0)
    (tmp_path / "a.ass").write_text(ass_file(frame, drawing), encoding="utf-8")
    fonts = fonts_beside(drawing, tmp_path / "fonts")
    args = ["-v", "error", "-f", "lavfi", "-i", "color=c=0x205080:s=540x540:r=25:d=3"]
    filters = f"trim=start=1.1,setpts=PTS,ass={tmp_path / 'a.ass'}:fontsdir={fonts}"
    args += ["-vf", filters, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    shown = np.frombuffer(run_ffmpeg(args).stdout, np.uint8).reshape(540, 540, 3).astype(int)
    red = (shown[..., 0] > 170) & (shown[..., 1] < 90) & (shown[..., 2] < 90)
    assert red.sum() > 60
    row = np.argwhere(red)[:, 0]
    assert abs(row.mean() - np.mean([e.top + e.bottom for e in drawing.events if e.layer == 2]) / 2) < 40


def test_without_the_font_they_are_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text, frame, style = f"We won {PARTY}", frame_for("9:16"), style_of("burst")
    assert refuse_unfit(text.split(), style, frame) == ""
    monkeypatch.setattr(emoji, "emoji_font", lambda: None)
    assert refuse_unfit(text.split(), style, frame) == PARTY
    assert [run.text for run in runs_of(f"won{THUMB}", FONT)] == ["won"]
