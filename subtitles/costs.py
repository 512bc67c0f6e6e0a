"""What a division of words into cues costs: one number for everything that a viewer or a broadcaster minds.

Arrays are `[t, i]`: a cue, or a line, of t words that begins with word i.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from subtitles.language import Break
from subtitles.profiles import Profile
from subtitles.timing import FAR, Clock, out_points

__all__ = [
    "BAD",
    "HARD",
    "TWO_FOR_ONE",
    "Floats",
    "Ints",
    "Problem",
    "content_cost",
    "ending_cost",
    "line_break_cost",
    "orphan_cost",
    "pace_of",
    "padded",
    "reading_ticks",
    "shape_cost",
    "timing_cost",
    "windows",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HARD = 1e6  # must not happen
BAD = 1e3  # a check would flag it

# Cost of ending a cue or a line at each kind of break (see `Break`). These and the costs below were tuned on half of a
# public set of captions by professionals; benchmarks/subtitles.py measures on the other half.
CUE_BREAK = np.array([0.0, 0.5, 5.0, 8.0, 24.0, 28.0, 50.0, 220.0])
LINE_BREAK = np.array([0.0, 0.2, 1.2, 1.6, 3.5, 6.0, 30.0, 220.0])
CUE = 0.4  # each cue: fewer are calmer
SENTENCE_INSIDE = 15.0  # a sentence that ends inside a cue ...
DANGLING = 40.0  # ... and another that begins there and is not finished
FEW_WORDS = 4.0  # ... with three words or less
LATE_MERGE = 3.0  # a cue that begins inside one sentence and goes on into another ...
LEFTOVER = 25.0  # ... after three words or less
ONE_WORD = 5.0  # a cue of one word that is no sentence
PAUSE = 0.2  # seconds from which silence inside a cue is felt; then for each second:
PAUSE_IN_PHRASE, PAUSE_AT_SENTENCE = 28.0, 24.0
TWO_FOR_ONE = 8.0  # two lines for what fits on one
UNEVEN = 2.9  # lines of very different length
TOP_HEAVY = 0.5
ORPHAN, ORPHAN_SHARE = 75.0, 0.5  # one word on a line of less than this part of the other's
SPEED_STEP, SPEED = 50.0, 120.0  # reading above the limit at all, and for each part above it
WORSE_STEP, WORSE = 100.0, 160.0  # ... where the talk around is slower than that
PACE = 6.0  # seconds to each side over which the pace of the talk is taken
SHORT = 3.0  # for each second below 1.2 s


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the division depends on, one entry for each shown word (or for the gap before it)."""

    profile: Profile
    clock: Clock
    widths: Ints  # of each word, with a speaker's label where one will stand before it
    edges: Ints  # running sum of widths and spaces; edges[j] - edges[i] - gaps[i] is the width of words i..j-1
    gaps: Ints  # spaces before each word, none or one; one before the first
    kinds: Ints  # Break before each word
    pauses: Floats
    turns: NDArray[np.bool_]  # a speaker begins
    walls: NDArray[np.bool_]  # no cue crosses
    starts: Ints
    ends: Ints
    clear: Ints  # ticks: where unscripted sound before the word ends, 0 where there is none
    stops: Ints  # ticks: where unscripted sound begins before word j, FAR where there is none


def padded(values: NDArray[np.generic], size: int, fill: float) -> Floats:
    padded = np.full(size, fill)
    padded[: len(values)] = values
    return padded


def windows(values: Floats, count: int, reach: int) -> Floats:
    """Row t holds `values[t:t + count]`."""
    return np.lib.stride_tricks.sliding_window_view(values, count)[: reach + 1]


