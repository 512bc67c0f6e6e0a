"""WAV files whose header tells less than they hold, as recorders leave them that lost their power or passed 4 GB."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = ["ShortHeader", "short_header"]

UNKNOWN = (0, 0xFFFFFFFF)
"""Sizes that say "until the end of the file"; ffmpeg reads so far by itself."""

LEAST_MORE = 0.25
"""Seconds that a file must hold beyond its header: less may be a tag of another program."""

MOST_CHUNKS = 1000
"""Before the sound; editors write a dozen."""


@dataclass(frozen=True, slots=True)
class ShortHeader:
    """Seconds of sound that the header announces, and that lie in the file."""

    announced: float
    held: float


def short_header(path: Path) -> ShortHeader | None:
    """Return what a WAV file announces and holds, where it holds more; `None` for any other file.

    RF64 and BW64 keep the size elsewhere and are believed.
    """
    try:
        with path.open("rb") as stream:
            return _read(stream, path.stat().st_size)
    except (OSError, ValueError, struct.error):
        return None


def _read(stream: BinaryIO, size: int) -> ShortHeader | None:
    head = stream.read(12)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    rate = 0
    for _ in range(MOST_CHUNKS):
        name, length = struct.unpack("<4sI", stream.read(8))
        begin = stream.tell()
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", stream.read(16), 8)
        elif name == b"data":
            if not rate or length in UNKNOWN or size - begin - length < LEAST_MORE * rate:
                return None
            if _chunks_follow(stream, begin + length + length % 2, size):
                return None
            return ShortHeader(length / rate, (size - begin) / rate)
        stream.seek(begin + length + length % 2)
    return None


def _chunks_follow(stream: BinaryIO, at: int, size: int) -> bool:
    """Tell whether what lies behind the sound is chunks, to the end of the file."""
    for _ in range(MOST_CHUNKS):
        if at >= size - 8:
            return True
        stream.seek(at)
        name, length = struct.unpack("<4sI", stream.read(8))
        if not all(32 <= byte < 127 for byte in name) or at + 8 + length > size + 1:
            return False
        at += 8 + length + length % 2
    return False
