"""Whether a transcript is of a recording at all, and runs of words that are not in it: the same for every engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from align.document import PoorMatch
from align.errors import InputsDoNotFit
from align.signal.runs import runs_of

__all__ = ["ACCEPT", "check_match", "few_found", "lost_runs", "refuse_or_accept"]

LEAST_FOUND, LONGEST_RUN = 0.3, 60
"""Share of all words, and words in a row. Transcripts of other recordings find at most 0.2 of their words and runs of
30 (docs/measurements.md); a part of an episode against all of its transcript finds few, but in one long run."""

ACCEPT = "if it does, --accept-poor writes the times all the same"

LOST_RUN = 4
"""Words in a row: fewer may be one error of the search or of the transcript."""


def check_match(found: NDArray[np.bool_], in_runs: NDArray[np.bool_], *, accept_poor: bool = False) -> PoorMatch | None:
    """Refuse a transcript of which too few words were found for it to be of this recording.

    Args:
        found: whether the sound speaks for each word.
        in_runs: the same, as it counts for words in a row.
        accept_poor: return what would have been refused.

    Raises `InputsDoNotFit`.
    """
    longest = max((last - first for first, last in runs_of(in_runs)), default=0)
    if found.mean() >= LEAST_FOUND or longest >= LONGEST_RUN:
        return None
    reason = "the transcript does not belong to this recording"
    return refuse_or_accept(reason, int(found.sum()), len(found), accept_poor=accept_poor)


def few_found(found: NDArray[np.bool_]) -> str:
    """Say where few words stand where they were heard, although the transcript was not refused; "" where many do.

    Args:
        found: whether each word was heard; words that nobody says are not among them.
    """
    longest = max((last - first for first, last in runs_of(found)), default=0)
    if not len(found) or found.mean() >= LEAST_FOUND or longest >= LONGEST_RUN:
        return ""
    return (
        f"only {int(found.sum())} of {len(found)} words were heard, the others are placed between them: listen to some"
    )


def refuse_or_accept(reason: str, found: int, total: int, *, accept_poor: bool) -> PoorMatch:
    """Raise `InputsDoNotFit`, with the way round it, unless the user accepts a poor match."""
    if not accept_poor:
        raise InputsDoNotFit(reason, found, total, ACCEPT)
    return PoorMatch(found, total)


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
