"""Words to cues: the best division into cues and lines, found by dynamic programming over the gaps between words.

One cost judges everything: where a cue or line ends, how lines are filled, reading speed, duration, pauses inside.
What must never happen (a line too long, two speakers in a line, a cue over unscripted sound) costs more than all
the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from subtitles.borrowing import Choices, borrow, divide_borrowing
from subtitles.costs import (
    BAD,
    HARD,
    TWO_FOR_ONE,
    Floats,
    Ints,
    Problem,
    content_cost,
    ending_cost,
    line_break_cost,
    orphan_cost,
    pace_of,
    padded,
    reading_ticks,
    shape_cost,
    timing_cost,
    windows,
)
from subtitles.language import Break, get_language
from subtitles.language_limits import for_language
from subtitles.profiles import Profile, get_profile
from subtitles.speakers import dash_of, read_turns
from subtitles.timeline import Timeline, make_timeline, spaces_of_phrases, width
from subtitles.timing import FAR, Clock, Leeway, make_clock, out_points, settle

__all__ = ["Cue", "make_cues"]


MOST_WORDS = 120  # in a cue
KEPT_BY = 0.9  # of a talk that is faster than its language is read: the share that is no reason to divide otherwise


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle event.

    Args:
        start, end: in and out point, seconds.
        lines: for each line, the indices of its words in the alignment, in order.
    """

    start: float
    end: float
    lines: tuple[tuple[int, ...], ...]

    @property
    def words(self) -> tuple[int, ...]:
        """The indices of all words, in order."""
        return tuple(index for line in self.lines for index in line)

    @property
    def duration(self) -> float:
        """Seconds on screen."""
        return self.end - self.start


def make_cues(
    alignment: Alignment,
    profile: Profile | str = "default",
    *,
    fps: Fraction | None = None,
    keep_absent: bool = False,
    timeline: Timeline | None = None,
) -> tuple[Cue, ...]:
    """Divide the words of an alignment into cues of the profile.

    With `fps` in and out points are whole frames. Words that are `absent` from the sound are left out unless
    `keep_absent`. `timeline` is the alignment's, where it is made already. Raises `InputsDoNotFit` where no word has a
    time.
    """
    own = get_profile(profile) if isinstance(profile, str) else profile
    rules = for_language(own, alignment.language)
    if timeline is None:
        timeline = make_timeline(alignment, keep_absent=keep_absent, quotes=rules.quotes)
    if not len(timeline):
        return ()
    problem = _pose(alignment, timeline, rules, make_clock(rules, fps))
    return _timed(problem, timeline, _divide(_at_pace(problem, own)))


def _at_pace(problem: Problem, own: Profile) -> Problem:
    """Return the problem with a reading speed that this talk can keep, where its language sets one that it cannot.

    A full translation into Japanese is read at twice the 4 characters a second that subtitles may have. Cues that are
    all too fast would be divided for speed alone, through sentences; the limit holds them on screen all the same.
    """
    strict = problem.profile
    if not own.max_cps or strict.max_cps >= own.max_cps:
        return problem
    kept = min(own.max_cps, strict.max_cps * float(np.quantile(pace_of(problem), KEPT_BY)))
    return replace(problem, profile=replace(strict, max_cps=max(strict.max_cps, kept)))


def _pose(alignment: Alignment, timeline: Timeline, rules: Profile, clock: Clock) -> Problem:
    turns = read_turns(alignment, timeline.index, rules)
    texts, count = timeline.texts, len(timeline)
    break_between = get_language(alignment.language).break_between
    kinds = np.array([0, *(break_between(a, b) for a, b in pairwise(texts))], dtype=np.int64)
    kinds[spaces_of_phrases(timeline)] = Break.CLAUSE
    widths = np.array([width(text) for text in texts], dtype=np.int64) + np.array(turns.label_widths, dtype=np.int64)
    gaps = np.array(timeline.gaps, dtype=np.int64)
    starts, ends = clock.ticks(timeline.starts), clock.ticks(timeline.ends, up=True)
    pauses = np.zeros(count)
    pauses[1:] = np.maximum(0.0, timeline.starts[1:] - timeline.ends[:-1])
    walls, clear, stops = _unscripted(alignment, timeline, pauses, clock)
    return Problem(
        profile=rules,
        clock=clock,
        widths=widths,
        edges=np.concatenate(([0], np.cumsum(widths + gaps))),
        gaps=gaps,
        kinds=kinds,
        pauses=pauses,
        turns=np.array(turns.begins, dtype=np.bool_),
        walls=walls,
        starts=starts,
        ends=ends,
        clear=clear,
        stops=stops,
    )


