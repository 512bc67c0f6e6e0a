"""Single frames of a clip as pictures: of the film behind it, or of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo, Stream, stream_ffmpeg
from clips.frames import FramePlan
from clips.picture import Frame, shape
from clips.render import PlacedLogo, with_logo
from clips.source_frames import source_frames

__all__ = ["film_stills", "made_stills"]

Picture = NDArray[np.uint8]
"""Red, green and blue of each point, [line, column, colour]."""


def film_stills(
    info: MediaInfo,
    film: Stream,
    plans: Sequence[FramePlan],
    frame: Frame,
    numbers: Sequence[int],
    logo: PlacedLogo | None,
) -> Iterator[Picture]:
    """Yield frames of a clip by their numbers, framed as in the clip but without captions and names."""
    import ffmpeg

    parts = [
        source_frames(ffmpeg, info, film, plan, rate=plans[0].rate, number=number) for number, plan in enumerate(plans)
    ]
    picture = parts[0] if len(parts) == 1 else ffmpeg.concat(*parts, v=1, a=0)
    yield from _chosen(with_logo(ffmpeg, shape(picture, film, frame), logo), numbers, frame)


def made_stills(clip: Path, frame: Frame, numbers: Sequence[int]) -> Iterator[Picture]:
    """Yield frames of a finished clip by their numbers."""
    import ffmpeg

    yield from _chosen(ffmpeg.input(f"file:{clip}").video, numbers, frame)


def _chosen(picture: Any, numbers: Sequence[int], frame: Frame) -> Iterator[Picture]:
    import ffmpeg

    wanted = "+".join(f"eq(n,{number})" for number in numbers)
    stream = picture.filter("trim", end_frame=numbers[-1] + 1).filter("select", wanted).filter("format", "rgb24")
    told = ffmpeg.get_args(ffmpeg.output(stream, "pipe:", f="rawvideo", fps_mode="passthrough"))
    for block in stream_ffmpeg(["-v", "error", *told], frame.width * frame.height * 3):
        yield np.frombuffer(block, np.uint8).reshape(frame.height, frame.width, 3)
