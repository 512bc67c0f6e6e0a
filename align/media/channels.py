"""Which channels of a stereo recording carry the sound: whether they cancel each other out, whether one is dead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from align.errors import UsageError
from align.media.ffmpeg import MediaInfo, Stream, input_arguments, run_ffmpeg

__all__ = ["ChannelReport", "channel_of", "channel_report", "pan_filter"]

WINDOWS, WINDOW = (0.1, 0.3, 0.5, 0.7, 0.9), 4.0
"""Places that are looked at, as shares of the length, and seconds at each."""

RATE = 8000
CANCELLED = 0.05
"""Of the mean power of both channels, what is left of it in their sum where they cancel each other out; channels that
have nothing to do with each other leave 0.5, and copies of one another 1."""

DEAD = 1e-5
"""Of the power of the other channel (-50 dB): below that nothing but hum and cross-talk is left."""

AUDIBLE = 1e-8
"""Mean power of what is heard at all (-80 dBFS)."""

NAMES = ("left", "right")


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What a quick look at a recording's channels finds.

    Args:
        mono: the channel that stands for all in mono, from 0; `None`: their mean.
        fault: what is wrong with them, for people; empty where nothing is.
        usable: the channel to take alone where something is wrong.
    """

    mono: int | None = None
    fault: str = ""
    usable: int = 0

    @property
    def advice(self) -> tuple[str, ...]:
        """What to say where both channels are kept, as in a clip: nothing, or one sentence."""
        return (f"{self.fault}; --channel {NAMES[self.usable]} takes that one alone",) if self.fault else ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to say where they were made one, as for aligning: nothing, or one sentence."""
        return self.advice if self.mono is None else (f"{self.fault}; the {NAMES[self.mono]} one was taken",)


def channel_of(text: str) -> int:
    """Read `left`, `right` or a number from 0; raises `UsageError`.

    >>> channel_of("right"), channel_of("2")
    (1, 2)
    """
    if text.casefold() in NAMES:
        return NAMES.index(text.casefold())
    if not (text.isascii() and text.isdigit() and int(text) < 64):
        raise UsageError(f"--channel {text!r}: left, right or a number from 0 is expected")
    return int(text)


def pan_filter(channel: int | None) -> str:
    """Return the audio filter that takes one channel alone; empty for all of them."""
    return "" if channel is None else f"pan=mono|c0=c{channel}"


def channel_report(info: MediaInfo, sound: Stream) -> ChannelReport:
    """Look at a few seconds of a stereo stream; any other stream is taken as it is."""
    if sound.channels != 2:
        return ChannelReport()
    try:
        status = info.path.stat()
    except OSError:
        return ChannelReport()
    # Metadata of the file do not matter here, and must not be hashed.
    bare = replace(info, streams=(), warnings=())
    return _report(bare, sound.index, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=32)
def _report(info: MediaInfo, index: int, size: int, modified: int) -> ChannelReport:
    looks = [_look(info, index, share * max(0.0, (info.duration or 0.0) - WINDOW)) for share in WINDOWS]
    samples = np.concatenate(looks).astype(np.float64)
    if not len(samples):
        return ChannelReport()
    power = (samples**2).mean(axis=0)
    quiet, loud = int(power.argmin()), int(power.argmax())
    if power[loud] < AUDIBLE:
        return ChannelReport()
    name = info.path.name
    if power[quiet] < DEAD * power[loud]:
        return ChannelReport(None, f"the {NAMES[quiet]} channel of {name} is silent", loud)
    if (samples.mean(axis=1) ** 2).mean() < CANCELLED * power.mean():
        return ChannelReport(loud, f"the channels of {name} are out of phase and cancel each other out in mono", loud)
    return ChannelReport()


def _look(info: MediaInfo, index: int, start: float) -> NDArray[np.float32]:
    from align.errors import ProgramFailed

    seek = ["-ss", f"{start:.3f}"] if start > 0 else []
    args = ["-v", "error", *seek, "-t", str(WINDOW), *input_arguments(info.path), "-map", f"0:{index}"]
    try:
        raw = run_ffmpeg([*args, "-ac", "2", "-ar", str(RATE), "-f", "f32le", "pipe:1"]).stdout
    except ProgramFailed:
        return np.zeros((0, 2), np.float32)
    return np.frombuffer(raw[: len(raw) // 8 * 8], "<f4").reshape(-1, 2)