def _unscripted(
    alignment: Alignment, timeline: Timeline, pauses: Floats, clock: Clock
) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """Return where sound that no word covers stands before a word: so much of it that no cue crosses; its end; its
    start.
    """
    count = len(timeline)
    walls, clear = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.int64)
    stops = np.full(count + 1, FAR, dtype=np.int64)
    for stretch in alignment.unscripted:
        # The gap that the stretch lies in is the one before the first word that starts after its middle.
        middle = (stretch.start + stretch.end) / 2
        place = int(np.searchsorted(timeline.starts, middle))
        if place and timeline.ends[place - 1] >= middle:
            continue  # a word describes it
        if place < count and pauses[place] >= (stretch.end - stretch.start) / 2:
            walls[place] = True
        if place < count:
            clear[place] = round(stretch.end * clock.rate)
        stops[place] = min(stops[place], round(stretch.start * clock.rate))
    return walls, clear, stops


@dataclass(frozen=True, slots=True)
class _Division:
    """Chosen cues: word positions `first[k]:first[k + 1]` are cue k, with `lines[k]` words in each of its lines."""

    first: list[int]
    lines: list[list[int]]


def _line_limit(problem: Problem) -> int:
    """Return the most words that fit on a line anywhere."""
    edges = problem.edges
    last = np.searchsorted(edges, edges[:-1] + problem.profile.max_chars + problem.gaps, side="right") - 1
    most = int((last - np.arange(len(edges) - 1)).max())
    return max(1, min(most, problem.profile.max_words or most))


def _time_limit(problem: Problem) -> int:
    """Return the most words that are said within the longest cue anywhere, but no more than anybody puts in one."""
    starts = problem.starts
    after = np.searchsorted(starts, starts + problem.clock.longest, side="right")
    return max(1, min(int((after - np.arange(len(starts))).max()), MOST_WORDS))


def _divide(problem: Problem) -> _Division:
    profile, count = problem.profile, len(problem.widths)
    limit = _line_limit(problem)
    reach = min(limit * profile.max_lines, profile.max_words or count, count, _time_limit(problem))
    limit = min(limit, reach)
    line_cost, widths = _single_lines(problem, limit, reach)
    layouts = [line_cost]
    choices: list[NDArray[np.int8]] = []
    for lines in range(2, profile.max_lines + 1):
        cost, choice = _stacked(problem, line_cost, layouts[-1], widths, lines)
        layouts.append(cost)
        choices.append(choice)
    layout = np.stack(layouts)
    kind = layout.argmin(axis=0)
    form = np.take_along_axis(layout, kind[None], axis=0)[0][:, :count]
    lines = kind[:, :count] + 1
    timing, speed = timing_cost(problem, lines)
    cost = form + content_cost(problem, reach) + timing
    ending = ending_cost(problem)
    first = _shortest_path(cost + speed, ending)
    if problem.clock.lead or problem.clock.lag:
        first = divide_borrowing(problem, Choices(lines, form, cost, ending), first)
    return _Division(first, [_line_lengths(a, b - a, kind, choices) for a, b in pairwise(first)])


def _single_lines(problem: Problem, limit: int, reach: int) -> tuple[Floats, Floats]:
    """Return for t words from word i, `[t, i]`: the cost of putting them on one line, and their width."""
    profile, count = problem.profile, len(problem.widths)
    size = count + 2 * reach + 1
    edges = padded(problem.edges, size, 0.0)
    before = padded(problem.gaps, count + reach, 1.0)
    width_of = windows(edges, count + reach, reach) - edges[None, : count + reach] - before[None]
    width_of[np.arange(reach + 1)[:, None] + np.arange(count + reach) > count] = np.inf
    turns = np.cumsum(padded(problem.turns, size, 0.0))
    inside = windows(np.concatenate(([0.0], turns)), count + reach, reach) - turns[None, : count + reach]
    cost = np.where(width_of <= profile.max_chars, 0.0, HARD)
    # A word wider than a line has nowhere else to go.
    cost[1] = np.where(np.isfinite(width_of[1]), np.where(width_of[1] <= profile.max_chars, 0.0, BAD), HARD)
    cost[2:] += HARD * (inside[2:] > 0)
    cost[0] = HARD
    cost[limit + 1 :] = HARD
    return cost, width_of


