"""From spans of frames to words: edges with acoustic evidence, scores, statuses, unscripted stretches.

A CTC model speaks in spikes: the last letter of a word ends one frame after its spike, wherever the sound ends. Edges
are therefore looked for in the loudness between the last spike of one word and the first of the next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.ctc.chunks import RATE, STEP, Geometry
from align.ctc.spans import Spans
from align.document import Kind, Unscripted, Word
from align.kernels import kernel
from align.signal.blocks import block_percentiles, lowest_around

__all__ = ["Edges", "fill_between", "find_edges", "unscripted"]

TICKS = RATE // STEP
"""Values of the loudness in a second."""

SHARE = 0.3
"""Where two words meet without a pause: this share of the way from the last spike of one to the first of the next.

Spikes come late in their letters. Half the way is 26 ms late on average with the fixture model, this share 13 ms."""

REACH = 0.28
"""How far (seconds) an edge may lie from its spike where no silence is found: a long vowel or fricative."""

PAUSE = 6
"""Values (10 ms each) of quiet that make a pause; a stop's closure is shorter."""

CONTEXT = 40
"""Values (10 ms each) to either side that show how loud and how quiet it is around."""

QUIET_SHARE, QUIET_BELOW, LEAST_RANGE = 0.22, 36.0, 12.0
"""Quiet is what lies within this share of the way from the quietest to the loudest around, in dB, or so many dB below
the loudest; nothing is where the two are no further apart than the last."""

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Edges:
    """Start and end of each unit in seconds; NaN where it was skipped."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]


def find_edges(spans: Spans, geometry: Geometry, levels: NDArray[np.float32], duration: float) -> Edges:
    """Find both edges of every unit that was found; `levels` is the loudness in dB for every 10 ms, `duration` in
    seconds.
    """
    found = np.flatnonzero(spans.first >= 0)
    first = (spans.first[found] * geometry.hop + geometry.width / 2) / RATE
    last = (spans.last[found] * geometry.hop + geometry.width / 2) / RATE
    smooth = _smooth(levels)
    last = np.maximum(first, last)
    start, end = first.copy(), last.copy()
    _edge_times(first, last, smooth, float(duration), start, end)
    out = Edges(np.full(len(spans.first), np.nan), np.full(len(spans.first), np.nan))
    out.start[found], out.end[found] = start, end
    return out


def _smooth(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a median of three: single clicks are no sound, single dips no silence."""
    if len(levels) < 3:
        return levels
    rows = np.stack([levels[:-2], levels[1:-1], levels[2:]])
    return np.concatenate([levels[:1], np.median(rows, axis=0), levels[-1:]]).astype(np.float32)


@kernel()
def _edge_times(first: Doubles, last: Doubles, levels: Floats, duration: float, start: Doubles, end: Doubles) -> None:
    """Fill in start and end of each unit: in the pause beside it if there is one, else a share of the way to the next.

    Args:
        first, last: seconds of each unit's first and last spike, ascending.
        levels: loudness in dB for every 10 ms.
        duration: of the recording, in seconds.
        start, end: seconds, filled in.
    """
    count = len(first)
    for i in range(count + 1):
        left = last[i - 1] if i else 0.0
        right = first[i] if i < count else duration
        quiet_from, quiet_to = _find_pause(levels, int(left * TICKS), min(len(levels), int(right * TICKS) + 1))
        if quiet_from >= 0:
            stop, begin = quiet_from / TICKS, quiet_to / TICKS
        elif right - left <= 2 * REACH and 0 < i < count:
            stop = left + SHARE * (right - left)
            begin = stop
        else:
            stop, begin = left + REACH / 2, right - REACH / 2
        if i:
            end[i - 1] = min(max(stop, left), left + REACH, right)
        if i < count:
            start[i] = max(min(begin, right), right - REACH, end[i - 1] if i else 0.0)


