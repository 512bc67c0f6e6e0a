"""Short pieces that fingerprints are too coarse for: a few words that were moved, or stand between two adverts.

They are looked for where something was removed. In short gaps every sample is tried; in longer ones pictures of the
sound, a sixth of a second each, are compared first, and samples then tell which of those that look alike are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from edits.conform.edges import Line, alike_for, line_of
from edits.conform.prints import HOP, RATE, Sound, band_energies
from edits.conform.refining import correlate, edges_of
from edits.conform.stretches import NewCut, Stretch, removed

__all__ = ["with_short_pieces"]

SHORTEST, SHORT = 0.15, 5.0
"""Seconds: an unknown stretch must be so long to be looked at, and may be so long for every sample to be tried."""

CHUNK = 0.3
"""Seconds of them that are looked for at once; a part of them may have been moved, and the rest be new."""

SAME = 0.8
"""The correlation from which on such a piece is found: codecs leave 0.9 and more, other words are below 0.7."""

TRIM = 0.01
"""Seconds from the edges of a piece on in which its neighbours may be heard, too."""

WHOLE = ((0.2, 0.98), (0.5, 0.93))
"""For so many seconds of sound that is the same, the correlation from which on a piece is the same from end to end: a
word of a synthetic voice said again comes to 0.97, two or three words do not.
"""

JOINED = 0.004
"""Seconds by which chunks of one piece may be off their line."""

NEAR = 8.0
"""Seconds from either end of what was removed in which samples are tried at most."""

FRAMES, STEP = 8, 5
"""Frames of a picture, and from one picture to the next."""

LOOK_ALIKE = 0.97
"""The correlation from which on two pictures are compared by their samples; codecs leave 0.99."""

SURE = 0.985
"""The correlation of samples that is asked for then: the same word of a synthetic voice comes to 0.98 in places."""

MOST = 200_000_000
"""Pairs of pictures; with more of them, fewer of the new recording are looked at."""

FAINT = 1e-3
"""Of the median energy: what is fainter is alike everywhere."""

BATCH = 4000
"""Pictures of the old recording that are compared at once."""

Floats = NDArray[np.float32]


def with_short_pieces(new: Sound, old: Sound, cut: NewCut) -> NewCut:
    """Add the short pieces that are found to the stretches of a cut."""
    short: list[tuple[float, float]] = []
    long: list[tuple[float, float]] = []
    at = 0.0
    for each in [*cut.stretches, None]:
        end = cut.duration if each is None else each.start
        if end - at >= SHORTEST:
            (short if end - at <= SHORT else long).append((at, end))
        at = at if each is None else each.end
    found = [piece for start, end in short for piece in _pieces(new, old, cut, start, end)]
    found += _in_long_gaps(new, old, cut, long)
    while found:
        stretches = edges_of(new, old, sorted([*cut.stretches, *found], key=_start))
        right = [each for each in found if _is_same(new, old, stretches, each)]
        if len(right) == len(found):
            return replace(cut, stretches=tuple(stretches))
        found = right
    return cut


def _start(stretch: Stretch) -> float:
    return stretch.start


def _is_same(new: Sound, old: Sound, stretches: Sequence[Stretch], piece: Stretch) -> bool:
    """Tell whether a piece, with the edges that it was given, is the same sound from end to end."""
    middle = (piece.start + piece.end) / 2
    each = next((each for each in stretches if each.start <= middle <= each.end), None)
    if each is None or abs(each.to_old(middle) - piece.to_old(middle)) > JOINED:
        return False
    heard = alike_for(new, old, each)
    start, length = each.start + TRIM, min(each.end - each.start - 2 * TRIM, SHORT)
    alike = correlate(new, old, start, length, line_of(each), 2 / RATE)[1]
    return any(heard >= seconds and alike >= least for seconds, least in WHOLE)


def _pieces(new: Sound, old: Sound, cut: NewCut, start: float, end: float) -> list[Stretch]:
    """Look for the chunks of an unknown stretch where something was removed; those of one line are one piece."""
    trim = min(0.02, (end - start) / 8)
    count = max(1, int((end - start) / CHUNK))
    bounds = [start + trim + k * (end - start - 2 * trim) / count for k in range(count + 1)]
    found = [_find(new, old, cut, first, last) for first, last in pairwise(bounds)]
    return _joined([each for each in found if each is not None])


def _joined(chunks: Sequence[Stretch]) -> list[Stretch]:
    pieces: list[Stretch] = []
    for each in chunks:
        if pieces and abs(pieces[-1].to_old(each.start) - each.old_start) < JOINED:
            pieces[-1] = replace(pieces[-1], end=max(pieces[-1].end, each.end))
        elif not pieces or each.start >= pieces[-1].end:
            pieces.append(each)
    return pieces


def _places(cut: NewCut) -> Iterator[tuple[float, float]]:
    """Yield where in the old recording to look: both ends of all that was removed."""
    for first, last in removed(cut):
        low, high = first - 0.05, last + 0.05
        if high - low <= 2 * NEAR:
            yield low, high
        else:
            yield from ((low, low + NEAR), (high - NEAR, high))


def _find(new: Sound, old: Sound, cut: NewCut, start: float, end: float) -> Stretch | None:
    """Look for a chunk where something was removed."""
    length = end - start
    best: tuple[float, float] = (SAME, 0.0)
    for first, last in _places(cut):
        reach = (last - first - length * cut.speed) / 2
        if reach <= 0:
            continue
        middle = first + reach
        lag, alike = correlate(new, old, start, length, Line(middle - start * cut.speed, cut.speed), reach)
        best = max(best, (alike, middle + lag))
    return None if best[0] <= SAME else Stretch(start, end, best[1], cut.speed)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Pictures of a sound `(count, numbers)`, the second at which each begins, and its energy."""

    rows: Floats
    at: NDArray[np.float64]
    energy: Floats


