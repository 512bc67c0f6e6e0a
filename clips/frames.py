"""When the frames of a film are shown, read from its packets, and the grid of frames that a clip takes from it."""

from __future__ import annotations

import itertools
import math
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem, InputsDoNotFit, ProgramFailed
from align.files import temporary_folder
from align.media import (
    MediaInfo,
    Stream,
    cut_filter,
    input_arguments,
    raw_arguments,
    run_ffmpeg,
    settled,
    text_of,
    whole_pcm,
)

__all__ = ["FramePlan", "clip_rate", "frame_times", "plan_frames", "read_times_and_sound"]

_INDEXED = ("mov", "matroska")  # containers that seek to a key frame exactly
_STANDS = 10.0  # seconds for which the last frame of a film may stand for what follows
_EVEN = 0.004  # seconds by which time stamps may stray from an even grid (Matroska rounds to whole milliseconds)


@dataclass(frozen=True, slots=True)
class FramePlan:
    """The frames of one clip.

    Args:
        start: time in seconds, on the player's timeline, at which the clip's first frame begins.
        count: frames in the clip, at `rate` a second.
        seek: where ffmpeg shall begin to read: between the first frame and the one before it.
        even: the source has a constant rate, and every frame of it becomes one frame of the clip.
    """

    start: float
    count: int
    rate: Fraction
    seek: float
    even: bool
    first_pts: float
    last_pts: float

    @property
    def end(self) -> float:
        """Time in seconds at which the clip's last frame ends."""
        return self.start + float(self.count / self.rate)

    @property
    def number(self) -> int:
        """Number of the clip's first frame in the film, from 0.

        A film may begin a part of a frame late, as Matroska files do whose sound has padding: all its frames do then.
        """
        place = Fraction(self.start) * self.rate
        return math.floor(place + Fraction(_EVEN) * self.rate) if self.even else round(place)


def frame_times(info: MediaInfo, film: Stream, start: float, end: float) -> list[float]:
    """Return times in seconds, ascending, of the frames from shortly before `start` until shortly behind `end`.

    Read from packets, nothing is decoded, unless the container has no time stamps (AVI).
    """
    begin = 0.0 if "avi" in info.container else max(0.0, start - _preroll(info))
    told = _read(info, [*_head(info, begin, end), *_packets(film), "-"]).stdout
    return _stamps(info, told.decode()) or _decoded_times(info, film, end)


def read_times_and_sound(
    info: MediaInfo, film: Stream, sound: Stream, start: float, end: float, *, rate: int, channels: int
) -> tuple[list[float], NDArray[np.float32]] | None:
    """`frame_times`, and what `read_pcm` gives for `start` to `end`, by one reading: to open a long film takes time.

    `None` where that cannot be done: the container does not seek to the frame or says no times, or ffmpeg fails.
    """
    if info.container.split(",")[0] not in _INDEXED:
        return None
    begin, first, last = settled(start), round(start * rate), round(end * rate)
    # `-copyts` leaves the file's own clock, whose 0 is not the player's.
    clock = f"asetpts=PTS-round({begin + max(0.0, info.start_time)}/TB)"
    pcm = ["-map", f"0:{sound.index}", "-af", f"{clock},{cut_filter(first - begin * rate, last - begin * rate, rate)}"]
    with temporary_folder() as folder:
        packets = Path(folder) / "packets"
        reading = [*_head(info, begin, end), *_packets(film), f"file:{packets}", *pcm, *raw_arguments(rate, channels)]
        try:
            told = run_ffmpeg(reading).stdout
        except ProgramFailed:
            return None
        times = _stamps(info, packets.read_text())
    if not times:
        return None
    return times, whole_pcm(told, last - first, channels)


def _head(info: MediaInfo, begin: float, end: float) -> list[str]:
    seek = ["-ss", f"{begin:.6f}"] if begin > 0 else []
    return ["-v", "error", "-copyts", *seek, "-t", f"{end - begin + 2:.6f}", *input_arguments(info.path)]


def _packets(film: Stream) -> list[str]:
    return ["-map", f"0:{film.index}", "-c", "copy", "-f", "framecrc"]


def _stamps(info: MediaInfo, told: str) -> list[float]:
    """Return times of frames from what `framecrc` wrote; none where there is a packet without."""
    tick = re.search(r"#tb 0: (\d+)/(\d+)", told)
    rows = [line.split(",") for line in told.splitlines() if line.startswith("0,")]
    stamps = [int(row[2]) for row in rows if not _discarded(row)]
    if tick is None or not stamps or min(stamps) < -(1 << 62):
        return []
    base, origin = Fraction(int(tick[1]), int(tick[2])), max(0.0, info.start_time)
    return sorted(float(stamp * base) - origin for stamp in set(stamps))


