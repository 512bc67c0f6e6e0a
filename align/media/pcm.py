"""Any media that ffmpeg reads as a stream of mono samples on the timeline that a player shows."""

from __future__ import annotations

import collections
import contextlib
import logging
import queue
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem, ProgramFailed
from align.media.channels import channel_report, pan_filter
from align.media.ffmpeg import (
    MediaInfo,
    Stream,
    environment,
    ffmpeg_path,
    first_bytes,
    input_arguments,
    looks_like_text,
    probe,
    run_ffmpeg,
    text_of,
)

__all__ = [
    "anchor",
    "choose_stream",
    "cut_filter",
    "pcm_arguments",
    "raw_arguments",
    "read_pcm",
    "settled",
    "stream_pcm",
    "timeline_filter",
    "whole_pcm",
]

log = logging.getLogger(__name__)

# Time stamps in Matroska are whole milliseconds and those of live recordings jitter by more; below this, samples are
# counted instead of believed. Above it a gap is filled with silence, so no word is ever further off than this.
JITTER = 0.03


def choose_stream(info: MediaInfo, stream: int | None = None) -> Stream:
    """Return the audio stream to decode: the one numbered `stream` among the file's audio streams (from 0), else the
    default.

    Raises `FileProblem` where there is none.
    """
    sounds = [s for s in info.streams if s.kind == "audio"]
    if not sounds:
        raise FileProblem(info.path, "has no sound")
    if stream is None:
        assert info.audio is not None
        return info.audio
    if not 0 <= stream < len(sounds):
        raise FileProblem(
            info.path,
            f"has {len(sounds)} audio stream{'s' if len(sounds) > 1 else ''}, numbered from 0; there is no {stream}",
        )
    return sounds[stream]


def timeline_filter(*, counted: bool = False) -> str:
    """Return the audio filter that puts every sample where a player plays it.

    Sound that begins late is preceded by silence, gaps are filled, what lies before 0 is dropped. `counted`: the time
    stamps are useless, count samples.
    """
    count = "asetpts=N/SR/TB," if counted else ""
    return f"{count}aresample=async=1:first_pts=0:min_hard_comp={JITTER}"


def pcm_arguments(info: MediaInfo, sound: Stream, *, rate: int, channel: int | None = None) -> list[str]:
    """Return the arguments for ffmpeg that write `sound` to stdout, mono, 16 bits, `rate` samples a second.

    `channel`: which one alone, from 0; `None`: all together, or one of two that cancel each other out.
    """
    counted = "avi" in info.container.split(",") and _clock_is_broken(info, sound)
    # A second at a time: ffmpeg 7 and later hand every frame from thread to thread, which costs more than decoding.
    gathered = f"aresample={rate},aformat=channel_layouts=mono,asetnsamples={rate}:p=0"
    chain = (_mono(info, sound, channel), timeline_filter(counted=counted), gathered)
    shape = ["-af", ",".join(part for part in chain if part), "-ac", "1", "-ar", str(rate)]
    head = ["-hide_banner", "-nostdin", "-v", "error", *_shift(info), *input_arguments(info.path)]
    return [
        *head,
        "-map",
        f"0:{sound.index}",
        *shape,
        "-flush_packets",
        "0",
        "-f",
        "s16le",
        "pipe:1",
        *anchor(info, sound),
    ]


def _mono(info: MediaInfo, sound: Stream, channel: int | None) -> str:
    """Return the filter that makes mono; empty where the mean of all channels will do."""
    if channel is not None and sound.channels is not None and channel >= sound.channels:
        count = f"{sound.channels} channel{'s' if sound.channels > 1 else ''}"
        raise FileProblem(info.path, f"has {count}, numbered from 0; there is no {channel}")
    return pan_filter(channel_report(info, sound).mono if channel is None else channel)


def _shift(info: MediaInfo) -> list[str]:
    # A codec's padding before the first sample gives a negative start in ffmpeg 5 and 6; players show 0 behind it.
    return ["-itsoffset", f"{info.start_time}"] if info.start_time < 0 else []