def _stacked(
    problem: Problem, line_cost: Floats, rest_cost: Floats, widths: Floats, lines: int
) -> tuple[Floats, NDArray[np.int8]]:
    """Return the best first line `[t, i]` of t words from word i on `lines` lines, given the best of the lines below
    it.
    """
    profile = problem.profile
    reach, span = line_cost.shape[0] - 1, line_cost.shape[1]
    limit = int(np.flatnonzero((line_cost < HARD).any(axis=1)).max(initial=1))
    size = span + reach + 1
    at = padded(line_break_cost(problem), size, 0.0)
    turns = padded(problem.turns, size, 0.0) > 0
    best = np.full_like(line_cost, HARD * 2)
    choice = np.zeros(line_cost.shape, dtype=np.int8)
    fits = (widths <= profile.max_chars) & profile.one_line
    dash = len(dash_of(profile))
    for a in range(1, min(limit, reach - 1) + 1):
        below = min(reach - a, limit * (lines - 1))
        cut = span - a
        shape = shape_cost(widths[a, :cut], widths[1 : below + 1, a:] / (lines - 1), profile)
        if lines == 2:
            shape += orphan_cost(widths[a, :cut], widths[1 : below + 1, a:], a, profile)
        turn = turns[a:span]
        # Where another speaker follows, the first line has a dash, too; it may have begun without one.
        crowded = turn & (widths[a, :cut] + dash > profile.max_chars)
        shape += np.where(fits[a + 1 : a + below + 1, :cut], TWO_FOR_ONE, 0.0)
        cost = np.where(turn, 1.0 if profile.merge_speakers else HARD, shape + at[a:span])
        cost += line_cost[a, :cut] + rest_cost[1 : below + 1, a:] + HARD * crowded
        window = best[a + 1 : a + below + 1, :cut]
        better = cost < window
        window[better] = cost[better]
        choice[a + 1 : a + below + 1, :cut][better] = a
    return best, choice


def _shortest_path(cost: Floats, ending: Floats) -> list[int]:
    """Return boundaries 0 = b0 < b1 < ...

    = count that cost least; `cost[t, i]` is that of a cue of t words from word i.
    """
    reach, count = cost.shape[0] - 1, cost.shape[1]
    # Row j, column t - 1: the cue of t words that ends before word j.
    by_end = np.full((count + 1, reach), np.inf)
    for t in range(1, reach + 1):
        by_end[t:, t - 1] = cost[t, : count + 1 - t]
    by_end += ending[:, None]
    best = np.full(count + reach + 1, np.inf)  # reversed: best[count - j + ...] so that windows need no copy
    best[count] = 0.0
    back = [0] * (count + 1)
    for j in range(1, count + 1):
        place = count - j
        total = best[place + 1 : place + 1 + reach] + by_end[j]
        k = int(total.argmin())
        best[place] = total[k]
        back[j] = j - 1 - k
    path = [count]
    while path[-1]:
        path.append(back[path[-1]])
    return path[::-1]


def _line_lengths(i: int, t: int, kind: NDArray[np.int64], choices: list[NDArray[np.int8]]) -> list[int]:
    lengths = []
    for lines in range(int(kind[t, i]), 0, -1):
        a = int(choices[lines - 1][t, i])
        lengths.append(a)
        i, t = i + a, t - a
    return [*lengths, t]


def _timed(problem: Problem, timeline: Timeline, division: _Division) -> tuple[Cue, ...]:
    first = np.array(division.first[:-1], dtype=np.int64)
    last = np.array(division.first[1:], dtype=np.int64)
    clock = problem.clock
    heights = np.array([len(lengths) for lengths in division.lines], dtype=np.int64)
    start = borrow(problem, division.first, heights) if clock.lead or clock.lag else problem.starts[first]
    following = np.append(start[1:], FAR)
    room = np.minimum(following - clock.gap, problem.stops[last])
    reading = reading_ticks(problem, first, last, heights)
    out = out_points(clock, start, problem.ends[last - 1], room, following, reading)
    starts, ends = start.tolist(), np.minimum(out, start + clock.longest).tolist()
    if any(b - a < clock.shortest for a, b in zip(starts, ends, strict=True)):
        starts, ends = settle(clock, starts, ends, _leeway(problem, first, last, start))
    cues = []
    for i, lengths, a, b in zip(division.first, division.lines, starts, ends, strict=False):
        edges = list(accumulate(lengths, initial=i))
        lines = tuple(timeline.index[p:q] for p, q in pairwise(edges))
        cues.append(Cue(problem.clock.seconds(a), problem.clock.seconds(b), lines))
    return tuple(cues)


def _leeway(problem: Problem, first: Ints, last: Ints, start: Ints) -> Leeway:
    """Return how far the cues of words `first` to `last` may begin from their sound; `start`: where they do so far."""
    clock = problem.clock
    sound = problem.starts[first]
    earliest = np.maximum(np.maximum(0, problem.clear[first]), sound - clock.lead)
    # Nobody is shown before the other has finished, and no cue begins in unscripted sound.
    turns = np.flatnonzero(problem.turns[first])
    earliest[turns] = np.maximum(earliest[turns], problem.ends[np.maximum(first[turns] - 1, 0)])
    earliest = np.where(problem.walls[first], start, np.minimum(earliest, start))
    latest = np.maximum(np.where(problem.walls[first], sound, sound + clock.lag), start)
    return Leeway(earliest.tolist(), latest.tolist(), problem.ends[last - 1].tolist())
