"""Reading time that a cue borrows from its neighbours where the talk is faster than the profile lets people read.

A profile with `lead` and `lag` lets a cue begin that much before or after its first sound, and so the one before it
end early or stay into its speech. Cues and starts are then chosen together, by dynamic programming over word boundaries
and, at each, over a grid of starts around the first sound. The state is how soon the next cue can begin. Sooner is
never worse, so that each row is a running minimum, and the reading time of a cue only shifts it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from subtitles.costs import HARD, Floats, Ints, Problem, reading_ticks
from subtitles.language import Break
from subtitles.timing import FAR

__all__ = ["Choices", "borrow", "divide_borrowing"]

COARSE, FINE = 0.0125, 0.0025  # seconds between the starts that are tried, while dividing and afterwards
ROUND = 0.3  # while dividing, so that errors nearly even out along a run of cues
ROOM = 1.5  # seconds too few that are told apart

FAST = 200.0  # a cue that has no more time than its words take to say, though reading takes longer ...
LACKING = 600.0  # ... for each second
CUT, SECOND_CUT = 1500.0, 3000.0  # one that has less than that, and for each second
MOVED = 0.5  # each second between a start and its sound
UNSPLIT = 150.0  # lines that cost this hold a break which the guides forbid; time is no reason for one


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Possible cues, ordered by the boundary they end at; `at[k]:at[k + 1]` are those that end at boundary k.

    Args:
        source: the boundary they begin at.
        cost: what they cost.
        shift: how many steps later on its grid the next cue begins than they do on theirs, for them to have their time.
        latest: the last step on which they can begin to have it before they must end; -1 where there is none.
    """

    at: list[int]
    source: Ints
    cost: Floats
    shift: Ints
    latest: Ints


@dataclass(frozen=True, slots=True)
class _Grid:
    """Starts `step` ticks apart; step `zero` is the first sound.

    `low` and `high` bound the steps at each boundary, `ending` is the cost of ending a cue there, `rate` ticks are a
    second, and times of less than `slack` steps are not rounded up.
    """

    step: int
    zero: int
    size: int
    low: list[int]
    high: list[int]
    ending: list[float]
    rate: float
    slack: float


@dataclass(frozen=True, slots=True)
class Choices:
    """`[t, i]`, of a cue of t words from word i: its number of lines, their cost, and all its cost but reading speed.

    `ending[j]` is the cost of a cue that ends before word j.
    """

    lines: Ints
    form: Floats
    cost: Floats
    ending: Floats


def divide_borrowing(problem: Problem, choices: Choices, plain: list[int]) -> list[int]:
    """Return boundaries of cues that borrow the time to be read; `plain` are those of a division that borrows
    nothing.
    """
    count = len(problem.widths)
    usual = np.append((problem.kinds < Break.FORBIDDEN) | problem.turns | problem.walls, True)
    usual[0] = True
    known = np.zeros(count + 1, dtype=np.bool_)
    known[plain] = True
    t, i = np.nonzero((choices.cost[1:] < HARD) & (choices.form[1:] < UNSPLIT) & usual[None, :count])
    t += 1
    fits = i + t <= count
    t, i = t[fits], i[fits]
    keep = usual[i + t]
    i, j = np.append(i[keep], plain[:-1]), np.append((i + t)[keep], plain[1:])
    places = np.flatnonzero(usual | known)
    grid = _grid(problem, places, choices.ending, COARSE)
    arcs = _arcs(problem, (i, j, choices.lines[j - i, i]), choices.cost[j - i, i], places, grid)
    return [int(places[k]) for k, _ in _solve(arcs, grid)]


def borrow(problem: Problem, first: list[int], lines: Ints) -> Ints:
    """Return the tick at which each cue begins, for boundaries `first`: the least displacement that lets them be
    read.
    """
    places = np.array(first, dtype=np.int64)
    grid = _grid(problem, places, np.zeros(len(problem.widths) + 1), FINE)
    path = _solve(_arcs(problem, (places[:-1], places[1:], lines), np.zeros(len(lines)), places, grid), grid)
    steps = np.array([step for _, step in path[:-1]], dtype=np.int64)
    return problem.starts[places[:-1]] + (steps - grid.zero) * grid.step


