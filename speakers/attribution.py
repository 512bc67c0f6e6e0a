"""Who says each word, however it was told, and the turns that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Speaker
from align.turns import manual_words

__all__ = ["UNKNOWN", "Attribution", "stretches", "transcript_turns", "with_turns"]

UNKNOWN = -1
"""The label of a word of which nobody can say who says it."""

SURE_TURN = 0.6
"""Mean certainty of a turn's words below which it is given to nobody."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says each word.

    Args:
        labels: a number for each word, from 0; `UNKNOWN`.
        certainty: of each label, 0..1.
        changes: probability that another speaker begins with each word.
        together: words said while another speaks as well.
        doubtful: whether there may be one speaker more, or one less.
    """

    labels: NDArray[np.int64]
    certainty: NDArray[np.float64]
    changes: NDArray[np.float64]
    together: tuple[int, ...] = ()
    doubtful: bool = False

    @property
    def count(self) -> int:
        """How many speakers there are."""
        return int(self.labels.max(initial=UNKNOWN)) + 1


def stretches(labels: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """First word, last word (exclusive) and label of each run of one label, in order."""
    if len(labels) == 0:
        return []
    firsts = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist()]
    return [(a, b, int(labels[a])) for a, b in zip(firsts, [*firsts[1:], len(labels)], strict=True)]


def transcript_turns(alignment: Alignment) -> tuple[Speaker, ...]:
    """Return the turns that the transcript names or a person set; the others were told by voice or by microphone."""
    return tuple(turn for turn in alignment.speakers if turn.manual or turn.probability is None)


def with_turns(alignment: Alignment, told: Attribution, names: Sequence[str | None]) -> Alignment:
    """Return the alignment with a turn at each change of speaker.

    A turn of which it is not sure whose it is has no name. One speaker alone gives no turns, unless he has a name.
    Turns that the transcript names stay: until the next change of voice they say who speaks. Turns that a person set
    stay whole, from their first word to where the next turn began: no other begins within them.

    Args:
        names: of the labels.
    """
    kept = {turn.word: turn for turn in transcript_turns(alignment)}
    if told.count < 2 and not kept and not any(names):
        return replace(alignment, speakers=())
    turns = dict(kept)
    set_by_hand = manual_words(alignment.speakers, len(alignment.words))
    for first, last, label in _outside(stretches(told.labels), set_by_hand):
        sure = label != UNKNOWN and float(told.certainty[first:last].mean()) >= SURE_TURN
        name = names[label] if sure else None
        if first not in kept:
            # Where a person's turn ends, and with the first word of all, somebody begins for sure.
            sure_begin = first == 0 or set_by_hand[first - 1]
            turns[first] = Speaker(first, name, 1.0 if sure_begin else round(float(told.changes[first]), 3))
    return replace(alignment, speakers=_without_repeats([turns[word] for word in sorted(turns)], kept))


def _outside(runs: Sequence[tuple[int, int, int]], set_by_hand: Sequence[bool]) -> Iterator[tuple[int, int, int]]:
    """Yield what is left of runs of one label outside the words that a person gave to somebody."""
    for first, last, label in runs:
        start = first
        for word in range(first, last + 1):
            if word == last or set_by_hand[word]:
                if word > start:
                    yield start, word, label
                start = word + 1


def _without_repeats(turns: Sequence[Speaker], kept: dict[int, Speaker]) -> tuple[Speaker, ...]:
    """Leave out turns that only go on with the same name; what a person set stays."""
    out: list[Speaker] = []
    for turn in turns:
        if turn.word in kept or not out or turn.name is None or turn.name != out[-1].name:
            out.append(turn)
    return tuple(out)