@kernel()
def _find_pause(levels: Floats, first: int, last: int) -> tuple[int, int]:
    """Return the span from the beginning of the first pause between two ticks to the end of the last, or (-1, -1)."""
    low, high = max(0, first - CONTEXT), min(len(levels), last + CONTEXT)
    if high <= low:
        return -1, -1
    peak, floor = levels[low], levels[low]
    for t in range(low, high):
        peak, floor = max(peak, levels[t]), min(floor, levels[t])
    if peak - floor <= LEAST_RANGE:
        return -1, -1
    limit = max(floor + QUIET_SHARE * (peak - floor), peak - QUIET_BELOW)
    begin, end, run = -1, -1, 0
    for t in range(first, last):
        run = run + 1 if levels[t] < limit else 0
        if run >= PAUSE:
            if begin < 0:
                begin = t - run + 1
            end = t + 1
    return begin, end


def fill_between(words: Sequence[Word], wanting: Sequence[bool], duration: float) -> tuple[Word, ...]:
    """Return times for words that are said but could not be spelt: they share the room between their timed
    neighbours.
    """
    out = list(words)
    index = 0
    while index < len(out):
        if not wanting[index]:
            index += 1
            continue
        stop = index
        while stop < len(out) and (wanting[stop] or not out[stop].timed):
            stop += 1
        group = [i for i in range(index, stop) if wanting[i]]
        low = next((word.end for word in reversed(out[:index]) if word.end is not None), 0.0)
        high = out[stop].start if stop < len(out) else duration
        assert high is not None
        # Nobody says a word for longer than this; a longer gap holds something else.
        each = max(0.0, min(0.6, (high - low) / len(group)))
        for place, i in enumerate(group):
            begin = low + place * each
            out[i] = replace(out[i], start=begin, end=begin + each, status="interpolated", score=0.1)
        index = stop
    return tuple(out)


def unscripted(
    words: Sequence[Word],
    levels: NDArray[np.float32],
    heard: Callable[[float, float], float],
    duration: float,
) -> tuple[Unscripted, ...]:
    """Return stretches of 1 s or more with sound that no word covers and that stands out from the room.

    `levels` is the loudness in dB for every 10 ms; `heard` tells how many letters a second the model hears between
    two times.
    """
    spoken = [word.span for word in words if word.timed]
    edges = [0.0, *(edge for span in spoken for edge in span), duration]
    audible = _stands_out(levels)
    out = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        first = math.ceil(start * TICKS)
        for low, high in _joined(np.flatnonzero(audible[first : int(end * TICKS)])):
            begin, stop = (first + low) / TICKS, (first + high) / TICKS
            if stop - begin >= 1.0:
                out.append(Unscripted(float(begin), float(stop), _kind(heard(begin, stop), stop - begin)))
    return tuple(out)


def _joined(ticks: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(first, last exclusive) of the runs of ascending numbers; pauses of a second do not part them."""
    cuts = np.flatnonzero(np.diff(ticks) > TICKS) + 1
    return [(int(part[0]), int(part[-1]) + 1) for part in np.split(ticks, cuts) if len(part)]


AUDIBLE = 0.45
"""Share of the way from the noise floor to the loud parts, in dB, above which there is something to hear."""

AROUND = 15
"""Seconds to either side from which floor and loud parts are taken."""


def _stands_out(levels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which values of the loudness, evened over 0.1 s, are well above the quietest around them."""
    if not len(levels):
        return np.zeros(0, np.bool_)
    floor = np.maximum(lowest_around(block_percentiles(levels, TICKS, 10), AROUND), FAINTEST)
    loud = -lowest_around(-block_percentiles(levels, TICKS, 90), AROUND)
    line = np.repeat(floor + AUDIBLE * np.maximum(loud - floor, 0), TICKS)[: len(levels)]
    smooth = np.convolve(np.pad(levels, 5, "edge"), np.ones(11) / 11, "valid")
    out: NDArray[np.bool_] = smooth > np.maximum(line, FAINTEST)
    return out


FAINTEST = -65.0
"""dB: what is fainter is nothing, however quiet the rest."""


def _kind(letters: float, length: float) -> Kind:
    if letters > 4.0:
        return "speech"
    return "music" if length > 4.0 else "noise"
