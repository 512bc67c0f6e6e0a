"""The frames of a film that a clip takes, as a stream of ffmpeg-python on the clip's own clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from align.media import FORMATS, MediaInfo, Stream
from clips.frames import FramePlan
from clips.picture import Frame, shape

__all__ = ["framed_film", "source_frames"]


def source_frames(
    ffmpeg: Any,
    info: MediaInfo,
    film: Stream,
    plan: FramePlan,
    *,
    rate: Fraction | None = None,
    number: int = 0,
    threads: Mapping[str, int] = MappingProxyType({}),
    held: int = 0,
) -> Any:
    """Return the frames of a plan as a stream of ffmpeg-python, the decoder's own size and colours.

    Args:
        rate: frames a second, where not the plan's own.
        number: of the plan among those of a clip, from 0.
        threads: options for the decoder.
        held: frames that wait, for captions to be drawn on them.
    """
    rate = rate or plan.rate
    options: dict[str, Any] = {"protocol_whitelist": "file,pipe", "format_whitelist": FORMATS, **threads}
    if plan.seek > 0:
        options["ss"] = f"{plan.seek:.6f}"
    if info.start_time < 0:
        options["itsoffset"] = f"{info.start_time}"
    stream = ffmpeg.input(f"file:{info.path}", **options)[str(film.index)]
    # On a fine clock, with the clip's first frame at 0, every source frame falls on a frame of the clip.
    # A clock of its own for each, or ffmpeg-python takes frames that are wanted twice for one filter.
    stream = stream.filter("settb", f"1/{720000 * (number + 1)}").filter(
        "setpts", f"PTS-{plan.start - plan.seek:.6f}/TB"
    )
    # A film may end before its sound: the last frame stays.
    stream = stream.filter("tpad", stop=-1, stop_mode="clone")
    stream = stream.filter("fps", f"{rate.numerator}/{rate.denominator}", start_time=0, round="near")
    if held:
        # In groups, each in its own order; the last one is filled up by the frames that `tpad` adds.
        stream = stream.filter("shuffleframes", " ".join(map(str, range(held))))
    stream = stream.filter("trim", end_frame=plan.count)
    return stream.filter("setpts", "PTS-STARTPTS")


def framed_film(
    ffmpeg: Any,
    info: MediaInfo,
    film: Stream,
    plans: Sequence[FramePlan],
    frame: Frame,
    *,
    threads: Mapping[str, int] = MappingProxyType({}),
    held: int = 0,
) -> Any:
    """Return the frames of all plans, one after another at the rate of the first, as the finished picture.

    `threads` and `held`: see `source_frames`.
    """
    parts = [
        source_frames(ffmpeg, info, film, plan, rate=plans[0].rate, number=number, threads=threads, held=held)
        for number, plan in enumerate(plans)
    ]
    return shape(parts[0] if len(parts) == 1 else ffmpeg.concat(*parts, v=1, a=0), film, frame)
