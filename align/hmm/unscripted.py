"""Unscripted stretches: sound that no word of the transcript covers, and what kind of sound it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.document import Kind, Unscripted
from align.hmm.words import WordAlignment
from align.signal.blocks import block_percentiles, lowest_around
from align.signal.runs import runs_of
from align.signal.spectra import FRAME, Spectra

__all__ = ["unscripted_stretches"]

SHORTEST_STRETCH = 1.0
"""Seconds: the contract of the alignment document."""

SHORTEST_SOUND = 0.9
"""Seconds of it that make a stretch where words leave room for one: sound fades, and ends of words take a little."""

JOIN = 50
"""Frames: pauses shorter than this do not divide a stretch of unscripted sound."""

AUDIBLE = 0.45
"""Share of the way from the noise floor to the loud parts, in log energy, above which there is something to hear."""

SPEECH_SWING, SPEECH_CHANGE, MUSIC_RELIEF = 0.5, 0.43, 0.3
LAUGHTER_CHANGE = 1.0
"""Nepers of power: how loudness varies, how a filter changes from frame to frame, how uneven the spectrum is."""


def unscripted_stretches(placed: WordAlignment, lost: NDArray[np.bool_], spectra: Spectra) -> tuple[Unscripted, ...]:
    """Find stretches of sound of a second or more that no word covers.

    Args:
        lost: words whose place is not believed.
    """
    frames = len(spectra.mel)
    free = np.ones(frames, np.bool_)
    for start, end in zip(placed.start[~lost], placed.end[~lost], strict=True):
        free[round(start / FRAME) : round(end / FRAME)] = False
    sound = free & (_audible(spectra) | placed.filler[:frames])
    found = []
    for gap_first, gap_last in runs_of(free):
        if (gap_last - gap_first) * FRAME < SHORTEST_STRETCH:
            continue
        for first, last in runs_of(sound[gap_first:gap_last], JOIN):
            if (last - first) * FRAME >= SHORTEST_SOUND:
                first, last = _widened(first + gap_first, last + gap_first, gap_first, gap_last)
                kind = _kind(spectra, first, last)
                found.append(Unscripted(round(first * FRAME, 3), round(last * FRAME, 3), kind))
    return tuple(found)


def _widened(first: int, last: int, lowest: int, highest: int) -> tuple[int, int]:
    """Widen a stretch to at least the shortest, between two words so far apart."""
    missing = max(0, round(SHORTEST_STRETCH / FRAME) - (last - first))
    first = max(lowest, first - missing // 2)
    last = min(highest, max(last, first + round(SHORTEST_STRETCH / FRAME)))
    return min(first, max(lowest, last - round(SHORTEST_STRETCH / FRAME))), last


def _audible(spectra: Spectra) -> NDArray[np.bool_]:
    """Return frames that stand out from the noise floor around them."""
    level = spectra.mel.mean(axis=1, dtype=np.float32)
    frames, block, reach = len(level), 100, 15
    floor = lowest_around(block_percentiles(level, block, 10), reach)
    loud = -lowest_around(-block_percentiles(level, block, 90), reach)
    line = np.repeat(floor + AUDIBLE * (loud - floor), block)[:frames]
    smooth = np.convolve(level, np.ones(11) / 11, "same")
    audible: NDArray[np.bool_] = smooth > line
    return audible


def _kind(spectra: Spectra, first: int, last: int) -> Kind:
    """Guess the kind: speech rises and falls four times a second; music holds on, with pitch; noise is flat in both."""
    mel = spectra.mel[first:last].astype(np.float32)
    level = mel.mean(axis=1)
    swing = float(np.std(level))
    change = float(np.abs(np.diff(mel, axis=0)).mean())
    if change > LAUGHTER_CHANGE:
        return "noise"
    if swing > SPEECH_SWING and change > SPEECH_CHANGE:
        return "speech"
    shape = mel.mean(axis=0)
    return "music" if float(np.std(np.diff(shape))) > MUSIC_RELIEF else "noise"
