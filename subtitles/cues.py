"""Words to cues: the best division into cues and lines, found by dynamic programming over the gaps between words.

One cost judges everything: where a cue or line ends, how lines are filled, reading speed, duration, pauses inside.
What must never happen (a line too long, two speakers in a line, a cue over unscripted sound) costs more than all
the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from subtitles.language import Break, get_language
from subtitles.profiles import Profile, get_profile
from subtitles.speakers import Turns, read_turns
from subtitles.timeline import Timeline, make_timeline, width
from subtitles.timing import FAR, Clock, make_clock, out_points, settle

__all__ = ["Cue", "make_cues"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HARD = 1e6  # must not happen
BAD = 1e3  # a check would flag it

# Cost of ending a cue or a line at each kind of break (see `Break`). These and the costs below were tuned on half of a
# public set of captions by professionals; benchmarks/subtitles.py measures on the other half.
CUE_BREAK = np.array([0.0, 0.5, 5.0, 8.0, 24.0, 28.0, 50.0, 150.0])
LINE_BREAK = np.array([0.0, 0.2, 1.2, 1.6, 3.5, 6.0, 30.0, 150.0])
CUE = 0.4  # each cue: fewer are calmer
SENTENCE_INSIDE = 15.0  # a sentence that ends inside a cue ...
DANGLING = 40.0  # ... and another that begins there and is not finished
FEW_WORDS = 4.0  # ... with three words or less
LATE_MERGE = 3.0  # a cue that begins inside one sentence and goes on into another
ONE_WORD = 5.0  # a cue of one word that is no sentence
PAUSE = 0.2  # seconds from which silence inside a cue is felt; then for each second:
PAUSE_IN_PHRASE, PAUSE_AT_SENTENCE = 28.0, 24.0
TWO_FOR_ONE = 8.0  # two lines for what fits on one
UNEVEN = 2.9  # lines of very different length
TOP_HEAVY = 0.5
SPEED_STEP, SPEED = 15.0, 40.0  # reading above the limit at all, and for each part above it
WORSE_STEP, WORSE = 100.0, 160.0  # ... where the talk around is slower than that
PACE = 6.0  # seconds to each side over which the pace of the talk is taken
SHORT = 3.0  # for each second below 1.2 s


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


@dataclass(frozen=True, slots=True)
class _Problem:
    """All that the division depends on, one entry for each shown word (or for the gap before it)."""

    profile: Profile
    clock: Clock
    widths: Ints  # of each word, with a speaker's label where one will stand before it
    edges: Ints  # running sum of widths and spaces; edges[j] - edges[i] - 1 is the width of words i..j-1
    kinds: Ints  # Break before each word
    pauses: Floats
    turns: NDArray[np.bool_]  # a speaker begins
    walls: NDArray[np.bool_]  # no cue crosses
    starts: Ints
    ends: Ints
    room: Ints  # ticks: where a cue that ends before word j must have stopped


def make_cues(
    alignment: Alignment,
    profile: Profile | str = "default",
    *,
    fps: Fraction | None = None,
    keep_absent: bool = False,
) -> tuple[Cue, ...]:
    """Divide the words of an alignment into cues of the profile.

    With `fps` in and out points are whole frames. Words that are `absent` from the sound are left out unless
    `keep_absent`. Raises `InputsDoNotFit` where no word has a time.
    """
    rules = get_profile(profile) if isinstance(profile, str) else profile
    timeline = make_timeline(alignment, keep_absent=keep_absent, quotes=rules.quotes)
    if not len(timeline):
        return ()
    turns = read_turns(alignment, timeline.index, rules)
    problem = _pose(alignment, timeline, turns, rules, make_clock(rules, fps))
    return _timed(problem, timeline, _divide(problem))


def _pose(alignment: Alignment, timeline: Timeline, turns: Turns, rules: Profile, clock: Clock) -> _Problem:
    texts, count = timeline.texts, len(timeline)
    judge = get_language(alignment.language).judge
    kinds = np.array([0, *(judge(a, b) for a, b in pairwise(texts))], dtype=np.int64)
    widths = np.array([width(text) for text in texts], dtype=np.int64) + np.array(turns.label_widths, dtype=np.int64)
    starts, ends = clock.ticks(timeline.starts), clock.ticks(timeline.ends, up=True)
    pauses = np.zeros(count)
    pauses[1:] = np.maximum(0.0, timeline.starts[1:] - timeline.ends[:-1])
    room = np.append(starts, FAR) - clock.gap
    walls = np.zeros(count, dtype=np.bool_)
    for stretch in alignment.unscripted:
        # The gap that the stretch lies in is the one before the first word that starts after its middle.
        place = int(np.searchsorted(timeline.starts, (stretch.start + stretch.end) / 2))
        if place < count and pauses[place] >= (stretch.end - stretch.start) / 2:
            walls[place] = True
        room[place] = min(room[place], round(stretch.start * clock.rate))
    return _Problem(
        profile=rules,
        clock=clock,
        widths=widths,
        edges=np.concatenate(([0], np.cumsum(widths + 1))),
        kinds=kinds,
        pauses=pauses,
        turns=np.array(turns.begins, dtype=np.bool_),
        walls=walls,
        starts=starts,
        ends=ends,
        room=room,
    )


@dataclass(frozen=True, slots=True)
class _Division:
    """Chosen cues: word positions `first[k]:first[k + 1]` are cue k, with `lines[k]` words in each of its lines."""

    first: list[int]
    lines: list[list[int]]


def _line_limit(problem: _Problem) -> int:
    """The most words that fit on a line anywhere."""
    edges = problem.edges
    last = np.searchsorted(edges, edges[:-1] + problem.profile.max_chars + 1, side="right") - 1
    most = int((last - np.arange(len(edges) - 1)).max())
    return max(1, min(most, problem.profile.max_words or most))


def _padded(values: NDArray[np.generic], size: int, fill: float) -> Floats:
    padded = np.full(size, fill)
    padded[: len(values)] = values
    return padded


def _windows(values: Floats, count: int, reach: int) -> Floats:
    """Row t holds `values[t:t + count]`."""
    return np.lib.stride_tricks.sliding_window_view(values, count)[: reach + 1]


def _divide(problem: _Problem) -> _Division:
    profile, count = problem.profile, len(problem.widths)
    limit = _line_limit(problem)
    reach = min(limit * profile.max_lines, profile.max_words or count, count)
    line_cost, widths = _single_lines(problem, limit, reach)
    layouts = [line_cost]
    choices: list[NDArray[np.int8]] = []
    for lines in range(2, profile.max_lines + 1):
        cost, choice = _stacked(problem, line_cost, layouts[-1], widths, lines)
        layouts.append(cost)
        choices.append(choice)
    layout = np.stack(layouts)
    kind = layout.argmin(axis=0)
    cost = np.take_along_axis(layout, kind[None], axis=0)[0][:, :count]
    cost = cost + _content_cost(problem, reach) + _timing_cost(problem, reach)
    first = _shortest_path(cost, _ending_cost(problem))
    return _Division(first, [_line_lengths(a, b - a, kind, choices) for a, b in pairwise(first)])


def _single_lines(problem: _Problem, limit: int, reach: int) -> tuple[Floats, Floats]:
    """For t words from word i, `[t, i]`: the cost of putting them on one line, and their width."""
    profile, count = problem.profile, len(problem.widths)
    size = count + 2 * reach + 1
    edges = _padded(problem.edges, size, 0.0)
    width_of = _windows(edges, count + reach, reach) - edges[None, : count + reach] - 1
    width_of[np.arange(reach + 1)[:, None] + np.arange(count + reach) > count] = np.inf
    turns = np.cumsum(_padded(problem.turns, size, 0.0))
    inside = _windows(np.concatenate(([0.0], turns)), count + reach, reach) - turns[None, : count + reach]
    cost = np.where(width_of <= profile.max_chars, 0.0, HARD)
    # A word wider than a line has nowhere else to go.
    cost[1] = np.where(np.isfinite(width_of[1]), np.where(width_of[1] <= profile.max_chars, 0.0, BAD), HARD)
    cost[2:] += HARD * (inside[2:] > 0)
    cost[0] = HARD
    cost[limit + 1 :] = HARD
    return cost, width_of


def _stacked(
    problem: _Problem, line_cost: Floats, rest_cost: Floats, widths: Floats, lines: int
) -> tuple[Floats, NDArray[np.int8]]:
    """The best first line `[t, i]` of t words from word i on `lines` lines, given the best of the lines below it."""
    profile = problem.profile
    reach, span = line_cost.shape[0] - 1, line_cost.shape[1]
    limit = int(np.flatnonzero((line_cost < HARD).any(axis=1)).max(initial=1))
    size = span + reach + 1
    at = _padded(_line_break_cost(problem), size, 0.0)
    turns = _padded(problem.turns, size, 0.0) > 0
    best = np.full_like(line_cost, HARD * 2)
    choice = np.zeros(line_cost.shape, dtype=np.int8)
    fits = (widths <= profile.max_chars) & profile.one_line
    for a in range(1, min(limit, reach - 1) + 1):
        below = min(reach - a, limit * (lines - 1))
        cut = span - a
        shape = _shape_cost(widths[a, :cut], widths[1 : below + 1, a:] / (lines - 1), profile)
        turn = turns[a:span]
        shape += np.where(fits[a + 1 : a + below + 1, :cut], TWO_FOR_ONE, 0.0)
        cost = np.where(turn, 1.0 if profile.merge_speakers else HARD, shape + at[a:span])
        cost += line_cost[a, :cut] + rest_cost[1 : below + 1, a:]
        window = best[a + 1 : a + below + 1, :cut]
        better = cost < window
        window[better] = cost[better]
        choice[a + 1 : a + below + 1, :cut][better] = a
    return best, choice


def _shape_cost(upper: Floats, lower: Floats, profile: Profile) -> Floats:
    """Balanced or bottom-heavy lines cost least. `lower` is `[b, i]`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.minimum(upper, lower) / np.maximum(upper, lower)
    ratio = np.nan_to_num(ratio, nan=0.0, posinf=0.0)
    cost = UNEVEN * (1.0 - ratio) ** 2 + TOP_HEAVY * (upper > lower)
    if profile.min_balance:
        cost += 15.0 * (ratio < profile.min_balance)
    return np.asarray(cost)