def anchor(info: MediaInfo, used: Stream) -> list[str]:
    """Return arguments of a second output that does nothing but keep 0 where a player has it.

    In transport streams and their like ffmpeg takes the earliest of the streams in use for 0, so all must be in use.
    """
    if info.container.split(",")[0] in ("mov", "matroska", "avi"):
        return []
    others = [s for s in (info.audio, info.video) if s is not None and s.index != used.index]
    return [arg for other in others for arg in ("-map", f"0:{other.index}", "-c", "copy", "-f", "null", "-")]


def _clock_is_broken(info: MediaInfo, sound: Stream) -> bool:
    """Tell whether an AVI's time stamps run far slower than its samples: its header then holds a wrong sample size."""
    args = ["-v", "info", *input_arguments(info.path), "-map", f"0:{sound.index}", "-frames:a", "50"]
    told = text_of(run_ffmpeg([*args, "-af", "ashowinfo", "-f", "null", "-"]).stderr)
    frames = [
        (float(pts), int(count) / int(rate))
        for pts, rate, count in re.findall(r" pts_time:(-?[\d.]+) .* rate:(\d+) nb_samples:(\d+)", told)
    ]
    heard = sum(length for _, length in frames[:-1])
    return len(frames) > 4 and frames[-1][0] - frames[0][0] < heard / 2


def stream_pcm(
    path: Path, *, rate: int = 16000, stream: int | None = None, channel: int | None = None, block: int = 1 << 18
) -> Iterator[NDArray[np.int16]]:
    """Decode `path` to mono blocks of `block` samples (the last one shorter); sample 0 is what a player shows as 0.

    Memory is constant and one ffmpeg process does the work. A file that breaks off gives what can be decoded, with a
    warning in the log; the true duration is the number of samples over `rate`, whatever the file claims.

    Raises `FileProblem` in one line: missing, a folder, empty, a picture, text, without sound, nothing decodable.
    """
    info = probe(path)
    sound = choose_stream(info, stream)
    arguments = pcm_arguments(info, sound, rate=rate, channel=channel)
    total, tail, code = 0, "", 0
    for item in _blocks(arguments, block):
        if isinstance(item, tuple):
            code, tail = item
        else:
            total += len(item)
            yield item
    if total == 0:
        raise FileProblem(path, _why_silent(path))
    _warn(info, total / rate, code, tail)


