"""A film whose frames are numbered, and a sound that counts its samples: what was cut can be read off the result."""

from __future__ import annotations

import math
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.media import ffmpeg_path, run_ffmpeg
from benchmarks.context import say
from samples.frames import BITS, draw_number, read_number

__all__ = ["COUNTED", "FPS", "RATE", "counter", "film_numbers", "numbered_film", "samples_of"]

FPS = 25
RATE = 48_000

SMALL = (320, 180)
"""Width and height in which numbers are drawn and read; the film is larger by whole pixels."""

COUNTED = 30_000
"""Samples after which the low half of the counter (left) begins again, and the high half (right) is one more."""

NUMBERS = 1 << BITS
"""Frames after which their numbers begin again."""

BLOCK = 60 * RATE


def numbered_film(audio: Path, folder: Path, seconds: float, lines: int) -> Path:
    """Return a film of numbered frames (they begin again after 65,536) with the recording's sound, uncoded; made if it
    is not there yet.
    """
    film = folder / f"film-{round(seconds)}-{lines}.mkv"
    if film.exists():
        return film
    say(f"making a film of {seconds / 60:.0f} minutes with numbered frames ...")
    count = min(NUMBERS, round(seconds * FPS))
    picture, part, copies = (film.with_suffix(ending) for ending in (".picture.mkv", ".part.mkv", ".txt"))
    _draw(picture, count, lines)
    # The numbers begin again with a key frame, so the same picture is put there once more.
    copies.write_text(f"file '{picture.resolve()}'\n" * math.ceil(seconds * FPS / count))
    sources = ["-f", "concat", "-safe", "0", "-i", str(copies), "-i", str(audio), "-map", "0:v", "-map", "1:a"]
    shape = ["-c:v", "copy", "-c:a", "pcm_s16le", "-ar", str(RATE), "-ac", "1", "-t", str(seconds), "-y", str(part)]
    run_ffmpeg(["-v", "error", *sources, *shape])
    part.rename(film)
    for path in (picture, copies):
        path.unlink()
    return film


def _draw(path: Path, count: int, lines: int) -> None:
    width, height = SMALL
    source = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", str(FPS), "-i", "pipe:0"]
    larger = ["-vf", f"scale={lines * 16 // 9}:{lines}:flags=neighbor,format=yuv420p"]
    command = [ffmpeg_path(), "-v", "error", *source, *larger, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"]
    page = np.full((height, width), 90, np.uint8)
    with subprocess.Popen([*command, "-y", str(path)], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(count):
            draw_number(page, number)
            process.stdin.write(page.tobytes())
        process.stdin.close()


def film_numbers(film: Path) -> Iterator[int]:
    """Yield the number in each frame of a film, in the order shown; raises `ValueError` where one cannot be read."""
    width, height = SMALL
    command = [ffmpeg_path(), "-v", "error", "-i", f"file:{film}", "-map", "0:v:0"]
    command += ["-vf", f"scale={width}:{height}:flags=area,format=gray", "-fps_mode", "passthrough"]
    with subprocess.Popen([*command, "-f", "rawvideo", "pipe:1"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while raw := process.stdout.read(width * height):
            yield read_number(np.frombuffer(raw, np.uint8).reshape(height, width))


def counter(path: Path, seconds: float) -> None:
    """Write a stereo sound in which every sample holds its number: the low half left, the high half right."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for first in range(0, round(seconds * RATE), BLOCK):
            numbers = np.arange(first, min(first + BLOCK, round(seconds * RATE)))
            halves = np.stack([numbers % COUNTED, numbers // COUNTED], axis=1)
            out.writeframes(halves.astype("<i2").tobytes())


def samples_of(path: Path, first: int, last: int) -> NDArray[np.int64]:
    """Return the numbers that a sound cut from a counter holds, from one of its samples until another."""
    with wave.open(str(path), "rb") as source:
        source.setpos(first)
        halves = np.frombuffer(source.readframes(last - first), "<i2").reshape(-1, 2).astype(np.int64)
    return np.asarray(halves[:, 0] + COUNTED * halves[:, 1])
