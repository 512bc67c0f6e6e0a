"""Clips that are being made side by side: how far each is, for the progress, and which of the cores it gets."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping

__all__ = ["Board", "Watch"]

Watch = Callable[[str | None, float, str], None]
"""Called with what is under way (`None`: everything), the share done (0..1), and what is being done."""


class Board:
    """Keeps account of clips by name.

    Args:
        seconds: length of each clip. workers: clips at a time. cores: of the processor, all of them unless told.
    """

    def __init__(self, seconds: Mapping[str, float], workers: int, report: Watch, cores: int | None = None) -> None:
        self._seconds, self._workers, self._report = dict(seconds), workers, report
        self._cores = cores or os.cpu_count() or 1
        self._share = dict.fromkeys(seconds, 0.0)
        self._running: set[str] = set()
        self._begun = self._ended = 0
        self._lock = threading.Lock()
        self._tell()

    def begin(self, name: str) -> int:
        """Threads for the encoder of this clip; 0, its own choice, where clips are made one by one."""
        with self._lock:
            self._begun += 1
            others = max((self._left(other) for other in self._running), default=0.0)
            self._running.add(name)
            # The last one takes what the others leave, if it will be alone for long.
            alone = self._begun == len(self._seconds) and self._left(name) > 1.5 * others
        self._report(name, 0.0, name)
        if self._workers == 1:
            return 0
        return max(1, self._cores // (1 if alone else self._workers))

    def note(self, name: str, share: float) -> None:
        """So much of a clip is made."""
        with self._lock:
            self._share[name] = share
        self._report(name, min(0.99, share), name)
        self._tell()

    def end(self, name: str) -> None:
        """A clip is made, or failed."""
        with self._lock:
            self._share[name] = 1.0
            self._running.discard(name)
            self._ended += 1
        self._report(name, 1.0, name)
        self._tell()

    def _left(self, name: str) -> float:
        return self._seconds[name] * (1 - self._share[name])

    def _tell(self) -> None:
        total = sum(self._seconds.values())
        done = total - sum(map(self._left, self._seconds))
        self._report(None, done / total if total else 1.0, f"{self._ended} of {len(self._seconds)} clips")
