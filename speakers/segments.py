"""Who says each word, by stretches of time that a diarisation model gives to speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.document import Alignment
from speakers.attribution import UNKNOWN, Attribution, stretches
from speakers.chain import pass_through
from speakers.chances import turn_chances

__all__ = ["Segment", "tell_by_segments"]

TRUST = 4.0
"""Log odds that a word is the speaker's whose stretch it lies in as a whole: models are right in 98 words of 100."""

COVERED, TOGETHER = 0.3, 0.5
"""Share of a word that a stretch must cover to say anything of it, and that two must for both to speak."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Somebody speaks, in seconds of the recording; stretches of several may lie over each other."""

    start: float
    end: float
    label: str


def tell_by_segments(alignment: Alignment, segments: Sequence[Segment]) -> Attribution:
    """Say who speaks at each word; turns begin only with words, where the text makes them plausible.

    Speakers are numbered in the order in which they first say a word; words that no stretch covers go with what is
    around them, and where there is no stretch at all, nobody says anything.
    """
    words = alignment.words
    labels = list(dict.fromkeys(segment.label for segment in segments))
    if not labels or not words:
        nobody = np.full(len(words), UNKNOWN)
        return Attribution(nobody, np.zeros(len(words)), np.zeros(len(words)))
    covered = np.zeros((len(words), len(labels)))
    spans = [(index, word.span) for index, word in enumerate(words) if word.timed]
    starts = np.array([span[0] for _, span in spans])
    for segment in segments:
        # Words stand in the order of their times; the one before may still be going on.
        first = max(0, int(np.searchsorted(starts, segment.start)) - 1)
        for index, (start, end) in spans[first : int(np.searchsorted(starts, segment.end))]:
            share = (min(end, segment.end) - max(start, segment.start)) / max(end - start, 1e-6)
            covered[index, labels.index(segment.label)] += max(0.0, share)
    covered = np.minimum(covered, 1.0)
    scores = TRUST * np.where(covered >= COVERED, covered, 0.0)
    shares = np.full(len(labels), 1 / len(labels))
    posteriors, changes, _ = pass_through(scores, turn_chances(alignment), shares)
    together = tuple(np.flatnonzero((covered >= TOGETHER).sum(axis=1) > 1).tolist())
    found = _in_order(posteriors.argmax(axis=1))
    return Attribution(found, posteriors.max(axis=1), changes, together)


def _in_order(labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    order = {label: number for number, label in enumerate(dict.fromkeys(label for _, _, label in stretches(labels)))}
    return np.array([order[label] for label in labels.tolist()])
