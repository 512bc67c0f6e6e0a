"""Emissions on disk: one small file a chunk, in a folder for each recording and model.

A run that was interrupted, or a second run with another transcript, takes up what is there.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import sys
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.ctc.chunks import Chunk
from align.ctc.columns import IMPOSSIBLE
from align.errors import FileProblem
from align.files import write_whole

__all__ = ["Emissions", "Store", "cache_folder"]

log = logging.getLogger(__name__)

MOST_BYTES = 4 << 30
"""The folders of other recordings go, oldest first, when the cache grows beyond this."""

SILENT = IMPOSSIBLE
"""Letters of frames without emissions."""

SAMPLED = 64
"""Chunks from which the symbols' shares are taken: half an hour of sound."""


def cache_folder() -> Path:
    """Return where this user's programs keep what can be made again (`XDG_CACHE_HOME` first, then the system's
    habit).
    """
    if os.environ.get("XDG_CACHE_HOME"):
        root = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path.home() / ".cache"
    return root / "pullquote"


class Store:
    """The chunks of one recording and one model."""

    def __init__(self, key: str, root: Path | None = None) -> None:
        self.folder = (root or cache_folder()) / "emissions" / key
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            os.utime(self.folder)
        except OSError as error:
            raise FileProblem(self.folder, f"the cache cannot be written: {error.strerror}") from None
        _prune(self.folder)

    def path(self, chunk: Chunk) -> Path:
        """Return the file of a chunk."""
        return self.folder / f"{chunk.name}.npy"

    def has(self, chunk: Chunk) -> bool:
        """Tell whether the chunk is there, whole."""
        return self.load(chunk) is not None

    def load(self, chunk: Chunk) -> NDArray[np.float16] | None:
        """Read frames x symbols, or `None` where the file is missing or damaged."""
        try:
            found = np.load(self.path(chunk), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        if found.dtype != np.float16 or found.ndim != 2 or len(found) != chunk.last - chunk.first:
            return None
        out: NDArray[np.float16] = found
        return out

    def save(self, chunk: Chunk, scores: NDArray[np.float16]) -> None:
        """Write a chunk, whole or not at all."""
        raw = io.BytesIO()
        np.save(raw, scores, allow_pickle=False)
        write_whole(self.path(chunk), raw.getvalue(), force=True)


def _prune(keep: Path) -> None:
    folders = [folder for folder in keep.parent.iterdir() if folder.is_dir() and folder != keep]
    sized = [(folder.stat().st_mtime, sum(f.stat().st_size for f in folder.iterdir()), folder) for folder in folders]
    total = sum(size for _, size, _ in sized)
    for _, size, folder in sorted(sized):
        if total <= MOST_BYTES:
            return
        log.info("%s: emissions of another recording are removed to make room", folder)
        shutil.rmtree(folder, ignore_errors=True)
        total -= size


class Emissions:
    """All frames of a recording, read from the store as they are asked for."""

    def __init__(self, store: Store, chunks: Sequence[Chunk], frames: int, symbols: int, blank: int) -> None:
        self.frames = frames
        self.symbols = symbols
        self._store, self._chunks, self._blank = store, chunks, blank
        self._starts = np.array([chunk.first for chunk in chunks], dtype=np.int64)
        self._near: OrderedDict[int, NDArray[np.float16]] = OrderedDict()

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        """Read log-probabilities, frames x symbols; frames that were skipped as silent are sure to be blank."""
        out = np.full((last - first, self.symbols), SILENT, dtype=np.float32)
        out[:, self._blank] = 0.0
        index = max(0, int(np.searchsorted(self._starts, first, side="right")) - 1)
        while index < len(self._chunks) and self._chunks[index].first < last:
            chunk = self._chunks[index]
            low, high = max(first, chunk.first), min(last, chunk.last)
            if low < high:
                out[low - first : high - first] = self._chunk(index)[low - chunk.first : high - chunk.first]
            index += 1
        return out

    def shares(self) -> NDArray[np.float32]:
        """Return how often, 0..1, the model hears each symbol in this recording, on average over frames with
        emissions.
        """
        chosen = sorted({len(self._chunks) * k // SAMPLED for k in range(SAMPLED)}) if self._chunks else []
        total, frames = np.zeros(self.symbols), 0
        for index in chosen:
            scores = self._chunk(index).astype(np.float32)
            total += np.exp(scores).sum(axis=0, dtype=np.float64)
            frames += len(scores)
        return (total / max(1, frames)).astype(np.float32)

    def _chunk(self, index: int) -> NDArray[np.float16]:
        if index not in self._near:
            scores = self._store.load(self._chunks[index])
            if scores is None:
                raise FileProblem(self._store.path(self._chunks[index]), "was removed from the cache meanwhile")
            self._near[index] = scores
            if len(self._near) > 3:
                self._near.popitem(last=False)
        return self._near[index]
