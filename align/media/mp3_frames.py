"""Where the frames of an MP3 file lie: a stretch in the middle of hours is decoded without reading what comes before.

ffmpeg counts every frame before the second that it is asked for, since a file's own table of places is too coarse; for
each of twenty stretches it counts anew. The header of a frame says how long it is (ISO/IEC 11172-3, 2.4.1.3), so one
pass over the bytes finds them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mp3Frames", "find_frames"]

AT_ONCE = 1 << 22
"""Bytes searched at once."""

MOST_BEHIND = 1 << 16
"""Bytes of tags behind the last frame; more is sound that was not understood."""

FEWEST = 10
"""Frames in a row from which on bytes that look like headers are some."""

TAGS = (b"Xing", b"Info", b"VBRI")
"""Mark a first frame that holds no sound but a table; players leave it out."""

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version: MPEG 1, 2 and 2.5."""

_LOWER = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_KILOBITS = {3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320), 2: _LOWER, 0: _LOWER}


@dataclass(frozen=True, slots=True)
class Mp3Frames:
    """The frames that hold sound.

    Args:
        edges: the byte at which each begins, and the one behind the last; ascending.
        samples: of each frame.
        rate: samples a second.
    """

    edges: NDArray[np.int64]
    samples: int
    rate: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.edges) - 1

    @property
    def seconds(self) -> float:
        """How long one lasts."""
        return self.samples / self.rate


def find_frames(path: Path) -> Mp3Frames | None:
    """Find all frames of layer III; `None` where they do not follow each other to the end, all of one sampling rate.

    The last file is remembered while it stays as it is: a person corrects one line after the other.
    """
    found = path.stat()
    return _find(path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=1)
def _find(path: Path, size: int, changed: int) -> Mp3Frames | None:
    data = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)
    start = _behind_tag(data)
    version, rate, lengths = _headers(data[start:])
    at = next((at for at in sorted(lengths)[: 1 << 10] if len(_chain(lengths, at, FEWEST)) > FEWEST), None)
    if at is None or version is None:
        return None
    edges = np.array(_chain(lengths, at), np.int64) + start
    behind = len(data) - int(edges[-1])
    if behind > MOST_BEHIND or behind < 0:
        return None
    first = bytes(data[edges[0] : edges[0] + 200])
    edges = edges[1:] if any(tag in first for tag in TAGS) else edges
    return Mp3Frames(edges, 1152 if version == 3 else 576, rate)


def _behind_tag(data: NDArray[np.uint8]) -> int:
    """Return the byte behind an ID3v2 tag at the beginning, which may hold a picture with anything in it."""
    head = bytes(data[:10])
    if len(head) < 10 or not head.startswith(b"ID3"):
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return min(10 + size + (10 if head[5] & 0x10 else 0), len(data))


def _headers(data: NDArray[np.uint8]) -> tuple[int | None, int, dict[int, int]]:
    """Return the version and sampling rate of most of what looks like a header, and the length of each such frame by
    its place.
    """
    places = [
        np.flatnonzero((part[:-1] == 0xFF) & ((part[1:] & 0xE6) == 0xE2)) + at
        for at in range(0, max(len(data) - 3, 0), AT_ONCE)
        if len(part := data[at : min(at + AT_ONCE + 1, len(data) - 2)]) > 1
    ]
    at = np.concatenate([np.zeros(0, np.int64), *places])
    versions, kinds, bits = data[at + 1] >> 3 & 3, data[at + 2] >> 2 & 3, data[at + 2] >> 4
    known = (versions != 1) & (kinds != 3) & (bits != 0) & (bits != 15)
    if not known.any():
        return None, 0, {}
    usual = int(np.bincount(versions[known].astype(np.int64) * 4 + kinds[known]).argmax())
    version, kind = divmod(usual, 4)
    kept = known & (versions == version) & (kinds == kind)
    rate = _RATES[version][kind]
    # The version and the rate are those of all: a frame's bytes follow from its bits a second and its padding.
    factor = 144 if version == 3 else 72
    table = np.array([factor * 1000 * kilobits // rate for kilobits in (*_KILOBITS[version], 0)], np.int64)
    lengths = table[bits[kept]] + (data[at[kept] + 2] >> 1 & 1)
    return version, rate, dict(zip(at[kept].tolist(), lengths.tolist(), strict=True))


def _chain(lengths: dict[int, int], at: int, most: int | None = None) -> list[int]:
    """Return the places of frames that follow each other, and the one behind the last."""
    edges = [at]
    while at in lengths and (most is None or len(edges) <= most):
        at += lengths[at]
        edges.append(at)
    return edges
