"""Which stretch of a new recording is which of an old one, to a hundredth of a second: fingerprints that agree.

Frames with the same 24 bits are hits. Hits of one stretch lie on one diagonal (the same offset, but for the speed);
a Viterbi search over quarters of a second then chooses among the diagonals, or none, by all bits of all frames.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edits.conform.prints import BITS, HOP, RATE, Prints

__all__ = ["Diagonal", "Rough", "match_prints"]


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """How fingerprints are matched.

    Args:
        common: bits found in more frames of the old recording than this say nothing.
        cell: frames by which the hits of one diagonal may differ.
        gap: frames without a hit that end a diagonal.
        hits: so many make a diagonal worth looking at.
        strong: so many leave no room for a weaker one beside them.
        most: diagonals that are tried, the strongest first; in a cut that is recognised there are far fewer.
        margin: frames by which a diagonal is tried beyond its first and last hit.
        block: frames that are decided together.
        alike: share of bits from which on two frames rather are the same sound; by chance it is a half.
        dip: by so much less than elsewhere in a stretch bits agree where it is looked at again.
        switch: what it costs to change the diagonal, in frames of perfect agreement.
        fastest, step: speeds that are tried, as shares of the old recording's.
        better: so many times as good as the old recording's own speed another one must be.
    """

    common: int = 40
    cell: int = 6
    gap: int = 190
    hits: int = 5
    strong: int = 40
    most: int = 2000
    margin: int = 250
    block: int = 16
    alike: float = 0.7
    dip: float = 0.12
    switch: float = 6.0
    fastest: float = 0.05
    step: float = 0.0005
    better: float = 1.1


SETTINGS = MatchSettings()

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Diagonal:
    """Frames `first` to `last` of the new recording may be those of the old one `offset` frames on, at some speed."""

    first: int
    last: int
    offset: float


@dataclass(frozen=True, slots=True)
class Rough:
    """A stretch that was recognised: seconds of the new recording, and how many seconds the old one is ahead.

    `dips`: seconds of the new recording at which both agree less than elsewhere; something short may have been put in
    the place of something as long.
    """

    start: float
    end: float
    shift: float
    dips: tuple[float, ...] = ()


def match_prints(
    new: Prints, old: Prints, *, speed: float | None = None, settings: MatchSettings = SETTINGS
) -> tuple[float, list[Rough]]:
    """Find the speed of the new recording (old seconds in a new one) and the stretches that are of the old one.

    The old second of the new one `t` is `t * speed + shift`; `speed` is looked for where it is not given. No stretch
    where nothing was recognised.
    """
    at, place = _hits(new, old, settings)
    if not len(at):
        return 1.0, []
    if speed is None:
        speed = _speed(at, place, settings)
    diagonals = list(_diagonals(at, place - at * speed, settings))
    # Every diagonal found in both grids of cells is tried once.
    diagonals = _distinct(diagonals, settings)
    tried = [_agreement(new, old, each, speed, settings) for each in diagonals]
    chosen = _search(tried, len(new) // settings.block + 1, settings)
    return speed, [_rough(run, diagonals[run[2]], tried[run[2]], len(new), settings) for run in chosen]


def _rough(
    run: tuple[int, int, int],
    diagonal: Diagonal,
    tried: tuple[int, NDArray[np.float64]],
    frames: int,
    settings: MatchSettings,
) -> Rough:
    first, last, _ = run
    seconds = HOP / RATE
    block = settings.block * seconds
    gains = tried[1][first - tried[0] : last - tried[0]] / settings.block
    low = np.flatnonzero(gains < np.median(gains) - settings.dip)
    # Blocks side by side are one dip. A frame tells of the third of a second behind its beginning.
    groups = np.split(low, np.flatnonzero(np.diff(low) > 1) + 1) if len(low) else []
    dips = tuple(float((first + group.mean() + 1) * block) for group in groups)
    return Rough(first * block, min(frames * seconds, last * block), diagonal.offset * seconds, dips)


def _hits(new: Prints, old: Prints, settings: MatchSettings) -> tuple[Ints, Ints]:
    """Return frames of both recordings with the same bits: those of the new one, those of the old one."""
    order = np.argsort(old, kind="stable")
    ordered = old[order]
    asked = np.arange(0, len(new), 2)
    begin = np.searchsorted(ordered, new[asked], "left")
    count = np.searchsorted(ordered, new[asked], "right") - begin
    # No bit at all is silence, or the end of the recording.
    useful = (count > 0) & (count <= settings.common) & (new[asked] != 0)
    asked, begin, count = asked[useful], begin[useful], count[useful]
    ends = np.cumsum(count)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)
    return np.repeat(asked, count), order[np.repeat(begin, count) + within]


def _speed(at: Ints, place: Ints, settings: MatchSettings) -> float:
    """Return the speed at which most hits lie on few diagonals."""
    steps = round(settings.fastest / settings.step)
    found = []
    for k in range(-steps, steps + 1):
        speed = 1 + k * settings.step
        cells = ((place - at * speed) / settings.cell).astype(np.int64)
        counts = np.bincount(cells - cells.min()).astype(np.float64)
        found.append((float((counts**2).sum()) * (settings.better if k == 0 else 1.0), speed))
    return max(found)[1]


def _diagonals(at: Ints, offsets: NDArray[np.float64], settings: MatchSettings) -> Iterator[Diagonal]:
    """Yield the runs of hits on one diagonal; weak ones only where there is no strong one, since words repeat
    themselves.
    """
    runs: list[tuple[int, int, int, NDArray[np.float64]]] = []
    for grid in (0.0, 0.5):
        cells = np.floor(offsets / settings.cell + grid).astype(np.int64)
        order = np.lexsort((at, cells))
        cell, when, offset = cells[order], at[order], offsets[order]
        breaks = np.flatnonzero((np.diff(cell) != 0) | (np.diff(when) > settings.gap)) + 1
        edges = np.concatenate([[0], breaks, [len(when)]])
        for k in np.flatnonzero(np.diff(edges) >= settings.hits):
            a, b = int(edges[k]), int(edges[k + 1])
            runs.append((b - a, int(when[a]), int(when[b - 1]), offset[a:b]))
    size = settings.block
    covered = np.zeros(int(at.max()) // size + 2, np.bool_)
    tried = 0
    for count, first, last, offset in sorted(runs, key=lambda run: -run[0]):
        inside = covered[first // size : last // size + 1]
        if count < settings.strong and inside.all():
            continue
        if count >= settings.strong:
            inside[:] = True
        tried += 1
        if tried > settings.most:
            return
        yield Diagonal(first, last, float(np.median(offset)))


def _distinct(diagonals: Sequence[Diagonal], settings: MatchSettings) -> list[Diagonal]:
    """Leave out a diagonal that lies within a longer one of nearly the same offset."""
    kept: list[Diagonal] = []
    by_offset: dict[int, list[Diagonal]] = {}
    for each in sorted(diagonals, key=lambda each: each.first - each.last):
        cell = round(each.offset / settings.cell)
        near = [other for key in (cell - 1, cell, cell + 1) for other in by_offset.get(key, ())]
        if any(
            other.first <= each.first and each.last <= other.last and abs(other.offset - each.offset) <= 2
            for other in near
        ):
            continue
        kept.append(each)
        by_offset.setdefault(cell, []).append(each)
    return kept


def _agreement(
    new: Prints, old: Prints, diagonal: Diagonal, speed: float, settings: MatchSettings
) -> tuple[int, NDArray[np.float64]]:
    """Return how much better than chance the bits agree along a diagonal: the first block, and a value for each
    block.
    """
    size = settings.block
    first = max(0, diagonal.first - settings.margin) // size
    last = min(len(new), diagonal.last + settings.margin) // size + 1
    frames = np.arange(first * size, min(last * size, len(new)))
    places = np.round(frames * speed + diagonal.offset).astype(np.int64)
    inside = (places >= 0) & (places < len(old))
    differ = np.where(inside, new[frames] ^ old[np.clip(places, 0, len(old) - 1)], (1 << BITS) - 1)
    share = 1 - _ones(differ) / BITS
    gain = np.where(inside, share, 0.0) - settings.alike
    padded = np.pad(gain, (0, -len(gain) % size))
    return first, padded.reshape(-1, size).sum(axis=1)


@functools.cache
def _bit_counts() -> NDArray[np.int64]:
    """Return how many bits are set in each number of 12 bits."""
    return np.array([bin(k).count("1") for k in range(1 << 12)], np.int64)


def _ones(values: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return how many bits are set."""
    table = _bit_counts()
    ones: NDArray[np.int64] = table[values & 0xFFF] + table[values >> 12]
    return ones