def _grid(problem: Problem, places: Ints, ending: Floats, seconds: float) -> _Grid:
    clock = problem.clock
    step = max(1, round(seconds * clock.rate))
    zero, after = clock.lead // step, clock.lag // step
    start = problem.starts[places[:-1]]
    # Who speaks next is not shown before the other has finished, and no cue begins in unscripted sound.
    earliest = np.maximum(0, problem.clear[places[:-1]])
    turns = np.flatnonzero(problem.turns[places[:-1]])
    earliest[turns] = np.maximum(earliest[turns], problem.ends[places[turns] - 1])
    lead = np.clip((start - earliest) // step, 0, zero)
    lag = np.where(problem.walls[places[:-1]], 0, after)
    lag[0] = 0
    return _Grid(
        step=step,
        zero=zero,
        size=zero + 1 + after,
        low=[*(zero - lead).tolist(), zero],
        high=[*(zero + lag).tolist(), zero],
        ending=ending[places].tolist(),
        rate=float(clock.rate),
        slack=ROUND if seconds == COARSE and step > 1 else 1e-6,
    )


def _arcs(problem: Problem, cues: tuple[Ints, Ints, Ints], cost: Floats, places: Ints, grid: _Grid) -> _Arcs:
    """Return arcs of `cues`: the word each begins with, the word it ends before, its number of lines."""
    clock = problem.clock
    i, j, lines = cues
    start, sound = problem.starts[i], problem.ends[j - 1]
    reading = reading_ticks(problem, i, j, lines)
    # Reading holds a cue for `linger` past its words, and not into unscripted sound.
    until = np.minimum(sound + clock.linger, np.maximum(problem.stops[j], sound))
    # One whose speaker is too fast to be read may have just the time in which it is said.
    said = np.maximum(0, sound - start)  # a silent word by itself has its times turned round
    fast = np.flatnonzero(reading > np.maximum(said, clock.shortest))
    short = np.maximum(said - clock.gap, clock.shortest)[fast]
    need = np.append(np.maximum(reading, clock.shortest), short)
    cost = np.append(cost, cost[fast] + FAST + LACKING * (reading[fast] - short) / grid.rate)
    every = np.append(np.arange(len(i)), fast)
    order = np.argsort(j[every], kind="stable")
    every, need, cost = every[order], need[order], cost[order]
    i, j, start = i[every], j[every], start[every]
    shift = (start + need + clock.gap - np.append(problem.starts, FAR)[j]) / grid.step
    latest = (until[every] - need - start) // grid.step
    # What is shown for the least duration may overstay, but no cue begins when its words are over.
    latest = np.minimum(np.where(need > clock.shortest, latest, np.maximum(latest, 0)), said[every] // grid.step)
    return _Arcs(
        at=np.searchsorted(j, places, side="right").tolist(),
        source=np.searchsorted(places, i),
        cost=cost,
        shift=np.ceil(shift - grid.slack).astype(np.int64),
        latest=np.clip(grid.zero + latest, -1, grid.size - 1),
    )


def _solve(arcs: _Arcs, grid: _Grid) -> list[tuple[int, int]]:
    """Return the cheapest way, as (boundary, step of the start there), from the first boundary to the last."""
    table = _Table(arcs, grid)
    for k in range(1, len(arcs.at)):
        table.fill(k)
    return table.trace()


class _Table:
    """Rows of cost, one a boundary: of a start at each step or before it. What is left of a row is infinite."""

    def __init__(self, arcs: _Arcs, grid: _Grid) -> None:
        self.arcs, self.grid = arcs, grid
        self.size = grid.size
        self.beyond = round(ROOM * grid.rate / grid.step)
        self.row = self.beyond + self.size
        self.cost = np.full(len(arcs.at) * self.row, np.inf)
        self.steps = np.arange(self.size + self.beyond)
        origin = arcs.source * self.row + self.beyond
        self.begin = origin - np.minimum(arcs.shift, self.beyond)
        self.end = origin + arcs.latest
        self.cut = SECOND_CUT * grid.step / grid.rate * self.steps
        self.moved = MOVED * grid.step / grid.rate * np.abs(np.arange(self.size) - grid.zero)
        self._store(0, self.moved.copy())

    def _store(self, k: int, cost: Floats) -> None:
        low, high = self.grid.low[k], self.grid.high[k]
        cost[:low] = np.inf
        cost[high + 1 :] = np.inf
        place = k * self.row + self.beyond
        self.cost[place : place + self.size] = np.minimum.accumulate(cost)

    def _ways(self, k: int) -> Floats:
        """`[arc, step]`: the cost of having begun each arc so early that the next can begin on each step."""
        a, b = self.arcs.at[k - 1], self.arcs.at[k]
        ways: Floats = self.cost[np.minimum(self.begin[a:b, None] + self.steps, self.end[a:b, None])]
        return ways

    def fill(self, k: int) -> None:
        a, b = self.arcs.at[k - 1], self.arcs.at[k]
        if a == b:
            return
        ways = (self._ways(k) + self.arcs.cost[a:b, None]).min(axis=0)
        whole = np.minimum.accumulate(ways[: self.size])
        cut = np.minimum.accumulate((ways + self.cut)[::-1])[::-1][: self.size] - self.cut[: self.size] + CUT
        self._store(k, np.minimum(whole, cut) + self.moved + self.grid.ending[k])

    def trace(self) -> list[tuple[int, int]]:
        k = len(self.arcs.at) - 1
        path = [(k, self.grid.zero)]
        while k:
            a, b = self.arcs.at[k - 1], self.arcs.at[k]
            step = path[-1][1]
            ways = self._ways(k)
            late = np.where(self.steps > step, CUT + self.cut - self.cut[step], 0.0)
            arc, place = np.unravel_index(int((ways + self.arcs.cost[a:b, None] + late).argmin()), ways.shape)
            k = int(self.arcs.source[a + arc])
            row = self.cost[k * self.row + self.beyond : (k + 1) * self.row]
            path.append((k, int(np.argmax(row == ways[arc, place]))))
        return path[::-1]
