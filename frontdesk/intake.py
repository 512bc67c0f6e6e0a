"""Files as they come in: their names, how large they may be, and whether they are what they should be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from align.errors import FileProblem, UsageError

__all__ = ["LARGEST", "Readable", "check_recording", "check_sizes", "check_transcript", "receive", "safe_name"]

BLOCK = 1 << 18


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


LARGEST = {"recording": 64 << 30, "transcript": 20 << 20}
"""Bytes: eight hours of film in high quality, and fifty times the longest transcript."""
MARGIN = 1 << 30
"""Bytes of the disk that stay free."""
LONGEST_NAME, LARGEST_NAME = 100, 200
"""Characters, and bytes of UTF-8: with what is added to it, such as `.align.json`, a name fits file systems, which take
255 bytes."""


def safe_name(name: str, fallback: str) -> str:
    """Return a file's own name without a path, and without what a file system or a command may take amiss.

    >>> safe_name("../../etc/x: y?.mp3", "recording"), safe_name("..", "recording"), safe_name("-o.mp3", "recording")
    ('x_ y_.mp3', 'recording', '_o.mp3')
    """
    own = re.split(r"[/\\\\]", name)[-1].strip(" .")
    own = re.sub(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]', "_", own)
    own = re.sub(r"^-", "_", own)
    stem, dot, suffix = own.rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{_cut(stem, suffix)}.{suffix}" if stem else fallback
    return _cut(own, "") or fallback


def _cut(stem: str, suffix: str) -> str:
    """Return as much of a stem as may stand before a suffix."""
    short = stem[: LONGEST_NAME - len(suffix)]
    return short.encode()[: LARGEST_NAME - len(suffix.encode())].decode(errors="ignore")


def check_sizes(sizes: dict[str, int], free: int) -> None:
    """Refuse files that are empty, too large, or more than the disk takes; raises `UsageError`."""
    for kind, size in sizes.items():
        if size <= 0:
            raise UsageError(f"the {kind} is empty")
        if size > LARGEST[kind]:
            raise UsageError(f"the {kind} is larger than {LARGEST[kind] >> 20} MB")
    if sum(sizes.values()) + MARGIN > free:
        raise UsageError("the disk has too little space for these files; make room and try again")


def receive(stream: Readable, size: int, target: Path, on_bytes: Callable[[int], None]) -> bool:
    """Write `size` bytes of a stream to a file, block by block; `False` where the stream ended before.

    `on_bytes` is called with how many have come. Raises `FileProblem` where they cannot be written.
    """
    come = 0
    try:
        with target.open("xb") as out:
            while come < size:
                block = stream.read(min(BLOCK, size - come))
                if not block:
                    return False
                out.write(block)
                come += len(block)
                on_bytes(come)
    except (ConnectionError, TimeoutError):
        return False
    except OSError as error:
        raise FileProblem(target.name, f"cannot be kept: {error.strerror}") from None
    return True


def check_transcript(path: Path) -> int:
    """Return how many words a transcript has; raises a `PullquoteError` with one line where it is none."""
    from align.transcript import read_transcript

    count = len(read_transcript(path).tokens)
    if not count:
        raise FileProblem(path, "holds no words")
    return count


def check_recording(path: Path) -> None:
    """Raise a `PullquoteError` with one line where a file is no recording, or has no sound."""
    from align.media import probe

    if probe(path).audio is None:
        raise FileProblem(path, "has no sound")