def _blocks(arguments: list[str], block: int) -> Iterator[NDArray[np.int16] | tuple[int, str]]:
    """Yield blocks of samples, then the exit code and the last lines of stderr."""
    with subprocess.Popen(
        [ffmpeg_path(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        last: collections.deque[bytes] = collections.deque(maxlen=6)
        listener = threading.Thread(target=last.extend, args=(process.stderr,), daemon=True)
        listener.start()
        ahead = _ReadAhead(process.stdout, 2 * block)
        try:
            while raw := ahead.next():
                yield np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2")
            code = process.wait()
            listener.join()
        finally:
            # Also reached when the caller stops early: ffmpeg must not stay behind, blocked on a full pipe.
            process.kill()
            ahead.stop()
    yield code, text_of(b"".join(last))


class _ReadAhead:
    """Blocks of a pipe, read by a thread of its own: a pipe holds two seconds, and ffmpeg would wait for the rest."""

    def __init__(self, pipe: IO[bytes], size: int) -> None:
        self._ready: queue.Queue[bytes] = queue.Queue(AHEAD)
        self._thread = threading.Thread(target=self._run, args=(pipe, size), daemon=True)
        self._thread.start()

    def _run(self, pipe: IO[bytes], size: int) -> None:
        try:
            while raw := pipe.read(size):
                self._ready.put(raw)
        finally:
            self._ready.put(b"")

    def next(self) -> bytes:
        """Return the next block; an empty one at the end."""
        return self._ready.get()

    def stop(self) -> None:
        """Wait for the thread, whose pipe has no writer any more."""
        while self._thread.is_alive():
            with contextlib.suppress(queue.Empty):
                self._ready.get(timeout=0.01)


AHEAD = 8
"""Blocks; at the usual size 4 MB, two minutes of sound."""


def _why_silent(path: Path) -> str:
    if looks_like_text(first_bytes(path)):
        return "holds text, not sound"
    return "holds no sound that can be decoded"


def _warn(info: MediaInfo, seconds: float, code: int, tail: str) -> None:
    if code != 0 or "partial file" in tail or "Truncat" in tail:
        log.warning("%s: is cut short or damaged: %.1f s of sound could be decoded", info.path.name, seconds)
    elif info.duration is not None and abs(info.duration - seconds) > max(2.0, 0.02 * seconds):
        log.warning("%s: claims %.1f s but holds %.1f s of sound", info.path.name, info.duration, seconds)


def settled(start: float) -> int:
    """Return the second to read from, so that codecs have settled at `start`; a whole one keeps the resampler's
    phase.
    """
    return max(0, int(start) - 2)


def cut_filter(first: int, last: int, rate: int, filters: str = "", *, counted: bool = False) -> str:
    """Return the audio filters that give the samples from `first` until `last`, counted from where the reading
    begins.
    """
    trim = f"atrim=start_pts={max(0, first)}:end_pts={last}"
    # A second at a time, as in `pcm_arguments`.
    chain = (f"{timeline_filter(counted=counted)}:osr={rate}", filters, trim, f"asetnsamples={rate}:p=0")
    return ",".join(part for part in chain if part)


def raw_arguments(rate: int, channels: int) -> list[str]:
    """Return the arguments that write samples to stdout as floats."""
    return ["-ac", str(channels), "-ar", str(rate), "-flush_packets", "0", "-f", "f32le", "pipe:1"]


def whole_pcm(raw: bytes, count: int, channels: int, *, lead: int = 0) -> NDArray[np.float32]:
    """Return what `raw_arguments` wrote, `(count, channels)`, behind `lead` samples of silence; silence where it
    ends.
    """
    heard = np.frombuffer(raw[: len(raw) // (4 * channels) * 4 * channels], "<f4").reshape(-1, channels)
    heard = heard[: count - lead]
    whole = np.zeros((count, channels), np.float32)
    whole[lead : lead + len(heard)] = heard
    return whole


def read_pcm(
    info: MediaInfo,
    start: float,
    end: float,
    *,
    rate: int = 48000,
    channels: int = 1,
    stream: int | None = None,
    channel: int | None = None,
    filters: str = "",
) -> NDArray[np.float32]:
    """Return the samples of a few seconds, `(round((end - start) * rate), channels)`, floats in -1..1.

    Sample 0 is the one at `round(start * rate)` of the whole file decoded; what lies outside the sound is silence.
    Only those seconds are decoded, and two before them, which codecs (and `filters`, ffmpeg's audio filters that keep
    time) need to settle. Raises `FileProblem`.
    """
    sound = choose_stream(info, stream)
    first, last = round(start * rate), round(end * rate)
    # AVI has no time stamps to seek by.
    begin = 0 if "avi" in info.container.split(",") else settled(start)
    counted = "avi" in info.container.split(",") and _clock_is_broken(info, sound)
    chain = cut_filter(first - begin * rate, last - begin * rate, rate, filters, counted=counted)
    mono = _mono(info, sound, channel) if channels == 1 or channel is not None else ""
    chain = f"{mono},{chain}" if mono else chain
    seek = ["-ss", str(begin)] if begin else []
    args = ["-v", "error", *_shift(info), *seek, *input_arguments(info.path), "-map", f"0:{sound.index}", "-af", chain]
    args += raw_arguments(rate, channels)
    try:
        raw = run_ffmpeg(args if begin else [*args, *anchor(info, sound)]).stdout
    except ProgramFailed:
        raise FileProblem(info.path, f"holds no sound that can be decoded at {start:.1f} s") from None
    return whole_pcm(raw, last - first, channels, lead=max(0, -first))
