"""The best path of a whole transcript through the frames of a CTC model.

One Viterbi pass over the episode, inside a window of units that follows the best path; where nothing in the window
explains the sound, the pass goes back a little and on with a wider one, so that a cut of any length is leapt over.
Scores are kept at every `BLOCK` frames; the back-pointers of one block at a time are made again on the way back. Memory
does therefore not grow with the episode, save four bytes a frame for the path itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.ctc.graph import HEAD, Graph
from align.kernels import kernel

__all__ = ["IMPOSSIBLE", "Costs", "Path", "Read", "Spans", "balanced", "best_path", "spans", "to_columns"]

BLOCK = 256
NONE = -1e30

IMPOSSIBLE = -1e4
"""A log-probability that no model gives: no word may have a letter in such a frame, whatever else it costs."""

COMMON, RARE = 0.75, 1e-4
"""How much of the logarithm of a symbol's share is taken off its scores, and the least share that counts.

A CTC model puts its doubt into blanks: what it hears badly is blank with 99%, and the letter with 1%. With 0.75 words
in noise, echo or telephone sound that were lost for the greater part are found like others (docs/whisperx.md)."""

WIDER = ((1, 2), (4, 12), (16, 48), (64, 0))
"""Windows in turn, against the usual one, and after how many unexplained blocks (5 s each) the next is tried: 0, never.

