"""The picture of an edit: frames of the film, by their numbers, encoded once.

Parts that follow one another in the film are taken in one reading, by a list of frame numbers; where the edit goes
back, or leaps far ahead, a new reading begins. Each reading becomes a stream of H.264 without B-frames that begins
with a key frame, so that the streams can be put one behind the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from align.media import MediaInfo, input_arguments
from clips.render import PlacedLogo
from edits.plan import EditPlan, Part

__all__ = ["Reading", "encode_command", "join_command", "readings"]

LEAP = 60.0
"""Seconds left out, from which on it is quicker to read anew than to read through."""

PREROLL = 2.0
"""Seconds before the first frame at which reading begins."""

PUNCH_IN = 1.1
"""How much nearer the picture is brought: what editors call a punch-in of 10%."""

CODED: Mapping[str, Any] = {
    "c:v": "libx264", "preset": "veryfast", "crf": 18, "profile:v": "high", "pix_fmt": "yuv420p", "bf": 0,
}  # fmt: skip
"""As clips of standard quality are encoded (docs/decisions.md), without B-frames."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Frames of the film, ranges of numbers (first, behind the last) in ascending order, and how long the last one of
    all stands still behind them, in frames; `near`: the picture is brought nearer.
    """

    ranges: tuple[tuple[int, int], ...]
    still: int = 0
    near: bool = False

    @property
    def count(self) -> int:
        """Frames."""
        return sum(last - first for first, last in self.ranges) + self.still


def readings(plan: EditPlan) -> list[Reading]:
    """Divide the parts of an edit into readings of its film."""
    assert plan.rate is not None
    rate = plan.rate
    out: list[Reading] = []
    near = False
    for k, part in enumerate(plan.parts):
        if part.run is None:
            out.append(_still(out, part, rate))
            continue
        if plan.punch_in and k and plan.parts[k - 1].run is not None:
            near = not near
        first, last = round(part.start * rate), round(part.end * rate)
        goes_on = (
            out and not out[-1].still and out[-1].near == near and 0 <= first - out[-1].ranges[-1][1] < LEAP * rate
        )
        if goes_on:
            out[-1] = replace(out[-1], ranges=(*out[-1].ranges, (first, last)))
        else:
            out.append(Reading(((first, last),), near=near))
    return out


def _still(before: list[Reading], part: Part, rate: Fraction) -> Reading:
    """Return the last frame before a pause stands for as long as it lasts; at the beginning the film's first frame
    does.
    """
    frames = round(part.length * rate)
    if not before:
        return Reading(((0, 1),), frames - 1)
    last = before.pop()
    return replace(last, still=last.still + frames)


def encode_command(
    info: MediaInfo,
    stream: int,
    rate: Fraction,
    reading: Reading,
    output: str,
    *,
    logo: PlacedLogo | None = None,
    drawn: str = "",
) -> list[str]:
    """Return arguments for ffmpeg that encode one reading as raw H.264, a logo laid over it.

    `drawn`: filters that draw captions over all of it.

    On a constant grid of frames, number k is what is shown at k / rate.
    """
    first = reading.ranges[0][0]
    seek = max(0.0, float(first / rate) - PREROLL)
    chosen = "+".join(f"between(n,{a - first},{b - 1 - first})" for a, b in reading.ranges)
    # Frames are counted from the reading's first, whatever was skipped to get there.
    clock = f"setpts=PTS-{float(first / rate) - seek:.6f}/TB"
    chain = [
        "tpad=stop=-1:stop_mode=clone",
        clock,
        f"fps={rate.numerator}/{rate.denominator}:start_time=0:round=near",
        f"trim=end_frame={reading.ranges[-1][1] - first}",
        f"select='{chosen}'",
        f"setpts=N*{rate.denominator}/({rate.numerator}*TB)",
    ]
    if reading.near:
        chain.append(_nearer(info))
    if reading.still:
        chain.append(f"tpad=stop={reading.still}:stop_mode=clone")
    coded = [argument for key, value in CODED.items() for argument in (f"-{key}", str(value))]
    return [
        "-v", "error", *(["-ss", f"{seek:.6f}"] if seek else []), *input_arguments(info.path),
        *_filtered(stream, ",".join(chain), logo, drawn), "-frames:v", str(reading.count), *coded,
        "-g", str(round(2 * rate)), "-r", f"{rate.numerator}/{rate.denominator}", "-fps_mode", "cfr",
        "-f", "h264", "-y", output,
    ]  # fmt: skip


def _filtered(stream: int, chain: str, logo: PlacedLogo | None, drawn: str) -> list[str]:
    """Return the arguments that choose a stream and filter it, with a second input for a logo."""
    last = f",{drawn}" if drawn else ""
    if logo is None:
        return ["-map", f"0:{stream}", "-vf", f"{chain}{last}"]
    seen = f"[1:v]scale={logo.width}:-1,format=rgba,colorchannelmixer=aa={logo.opacity}[logo]"
    graph = f"[0:{stream}]{chain}[film];{seen};[film][logo]overlay=x={logo.x}:y={logo.y}:eof_action=repeat{last}[out]"
    return ["-protocol_whitelist", "file,pipe", "-i", f"file:{logo.file}", "-filter_complex", graph, "-map", "[out]"]


def _nearer(info: MediaInfo) -> str:
    """Return the filter that shows the middle of the picture at the size of the whole."""
    picture = info.video
    assert picture is not None
    turned = picture.rotation % 180 != 0
    width, height = (picture.height, picture.width) if turned else (picture.width, picture.height)
    shape = picture.sar or Fraction(1)
    # Even numbers, as 4:2:0 needs.
    crop = f"crop=trunc(iw/{PUNCH_IN}/2)*2:trunc(ih/{PUNCH_IN}/2)*2"
    return f"{crop},scale={width}:{height}:flags=bicubic,setsar={shape.numerator}/{shape.denominator}"


def join_command(video: str, audio: str, rate: Fraction, output: str) -> list[str]:
    """Return arguments for ffmpeg that put the streams of all readings and the sound, an ADTS file, into one MP4."""
    return [
        "-v", "error", "-f", "h264", "-framerate", f"{rate.numerator}/{rate.denominator}", "-i", f"file:{video}",
        "-f", "aac", "-i", f"file:{audio}", "-map", "0:v", "-map", "1:a", "-c", "copy", "-map_metadata", "-1",
        "-use_editlist", "0", "-movflags", "+faststart", "-f", "mp4", "-y", output,
    ]  # fmt: skip


def jump_cuts(parts: Sequence[Part]) -> list[float]:
    """Return seconds in the edit at which the picture jumps within a shot: one part of the film follows another."""
    times, offset = [], 0.0
    for before, after in pairwise(parts):
        offset += before.length
        if before.run is not None and after.run is not None:
            times.append(round(offset, 3))
    return times
