"""The pieces of a recording that the fine pass searches one by one, cut where somebody pauses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["REACH", "Piece", "cut_pieces"]

Ints = NDArray[np.int32]

REACH = 35
"""Frames around a word's coarse place in which its phones are scored."""

PAUSES = ((0, 200), (1500, 60), (2000, 12), (3000, 4), (4000, -1000))
"""A piece of so many frames may end at a pause of so many; after 40 s it ends wherever a word does. A dozen seconds
and more share what each piece costs beside the search."""

HESITATION = 100
"""Frames of sound between two words that are searched together with both."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch to refine: frames from `first` to `last`, and the words (ascending indices) in it."""

    first: int
    last: int
    words: Ints


def cut_pieces(start: Ints, end: Ints, unexplained: NDArray[np.bool_]) -> list[Piece]:
    """Divide a recording at its pauses, not where somebody hesitates or begins a word twice.

    Args:
        start, end: coarse frames of each word, -1 where it was skipped.
        unexplained: frames of the recording in no word and no silence.

    Returns:
        Pieces that hold every word that was found, in order; each cut lies in the middle of a pause, or between two
        words where nobody pauses for 40 s.
    """
    found = np.flatnonzero(start >= 0).astype(np.int32)
    pieces: list[Piece] = []
    begin, first_frame = 0, 0
    for k in range(1, len(found) + 1):
        if k < len(found):
            pause = int(start[found[k]] - end[found[k - 1]])
            length = int(end[found[k - 1]]) - first_frame
            between = int(unexplained[end[found[k - 1]] : start[found[k]]].sum())
            if 0 < between < HESITATION and length < PAUSES[-1][0]:
                continue
            if pause < PAUSES[0][1] and not any(length >= least and pause >= short for least, short in PAUSES[1:]):
                continue
            cut = int(end[found[k - 1]]) + max(0, pause) // 2
        else:
            cut = len(unexplained)
        # Where a gap is long, only its edges matter: half a second of it is enough for the search.
        lead = max(first_frame, int(start[found[begin]]) - 3 * REACH)
        tail = min(cut, int(end[found[k - 1]]) + 3 * REACH)
        pieces.append(Piece(lead, max(tail, lead + 1), found[begin:k]))
        begin, first_frame = k, cut
    return pieces