Untranscribed speech cannot be told from a cut before the words after the cut have matched for a while."""

UNEXPLAINED = 0.6
"""Share of what the filler alone would cost, from which on a block counts as unexplained by the words; right words cost
a tenth of it in a quiet room and 0.3 in noise, others as much as the filler or more."""

CALM = 3
"""So many explained blocks in a row bring the usual window back."""

QUIET = 40.0
"""A block in which the filler alone costs less (nats) has nothing to explain."""

SPARE = 2_500_000
"""Units times blocks: wider windows are given up when they have taken so much work, some 20 s in all."""

Read = Callable[[int, int], NDArray[np.float32]]
"""Log-probabilities of the frames from one index up to another: frames x symbols."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the path pays, in nats below the best symbol of the frame.

    Measured with the fixture model on synthesised episodes with cuts and untranscribed speech: cheaper skips lose words
    that a weak model reads badly, dearer ones lose nothing until a cut of many words is no longer seen; a filler at 1
    loses words in telephone sound, at 3 words are put into untranscribed speech.

    Args:
        floor: no frame costs a state more than this, however sure the model is.
        filler: a frame of filler where the model hears a letter; frames where it hears none are free.
        enter_filler, enter_skip: paid once.
        skip: for each unit that is skipped.
        enter_leap, leap: the same for cuts of many units.
        beam: the window lets go of units this far below the best.
        window: units in play at once.
    """

    floor: float = 10.0
    filler: float = 1.5
    enter_filler: float = 12.0
    enter_skip: float = 40.0
    skip: float = 3.0
    enter_leap: float = 90.0
    leap: float = 0.3
    beam: float = 250.0
    window: int = 360


@dataclass(frozen=True, slots=True)
class Path:
    """The state in each frame, its score, and the filler's there (0 = nothing fits better, in nats)."""

    state: NDArray[np.int32]
    score: NDArray[np.float32]
    filler: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spans:
    """For each unit, in frames; -1 where the unit was skipped.

    Args:
        first, last: the first frame of the first letter, the last frame of the last.
        score: mean over the letters of their best frame, in nats (0 = perfect), -inf where skipped.
        worst: the worst letter's best frame.
        letters: how many letters the way that was said has.
        unexplained: what the path pays in the 30 s around, as a share of what the filler alone would: 1 where the words
            explain nothing of the sound.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    score: NDArray[np.float32]
    worst: NDArray[np.float32]
    letters: NDArray[np.int32]
    unexplained: NDArray[np.float32]


def balanced(read: Read, shares: NDArray[np.float32]) -> Read:
    """Scores without what the model says of any sound: `shares` is how often it hears each symbol, 0..1."""
    offset = (COMMON * np.log(np.maximum(shares, RARE))).astype(np.float32)

    def read_balanced(first: int, last: int) -> NDArray[np.float32]:
        return read(first, last) - offset

    return read_balanced


def to_columns(scores: NDArray[np.float32], graph: Graph, separator: int | None, costs: Costs) -> NDArray[np.float32]:
    """Frames x symbols (log-probabilities) to frames x the graph's columns, in nats below the frame's best symbol."""
    blank = int(graph.columns[0])
    scores = scores - scores.max(axis=1, keepdims=True)
    out = np.empty((len(scores), len(graph.columns) + 2), dtype=np.float32)
    out[:, :-2] = scores[:, graph.columns]
    quiet = scores[:, blank] if separator is None else np.maximum(scores[:, blank], scores[:, separator])
    out[:, -2] = quiet
    # The best symbol of the frame costs nothing, so the filler pays its price unless that symbol is no letter.
    out[:, -1] = np.maximum(quiet, -costs.filler)
    np.maximum(out, -costs.floor, out=out, where=out > IMPOSSIBLE / 2)
    return out


def best_path(
    graph: Graph,
    frames: int,
    read: Read,
    *,
    separator: int | None,
    costs: Costs | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Path:
    """The best path through all frames.

    `read` gives the log-probabilities of a run of frames and is called for each block twice; `separator` is the
    model's word separator, if it has one; `tick` is called with the share done.
    """
    costs = costs or Costs()
    forward = _Forward(graph, costs)
    starts = range(0, frames, BLOCK)

    def columns_of(block: int) -> NDArray[np.float32]:
        return to_columns(read(starts[block], min(frames, starts[block] + BLOCK)), graph, separator, costs)

    saved = _follow(forward, len(starts), columns_of, tick)
    state = np.empty(frames, dtype=np.int32)
    score, filler = np.empty(frames, dtype=np.float32), np.empty(frames, dtype=np.float32)
    at = forward.final()
    for block in reversed(range(len(starts))):
        start, columns = starts[block], columns_of(block)
        part = slice(start, start + len(columns))
        filler[part] = columns[:, -1]
        forward.restore(saved[block])
        back, base = forward.trace(columns)
        at = _walk(back, base, columns, at, state[part], score[part], graph.column, *forward.tables)
        tick(1.0 - 0.4 * start / frames)
    return Path(state, score, filler)


def _follow(
    forward: _Forward, blocks: int, columns_of: Callable[[int], NDArray[np.float32]], tick: Callable[[float], None]
) -> list[_Point]:
    """Run over all blocks; the scores before each, for the way back."""
    saved: list[_Point] = []
    spare = SPARE
    block = level = unexplained = explained = furthest = 0
    while block < blocks:
        del saved[block:]
        saved.append(forward.save())
        columns = columns_of(block)
        if _unexplained(forward.run(columns), columns):
            unexplained, explained = unexplained + 1, 0
        else:
            unexplained, explained = 0, explained + 1
        spare -= forward.wide if level else 0
        if unexplained and unexplained == WIDER[level][1] and spare > 0 and not forward.sees_all:
            # Back to the block before: the cut may have come late in it.
            level, furthest, block = level + 1, block, max(0, block - unexplained)
            unexplained = 0
            forward.restore(saved[block])
            forward.widen(WIDER[level][0])
            continue
        if level and (spare <= 0 or (explained >= CALM and block > furthest)):
            level = 0
            forward.widen(1)
        block += 1
        tick(0.6 * max(block, furthest) / blocks)
    return saved


def _unexplained(lost: float, columns: NDArray[np.float32]) -> bool:
    """Whether the path through a block, `lost` nats below perfect, is hardly better than the filler alone."""
    filler = -float(columns[:, -1].sum())
    return filler > QUIET and lost > UNEXPLAINED * filler


@dataclass(frozen=True, slots=True)
class _Point:
    """Scores of the units from `low` to `high`, and how wide the window may become."""

    low: int
    high: int
    wide: int
    scores: NDArray[np.float32]


class _Forward:
    """Scores of the states after the latest frame, and the window of units they are known for."""

    def __init__(self, graph: Graph, costs: Costs) -> None:
        self.graph, self.costs = graph, costs
        self.now = np.full(graph.states + 1, NONE, dtype=np.float32)
        self.next = self.now.copy()
        self.window = np.array([0, min(graph.units + 1, costs.window)], dtype=np.int64)
        # Before the first frame the path stands in a boundary that nothing precedes.
        self.now[1] = 0.0
        owner = np.repeat(np.arange(graph.units + 1), np.diff(graph.block))
        self.owner = owner.astype(np.int32)
        self.tables = (graph.first, graph.second, graph.block, self.owner, graph.ends, graph.end_of)
        self.wide = costs.window
        prices = (costs.enter_filler, costs.enter_skip, costs.skip, costs.enter_leap, costs.leap, costs.beam)
        self.prices = np.array(prices, dtype=np.float32)

    @property
    def sees_all(self) -> bool:
        """Whether the window reaches to the end of the transcript."""
        return int(self.window[1]) == self.graph.units + 1

    def run(self, columns: NDArray[np.float32]) -> float:
        """Go on by some frames; how many nats the best path lost."""
        return self._advance(columns, np.zeros((1, 1), dtype=np.uint8), np.zeros(len(columns), np.int32), trace=False)

    def trace(self, columns: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """Go on by some frames; the back-pointers, and the first state of each frame's window."""
        back = np.zeros((len(columns), _widest(self.graph.block, self.wide)), dtype=np.uint8)
        base = np.zeros(len(columns), dtype=np.int32)
        self._advance(columns, back, base, trace=True)
        return back, base

    def _advance(
        self, columns: NDArray[np.float32], back: NDArray[np.uint8], base: NDArray[np.int32], *, trace: bool
    ) -> float:
        tables = (self.graph.column, *self.tables)
        swapped, lost = _advance(
            columns, self.now, self.next, self.window, *tables, self.prices, self.wide, back, base, trace
        )
        if swapped:
            self.now, self.next = self.next, self.now
        return float(lost)

    def widen(self, times: int) -> None:
        """Make the window so many times the usual one; what a narrower one leaves out is forgotten."""
        self.wide = self.costs.window * times
        low, high = (int(unit) for unit in self.window)
        block = self.graph.block
        best = int(self.owner[block[low] + self.now[block[low] : block[high]].argmax()])
        first = max(low, best - self.wide // 3)
        last = min(self.graph.units + 1, first + self.wide)
        for scores in (self.now, self.next):
            scores[block[low] : block[first]] = NONE
            scores[block[min(last, high)] : block[high]] = NONE
        self.window[:] = first, last

    def save(self) -> _Point:
        """What `restore` needs."""
        low, high = (int(unit) for unit in self.window)
        scores = self.now[self.graph.block[low] : self.graph.block[high]].copy()
        return _Point(low, high, self.wide, scores)

    def restore(self, point: _Point) -> None:
        """Go back to where `save` was called."""
        self.now[:] = NONE
        self.next[:] = NONE
        start = self.graph.block[point.low]
        self.now[start : start + len(point.scores)] = point.scores
        self.window[:] = point.low, point.high
        self.wide = point.wide

    def final(self) -> int:
        """The best state to end in: what is left of the transcript counts as skipped."""
        low, high = (int(unit) for unit in self.window)
        units = np.arange(low, high)
        left = self.graph.units - units
        skipped = np.minimum(
            self.costs.enter_skip + self.costs.skip * left, self.costs.enter_leap + self.costs.leap * left
        )
        price = np.where(left > 0, skipped, 0.0)
        heads = self.graph.block[low:high]
        ends = np.concatenate([self.now[heads + 1] - price, self.now[heads + 2] - price])
        chosen = int(ends.argmax())
        return int(heads[chosen % len(heads)]) + 1 + chosen // len(heads)


def _widest(block: NDArray[np.int32], window: int) -> int:
    if len(block) <= window:
        return int(block[-1])
    return int((block[window:] - block[:-window]).max())


@kernel()
def _advance(  # type: ignore[no-untyped-def]
    columns, now, nxt, window, column, first, second, block, owner, ends, end_of, prices, wide, back, base, trace
):  # pragma: no cover - compiled
    enter_filler, enter_skip, skip, enter_leap, leap, beam = prices
    blocks = len(block) - 1
    low, high = window[0], window[1]
    swapped, lost = False, 0.0
    for frame in range(len(columns)):
        row = columns[frame]
        origin = block[low]
        base[frame] = origin
        best, best_unit = np.float32(NONE), low
        for unit in range(low, high):
            head = block[unit]
            # X: from itself, from a skip, from the last letters of the unit before.
            score, code = now[head + 1], 0
            if now[head] > score:
                score, code = now[head], 1
            if now[head + 3] > score:
                score, code = now[head + 3], 2
            if unit > 0:
                for way in range(end_of[unit - 1], end_of[unit]):
                    if now[ends[way]] > score:
                        score, code = now[ends[way]], 3 + way - end_of[unit - 1]
            score += row[-2]
            nxt[head + 1] = score
            top = score
            if trace:
                back[frame, head + 1 - origin] = code
            # F: from itself or from X.
            score, code = now[head + 2], 0
            if now[head + 1] - enter_filler > score:
                score, code = now[head + 1] - enter_filler, 1
            score += row[-1]
            nxt[head + 2] = score
            top = max(top, score)
            if trace:
                back[frame, head + 2 - origin] = code
            # K and L: no frame of their own, so they read this frame's scores of the unit before.
            score, code = np.float32(NONE), 0
            far, far_code = np.float32(NONE), 3
            if unit > low:
                before = block[unit - 1]
                leave, left = nxt[before + 1], 1
                if nxt[before + 2] > leave:
                    leave, left = nxt[before + 2], 2
                score, far = nxt[before] - skip, nxt[before + 3] - leap
                if leave - enter_skip - skip > score:
                    score, code = leave - enter_skip - skip, left
                if leave - enter_leap - leap > far:
                    far, far_code = leave - enter_leap - leap, left
            nxt[head], nxt[head + 3] = score, far
            if trace:
                back[frame, head - origin], back[frame, head + 3 - origin] = code, far_code
            for state in range(head + HEAD, block[unit + 1]):
                score, code = now[state], 0
                other = now[first[state]]
                if other > score:
                    score, code = other, 1
                other = now[second[state]]
                if other > score:
                    score, code = other, 2
                score += row[column[state]]
                nxt[state] = score
                if score > top:
                    top = score
                if trace:
                    back[frame, state - origin] = code
            if top > best:
                best, best_unit = top, unit
        now, nxt = nxt, now
        swapped = not swapped
        lost -= best
        low, high = _move(now, nxt, low, high, best, best_unit, beam, wide, block, blocks)
    window[0], window[1] = low, high
    return swapped, lost


@kernel()
def _move(now, nxt, low, high, best, best_unit, beam, wide, block, blocks):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Scores relative to the best, and the window's new ends; a third of it stays behind the best unit."""
    for state in range(block[low], block[high]):
        now[state] -= best
    start = low
    while low < best_unit and (low < best_unit - wide // 3 or _dead(now, block[low], block[low + 1], beam)):
        low += 1
    for state in range(block[start], block[low]):
        now[state] = NONE
        nxt[state] = NONE
    return low, min(blocks, low + wide)


@kernel()
def _dead(now, start, end, beam):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    alive = False
    for state in range(start, end):
        alive = alive or now[state] > -beam
    return not alive


@kernel()
def _walk(back, base, columns, at, states, scores, column, first, second, block, owner, ends, end_of):  # type: ignore[no-untyped-def]  # pragma: no cover
    """From the state after the last frame of a block to the one after the last frame of the block before."""
    for frame in range(len(states) - 1, -1, -1):
        unit = owner[at]
        # A skip has no frame of its own: go on to the boundary or filler that it left.
        while at == block[unit] or at == block[unit] + 3:
            code = back[frame, at - base[frame]]
            unit -= 1
            at = block[unit] + code
        states[frame] = at
        scores[frame] = columns[frame, column[at]]
        code = back[frame, at - base[frame]]
        head = block[unit]
        if code == 0:
            continue
        if at == head + 1:
            at = ends[end_of[unit - 1] + code - 3] if code > 2 else head if code == 1 else head + 3
        elif at == head + 2:
            at = head + 1
        else:
            at = first[at] if code == 1 else second[at]
    return at


def spans(graph: Graph, path: Path) -> Spans:
    """Where each unit's letters lie on the path, and how well they fit."""
    changes = np.flatnonzero(np.diff(path.state)) + 1
    starts = np.concatenate([[0], changes]).astype(np.int64)
    stops = np.concatenate([changes, [len(path.state)]]).astype(np.int64)
    state = path.state[starts]
    fits = np.maximum.reduceat(path.score, starts) if len(path.state) else np.zeros(0, np.float32)
    chosen = graph.letter[state]
    state, starts, stops, fits = state[chosen], starts[chosen], stops[chosen], fits[chosen]
    unit = np.searchsorted(graph.block, state, side="right") - 1
    first = np.full(graph.units, -1, dtype=np.int32)
    last = first.copy()
    total = np.zeros(graph.units, dtype=np.float32)
    letters = np.zeros(graph.units, dtype=np.int32)
    worst = np.zeros(graph.units, dtype=np.float32)
    np.add.at(total, unit, fits)
    np.add.at(letters, unit, 1)
    np.minimum.at(worst, unit, fits)
    last[unit] = stops - 1
    first[unit[::-1]] = starts[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(letters > 0, total / letters, -np.inf).astype(np.float32)
    return Spans(first, last, score, worst, letters, _unexplained_around(path)[np.maximum(first, 0)])


AROUND = 750
"""Frames to either side: 15 s."""


def _unexplained_around(path: Path) -> NDArray[np.float32]:
    """For each frame, what the path pays around it against what the filler alone would."""
    sums = [np.concatenate([[0.0], np.cumsum(-side, dtype=np.float64)]) for side in (path.score, path.filler)]
    index = np.arange(len(path.score))
    low, high = np.maximum(index - AROUND, 0), np.minimum(index + AROUND, len(index))
    paid, alone = (side[high] - side[low] for side in sums)
    out: NDArray[np.float32] = (paid / np.maximum(alone, 1e-3)).clip(0, 2).astype(np.float32)
    return out
