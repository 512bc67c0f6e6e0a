"""The ffmpeg command that makes a video clip. Always re-encoded: a stream copy keeps, hidden, what was cut away.

`video_command` is pure and a golden test reads it; `run` in `align.media.ffmpeg` runs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from align.media import MediaInfo, Stream, anchor
from clips.bumpers import NO_BUMPERS, Bumpers, PlacedCard, joined_picture
from clips.caption_overlay import CaptionOverlay, overlay_stream
from clips.frames import FramePlan
from clips.picture import Frame, untouched
from clips.source_frames import framed_film

__all__ = ["PRIMING", "QUALITIES", "BurnedCaptions", "Encoding", "PlacedLogo", "Quality", "video_command", "with_logo"]

Quality = Literal["draft", "standard", "high"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)
# `veryfast` at 18 makes pictures as near to the source as `fast` at 20, and files as large, in half the time.
_X264 = {"draft": ("veryfast", 26), "standard": ("veryfast", 18), "high": ("slow", 18)}

_HARDWARE_RATE = {"draft": "4M", "standard": "8M", "high": "12M"}

PRIMING = 1024
"""Samples that ffmpeg's AAC encoder puts before the sound. No edit list hides them in our files (the platforms refuse
edit lists), so that many samples of the clip's opening are left out instead and the rest stands at its time."""


_HELD = 6
"""Frames that wait before captions are drawn on them. While the decoder still refers to a frame, it has to be copied to
be drawn on (half a second of the processor for 30 s of 1080 lines); a few frames later most are free."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to encode; `encoder` is libx264 unless somebody asks for hardware, `threads` 0 means all cores."""

    quality: Quality = "standard"
    encoder: str = "libx264"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class PlacedLogo:
    """A picture to lay over: its file, width in pixels, opacity, and where its upper left corner stands."""

    file: Path
    width: int
    opacity: float
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class BurnedCaptions:
    """Captions to burn in: an ASS file, and the folder of its fonts; with them a brand's logo and bumpers.

    `overlay`: the part of the picture that the ASS file is for; `None`: it is for the whole, drawn for every frame.
    """

    ass: Path
    fonts: Path
    overlay: CaptionOverlay | None = None
    logo: PlacedLogo | None = None
    bumpers: Bumpers = NO_BUMPERS
    end_card: PlacedCard | None = None


def video_command(
    info: MediaInfo,
    film: Stream,
    plans: Sequence[FramePlan],
    frame: Frame,
    sound: Path | None,
    output: Path,
    *,
    encoding: Encoding = Encoding(),
    captions: BurnedCaptions | None = None,
) -> list[str]:
    """Return arguments for ffmpeg: the frames of `plans` one after another, with the AAC of `sound`, an ADTS file.

    What was encoded must begin `PRIMING` samples into the clip.
    """
    import ffmpeg

    threads = {"threads": encoding.threads} if encoding.threads else {}
    drawn_on = captions is not None and untouched(film, frame)
    held = _HELD if drawn_on else 0
    picture = framed_film(ffmpeg, info, film, plans, frame, threads=threads, held=held)
    if captions is not None:
        picture = _with_captions(ffmpeg, picture, captions, plans)
        picture = joined_picture(ffmpeg, picture, captions.bumpers, captions.end_card, frame, plans[0].rate)
    streams = [picture]
    if sound is not None:
        streams.append(ffmpeg.input(f"file:{sound}", f="aac").audio)
    out = ffmpeg.output(*streams, f"file:{output}", **encoder_options(plans[0], encoding, sound is not None))
    # The other streams keep 0 in its place in containers that need it; where there was a seek, nothing does.
    kept = anchor(info, film) if all(plan.seek == 0 for plan in plans) else []
    # Filters that share one core with an encoder lose time by dividing each frame among threads.
    filtering = ["-filter_complex_threads", str(encoding.threads)] if encoding.threads else []
    return ["-v", "error", *filtering, *ffmpeg.get_args(out.overwrite_output()), *kept]


def _with_captions(ffmpeg: Any, picture: Any, burned: BurnedCaptions, plans: Sequence[FramePlan]) -> Any:
    ass, fonts = str(burned.ass), str(burned.fonts)
    overlay = burned.overlay
    picture = with_logo(ffmpeg, picture, burned.logo)
    if overlay is None:
        return picture.filter("ass", filename=ass, fontsdir=fonts)
    count = sum(plan.count for plan in plans)
    band = overlay_stream(ffmpeg, overlay, plans[0].rate, count, ass, fonts)
    return picture.overlay(band, x=0, y=overlay.top)


def with_logo(ffmpeg: Any, picture: Any, logo: PlacedLogo | None) -> Any:
    """Return the picture with the logo laid over it, where there is one."""
    if logo is None:
        return picture
    image = ffmpeg.input(f"file:{logo.file}", protocol_whitelist="file,pipe").video.filter("scale", logo.width, -1)
    image = image.filter("format", "rgba").filter("colorchannelmixer", aa=logo.opacity)
    return picture.overlay(image, x=logo.x, y=logo.y, eof_action="repeat")


def encoder_options(plan: FramePlan, encoding: Encoding, sound: bool) -> dict[str, Any]:
    """Return output options: H.264 High, closed GOPs of two seconds, AAC as it comes, moov first, no metadata."""
    rate = f"{plan.rate.numerator}/{plan.rate.denominator}"
    options: dict[str, Any] = {
        "c:v": encoding.encoder,
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "r": rate,
        "fps_mode": "cfr",
        "g": round(2 * plan.rate),
        "bf": 2,
        "flags:v": "+cgop",
        "map_metadata": -1,
        "map_chapters": -1,
        "use_editlist": 0,
        "movflags": "+faststart+negative_cts_offsets",
        "f": "mp4",
    }
    if encoding.encoder == "libx264":
        preset, crf = _X264[encoding.quality]
        options |= {"preset": preset, "crf": crf, "maxrate": "12M", "bufsize": "24M", "sc_threshold": 40}
    else:
        options["b:v"] = _HARDWARE_RATE[encoding.quality]
    if encoding.threads:
        options["threads"] = encoding.threads
    if sound:
        options["c:a"] = "copy"
    return options