def _in_long_gaps(new: Sound, old: Sound, cut: NewCut, gaps: Sequence[tuple[float, float]]) -> list[Stretch]:
    """Look for pieces anywhere in long unknown stretches, and anywhere in what was removed."""
    gone = list(removed(cut))
    ours, theirs = sum(b - a for a, b in gaps), sum(b - a for a, b in gone)
    if not ours or not theirs:
        return []
    rate = RATE / HOP
    step = max(STEP, int(np.ceil(ours * theirs * rate**2 / MOST)))
    asked, known = _pictures(new, gaps, step), _pictures(old, gone, 1)
    if not len(asked.at) or not len(known.at):
        return []
    length = (FRAMES - 1) * HOP / RATE + HOP / RATE * 4
    chunks = []
    for k, j in _most_alike(asked, known):
        start = float(asked.at[k])
        line = Line(float(known.at[j]) - start * cut.speed, cut.speed)
        lag, alike = correlate(new, old, start, length, line, HOP / RATE)
        if alike < SAME:
            continue
        # Once more, between samples.
        more, alike = correlate(new, old, start, length, replace(line, shift=line.shift + lag), 2 / RATE)
        if alike >= SURE:
            chunks.append(Stretch(start, start + length, float(known.at[j]) + lag + more, cut.speed))
    return _joined(sorted(chunks, key=_start))


def _pictures(sound: Sound, spans: Sequence[tuple[float, float]], step: int) -> _Pictures:
    rows, at, energy = [], [], []
    for start, end in spans:
        first = max(0, round(start * RATE))
        bands = band_energies(sound[first : max(first, round(end * RATE))])
        begins = np.arange(0, len(bands) - FRAMES + 1, step)
        if not len(begins):
            continue
        # Half as many frames and bands tell as much.
        levels = np.log(bands[:, :-1].reshape(len(bands), -1, 2).sum(axis=2) + 1e4)
        levels = (levels[1:] + levels[:-1]) / 2
        picture = np.concatenate([levels[begins + k] for k in range(0, FRAMES - 1, 2)], axis=1)
        picture -= picture.mean(axis=1, keepdims=True)
        rows.append(picture / np.maximum(np.linalg.norm(picture, axis=1, keepdims=True), 1e-6))
        at.append(first / RATE + begins * HOP / RATE)
        energy.append(np.lib.stride_tricks.sliding_window_view(bands.sum(axis=1), FRAMES)[begins].mean(axis=1))
    if not rows:
        return _Pictures(np.zeros((0, 1), np.float32), np.zeros(0), np.zeros(0, np.float32))
    return _Pictures(np.concatenate(rows).astype(np.float32), np.concatenate(at), np.concatenate(energy))


def _most_alike(asked: _Pictures, known: _Pictures) -> Iterator[tuple[int, int]]:
    """Yield pictures that are much alike: the index of each that is asked for, and of the one most like it."""
    best, where = np.full(len(asked.at), -1.0, np.float32), np.zeros(len(asked.at), np.int64)
    for first in range(0, len(known.at), BATCH):
        alike = asked.rows @ known.rows[first : first + BATCH].T
        place = alike.argmax(axis=1)
        value = alike[np.arange(len(place)), place]
        better = value > best
        best[better], where[better] = value[better], place[better] + first
    heard = asked.energy > FAINT * np.median(known.energy)
    for k in np.flatnonzero((best >= LOOK_ALIKE) & heard):
        yield int(k), int(where[k])