def shape_cost(upper: Floats, lower: Floats, profile: Profile) -> Floats:
    """Balanced or bottom-heavy lines cost least. `lower` is `[b, i]`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.minimum(upper, lower) / np.maximum(upper, lower)
    ratio = np.nan_to_num(ratio, nan=0.0, posinf=0.0)
    cost = UNEVEN * (1.0 - ratio) ** 2 + TOP_HEAVY * (upper > lower)
    if profile.min_balance:
        cost += 15.0 * (ratio < profile.min_balance)
    return np.asarray(cost)


def orphan_cost(upper: Floats, lower: Floats, above: int, profile: Profile) -> Floats:
    """Return what a lone word costs on a line of less than half the other's; `above`: words of the first line.

    `lower` is `[b, i]`, b + 1 words; nothing where the profile does not mind the balance of lines.
    """
    lone = upper < ORPHAN_SHARE * lower if above == 1 else lower < ORPHAN_SHARE * upper
    lone = lone & (lower >= 0)
    if above == 1:
        lone[:1] = False
    else:
        lone[1:] = False
    return np.asarray(ORPHAN * lone * (profile.min_balance > 0))


def line_break_cost(problem: Problem) -> Floats:
    return np.asarray(LINE_BREAK[problem.kinds] * _relief(problem.pauses))


def _relief(pauses: Floats) -> Floats:
    """Return a pause makes any break better: half the cost at half a second."""
    return np.asarray(0.25 + 0.75 * np.exp(-pauses / 0.4))


def ending_cost(problem: Problem) -> Floats:
    """Return the cost of ending a cue before word j, for j in 0..count."""
    cost = np.append(CUE_BREAK[problem.kinds] * _relief(problem.pauses), 0.0)
    forced = np.append(problem.turns | problem.walls, True)
    cost[forced] = 0.0
    return cost + CUE


def content_cost(problem: Problem, reach: int) -> Floats:
    """`[t, i]`: what a cue of t words from word i holds that it should not."""
    count = len(problem.widths)
    size = count + reach + 1

    def between(values: NDArray[np.generic]) -> Floats:
        total = np.concatenate(([0.0], np.cumsum(padded(values, size, 0.0))))
        return windows(total, count, reach) - total[None, 1 : count + 1]

    felt = np.where(problem.kinds == Break.SENTENCE, PAUSE_AT_SENTENCE, PAUSE_IN_PHRASE)
    pauses = np.where(problem.pauses > PAUSE, felt * (problem.pauses - PAUSE), 0.0)
    pauses += np.where(problem.pauses >= problem.profile.force_pause, BAD / 4, 0.0)
    cost = between(pauses) + HARD * (between(problem.walls) > 0)
    sentence = (problem.kinds == Break.SENTENCE) | problem.turns
    begins = sentence.copy()
    begins[0] = True
    ends = windows(padded(np.append(begins, True), size, 1.0), count, reach) > 0
    inside = between(sentence) > 0
    since = padded(_words_since(sentence), size, 0.0)
    dangling = windows(since, count, reach)
    cost += np.where(inside & ~ends, np.where(dangling <= 3, DANGLING + FEW_WORDS, DANGLING), 0.0)
    leftover = np.where(_words_left(sentence) <= 3, LEFTOVER, LATE_MERGE)
    cost += np.where(inside & ~begins[None], leftover[None], 0.0)
    cost += SENTENCE_INSIDE * between(sentence)
    if reach >= 1:
        cost[1] += np.where(ends[1] & begins, 0.0, ONE_WORD)
    return np.asarray(cost)


def _words_since(sentence: NDArray[np.bool_]) -> Ints:
    """Return at j: how many words before word j belong to the sentence that word j - 1 is in."""
    count = len(sentence)
    starts = np.where(sentence, np.arange(count), 0)
    latest = np.maximum.accumulate(starts)
    return np.concatenate(([0], np.arange(1, count + 1) - latest))


def _words_left(sentence: NDArray[np.bool_]) -> Ints:
    """Return at i: how many words, from word i on, the sentence has that word i is in."""
    count = len(sentence)
    ends = np.where(np.append(sentence[1:], True), np.arange(1, count + 1), count)
    nearest = np.minimum.accumulate(ends[::-1])[::-1]
    return np.asarray(nearest - np.arange(count))


def timing_cost(problem: Problem, lines: Ints) -> tuple[Floats, Floats]:
    """`[t, i]`: how well a cue of t words from word i, on `lines[t, i]`, can be timed, and how well it can be read."""
    clock, count = problem.clock, len(problem.widths)
    i = np.arange(count)[None]
    j = np.minimum(np.arange(len(lines))[:, None] + i, count)
    start, sound = problem.starts[None], problem.ends[np.maximum(j - 1, 0)]
    reading = reading_ticks(problem, i, j, lines)
    following = np.append(problem.starts, FAR)[j]
    room = np.minimum(following - clock.gap, problem.stops[j])
    end = out_points(clock, start, sound, room, following, reading)
    duration = end - start
    cost = np.where((duration < clock.shortest) | (duration > clock.longest), BAD, 0.0)
    cost += BAD * np.maximum(0, duration - clock.longest) / clock.longest
    rate = float(clock.rate)
    cost += SHORT * np.maximum(0.0, 1.2 - duration / rate)
    ratio = reading / np.maximum(duration, 1)
    over = ratio - 1.0
    speed = np.where(over > 0, SPEED_STEP + SPEED * over, 0.0)
    # Where the talk itself is faster than the limit no division helps, so only what is worse than the talk is dear.
    worse = ratio - pace_of(problem)[None]
    speed += np.where(worse > 0, WORSE_STEP + WORSE * worse, 0.0)
    return np.asarray(cost), np.asarray(speed)


def pace_of(problem: Problem) -> Floats:
    """Return how fast the talk around each word is, as a multiple of the reading speed; at least 1."""
    starts, count = problem.starts, len(problem.starts)
    around = round(PACE * problem.clock.rate)
    i = np.searchsorted(starts, starts - around)
    j = np.maximum(np.searchsorted(starts, starts + around), i + 1)
    span = np.minimum(starts + around, problem.ends[-1]) - np.maximum(starts - around, starts[0])
    pace = reading_ticks(problem, i, np.minimum(j, count)) / np.maximum(span, 1)
    return np.asarray(np.maximum(1.0, pace))


def reading_ticks(problem: Problem, i: Ints, j: Ints, lines: Ints | int = 1) -> Ints:
    """Return ticks needed to read words i..j-1 on so many lines.

    A line break takes a space's place, uncounted; where words stand without spaces it takes nobody's.
    """
    profile = problem.profile
    seconds = np.zeros(np.broadcast(i, j).shape)
    if profile.max_cps:
        spaces = np.concatenate(([0], np.cumsum(problem.gaps)))
        spaced = spaces[j] - spaces[i] - problem.gaps[i] >= j - i - 1
        chars = problem.edges[j] - problem.edges[i] - problem.gaps[i] - (lines - 1) * spaced
        seconds = chars / profile.max_cps
    if profile.max_wpm:
        seconds = np.maximum(seconds, (j - i) * (60.0 / profile.max_wpm))
    return problem.clock.ticks(seconds, up=True)