def _search(
    tried: Sequence[tuple[int, NDArray[np.float64]]], blocks: int, settings: MatchSettings
) -> list[tuple[int, int, int]]:
    """Return the best way through all blocks: runs of (first block, behind the last, diagonal)."""
    begins: dict[int, list[int]] = {}
    for k, (first, _) in enumerate(tried):
        begins.setdefault(first, []).append(k)
    nothing = -1
    scores = {nothing: 0.0}
    back: list[dict[int, int]] = []
    for block in range(blocks):
        best = max(scores, key=lambda k: scores[k])
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        live = [k for k in scores if k == nothing or block < tried[k][0] + len(tried[k][1])]
        for k in [*live, *begins.get(block, ())]:
            stay = scores.get(k, -np.inf)
            change = scores[best] - settings.switch
            origin[k] = k if stay >= change else best
            gain = 0.0 if k == nothing else float(tried[k][1][block - tried[k][0]])
            reached[k] = max(stay, change) + gain
        back.append(origin)
        scores = reached
    path = [max(scores, key=lambda k: scores[k])]
    for origin in reversed(back[1:]):
        path.append(origin[path[-1]])
    path.reverse()
    runs: list[tuple[int, int, int]] = []
    for block, k in enumerate(path):
        if runs and runs[-1][2] == k and runs[-1][1] == block:
            runs[-1] = (runs[-1][0], block + 1, k)
        elif k != nothing:
            runs.append((block, block + 1, k))
    return runs
