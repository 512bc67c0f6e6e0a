"""How an episode is cut into overlapping chunks for a CTC model: pure arithmetic on samples and frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "STEP", "Chunk", "Geometry", "Loudness", "cut", "plan"]

RATE = 16_000
STEP = 160
"""Samples between two values of the loudness: 10 ms."""

CORE_SECONDS = 26.0
CONTEXT_SECONDS = 2.0
"""Chunks of 30 s. wav2vec2's attention reaches over the whole chunk, but what lies 2 s away hardly moves a letter."""

EDGE_SECONDS = 0.25
"""Context where nobody speaks: what is skipped begins well after the last word."""

SHORTEST_SKIP = 1.0
"""Seconds: shorter stretches are not worth a cut."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Frame `k` of a model sees samples `k * hop` up to `k * hop + width`."""

    hop: int
    width: int

    def frames(self, samples: int) -> int:
        """Return how many frames that many samples give; at least one (short sound is padded)."""
        return max(1, (samples - self.width) // self.hop + 1)

    def seconds(self, frame: float) -> float:
        """Return the time of a frame's centre."""
        return (frame * self.hop + self.width / 2) / RATE


@dataclass(frozen=True, slots=True)
class Chunk:
    """Frames `first` up to `last` are kept; the model hears the samples `low` up to `high`."""

    first: int
    last: int
    low: int
    high: int

    @property
    def name(self) -> str:
        """Stable within one plan of one recording."""
        return f"{self.first:08d}-{self.last:08d}-{self.low}-{self.high}"


class Loudness:
    """RMS level of every 10 ms in dB of full scale (-120 for digital silence), taken while a stream passes by."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float32]] = []
        self._left = np.zeros(0, dtype=np.int16)

    def passing(self, blocks: Iterable[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
        """Pass on the same blocks."""
        for block in blocks:
            yield block
            block = np.concatenate([self._left, block])
            whole = len(block) // STEP * STEP
            self._rows.append(_levels(block[:whole].reshape(-1, STEP)))
            self._left = block[whole:]

    def levels(self) -> NDArray[np.float32]:
        """Return what has passed."""
        last = [_levels(self._left[None, :])] if len(self._left) else []
        return np.concatenate([np.zeros(0, dtype=np.float32), *self._rows, *last])


def _levels(rows: NDArray[np.int16]) -> NDArray[np.float32]:
    power = np.einsum("ij,ij->i", rows, rows, dtype=np.float64) / max(1, rows.shape[1])
    out: NDArray[np.float32] = (10 * np.log10(power / 32768**2 + 1e-12)).astype(np.float32)
    return out


def plan(samples: int, geometry: Geometry, skip: Sequence[tuple[float, float]] = ()) -> tuple[Chunk, ...]:
    """Return chunks that cover every frame once, except those that lie in the stretches (seconds) to skip."""
    frames, hop = geometry.frames(samples), geometry.hop
    core = int(CORE_SECONDS * RATE) // hop
    context, edge = (int(seconds * RATE) // hop * hop for seconds in (CONTEXT_SECONDS, EDGE_SECONDS))
    chunks = []
    for start, end in _kept(frames, geometry, skip):
        for first in range(start, end, core):
            last = min(end, first + core)
            low = max(0, first * hop - context, start * hop - edge)
            high = min(samples, (last - 1) * hop + geometry.width + context, (end - 1) * hop + geometry.width + edge)
            chunks.append(Chunk(first, last, low, high))
    return tuple(chunks)


def _kept(frames: int, geometry: Geometry, skip: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in skip:
        if end - start < SHORTEST_SKIP:
            continue
        stop = min(frames, int(start * RATE) // geometry.hop)
        if stop > at:
            yield at, stop
        at = max(at, int(end * RATE) // geometry.hop)
    if at < frames:
        yield at, frames


def cut(blocks: Iterable[NDArray[np.int16]], chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, NDArray[np.int16]]]:
    """Yield the samples of each chunk (in order of their start), out of a stream that is read once and not kept."""
    waiting = list(chunks)
    held, origin = np.zeros(0, dtype=np.int16), 0
    for block in blocks:
        held = np.concatenate([held, block])
        while waiting and waiting[0].high <= origin + len(held):
            chunk = waiting.pop(0)
            yield chunk, held[chunk.low - origin : chunk.high - origin].copy()
        keep = max(0, min(len(held), (waiting[0].low - origin) if waiting else len(held)))
        held, origin = held[keep:], origin + keep
        if not waiting:
            return
