"""Recognising a new cut by its sound."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from align.clock import clock_text
from align.errors import InputsDoNotFit
from align.progress import ProgressCallback
from edits.conform.edges import Line
from edits.conform.matching import match_prints
from edits.conform.prints import RATE, Prints, Sound, read_sound
from edits.conform.refining import correlate, drift_of, edges_of, refine
from edits.conform.stretches import NewCut, Stretch, removed

__all__ = ["FASTEST", "LEAST", "compare", "recognise"]

FASTEST = 0.0105
"""Of the speed: more than 1% (and what measuring it may be off) is another treatment of the sound, not a new cut."""

LEAST = 0.2
"""Of the shorter recording, so much must be of the other: a theme tune alone makes no cut."""

DRIFT = 0.0002
"""Of the speed: a first guess that is further off is made once more."""

PIECE = (0.15, 5.0)
"""Seconds: unknown stretches of such lengths are looked for once more, by their samples."""

CHUNK = 0.3
"""Seconds of them that are looked for at once; a part of them may have been moved, and the rest be new."""

SAME = 0.6
"""The correlation from which on such a piece is found."""

MANY = 120
"""Stretches: where there are more, words that are alike have been found in another recording, and no cut was made."""

JOINED = 0.004
"""Seconds by which chunks of one piece may be off their line."""

NEAR = 8.0
"""Seconds from either end of what was removed in which it is looked for at most."""


def recognise(old: Path, new: Path, on_progress: ProgressCallback, *, stream: int | None = None) -> NewCut:
    """Find each stretch of the old recording in the new one.

    `stream`: the old recording's audio stream that was aligned. Raises `InputsDoNotFit` where the new recording is of
    something else, or more than 1% faster or slower.
    """
    on_progress(0.0, "listening to both recordings")
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(read_sound, old, stream=stream)
        second = threads.submit(read_sound, new)
        (old_sound, old_prints), (new_sound, new_prints) = first.result(), second.result()
    on_progress(0.8, "comparing them")
    cut = compare((new_sound, new_prints), (old_sound, old_prints))
    shorter = min(cut.duration, cut.old_duration)
    if cut.kept < LEAST * shorter:
        raise InputsDoNotFit(
            f"{new.name} is no cut of {old.name}: {clock_text(cut.kept, places=0)} of {clock_text(shorter, places=0)}"
            " are the same"
        )
    if abs(cut.speed - 1) > FASTEST:
        word = "faster" if cut.speed > 1 else "slower"
        raise InputsDoNotFit(
            f"{new.name} is {abs(cut.speed - 1):.1%} {word} than {old.name}, and cuts are followed up to 1%:"
            " align it anew, or bring it to the old speed"
        )
    return cut


def compare(new: tuple[Sound, Prints], old: tuple[Sound, Prints]) -> NewCut:
    """Find the stretches of one sound in another; each with its fingerprint."""
    speed, rough = match_prints(new[1], old[1])
    if sum(each.end - each.start for each in rough) < LEAST * min(len(new[0]), len(old[0])) / RATE:
        # Of something else: what little is alike need not be made exact.
        found = [Stretch(each.start, each.end, each.start * speed + each.shift, speed) for each in rough]
        return NewCut(tuple(found), len(new[0]) / RATE, len(old[0]) / RATE)
    drift = drift_of(new[0], old[0], speed, rough)
    if abs(drift) > DRIFT:
        speed, rough = match_prints(new[1], old[1], speed=speed + drift)
    stretches = refine(new[0], old[0], speed, rough)
    cut = NewCut(tuple(stretches), len(new[0]) / RATE, len(old[0]) / RATE)
    return cut if len(stretches) > MANY else _with_short_pieces(new[0], old[0], cut)


def _with_short_pieces(new: Sound, old: Sound, cut: NewCut) -> NewCut:
    """Look for short pieces that fingerprints are too coarse for: a few words that were moved."""
    found: list[Stretch] = []
    at = 0.0
    for each in [*cut.stretches, None]:
        end = cut.duration if each is None else each.start
        if PIECE[0] <= end - at <= PIECE[1]:
            found += _pieces(new, old, cut, at, end)
        at = at if each is None else each.end
    if not found:
        return cut
    stretches = sorted([*cut.stretches, *found], key=lambda each: each.start)
    return replace(cut, stretches=tuple(edges_of(new, old, stretches)))


def _pieces(new: Sound, old: Sound, cut: NewCut, start: float, end: float) -> list[Stretch]:
    """Look for the chunks of an unknown stretch where something was removed; those of one line are one piece."""
    trim = min(0.02, (end - start) / 8)
    count = max(1, int((end - start) / CHUNK))
    bounds = [start + trim + k * (end - start - 2 * trim) / count for k in range(count + 1)]
    found = [_find(new, old, cut, first, last) for first, last in pairwise(bounds)]
    pieces: list[Stretch] = []
    for each in found:
        if each is None:
            continue
        if pieces and abs(pieces[-1].to_old(each.start) - each.old_start) < JOINED:
            pieces[-1] = replace(pieces[-1], end=each.end)
        else:
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
