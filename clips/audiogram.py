"""Audiograms: a picture for clips that have only sound. Cover or card, title, moving waveform, captions, progress."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from clips.drawing.ass import AssEvent, AssStyle, Drawing
from clips.fonts import Font
from clips.frames import FramePlan
from clips.picture import Frame
from clips.render import BurnedCaptions, Encoding, encoder_options
from subtitles.formats.ass import escaped

__all__ = ["RATE", "Layout", "audiogram_command", "card_drawing", "layout_of"]

RATE = Fraction(30)
BACK, PANEL, ACCENT = "0x14213D", "0x2A3F6B", "0xFCA311"
GOLD = (252, 163, 17)
TEXT_SIZE = 0.066  # of the shorter side
_TITLE, _SPEAKER = 0.95, 0.7


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of an audiogram stand."""

    cover: Box
    title: Box
    wave: Box
    bar: Box
    centred: bool


def layout_of(frame: Frame) -> Layout:
    """Return the layout for a picture: cover above title on upright ones, beside it on the others."""
    wide, tall = frame.width, frame.height

    def box(x: float, y: float, width: float, height: float) -> Box:
        return Box(*(2 * round(value / 2) for value in (x, y, width, height)))

    bar = box(0, tall - max(4, tall * 0.008), wide, max(4, tall * 0.008))
    if tall / wide > 1.5:
        side = 0.44 * wide
        cover = box((wide - side) / 2, 0.125 * tall, side, side)
        top = 0.125 * tall + side
        title = box(0.1 * wide, top + 0.01 * tall, 0.8 * wide, 0.11 * tall)
        return Layout(cover, title, box(0.1 * wide, top + 0.125 * tall, 0.8 * wide, 0.09 * tall), bar, centred=True)
    side = min(0.4 * tall, 0.4 * wide)
    cover = box(0.08 * wide, 0.1 * tall, side, side)
    title = box(0.08 * wide + side + 0.04 * wide, 0.1 * tall, wide - side - 0.2 * wide, side)
    return Layout(cover, title, box(0.08 * wide, 0.54 * tall, 0.84 * wide, 0.13 * tall), bar, centred=False)


def card_drawing(frame: Frame, title: str, speaker: str, duration: float, *, font: Font, initials: str = "") -> Drawing:
    """Title and speaker as one block that fits into its box, for the whole clip; initials where a cover would be."""
    layout, size = layout_of(frame), TEXT_SIZE * min(frame.width, frame.height)
    box, cover = layout.title, layout.cover
    x = box.x + box.width // 2 if layout.centred else box.x
    y = box.y if layout.centred else box.y + box.height // 2
    below, small = fitted(speaker, box.width, round(box.height * (0.4 if title else 1)), _SPEAKER * size)
    above, large = fitted(title, box.width, box.height - round(len(below) * small), _TITLE * size)
    anchor = 8 if layout.centred else 4
    styles = [
        AssStyle("Title", font, large / font.line, align=anchor),
        AssStyle("Speaker", font, small / font.line, GOLD, align=anchor),
        AssStyle("Initials", font, 0.4 * cover.height),
    ]
    parts = [escaped(line) for line in above] + [f"{{\\rSpeaker}}{escaped(line)}" for line in below]
    middle = f"{{\\pos({cover.x + cover.width // 2},{cover.y + cover.height // 2})}}"
    events = [AssEvent(0.0, duration, f"{middle}{escaped(initials)}", "Initials")] if initials else []
    if parts:
        text = "\\N".join(parts)
        events.append(AssEvent(0.0, duration, f"{{\\q2\\pos({x},{y})}}{text}", "Title"))
    return Drawing(tuple(events), tuple(styles))


def fitted(text: str, width: int, height: int, size: float) -> tuple[list[str], float]:
    """Return lines for a box of so many pixels, and the size they need: down to half of `size`, then the text is cut
    short.

    >>> fitted("a long title", 100, 100, 40.0)
    (['a long', 'title'], 34.0)
    """
    lines: list[str] = []
    for share in (1.0, 0.85, 0.7, 0.6, 0.5):
        chars, most = max(4, int(width / (share * size * 0.42))), max(1, int(height / (share * size)))
        lines = textwrap.wrap(text, chars, break_long_words=share == 0.5)
        if len(lines) <= most and all(len(line) <= chars for line in lines):
            return lines, share * size
    return textwrap.wrap(text, chars, max_lines=most, placeholder="…"), share * size


def initials_of(*names: str) -> str:
    """Return two letters for a card without cover: of the first name that has any.

    >>> initials_of("", "the long talk")
    'TL'
    """
    words = next((found for name in names if (found := [w for w in name.split() if w[0].isalnum()])), [])
    return "".join(word[0].upper() for word in words[:2])


def audiogram_command(
    frame: Frame,
    sound: Path,
    duration: float,
    captions: BurnedCaptions,
    output: Path,
    *,
    cover: Path | None = None,
    encoding: Encoding | None = None,
) -> list[str]:
    """Return arguments for ffmpeg.

    `sound`: AAC (ADTS) that begins `PRIMING` samples into the clip; `cover`: an image.
    """
    import ffmpeg

    layout = layout_of(frame)
    count = max(1, round(duration * RATE + Fraction(1, 2)))
    size = f"{frame.width}x{frame.height}"
    picture = ffmpeg.input(f"color=c={BACK}:s={size}:r={RATE}", f="lavfi")
    picture = _with_cover(ffmpeg, picture, layout.cover, cover)
    track = ffmpeg.input(f"file:{sound}", f="aac").audio
    drawn = f"{layout.wave.width}x{layout.wave.height}"
    # Twice as high, or speech at -16 LUFS is a thin line.
    wave = track.filter("volume", 2).filter(
        "showwaves", s=drawn, mode="cline", draw="full", r=str(RATE), colors=ACCENT, scale="sqrt"
    )
    picture = picture.overlay(wave, x=layout.wave.x, y=layout.wave.y, eof_action="pass")
    bar = ffmpeg.input(f"color=c={ACCENT}:s={layout.bar.width}x{layout.bar.height}:r={RATE}", f="lavfi")
    picture = picture.overlay(bar, x=f"-W+W*t/{duration:.3f}", y=layout.bar.y)
    picture = picture.filter("ass", filename=str(captions.ass), fontsdir=str(captions.fonts))
    picture = picture.filter("trim", end_frame=count).filter("format", "yuv420p")
    picture = picture.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    plan = FramePlan(0.0, count, RATE, 0.0, True, 0.0, duration)
    options = {**encoder_options(plan, encoding or Encoding(), True), "tune": "stillimage"}
    out = ffmpeg.output(picture, track, f"file:{output}", **options)
    return ["-v", "error", *ffmpeg.get_args(out.overwrite_output())]


def _with_cover(ffmpeg: Any, picture: Any, box: Box, cover: Path | None) -> Any:
    if cover is None:
        return picture.filter("drawbox", x=box.x, y=box.y, w=box.width, h=box.height, color=PANEL, t="fill")
    art = ffmpeg.input(f"file:{cover}", protocol_whitelist="file,pipe").video
    art = art.filter("scale", box.width, box.height, force_original_aspect_ratio="increase")
    art = art.filter("crop", box.width, box.height).filter("setsar", "1").filter("format", "rgb24")
    return picture.overlay(art, x=box.x, y=box.y, eof_action="repeat")


def speaker_line(speakers: Sequence[str], show: str) -> str:
    """Return who speaks, and in which show."""
    return " · ".join(part for part in (", ".join(speakers), show) if part)