def _line_break_cost(problem: _Problem) -> Floats:
    return np.asarray(LINE_BREAK[problem.kinds] * _relief(problem.pauses))


def _relief(pauses: Floats) -> Floats:
    """A pause makes any break better: half the cost at half a second."""
    return np.asarray(0.25 + 0.75 * np.exp(-pauses / 0.4))


def _ending_cost(problem: _Problem) -> Floats:
    """The cost of ending a cue before word j, for j in 0..count."""
    cost = np.append(CUE_BREAK[problem.kinds] * _relief(problem.pauses), 0.0)
    forced = np.append(problem.turns | problem.walls, True)
    cost[forced] = 0.0
    return cost + CUE


def _content_cost(problem: _Problem, reach: int) -> Floats:
    """`[t, i]`: what a cue of t words from word i holds that it should not."""
    count = len(problem.widths)
    size = count + reach + 1

    def between(values: NDArray[np.generic]) -> Floats:
        total = np.concatenate(([0.0], np.cumsum(_padded(values, size, 0.0))))
        return _windows(total, count, reach) - total[None, 1 : count + 1]

    felt = np.where(problem.kinds == Break.SENTENCE, PAUSE_AT_SENTENCE, PAUSE_IN_PHRASE)
    pauses = np.where(problem.pauses > PAUSE, felt * (problem.pauses - PAUSE), 0.0)
    pauses += np.where(problem.pauses >= problem.profile.force_pause, BAD / 4, 0.0)
    cost = between(pauses) + HARD * (between(problem.walls) > 0)
    sentence = (problem.kinds == Break.SENTENCE) | problem.turns
    begins = sentence.copy()
    begins[0] = True
    ends = _windows(_padded(np.append(begins, True), size, 1.0), count, reach) > 0
    inside = between(sentence) > 0
    since = _padded(_words_since(sentence), size, 0.0)
    dangling = _windows(since, count, reach)
    cost += np.where(inside & ~ends, np.where(dangling <= 3, DANGLING + FEW_WORDS, DANGLING), 0.0)
    cost += np.where(inside & ~begins[None], LATE_MERGE, 0.0)
    cost += SENTENCE_INSIDE * between(sentence)
    if reach >= 1:
        cost[1] += np.where(ends[1] & begins, 0.0, ONE_WORD)
    return np.asarray(cost)


