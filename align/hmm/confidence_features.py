"""Confidence features of boundaries: what speaks for and against each word's, one named row of a table each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL
from align.hmm.word_fit import FILLER_UNIT
from align.hmm.words import WordAlignment

__all__ = ["BOUNDARY", "Features", "boundary_features", "neighbour"]

USUAL_PHONE = 0.08
"""Seconds."""

LONGEST_GAP = 4.0
"""Seconds beyond which a pause says no more."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """Named columns, one row a word."""

    names: tuple[str, ...]
    values: Floats

    def column(self, name: str) -> Floats:
        """Return the column of that name."""
        return np.asarray(self.values[:, self.names.index(name)])

    def rows(self, chosen: NDArray[np.bool_]) -> Features:
        """Return only the words that are chosen."""
        return Features(self.names, self.values[chosen])


@dataclass(frozen=True, slots=True)
class _Word:
    """A `WordAlignment` as the features of boundaries see it, with usual values where a word has no place.

    Args:
        score, worst, head, tail, phone, context, context_worst: log likelihoods a frame, as there.
        early, late: standard deviations of start and end in ms.
        moved: seconds.
        pace: log of the length against what is usual for so many phones.
        before, after: seconds to the nearest words that have a place.
        longest, first, last: logs of the phones' lengths against the usual one.
        first_drawn, last_drawn: how much more than twice the usual these are, as logs.
    """

    placed: WordAlignment
    score: Floats
    worst: Floats
    head: Floats
    tail: Floats
    phone: Floats
    context: Floats
    context_worst: Floats
    early: Floats
    late: Floats
    moved: Floats
    pace: Floats
    before: Floats
    after: Floats
    longest: Floats
    first: Floats
    last: Floats
    first_drawn: Floats
    last_drawn: Floats
    short: Floats
    around: Floats


DRAWN = 0.7
"""Log of how much longer than usual a phone is from which on it is drawn out: twice."""


def _word_of(placed: WordAlignment) -> _Word:
    here = ~np.isnan(placed.start)

    def known(values: NDArray[np.floating], other: float) -> Floats:
        return np.where(here, values, other).astype(np.float64)

    def length(values: NDArray[np.floating]) -> Floats:
        return np.asarray(np.log(np.maximum(known(values, USUAL_PHONE), 0.03) / USUAL_PHONE))

    score = known(placed.score, -5.0)
    ended = np.maximum.accumulate(np.nan_to_num(placed.end))
    begins = np.minimum.accumulate(np.nan_to_num(placed.start, nan=np.inf)[::-1])[::-1]
    first, last = length(placed.first), length(placed.last)
    return _Word(
        placed=placed,
        score=score,
        worst=known(placed.worst, -8.0),
        head=known(placed.head, -5.0),
        tail=known(placed.tail, -5.0),
        phone=known(placed.worst_phone, -6.0),
        context=known(placed.in_context, -5.0),
        context_worst=known(placed.in_context_worst, -6.0),
        early=known(placed.start_spread, 0.06) * 1000,
        late=known(placed.end_spread, 0.06) * 1000,
        moved=known(placed.moved, 0.3),
        pace=_pace(placed),
        before=np.clip(np.where(here, placed.start, 0.0) - neighbour(ended, -1, 0.0), 0, LONGEST_GAP),
        after=np.clip(neighbour(begins, 1, np.inf) - np.where(here, placed.end, 0.0), 0, LONGEST_GAP),
        longest=length(placed.longest),
        first=first,
        last=last,
        first_drawn=np.maximum(first - DRAWN, 0),
        last_drawn=np.maximum(last - DRAWN, 0),
        short=known(placed.short, 0.0),
        around=np.stack([neighbour(score, k, 0.0) for k in (-3, -2, -1, 1, 2, 3)]),
    )


BOUNDARY: Mapping[str, Callable[[_Word], NDArray[np.generic]]] = {
    "start spread": lambda w: _log(w.early),
    "end spread": lambda w: _log(w.late),
    "larger spread": lambda w: _log(np.maximum(w.early, w.late)),
    "end spread of the word before": lambda w: _log(neighbour(w.late, -1, 20.0)),
    "start spread of the word behind": lambda w: _log(neighbour(w.early, 1, 20.0)),
    "score": lambda w: w.score / 3,
    "score below 0": lambda w: np.minimum(w.score, 0) / 3,
    "worse half": lambda w: w.worst / 4,
    "worse half below -2": lambda w: np.minimum(w.worst + 2, 0) / 4,
    "head": lambda w: w.head / 4,
    "head below 0": lambda w: np.minimum(w.head, 0) / 4,
    "tail": lambda w: w.tail / 4,
    "tail below 0": lambda w: np.minimum(w.tail, 0) / 4,
    "mean score around": lambda w: w.around.mean(axis=0) / 3,
    "lowest score around": lambda w: w.around.min(axis=0) / 3,
    "tail of the word before": lambda w: neighbour(w.tail, -1, 0.0) / 4,
    "head of the word behind": lambda w: neighbour(w.head, 1, 0.0) / 4,
    "pace": lambda w: np.abs(w.pace),
    "too fast": lambda w: np.maximum(-w.pace - 0.5, 0),
    "too slow": lambda w: np.maximum(w.pace - DRAWN, 0),
    "pace beside": lambda w: np.abs(np.stack([neighbour(w.pace, k, 0.0) for k in (-1, 1)])).max(axis=0),
    "moved": lambda w: np.minimum(w.moved, 0.5) * 5,
    "moved over 100 ms": lambda w: np.maximum(w.moved - 0.1, 0),
    "phones": lambda w: np.log(w.placed.phones),
    "pause before": lambda w: np.minimum(w.before, 1),
    "pause behind": lambda w: np.minimum(w.after, 1),
    "filler before": lambda w: w.placed.before == FILLER_UNIT,
    "silence before": lambda w: w.placed.before == SIL,
    "filler behind": lambda w: w.placed.after == FILLER_UNIT,
    "silence behind": lambda w: w.placed.after == SIL,
    "longest phone": lambda w: w.longest,
    "longest phone drawn": lambda w: np.maximum(w.longest - DRAWN, 0),
    "first phone": lambda w: np.abs(w.first),
    "last phone": lambda w: np.abs(w.last),
    "first phone drawn": lambda w: w.first_drawn,
    "last phone drawn": lambda w: w.last_drawn,
    "short phones": lambda w: w.short,
    "worst phone": lambda w: w.phone / 4,
    "worst phone below -3": lambda w: np.minimum(w.phone + 3, 0) / 4,
    "last phone drawn before": lambda w: neighbour(w.last_drawn, -1, 0.0),
    "first phone drawn behind": lambda w: neighbour(w.first_drawn, 1, 0.0),
    "short phones before": lambda w: neighbour(w.short, -1, 0.0),
    "short phones behind": lambda w: neighbour(w.short, 1, 0.0),
    "by triphones": lambda w: w.context / 3,
    "worst triphone": lambda w: w.context_worst / 4,
    "worst phone before": lambda w: neighbour(w.phone, -1, 0.0) / 4,
    "worst phone behind": lambda w: neighbour(w.phone, 1, 0.0) / 4,
    "contrast": lambda w: w.placed.contrast / 8,
    "filler cost": lambda w: w.placed.filler_cost / 2.5,
    "loudness": lambda w: w.placed.loudness / 3,
    "long pause before": lambda w: np.log1p(w.before),
    "long pause behind": lambda w: np.log1p(w.after),
    "lonely": lambda w: np.log1p(np.minimum(w.before, w.after)),
    "short and beside a pause": lambda w: np.log1p(np.maximum(w.before, w.after)) * np.maximum(-w.pace, 0),
    "few phones beside a pause": lambda w: np.log1p(np.maximum(w.before, w.after)) / w.placed.phones,
}
"""Whether both boundaries are right; scaled so that most values lie between -2 and 2."""


def boundary_features(placed: WordAlignment) -> Features:
    """Return what speaks for and against both boundaries of each word being right."""
    word = _word_of(placed)
    columns = [np.asarray(feature(word), np.float64) for feature in BOUNDARY.values()]
    return Features(tuple(BOUNDARY), np.stack(columns, axis=1))


def _pace(placed: WordAlignment) -> Floats:
    length = np.where(np.isnan(placed.start), 0.3, placed.end - placed.start)
    return np.asarray(np.log(np.maximum(length, 0.01) / (USUAL_PHONE * placed.phones)))


def neighbour(values: Floats, step: int, other: float) -> Floats:
    """Return the value `step` places further on, `other` where there is none."""
    out = np.full(len(values), other)
    if abs(step) < len(values):
        if step > 0:
            out[:-step] = values[step:]
        else:
            out[-step:] = values[:step]
    return out


def _log(milliseconds: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(milliseconds, 2.0)))
