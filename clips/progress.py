"""Clips that are made side by side: how far each is, and how many cores its encoder gets."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

from align.progress import ItemProgress

__all__ = ["ProgressTracker"]

ALONE = 1.5
"""The last clip gets all cores if it has so many times more left to make than any other that is running."""

LAST_SHOWN = 0.99
"""Share shown at most while a clip is being made: the file is still to be finished and measured."""


class ProgressTracker:
    """Keep account of clips by name.

    Args:
        seconds: length of each clip.
        workers: clips at a time.
        on_progress: called at each change with the clip's name.
        cores: of the processor; all of them where `None`.
    """

    def __init__(
        self, seconds: Mapping[str, float], workers: int, on_progress: ItemProgress, cores: int | None = None
    ) -> None:
        self._seconds, self._workers, self._on_progress = dict(seconds), workers, on_progress
        self._cores = cores or os.cpu_count() or 1
        self._share = dict.fromkeys(seconds, 0.0)
        self._running: set[str] = set()
        self._started = self._finished = 0
        self._lock = threading.Lock()
        self._report_total()

    def start(self, name: str) -> int:
        """Return the threads for the encoder of this clip; 0, its own choice, where clips are made one by one."""
        with self._lock:
            self._started += 1
            others = max((self._remaining(other) for other in self._running), default=0.0)
            self._running.add(name)
            # The last one takes what the others leave, if it will be alone for long.
            alone = self._started == len(self._seconds) and self._remaining(name) > ALONE * others
        self._on_progress(name, 0.0, name)
        if self._workers == 1:
            return 0
        return max(1, self._cores // (1 if alone else self._workers))

    def update(self, name: str, share: float) -> None:
        """Note that a share of a clip is made."""
        with self._lock:
            self._share[name] = share
        self._on_progress(name, min(LAST_SHOWN, share), name)
        self._report_total()

    def finish(self, name: str) -> None:
        """Note that a clip is made, or failed."""
        with self._lock:
            self._share[name] = 1.0
            self._running.discard(name)
            self._finished += 1
        self._on_progress(name, 1.0, name)
        self._report_total()

    def _remaining(self, name: str) -> float:
        return self._seconds[name] * (1 - self._share[name])

    def _report_total(self) -> None:
        total = sum(self._seconds.values())
        done = total - sum(map(self._remaining, self._seconds))
        self._on_progress(None, done / total if total else 1.0, f"{self._finished} of {len(self._seconds)} clips")
