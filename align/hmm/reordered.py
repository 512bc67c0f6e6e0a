"""Passages that the recording has in another place than the transcript: found where the transcript has nothing.

Their words are not forced into their new places, since subtitles and clips follow the order of the transcript; the
document tells where they went.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from align.document import ReorderedPassage, Unscripted
from align.hmm.coarse_pass import whole_path
from align.hmm.confident import STEP, confident_steps
from align.hmm.scores import FrameScores
from align.hmm.script import Script
from align.signal.runs import runs_of
from align.signal.spectra import FRAME

__all__ = ["find_reordered"]

LEAST_WORDS = 30
"""In a row: a sentence or two may be like another by chance."""

LEAST_SHARE = 0.6
"""Of the words between the first and the last that are found in the other place, so many must be found."""

LEAST_SECONDS = 8.0
"""Thirty words take longer."""

BRIDGED = 5
"""Words in the middle of an absent run that may have been found by chance."""

JOIN = 3.0
"""Seconds between stretches of sound without words that may be one passage."""


def find_reordered(
    scores: FrameScores,
    tokens: NDArray[np.int32],
    script: Script,
    absent: NDArray[np.bool_],
    unscripted: Sequence[Unscripted],
) -> tuple[ReorderedPassage, ...]:
    """Search every long run of absent words in every long stretch of sound that no word covers.

    Args:
        tokens: index in the transcript of each word of the script.
        absent: whether each word of the script was not found where it should be.
    """
    places = _stretches(unscripted)
    found = []
    for first, last in runs_of(absent, BRIDGED + 1):
        if last - first < LEAST_WORDS:
            continue
        part = script.part(first, last)
        for start, end in places:
            span = _find_in(scores, part, round(start / FRAME / STEP), round(end / FRAME / STEP))
            if span is not None:
                words, steps = span
                seconds = [round(float(step) * STEP * FRAME, 2) for step in steps]
                found.append(ReorderedPassage(int(tokens[first + words[0]]), int(tokens[first + words[1]]), *seconds))
    return tuple(found)


def _find_in(scores: FrameScores, part: Script, begin: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First and last word that are in these steps with high confidence, and the steps of the first and the last."""
    costs, filler = scores.costs[begin:end], scores.filler[begin:end]
    path = whole_path(costs, filler, part)
    steps = confident_steps(path, costs, filler, part)
    words = np.unique(part.owners()[path.place[steps]])
    if len(words) < LEAST_WORDS or len(words) < LEAST_SHARE * (words[-1] - words[0] + 1):
        return None
    return (int(words[0]), int(words[-1])), (begin + int(steps[0]), begin + int(steps[-1]) + 1)


def _stretches(unscripted: Sequence[Unscripted]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for stretch in unscripted:
        if joined and stretch.start - joined[-1][1] < JOIN:
            joined[-1] = (joined[-1][0], stretch.end)
        else:
            joined.append((stretch.start, stretch.end))
    return [(start, end) for start, end in joined if end - start >= LEAST_SECONDS]
