"""The picture of a clip: size, aspect ratio, colours, as ffmpeg filters. Pure: nothing here runs anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from align.errors import UsageError
from align.media import Stream
from clips.framing import Cell, Framing, Move, enabled, position_expression

__all__ = [
    "ASPECTS",
    "FITS",
    "Aspect",
    "Fit",
    "Frame",
    "crop_shares",
    "display_size",
    "focus_of",
    "frame_for",
    "frame_of",
    "is_hdr",
    "picture_inside",
    "shape",
    "untouched",
]

Aspect = Literal["source", "16:9", "9:16", "1:1", "4:5"]
Fit = Literal["crop", "blur", "letterbox"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
FITS: tuple[Fit, ...] = get_args(Fit)

# What the platforms ask for.
_SIZES: dict[Aspect, tuple[int, int]] = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the finished picture in square pixels, both even, and how the source is brought to it.

    `focus`: what stays in the picture when it is cropped, 0 (left) to 1 (right); `framing`: the same from frame to
    frame, instead of it.
    """

    width: int
    height: int
    fit: Fit = "crop"
    focus: float = 0.5
    framing: Framing | None = None


def display_size(film: Stream) -> tuple[int, int]:
    """Width and height as a player shows them: sample aspect ratio and rotation applied, even."""
    assert film.width is not None
    assert film.height is not None
    width, height = Fraction(film.width) * film.sar, Fraction(film.height)
    if film.rotation % 180 == 90:
        width, height = height, width
    return _even(width), _even(height)


def _even(value: Fraction | float) -> int:
    return max(2, 2 * round(value / 2))


def frame_of(
    film: Stream, aspect: Aspect, *, fit: Fit = "crop", focus: float = 0.5, height: int | None = None
) -> Frame:
    """Return the finished picture for a source and an aspect ratio; `height` overrules the platform's size."""
    width, tall = _SIZES.get(aspect) or display_size(film)
    if height is not None:
        width, tall = _even(Fraction(width * height, tall)), _even(height)
    return Frame(width, tall, fit, focus)


def frame_for(aspect: Aspect, height: int | None = None) -> Frame:
    """Return the finished picture where there is no source: the platform's size for the aspect ratio."""
    width, tall = _SIZES["1:1" if aspect == "source" else aspect]
    return Frame(_even(Fraction(width * (height or tall), tall)), _even(height or tall))


def focus_of(text: str) -> float:
    """`left`, `centre`, `right` or a percentage as 0..1; raises `UsageError`.

    >>> focus_of("left"), focus_of("centre"), focus_of("30%")
    (0.0, 0.5, 0.3)
    """
    named = {"left": 0.0, "centre": 0.5, "center": 0.5, "right": 1.0}
    if text.casefold() in named:
        return named[text.casefold()]
    share = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if share is None or float(share[1]) > 100:
        raise UsageError(f"--focus {text!r}: left, centre, right or a percentage from the left is expected")
    return float(share[1]) / 100


def is_hdr(film: Stream) -> bool:
    """Tell whether the picture has high dynamic range (PQ or HLG)."""
    return film.transfer in ("smpte2084", "arib-std-b67")


def shape(stream: Any, film: Stream, frame: Frame) -> Any:
    """Return filters from decoded frames (an ffmpeg-python stream) to the picture: 8 bits, BT.709, square pixels."""
    if is_hdr(film):
        stream = _tone_mapped(stream, film)
    if film.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if untouched(film, frame):
        pass
    elif frame.fit == "crop":
        stream = _composed(stream, film, frame)
    elif frame.fit == "letterbox":
        stream = _between_bars(stream, film, (frame.width, frame.height))
    else:
        stream = _on_blur(stream, film, frame)
    stream = stream.filter("setsar", "1").filter("format", "yuv420p")
    # Encoders take the colours from the frames, whatever their own options say.
    return stream.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")


def untouched(film: Stream, frame: Frame) -> bool:
    """Tell whether the decoder's own frames are already the finished picture."""
    as_shown = display_size(film) == (frame.width, frame.height) and not (frame.framing and frame.framing.cells)
    return as_shown and not film.interlaced and _ready(film)


def _ready(film: Stream) -> bool:
    """Tell whether decoded frames have the shown size already, and the colours and levels of what is encoded."""
    plain = not (is_hdr(film) or film.full_range or film.rotation) and (film.width, film.height) == display_size(film)
    return plain and film.pix_fmt == "yuv420p" and _matrix(film) == "bt709"


def crop_shares(shown: tuple[int, int], size: tuple[int, int], zoom: float = 1.0) -> tuple[float, float]:
    """Return width and height of the crop that becomes a picture of `size`, as shares of the source.

    Shares of the coded picture, so that the sample aspect ratio does not matter.
    """
    wide = Fraction(*size) / Fraction(*shown)
    if abs(wide - 1) < Fraction(1, 200):
        return zoom, zoom
    return (float(wide) * zoom, zoom) if wide < 1 else (zoom, float(1 / wide) * zoom)