def _words_since(sentence: NDArray[np.bool_]) -> Ints:
    """At j: how many words before word j belong to the sentence that word j - 1 is in."""
    count = len(sentence)
    starts = np.where(sentence, np.arange(count), 0)
    latest = np.maximum.accumulate(starts)
    return np.concatenate(([0], np.arange(1, count + 1) - latest))


def _timing_cost(problem: _Problem, reach: int) -> Floats:
    """`[t, i]`: how well a cue of t words from word i can be timed and read."""
    clock, count = problem.clock, len(problem.widths)
    j = np.minimum(np.arange(reach + 1)[:, None] + np.arange(count)[None], count)
    start = problem.starts[None]
    end = _out(problem, start, j)
    reading = _reading(problem, np.arange(count)[None], j)
    duration = end - start
    cost = np.where((duration < clock.shortest) | (duration > clock.longest), BAD, 0.0)
    cost += BAD * np.maximum(0, duration - clock.longest) / clock.longest
    rate = float(clock.rate)
    cost += SHORT * np.maximum(0.0, 1.2 - duration / rate)
    ratio = reading / np.maximum(duration, 1)
    over = ratio - 1.0
    cost += np.where(over > 0, SPEED_STEP + SPEED * over, 0.0)
    # Where the talk itself is faster than the limit no division helps, so only what is worse than the talk is dear.
    worse = ratio - _pace(problem)[None]
    cost += np.where(worse > 0, WORSE_STEP + WORSE * worse, 0.0)
    return np.asarray(cost)


