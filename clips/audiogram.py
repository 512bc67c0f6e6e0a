"""Audiograms: a picture for clips that have only sound. Its background and cover; `drawing.cards` draws the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from clips.bumpers import joined_picture
from clips.drawing.cards import CardLayout, Palette
from clips.drawing.colours import Rgb, hex_of
from clips.drawing.safe_areas import Box
from clips.frames import FramePlan
from clips.picture import Frame
from clips.render import BurnedCaptions, Encoding, encoder_options, with_logo

__all__ = ["RATE", "Card", "audiogram_command", "card_frames", "speaker_line", "still_arguments"]

RATE = Fraction(30)

DARKER = 0.42
"""How bright a blurred cover is behind white letters: 4.5:1 even where it was white."""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands behind all that is drawn: a layout, its colours, and an image for its cover."""

    layout: CardLayout
    palette: Palette
    cover: Path | None = None


def audiogram_command(
    card: Card,
    frame: Frame,
    sound: Path,
    duration: float,
    captions: BurnedCaptions,
    output: Path,
    *,
    encoding: Encoding | None = None,
) -> list[str]:
    """Return arguments for ffmpeg; `sound`: AAC (ADTS) that begins `PRIMING` samples into the clip."""
    import ffmpeg

    count = card_frames(duration)
    # One frame is composed, and shown as often as there are frames.
    picture = _composed(ffmpeg, card, frame).filter("loop", loop=-1, size=1, start=0)
    picture = picture.filter("setpts", f"N/{RATE}/TB").filter("fps", str(RATE)).filter("trim", end_frame=count)
    picture = picture.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
    picture = with_logo(ffmpeg, picture, captions.logo)
    picture = picture.filter("ass", filename=str(captions.ass), fontsdir=str(captions.fonts))
    picture = joined_picture(ffmpeg, picture, captions.bumpers, captions.end_card, frame, RATE)
    track = ffmpeg.input(f"file:{sound}", f="aac").audio
    plan = FramePlan(0.0, count, RATE, 0.0, True, 0.0, duration)
    options = {**encoder_options(plan, encoding or Encoding(), True), "tune": "stillimage"}
    out = ffmpeg.output(picture, track, f"file:{output}", **options)
    return ["-v", "error", *ffmpeg.get_args(out.overwrite_output())]


def card_frames(duration: float) -> int:
    """Return how many frames an audiogram of so many seconds has."""
    return max(1, round(duration * RATE + Fraction(1, 2)))


def still_arguments(card: Card, frame: Frame, ass: Path, fonts: Path, at: float) -> list[str]:
    """Return arguments for ffmpeg, without the output, that make one picture: the audiogram at a time in seconds."""
    import ffmpeg

    picture = _composed(ffmpeg, card, frame).filter("setpts", f"PTS+{at:.3f}/TB")
    picture = picture.filter("ass", filename=str(ass), fontsdir=str(fonts))
    # Still pictures are read as BT.601.
    picture = picture.filter("scale", in_color_matrix="bt709", out_color_matrix="bt601")
    arguments = ffmpeg.get_args(ffmpeg.output(picture, "-", vframes=1).overwrite_output())
    return ["-v", "error", "-y", *(argument for argument in arguments if argument not in ("-", "-y"))]


def _composed(ffmpeg: Any, card: Card, frame: Frame) -> Any:
    """Return the one frame of background and cover that stands behind all that moves."""
    layout, cover = card.layout, card.cover
    images: Any = None
    blurred = cover is not None and layout.background == "cover"
    if cover is not None:
        image = _image(ffmpeg, cover)
        images = image.filter_multi_output("split") if blurred else [image]
    still = _blurred(images[1], frame) if blurred else _background(ffmpeg, layout, frame, card.palette)
    if images is not None and layout.cover is not None:
        art = _rounded(ffmpeg, _filling(images[0], layout.cover), layout.cover, layout.radius)
        still = still.overlay(art, x=round(layout.cover.x), y=round(layout.cover.y), format="auto")
    still = still.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    return still.filter("trim", end_frame=1)


def _blurred(image: Any, frame: Frame) -> Any:
    # Blurring a picture of an eighth of the size costs a hundredth and looks the same.
    small = Box(0, 0, 2 * round(frame.width / 16), 2 * round(frame.height / 16))
    behind = _filling(image, small).filter("gblur", sigma=min(small.width, small.height) / 9)
    behind = behind.filter("colorchannelmixer", rr=DARKER, gg=DARKER, bb=DARKER)
    return behind.filter("scale", frame.width, frame.height, flags="bicubic").filter("setsar", "1")


def _background(ffmpeg: Any, layout: CardLayout, frame: Frame, palette: Palette) -> Any:
    size = f"{frame.width}x{frame.height}"
    if layout.background == "plain":
        return ffmpeg.input(f"color=c={_colour(palette.back)}:s={size}:r={RATE},format=rgb24", f="lavfi").video
    ends = f"c0={_colour(palette.far)}:c1={_colour(palette.back)}:nb_colors=2"
    # Ends outside of the picture would be taken as none given, and chosen by chance.
    line = f"x0=0:y0=0:x1={frame.width - 1}:y1={frame.height - 1}"
    return ffmpeg.input(f"gradients=s={size}:{ends}:{line}:speed=0.00001:r={RATE},format=rgb24", f="lavfi").video


def _colour(colour: Rgb) -> str:
    return hex_of(colour).replace("#", "0x")


def _image(ffmpeg: Any, cover: Path) -> Any:
    return ffmpeg.input(f"file:{cover}", protocol_whitelist="file,pipe").video.filter("format", "rgba")


def _filling(image: Any, box: Box) -> Any:
    width, height = round(box.width), round(box.height)
    image = image.filter("scale", width, height, force_original_aspect_ratio="increase", flags="lanczos")
    return image.filter("crop", width, height).filter("setsar", "1").filter("format", "rgb24")


def _rounded(ffmpeg: Any, image: Any, box: Box, radius: float) -> Any:
    """Return the image with round corners: what is outside of them is seen through."""
    if radius <= 0:
        return image
    width, height = round(box.width), round(box.height)
    r = radius * min(width, height)
    # How far a point lies outside of the corner's circle, as coverage of its edge.
    across = f"max(0,abs(X-{width / 2 - 0.5})-{width / 2 - r:.1f})"
    down = f"max(0,abs(Y-{height / 2 - 0.5})-{height / 2 - r:.1f})"
    inside = f"255*clip({r:.1f}-hypot({across},{down})+0.5,0,1)"
    mask = ffmpeg.input(f"color=c=white:s={width}x{height}:r={RATE}:d=1,format=gray", f="lavfi").video
    mask = mask.filter("geq", lum=inside).filter("trim", end_frame=1)
    return ffmpeg.filter([image, mask], "alphamerge")


def speaker_line(speakers: Sequence[str], show: str) -> str:
    """Return who speaks, and in which show."""
    return " · ".join(part for part in (", ".join(speakers), show) if part)
