"""Whether a transcript is of a recording at all, and runs of words that are not in it: the same for every engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.errors import InputsDoNotFit
from align.signal.runs import runs_of

__all__ = ["lost_runs", "refuse_mismatch"]

LEAST_FOUND, LONGEST_RUN = 0.3, 60
"""Share of all words, and words in a row. Transcripts of other recordings find at most 0.2 of their words and runs of
30 (docs/how-alignment-works.md); a part of an episode against all of its transcript finds few, but in one long run."""

LOST_RUN = 4
"""Words in a row: fewer may be one error of the search or of the transcript."""


def refuse_mismatch(found: NDArray[np.bool_], in_runs: NDArray[np.bool_]) -> None:
    """Raise `InputsDoNotFit` where too few words were found for the transcript to be of this recording.

    Args:
        found: whether the sound speaks for each word.
        in_runs: the same, as it counts for words in a row.
    """
    longest = max((last - first for first, last in runs_of(in_runs)), default=0)
    if found.mean() < LEAST_FOUND and longest < LONGEST_RUN:
        raise InputsDoNotFit("the transcript does not belong to this recording", int(found.sum()), len(found))


def lost_runs(score: NDArray[np.float32], below: float, mean: float) -> NDArray[np.bool_]:
    """Mark the words of runs that the sound speaks against.

    Args:
        score: log likelihoods; a run is of words below `below` and has a mean below `mean`.
    """
    out = np.zeros(len(score), np.bool_)
    for first, last in runs_of(score < below):
        if last - first >= LOST_RUN and score[first:last].mean() < mean:
            out[first:last] = True
    return out