def _pace(problem: _Problem) -> Floats:
    """How fast the talk around each word is, as a multiple of the reading speed; at least 1."""
    starts, count = problem.starts, len(problem.starts)
    around = round(PACE * problem.clock.rate)
    i = np.searchsorted(starts, starts - around)
    j = np.maximum(np.searchsorted(starts, starts + around), i + 1)
    span = np.minimum(starts + around, problem.ends[-1]) - np.maximum(starts - around, starts[0])
    pace = _reading(problem, i, np.minimum(j, count)) / np.maximum(span, 1)
    return np.asarray(np.maximum(1.0, pace))


def _reading(problem: _Problem, i: Ints, j: Ints) -> Ints:
    """Ticks needed to read words i..j-1."""
    profile = problem.profile
    seconds = np.zeros(np.broadcast(i, j).shape)
    if profile.max_cps:
        seconds = (problem.edges[j] - problem.edges[i] - 1) / profile.max_cps
    if profile.max_wpm:
        seconds = np.maximum(seconds, (j - i) * (60.0 / profile.max_wpm))
    return problem.clock.ticks(seconds, up=True)


def _out(problem: _Problem, start: Ints, j: Ints, i: Ints | None = None) -> Ints:
    """Out points of cues that begin at tick `start` and end before word j."""
    count = len(problem.widths)
    i = np.arange(count)[None] if i is None else i
    following = np.append(problem.starts, FAR)[j]
    return out_points(
        problem.clock, start, problem.ends[np.maximum(j - 1, 0)], problem.room[j], following, _reading(problem, i, j)
    )


def _shortest_path(cost: Floats, ending: Floats) -> list[int]:
    """Boundaries 0 = b0 < b1 < ... = count that cost least; `cost[t, i]` is that of a cue of t words from word i."""
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


def _timed(problem: _Problem, timeline: Timeline, division: _Division) -> tuple[Cue, ...]:
    first = np.array(division.first[:-1], dtype=np.int64)
    last = np.array(division.first[1:], dtype=np.int64)
    start = problem.starts[first]
    starts, ends = start.tolist(), _out(problem, start, last, first).tolist()
    if any(b - a < problem.clock.shortest for a, b in zip(starts, ends, strict=True)):
        starts, ends = settle(problem.clock, starts, ends)
    cues = []
    for i, lengths, a, b in zip(division.first, division.lines, starts, ends, strict=False):
        edges = list(accumulate(lengths, initial=i))
        lines = tuple(timeline.index[p:q] for p, q in pairwise(edges))
        cues.append(Cue(problem.clock.seconds(a), problem.clock.seconds(b), lines))
    return tuple(cues)
