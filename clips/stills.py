"""Single frames of a clip as pictures: of the film behind it, or of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.media import MediaInfo, Stream, stream_ffmpeg
from clips.frames import FramePlan
from clips.picture import Frame
from clips.render import PlacedLogo, with_logo
from clips.source_frames import framed_film

__all__ = ["Picture", "film_stills", "made_stills", "picked", "pictures_of"]

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

    picture = with_logo(ffmpeg, framed_film(ffmpeg, info, film, plans, frame), logo)
    yield from pictures_of(picked(picture, numbers), frame.width, frame.height)


def made_stills(clip: Path, frame: Frame, numbers: Sequence[int]) -> Iterator[Picture]:
    """Yield frames of a finished clip by their numbers."""
    import ffmpeg

    picture = ffmpeg.input(f"file:{clip}").video
    yield from pictures_of(picked(picture, numbers), frame.width, frame.height)


def picked(picture: Any, numbers: Sequence[int]) -> Any:
    """Return the frames with these ascending numbers of a stream of ffmpeg-python, which is read no further."""
    wanted = "+".join(f"eq(n,{number})" for number in numbers)
    return picture.filter("trim", end_frame=numbers[-1] + 1).filter("select", wanted)


def pictures_of(picture: Any, width: int, height: int) -> Iterator[Picture]:
    """Yield the frames of a stream of ffmpeg-python that is `width` x `height`."""
    import ffmpeg

    told = ffmpeg.get_args(
        ffmpeg.output(picture.filter("format", "rgb24"), "pipe:", f="rawvideo", fps_mode="passthrough")
    )
    for block in stream_ffmpeg(["-v", "error", *told], width * height * 3):
        yield np.frombuffer(block, np.uint8).reshape(height, width, 3)
