"""Stretches of a recording, decoded without what lies between them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem
from align.media.ffmpeg import MediaInfo, environment, ffmpeg_path, probe
from align.media.mp3_frames import Mp3Frames, find_frames
from align.media.pcm import choose_stream, pcm_arguments, stream_pcm

__all__ = ["Heard", "Searched", "hear_stretches", "search"]

RATE = 16000
SEEK, DECODE = 0.25, 0.001
"""Seconds of processor time: to find a place in a file and decode what is there; to decode a second on the way."""
AT_ONCE = 2
"""Processes that decode side by side."""
DECODED_AHEAD = 1 << 21
"""Samples of a block; some blocks are decoded while what came before is aligned."""
SEEKABLE = ("mov", "matroska", "mp3", "wav", "flac", "ogg")
"""Containers in which ffmpeg finds a time to the sample; others are decoded from their beginning."""

WARMING = 30
"""Frames of MP3 decoded before a stretch: a frame borrows up to 511 bytes of those before it, and 96 bytes make one at
32 kbit/s."""
TOGETHER = 120.0
"""Seconds of stretches that one process decodes."""
MOST_LOST = 0.005
"""Seconds by which the samples may be fewer or more than those of the frames; more, and a frame was not understood."""


Samples = NDArray[np.int16]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """Samples, mono at 16 kHz, and the second of the recording at which they begin."""

    start: float
    samples: Samples


@dataclass(frozen=True, slots=True)
class Searched:
    """What is known of a recording before any of it is decoded; `frames` where it is an MP3 whose frames are found."""

    info: MediaInfo
    frames: Mp3Frames | None


def search(media: Path) -> Searched:
    """Look for the frames of a recording; takes half a second for two hours, most of it waiting for files and ffmpeg.

    Raises `FileProblem` for a recording that cannot be read.
    """
    info = probe(media)
    frames = find_frames(media) if info.container == "mp3" and choose_stream(info).codec == "mp3" else None
    return Searched(info, frames)


def hear_stretches(recording: Path | Searched, spans: Sequence[Span]) -> Iterator[Heard]:
    """Begin to decode stretches of a recording, given in order in seconds, and return them as they come.

    Raises `FileProblem` for a recording that cannot be read, or holds nothing at one of them.
    """
    searched = recording if isinstance(recording, Searched) else search(recording)
    info, frames = searched.info, searched.frames
    if frames is not None:
        return _side_by_side(partial(_of_frames, info, frames), _groups(spans))
    seekable = info.container.split(",")[0] in SEEKABLE
    if not seekable or len(spans) * SEEK > spans[-1][1] * DECODE:
        return _between(info.path, spans)
    return _side_by_side(lambda group: [_sought(info, *span) for span in group], [[span] for span in spans])


def _side_by_side(decode: Callable[[Sequence[Span]], list[Heard]], groups: Sequence[Sequence[Span]]) -> Iterator[Heard]:
    pool = ThreadPoolExecutor(AT_ONCE)
    found = pool.map(decode, groups)
    pool.shutdown(wait=False)
    return chain.from_iterable(found)


def _groups(spans: Sequence[Span]) -> list[list[Span]]:
    """Return spans side by side, of which each group has as many as make `TOGETHER` seconds."""
    groups: list[list[Span]] = []
    length = TOGETHER
    for span in spans:
        if length >= TOGETHER:
            groups.append([])
            length = 0.0
        groups[-1].append(span)
        length += span[1] - span[0]
    return groups


def _of_frames(info: MediaInfo, frames: Mp3Frames, spans: Sequence[Span]) -> list[Heard]:
    """Decode only the frames of some stretches, as one file that ffmpeg is handed."""
    # What an encoder puts before the first sample lies in the first frames, and players leave it out.
    padding = max(info.start_time, 0.0)
    firsts = [max(0, int((start + padding) / frames.seconds) - WARMING) for start, _ in spans]
    stops = [min(frames.count, int((end + padding) / frames.seconds) + 2) for _, end in spans]
    data = np.memmap(info.path, np.uint8, "r")
    given = b"".join(
        data[frames.edges[first] : frames.edges[stop]].tobytes()
        for first, stop in zip(firsts, stops, strict=True)
        if first < stop
    )
    samples = _decoded(info, given)
    counts = np.maximum(np.subtract(stops, firsts), 0) * frames.seconds
    if abs(len(samples) / RATE - counts.sum()) > MOST_LOST:
        return [_sought(info, *span) for span in spans]
    out = []
    begun = np.cumsum(counts) - counts
    for (start, end), first, at in zip(spans, firsts, begun.tolist(), strict=True):
        lead = round((at + padding + start - first * frames.seconds) * RATE)
        out.append(_heard(info, start, samples[lead : lead + round((end - start) * RATE)]))
    return out


def _decoded(info: MediaInfo, given: bytes) -> Samples:
    """Decode bytes of an MP3 file as the file itself is."""
    arguments = pcm_arguments(info, choose_stream(info), rate=RATE)
    place = arguments.index(f"file:{info.path}")
    arguments[place - 1 : place + 1] = ["-f", "mp3", "-i", "pipe:0"]
    done = subprocess.run([ffmpeg_path(), *arguments], capture_output=True, input=given, env=environment())
    return _samples(done.stdout)


def _sought(info: MediaInfo, start: float, end: float) -> Heard:
    """Have ffmpeg look for a stretch."""
    arguments = pcm_arguments(info, choose_stream(info), rate=RATE)
    at = arguments.index("-protocol_whitelist")
    command = [ffmpeg_path(), *arguments[:at], "-ss", f"{start:.6f}", "-t", f"{end - start:.6f}", *arguments[at:]]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=environment())
    return _heard(info, start, _samples(done.stdout))


def _samples(raw: bytes) -> Samples:
    return np.frombuffer(raw[: len(raw) // 2 * 2], np.int16)


def _heard(info: MediaInfo, start: float, samples: Samples) -> Heard:
    if len(samples) == 0:
        raise FileProblem(info.path, f"holds no sound at {start:.1f} s")
    return Heard(start, samples)


def _between(media: Path, spans: Sequence[Span]) -> Iterator[Heard]:
    """Yield stretches of a recording that is decoded from its beginning to the last of them."""
    waiting = [(round(start * RATE), round(end * RATE), start) for start, end in spans]
    kept = np.empty(0, np.int16)
    at = 0
    for block in stream_pcm(media, rate=RATE, block=DECODED_AHEAD):
        kept = np.concatenate([kept, block])
        while waiting and at + len(kept) >= waiting[0][1]:
            first, last, start = waiting.pop(0)
            yield Heard(start, kept[max(0, first - at) : max(0, last - at)])
        if not waiting:
            return
        # What lies before the next stretch is not needed; with fewer samples than that, none is.
        gone = min(len(kept), max(0, waiting[0][0] - at))
        kept, at = kept[gone:], at + gone
    for first, last, start in waiting:
        yield Heard(start, kept[max(0, first - at) : max(0, last - at)])