def _preroll(info: MediaInfo) -> float:
    """Return seconds to seek ahead of what is wanted, so that a key frame lies before it."""
    return 1.0 if info.container.split(",")[0] in _INDEXED else 12.0


def _discarded(row: Sequence[str]) -> bool:
    flags = next((int(part.strip()[2:], 16) for part in row if part.strip().startswith("F=")), 1)
    return bool(flags & 4)  # hidden by an edit list


def _read(info: MediaInfo, args: list[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return run_ffmpeg(args)
    except ProgramFailed:
        raise FileProblem(info.path, "holds no picture that can be decoded; is the file whole?") from None


def _decoded_times(info: MediaInfo, film: Stream, end: float) -> list[float]:
    args = ["-v", "info", *input_arguments(info.path), "-map", f"0:{film.index}", "-t", f"{end + 2:.6f}"]
    told = text_of(_read(info, [*args, "-vf", "showinfo", "-f", "null", "-"]).stderr)
    return sorted(float(time) for time in re.findall(r" pts_time:(-?[\d.]+)", told))


_STANDARD = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)


def clip_rate(film: Stream) -> Fraction:
    """Return the constant rate of a clip: the source's own where it has one, else the standard rate just above its
    mean.

    >>> clip_rate(Stream(0, "video", "h264", fps=Fraction(1675, 100), tick=Fraction(600)))
    Fraction(24000, 1001)
    """
    if film.fps is None:
        return Fraction(30)
    even = film.tick is not None and abs(film.fps / film.tick - 1) < 0.005
    rate = film.tick if even and film.tick is not None else film.fps
    while rate > 61:  # platforms take 60 a second at most
        rate /= 2
    nearest = min(_STANDARD, key=lambda each: abs(each - rate))
    if abs(nearest / rate - 1) < (0.0005 if even else 0.005):
        return nearest
    return rate if even else next((each for each in _STANDARD if each >= rate * Fraction(97, 100)), Fraction(60))


def plan_frames(
    info: MediaInfo, film: Stream, start: float, end: float, times: Sequence[float] | None = None
) -> FramePlan:
    """Return the frames that show `start` to `end`, both moved outward to whole frames; `times`: of the frames, where
    known.

    Raises `InputsDoNotFit` where the film has no frame near there.
    """
    times = frame_times(info, film, start, end) if times is None else times
    if not times or times[0] > end or times[-1] < start - _STANDS:
        raise InputsDoNotFit(f"{info.path.name} shows no picture between {start:.2f} s and {end:.2f} s")
    return plan_grid(times, start, end, clip_rate(film), seek_early=_margin(info))


def _margin(info: MediaInfo) -> float | None:
    if "avi" in info.container:
        return None
    return 0.0 if info.container.split(",")[0] in _INDEXED else 12.0


def plan_grid(
    times: Sequence[float], start: float, end: float, rate: Fraction, *, seek_early: float | None
) -> FramePlan:
    """Return the plan for known frame times; `seek_early`: seconds to begin reading ahead, `None`: from the very
    beginning.
    """
    shown = [number for number, time in enumerate(times) if time <= start + 0.001]
    first = shown[-1] if shown else 0
    even = _is_even([time for time in times if times[first] - 1 < time < end + 1], rate)
    # The first frame of a film with uneven frames may have stood for long: the clip begins in the middle of it.
    begins = times[first] if even or times[first] > start else start
    late = math.floor((times[first] - start) * float(rate) + 0.001)
    if late > 0:
        # The picture begins after the sound: its first frame stands from the beginning.
        begins = times[first] - float(late / rate)
    count = max(1, math.ceil((end - begins) * float(rate) - 0.03))
    before = times[first - 1] if first else times[first] - float(1 / rate)
    seek = (before + times[first]) / 2
    seek = 0.0 if seek_early is None else max(0.0, seek - seek_early)
    last = max([time for time in times if time < begins + float(count / rate) - 0.001] or [times[first]])
    return FramePlan(begins, count, rate, seek, even, times[first], last)


def _is_even(times: Sequence[float], rate: Fraction) -> bool:
    steps = [b - a for a, b in itertools.pairwise(times)]
    return bool(steps) and all(abs(step - float(1 / rate)) < _EVEN for step in steps)
