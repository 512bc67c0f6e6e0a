"""Recognising a new cut by its sound."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from align.clock import clock_text
from align.errors import InputsDoNotFit
from align.progress import ProgressCallback
from edits.conform.matching import match_prints
from edits.conform.prints import RATE, Prints, Sound, read_sound
from edits.conform.refining import drift_of, refine
from edits.conform.short_pieces import with_short_pieces
from edits.conform.stretches import NewCut, Stretch

__all__ = ["FASTEST", "LEAST", "compare", "recognise"]

FASTEST = 0.0105
"""Of the speed: more than 1% (and what measuring it may be off) is another treatment of the sound, not a new cut."""

LEAST = 0.2
"""Of the shorter recording, so much must be of the other: a theme tune alone makes no cut."""

DRIFT = 0.0002
"""Of the speed: a first guess that is further off is made once more."""

MANY = 120
"""Stretches: where there are more, words that are alike have been found in another recording, and no cut was made."""


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
    return cut if len(stretches) > MANY else with_short_pieces(new[0], old[0], cut)
