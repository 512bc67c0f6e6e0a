"""The confidence in each word that a CTC model aligned: the chance that its edges are right, and its status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.ctc.boundaries import Edges
from align.ctc.spans import Spans
from align.document import Word
from align.hmm.confidence_features import neighbour
from align.hmm.words import WordAlignment
from align.mismatch import lost_runs

__all__ = ["ConfidenceFeatures", "assess_words", "chances", "gather_features"]

Floats = NDArray[np.float64]

DOUBTFUL = -4.0
"""Nats below the best symbol, on average over the letters: what sounds so little like the word speaks against it. 0.5%
of right words, two fifths of wrong ones."""

BOTH_DOUBTFUL, EMBEDDED_DOUBTFUL = -3.0, 0.5
"""Where the embedded engine found the word, too: the same, and its log likelihood a frame against the filler. Together
0.2% of right words, a third of wrong ones."""

LOST = -3.2
"""So many words in a row whose letters are, on average, so much worse than the best are not in the sound."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """Features of the confidence models, one row a unit.

    Args:
        ctc: from the CTC model and the words' lengths; units x 11.
        embedded: from the embedded engine; units x 11, meaningless where `matched` is False.
        matched: whether the embedded engine found the unit, too.
    """

    ctc: Floats
    embedded: Floats
    matched: NDArray[np.bool_]


def gather_features(
    found: Spans, edges: Edges, owner: Sequence[int], alignment: WordAlignment | None
) -> ConfidenceFeatures:
    """Compute the features of every unit; unit `k` is token `owner[k]`, `edges` are those before refinement.

    `alignment` is where the embedded engine found the tokens, if it was asked.
    """
    here = found.first >= 0
    score = np.where(here, np.clip(found.score, -8, 0), -5.0).astype(np.float64)
    worst = np.where(here, np.clip(found.worst, -10, 0), -10.0).astype(np.float64)
    start, end = np.nan_to_num(edges.start), np.nan_to_num(edges.end)
    length = np.where(here, end - start, 0.3)
    pace = np.log(np.maximum(length, 0.02) / (0.09 + 0.062 * np.maximum(found.letters, 1)))
    around = np.stack([neighbour(score, step, 0.0) for step in (-2, -1, 1, 2)])
    before = np.clip(start - neighbour(end, -1, 0.0), 0, 1)
    after = np.clip(neighbour(start, 1, 0.0) - end, 0, 1)
    columns = [
        score, np.minimum(score + 1.5, 0), worst / 4, around.mean(axis=0), around.min(axis=0) / 2,
        np.abs(pace), np.maximum(pace - 0.5, 0), np.log(np.maximum(found.letters, 1)),
        before, after, np.log(0.05 + np.abs(neighbour(pace, -1, 0.0)) + np.abs(neighbour(pace, 1, 0.0))),
    ]  # fmt: skip
    ctc = np.stack(columns, axis=1)
    if alignment is None:
        return ConfidenceFeatures(ctc, np.zeros((len(ctc), 11)), np.zeros(len(ctc), np.bool_))
    rows = dict(zip(alignment.tokens.tolist(), range(len(alignment.tokens)), strict=True))
    row = np.array([rows.get(token, -1) for token in owner], np.int64)
    matched = here & (row >= 0)
    matched[matched] &= ~np.isnan(alignment.start[row[matched]])
    return ConfidenceFeatures(ctc, _embedded(alignment, np.where(matched, row, 0), matched, start, end), matched)


def _embedded(
    alignment: WordAlignment, row: NDArray[np.int64], matched: NDArray[np.bool_], start: Floats, end: Floats
) -> Floats:
    if not len(alignment.tokens):
        return np.zeros((len(row), 11))

    def of_match(values: NDArray[np.float32] | Floats, other: float) -> Floats:
        return np.where(matched, values[row], other).astype(np.float64)

    off_start = np.abs(of_match(alignment.start, 0.0) - start) * matched
    off_end = np.abs(of_match(alignment.end, 0.0) - end) * matched
    far = np.maximum(off_start, off_end)
    early, late = of_match(alignment.start_spread, 0.06), of_match(alignment.end_spread, 0.06)
    score = of_match(alignment.score, 0.0)
    columns = [
        np.log(0.01 + off_start), np.log(0.01 + off_end), np.maximum(far - 0.1, 0) * 5, np.log(0.005 + early),
        np.log(0.005 + late), score / 3, np.minimum(score, 0) / 3, of_match(alignment.worst, 0.0) / 4,
        of_match(alignment.head, 0.0) / 4, of_match(alignment.tail, 0.0) / 4,
        np.log(0.01 + np.maximum(neighbour(far, -1, 0.0), neighbour(far, 1, 0.0))),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


# Logistic regressions by `python -m benchmarks.train_ctc_scores` on synthetic episodes with known times, read by the
# fixture model; stronger models were not measured. The first is for words that only the CTC model found.
_PLAIN = np.array([4.479, 0.555, -0.37, -0.116, 0.856, -0.228, -0.217, -13.835, -0.412, -1.952, -1.702, -0.007])
_BOTH = np.array(
    [-7.354, 0.19, -0.164, -0.032, 0.291, -0.057, 0.437, -3.264, 0.094, -0.418, -1.406, 0.069, -0.497, -0.548, -5.248,
     -0.998, -0.864, -0.048, 0.129, 0.725, 0.077, 0.147, -0.478]
)  # fmt: skip


def chances(features: ConfidenceFeatures) -> Floats:
    """Return the probability, for each unit, that both edges are within 100 ms; meaningless where it was skipped."""
    plain = _PLAIN[0] + features.ctc @ _PLAIN[1:]
    both = _BOTH[0] + np.concatenate([features.ctc, features.embedded], axis=1) @ _BOTH[1:]
    out: Floats = 1 / (1 + np.exp(-np.where(features.matched, both, plain)))
    return out


def assess_words(
    words: Sequence[Word], owner: Sequence[int], found: Spans, features: ConfidenceFeatures
) -> tuple[Word, ...]:
    """Return the words with scores; those that the sound speaks against are `interpolated`, runs of such `absent`."""
    out = list(words)
    chance, lost, doubtful = chances(features), _lost(found), _doubtful(found, features)
    for unit, index in enumerate(owner):
        word = words[index]
        if not word.timed:
            continue
        if lost[unit]:
            out[index] = replace(word, start=None, end=None, score=None, status="absent")
        else:
            status = "interpolated" if doubtful[unit] else word.status
            out[index] = replace(word, score=round(float(chance[unit]), 3), status=status)
    return tuple(out)


def _doubtful(found: Spans, features: ConfidenceFeatures) -> NDArray[np.bool_]:
    embedded = 3 * features.embedded[:, 5]
    both = (found.score < BOTH_DOUBTFUL) & (embedded < EMBEDDED_DOUBTFUL)
    out: NDArray[np.bool_] = np.where(features.matched, both, found.score < DOUBTFUL)
    return out


def _lost(found: Spans) -> NDArray[np.bool_]:
    """Return units of runs that the sound speaks against."""
    return lost_runs(np.where(np.isfinite(found.score), found.score, 2 * LOST), LOST / 2, LOST)
