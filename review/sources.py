"""Where the bytes of a recording come from: a file on disk, or sound that is being decoded."""

from __future__ import annotations

import struct
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["BLOCK", "RATE", "FileSource", "Source", "WaveSource"]

RATE = 24000
"""Samples a second of the plain copy: consonants stay clear, and two hours take 350 MB of temporary disk."""
BLOCK = 1 << 18
WAV_HEADER = 44
WAIT = 30.0
"""Seconds that a request waits for sound not decoded yet; a whole episode takes ten."""


class Source(Protocol):
    """Bytes that can be asked for from any place."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        ...

    @property
    def content_type(self) -> str:
        """The MIME type."""
        ...

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop` in blocks of at most 256 KiB."""
        ...


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, streamed from disk."""

    path: Path

    size: int
    content_type: str

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop`; fewer bytes where the file has become shorter."""
        with self.path.open("rb") as stream:
            stream.seek(start)
            while start < stop:
                block = stream.read(min(BLOCK, stop - start))
                if not block:
                    return
                start += len(block)
                yield block


class WaveSource:
    """A WAV file that is still being decoded: a request for what is not there yet waits for it."""

    content_type = "audio/wav"

    def __init__(self, seconds: float) -> None:
        self.size = WAV_HEADER + 2 * round(seconds * RATE)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the server
        self._grown = threading.Condition()
        self._file.write(_wav_header(self.size - WAV_HEADER))
        self._written = WAV_HEADER
        self._done = False

    def write(self, samples: bytes) -> None:
        """Append samples; what goes beyond the length announced is dropped."""
        with self._grown:
            part = samples[: max(0, self.size - self._written)]
            self._file.seek(self._written)
            self._file.write(part)
            self._written += len(part)
            self._grown.notify_all()

    def close(self) -> None:
        """Forget the samples."""
        self._file.close()

    def finish(self) -> None:
        """Say that nothing more will come: what is missing is silence."""
        with self._grown:
            self._done = True
            self._grown.notify_all()

    def blocks(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield `start..stop`, waiting for the decoder where need be."""
        while start < stop:
            wanted = min(start + BLOCK, stop)
            with self._grown:
                self._grown.wait_for(lambda w=wanted: self._done or self._written >= w, WAIT)  # type: ignore[misc]
                there = max(start, min(wanted, self._written))
                self._file.seek(start)
                block = self._file.read(there - start)
                if not self._done and not block:
                    return
            yield block if not self._done else block.ljust(wanted - start, b"\0")
            start += len(block) if not self._done else wanted - start


def _wav_header(size: int) -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    return b"RIFF" + struct.pack("<I", 36 + size) + b"WAVE" + form + b"data" + struct.pack("<I", size)
