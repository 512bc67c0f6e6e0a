"""How an episode is cut into overlapping chunks for a CTC model: pure arithmetic on samples and frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "STEP", "Chunk", "Geometry", "cut", "loudness", "plan", "quiet_stretches"]

RATE = 16_000
STEP = 160
"""Samples between two values of the loudness: 10 ms."""

CORE_SECONDS = 26.0
CONTEXT_SECONDS = 2.0
"""Chunks of 30 s. wav2vec2's attention reaches over the whole chunk, but what lies 2 s away hardly moves a letter."""

SILENCE_DB = -62.0
"""Below this (dB of full scale) nothing is said: near digital silence. Quiet rooms are louder and are not skipped."""

SILENCE_SECONDS = 3.0
MARGIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Geometry:
    """Frame `k` of a model sees samples `k * hop` up to `k * hop + width`."""

    hop: int
    width: int

    def frames(self, samples: int) -> int:
        """How many frames that many samples give; at least one (short sound is padded)."""
        return max(1, (samples - self.width) // self.hop + 1)

    def seconds(self, frame: float) -> float:
        """The time of a frame's centre."""
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


def loudness(blocks: Iterable[NDArray[np.int16]]) -> tuple[NDArray[np.float32], int]:
    """RMS level of every 10 ms in dB of full scale (-120 for digital silence), and the number of samples."""
    rows: list[NDArray[np.float32]] = []
    left = np.zeros(0, dtype=np.int16)
    total = 0
    for block in blocks:
        total += len(block)
        block = np.concatenate([left, block])
        whole = len(block) // STEP * STEP
        rows.append(_levels(block[:whole].reshape(-1, STEP)))
        left = block[whole:]
    if len(left):
        rows.append(_levels(left[None, :]))
    return (np.concatenate(rows) if rows else np.zeros(0, dtype=np.float32)), total


def _levels(rows: NDArray[np.int16]) -> NDArray[np.float32]:
    power = np.einsum("ij,ij->i", rows, rows, dtype=np.float64) / max(1, rows.shape[1])
    out: NDArray[np.float32] = (10 * np.log10(power / 32768**2 + 1e-12)).astype(np.float32)
    return out


def quiet_stretches(levels: NDArray[np.float32]) -> list[tuple[float, float]]:
    """Stretches (in seconds) of near digital silence that need no emissions; their margins are left out."""
    quiet = np.concatenate([[False], levels < SILENCE_DB, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8))).reshape(-1, 2) * (STEP / RATE)
    return [
        (float(start) + MARGIN_SECONDS, float(end) - MARGIN_SECONDS)
        for start, end in edges
        if end - start >= SILENCE_SECONDS
    ]


def plan(samples: int, geometry: Geometry, skip: Sequence[tuple[float, float]] = ()) -> tuple[Chunk, ...]:
    """Chunks that cover every frame once, except those that lie in the stretches (seconds) to skip."""
    frames = geometry.frames(samples)
    core = int(CORE_SECONDS * RATE) // geometry.hop
    context = int(CONTEXT_SECONDS * RATE) // geometry.hop * geometry.hop
    chunks = []
    for start, end in _kept(frames, geometry, skip):
        for first in range(start, end, core):
            last = min(end, first + core)
            low = max(0, first * geometry.hop - context)
            high = min(samples, (last - 1) * geometry.hop + geometry.width + context)
            chunks.append(Chunk(first, last, low, high))
    return tuple(chunks)


def _kept(frames: int, geometry: Geometry, skip: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in skip:
        stop = min(frames, int(start * RATE) // geometry.hop)
        if stop > at:
            yield at, stop
        at = max(at, int(end * RATE) // geometry.hop)
    if at < frames:
        yield at, frames


def cut(blocks: Iterable[NDArray[np.int16]], chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, NDArray[np.int16]]]:
    """The samples of each chunk (in order of their start), out of a stream that is read once and not kept."""
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