def _composed(stream: Any, film: Stream, frame: Frame) -> Any:
    """Return the crop of the whole picture, with the cells of its framing laid over it."""
    size = (frame.width, frame.height)
    if frame.framing is None:
        return _scaled(_cropped(stream, film, size, [Move(0, frame.focus)]), film, *size)
    cells = frame.framing.cells
    if not cells:
        return _scaled(_cropped(stream, film, size, frame.framing.moves), film, *size)
    copies = stream.filter_multi_output("split", len(cells) + 1)
    out = _scaled(_cropped(copies[0], film, size, frame.framing.moves), film, *size).filter("setsar", "1")
    for number, cell in enumerate(cells, start=1):
        part = _cell(copies[number], film, cell).filter("setsar", "1")
        out = out.overlay(part, x=cell.left, y=cell.top, enable=enabled(cell.spans))
    return out


def _cell(stream: Any, film: Stream, cell: Cell) -> Any:
    size = (cell.width, cell.height)
    if cell.whole:
        return _between_bars(stream, film, size)
    return _scaled(_cropped(stream, film, size, cell.moves, cell.zoom), film, *size)


def _between_bars(stream: Any, film: Stream, size: tuple[int, int]) -> Any:
    stream = _scaled(stream, film, *_inside(display_size(film), size))
    return stream.filter("pad", *size, "(ow-iw)/2", "(oh-ih)/2")


def _cropped(stream: Any, film: Stream, size: tuple[int, int], moves: Sequence[Move], zoom: float = 1.0) -> Any:
    width, height = crop_shares(display_size(film), size, zoom)
    if (width, height) == (1, 1):
        return stream
    x = f"(iw-ow)*{_factor(position_expression(moves, lambda move: move.x))}" if width < 1 else "0"
    y = f"(ih-oh)*{_factor(position_expression(moves, lambda move: move.y))}" if height < 1 else "0"
    wide = f"2*floor(iw*{width:.6f}/2)" if width < 1 else "iw"
    tall = f"2*floor(ih*{height:.6f}/2)" if height < 1 else "ih"
    return stream.filter("crop", wide, tall, x, y)


def _factor(expression: str) -> str:
    return f"({expression})" if "n" in expression else expression


def _inside(shown: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    share = min(Fraction(size[0], shown[0]), Fraction(size[1], shown[1]))
    return min(size[0], _even(shown[0] * share)), min(size[1], _even(shown[1] * share))


def picture_inside(film: Stream, frame: Frame) -> tuple[float, float]:
    """Return the first line of the finished picture that shows the film, and how many do: a letterbox has bars."""
    if frame.fit != "letterbox":
        return 0.0, float(frame.height)
    _, height = _inside(display_size(film), (frame.width, frame.height))
    return (frame.height - height) / 2, float(height)


def _scaled(stream: Any, film: Stream, width: int, height: int) -> Any:
    if is_hdr(film):
        return stream.filter("scale", width, height, flags="bicubic")
    matrix = _matrix(film)
    source = {"bt470bg": "bt601", "smpte170m": "bt601", "bt2020nc": "bt2020"}.get(matrix, matrix)
    levels = "full" if film.full_range else "limited"
    return stream.filter(
        "scale",
        width,
        height,
        flags="bicubic",
        in_color_matrix=source,
        out_color_matrix="bt709",
        in_range=levels,
        out_range="limited",
    )


def _matrix(film: Stream) -> str:
    # Untagged pictures are read as every player reads them: BT.601 below 720 lines, BT.709 from there.
    known = film.matrix in ("bt709", "smpte170m", "bt470bg", "bt2020nc", "smpte240m", "fcc")
    return film.matrix if film.matrix and known else "bt709" if (film.height or 0) >= 720 else "smpte170m"


def _on_blur(stream: Any, film: Stream, frame: Frame) -> Any:
    both = stream.filter_multi_output("split")
    size = (frame.width, frame.height)
    # Blurring a picture of an eighth of the size costs a hundredth and looks the same.
    small = (_even(frame.width / 8), _even(frame.height / 8))
    behind = _scaled(_cropped(both[0], film, size, [Move(0, 0.5)]), film, *small)
    behind = behind.filter("gblur", sigma=4).filter("eq", brightness=-0.08)
    behind = behind.filter("scale", frame.width, frame.height, flags="bilinear").filter("setsar", "1")
    front = _scaled(both[1], film, *_inside(display_size(film), size)).filter("setsar", "1")
    return behind.overlay(front, x="(W-w)/2", y="(H-h)/2")


def _tone_mapped(stream: Any, film: Stream) -> Any:
    # The usual chain: to linear light, to BT.709 primaries, the highlights rolled off, back to 8 bits.
    source = {"tin": film.transfer, "pin": "bt2020", "min": "bt2020nc", "rin": "limited"}
    stream = stream.filter("zscale", t="linear", npl=203, **source).filter("format", "gbrpf32le")
    stream = stream.filter("zscale", p="bt709").filter("tonemap", tonemap="hable", desat=0)
    return stream.filter("zscale", t="bt709", m="bt709", r="limited").filter("format", "yuv420p")
