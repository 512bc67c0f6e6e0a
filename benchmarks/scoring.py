"""How far an alignment is from known times, and whether its scores mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment, Word

__all__ = ["Absent", "Bin", "Known", "NotTheSameWords", "Score", "Spread", "read_known", "read_stretches", "score"]

BOUNDS_MS = (10, 20, 25, 50, 100, 200, 1000)
GOOD = 0.1
"""Seconds within which an edge counts as right, as the alignment's score promises."""

Span = tuple[float, float]


class NotTheSameWords(ValueError):
    """The alignment and the known times do not hold the same words."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word and when it is heard, in seconds; -1 -1: cut from the audio; -2 -2: nobody can say."""

    text: str
    start: float
    end: float

    @property
    def scored(self) -> bool:
        """Whether there is an answer: not for lone punctuation and for notes in square brackets."""
        return self.start != -2 and any(c.isalnum() for c in self.text) and not self.text.startswith("[")

    @property
    def cut(self) -> bool:
        """In the transcript, but not in the audio."""
        return self.start == -1


@dataclass(frozen=True, slots=True)
class Spread:
    """Errors of one kind of edge: `bias_ms` is the median signed error, the others are of its size.

    `within` maps a bound in ms to the share of edges within it.
    """

    n: int
    bias_ms: float = 0.0
    mean_ms: float = 0.0
    median_ms: float = 0.0
    p99_ms: float = 0.0
    max_ms: float = 0.0
    within: tuple[tuple[int, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the score as JSON values."""
        if not self.n:
            return {"n": 0}
        values = asdict(self)
        del values["within"]
        return values | {f"within_{bound}ms": share for bound, share in self.within}

    def share(self, bound: int) -> float:
        """Share of the edges within `bound` ms."""
        return dict(self.within).get(bound, 0.0)


@dataclass(frozen=True, slots=True)
class Absent:
    """How well the words that were cut were noticed."""

    recall: float
    precision: float
    cut_words: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Words whose score is in one tenth of 0..1: how many, what they promised, and what share was right."""

    n: int
    promised: float
    right: float


@dataclass(frozen=True, slots=True)
class Score:
    """All of it for one alignment.

    `good`: share of the spoken words with both edges within 100 ms; `near`: with both within 1 s.
    `spoken_within_100ms` looks at starts alone. `auc` is the chance that a word that is right has a higher score
    than one that is not; `calibration` the mean distance between promise and truth over ten bins of the score.
    """

    spoken: int
    timed: int
    start: Spread
    end: Spread
    spoken_within_100ms: float
    score_auc: float | None
    absent: Absent
    good: float
    near: float
    calibration: float | None
    bins: tuple[Bin, ...] = ()
    unscripted_covered: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the score as JSON values."""
        values = asdict(self) | {"start": self.start.to_dict(), "end": self.end.to_dict()}
        values["bins"] = [asdict(b) for b in self.bins]
        if self.unscripted_covered is None:
            del values["unscripted_covered"]
        return values


def read_known(path: Path) -> list[Known]:
    """Read rows of index, word, start, end."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Known(row[1], float(row[2]), float(row[3])) for row in rows]


def read_stretches(path: Path) -> list[Span]:
    """Read rows of start, end and whatever else."""
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(float(row[0]), float(row[1])) for row in rows]


def score(alignment: Alignment, known: Sequence[Known], stretches: Sequence[Span] | None = None) -> Score:
    """Compare an alignment with known times. Raises `NotTheSameWords`."""
    _check_words(alignment.words, known)
    pairs = [(word, truth) for word, truth in zip(alignment.words, known, strict=True) if truth.scored]
    spoken = [(word, truth) for word, truth in pairs if not truth.cut]
    timed = [(word, truth) for word, truth in spoken if word.timed]
    starts = np.array([word.span[0] - truth.start for word, truth in timed])
    ends = np.array([word.span[1] - truth.end for word, truth in timed])
    right = (np.abs(starts) <= GOOD) & (np.abs(ends) <= GOOD)
    near = (np.abs(starts) <= 1.0) & (np.abs(ends) <= 1.0)
    has_score = np.array([word.score is not None for word, _ in timed], bool)
    promised = np.array([word.score for word, _ in timed if word.score is not None])
    bins = reliability(promised, right[has_score])
    return Score(
        spoken=len(spoken),
        timed=len(timed),
        start=spread(starts),
        end=spread(ends),
        spoken_within_100ms=_share(np.abs(starts) <= GOOD, len(spoken)),
        score_auc=area_under_curve(promised, right[has_score]),
        absent=_absent(pairs),
        good=_share(right, len(spoken)),
        near=_share(near, len(spoken)),
        calibration=calibration_error(bins),
        bins=bins,
        unscripted_covered=None if stretches is None else covered(stretches, alignment),
    )


def _check_words(words: Sequence[Word], known: Sequence[Known]) -> None:
    ours, theirs = [word.text for word in words], [truth.text for truth in known]
    if ours != theirs:
        shorter = min(len(ours), len(theirs))
        first = next((i for i in range(shorter) if ours[i] != theirs[i]), shorter)
        raise NotTheSameWords(f"{len(ours)} words aligned, {len(theirs)} known, first difference at {first}")


def _share(hits: NDArray[np.bool_], of: int) -> float:
    return round(float(hits.sum()) / max(1, of), 4)


def spread(errors: NDArray[np.float64]) -> Spread:
    """Summary of signed errors in seconds."""
    count = len(errors)
    if not count:
        return Spread(0)
    signed, size = np.sort(errors), np.sort(np.abs(errors))

    def milliseconds(value: float) -> float:
        return round(1000 * float(value), 1)

    return Spread(
        n=count,
        bias_ms=milliseconds(signed[count // 2]),
        mean_ms=milliseconds(size.sum() / count),
        median_ms=milliseconds(size[count // 2]),
        p99_ms=milliseconds(size[int(count * 0.99)]),
        max_ms=milliseconds(size[-1]),
        within=tuple((bound, _share(size <= bound / 1000, count)) for bound in BOUNDS_MS),
    )


def area_under_curve(promised: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """Chance that a right word's score is above a wrong word's, ties counting half; `None` without both kinds."""
    good, bad = int(right.sum()), int((~right).sum())
    if not good or not bad:
        return None
    _, place, counts = np.unique(promised, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - counts + 1 + last) / 2  # the mean rank of equal scores
    return round((float(ranks[place][right].sum()) - good * (good + 1) / 2) / (good * bad), 4)


def reliability(promised: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of the score, empty ones left out."""
    tenth = np.clip((promised * 10).astype(int), 0, 9)
    return tuple(
        Bin(
            int((tenth == i).sum()),
            round(float(promised[tenth == i].mean()), 4),
            round(float(right[tenth == i].mean()), 4),
        )
        for i in range(10)
        if (tenth == i).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: the bins' distance between promise and truth, weighted by their words."""
    total = sum(b.n for b in bins)
    return round(sum(b.n * abs(b.promised - b.right) for b in bins) / total, 4) if total else None


def _absent(pairs: Sequence[tuple[Word, Known]]) -> Absent:
    hit = sum(word.status == "absent" for word, truth in pairs if truth.cut)
    cut = sum(truth.cut for _, truth in pairs)
    false = sum(word.status == "absent" for word, truth in pairs if not truth.cut)
    return Absent(round(hit / max(1, cut), 4), round(hit / max(1, hit + false), 4), cut)


def covered(stretches: Sequence[Span], alignment: Alignment) -> float:
    """Share of the seconds of known unscripted stretches that the alignment reports."""
    found = [(u.start, u.end) for u in alignment.unscripted]
    both = sum(max(0.0, min(e, f) - max(b, s)) for b, e in stretches for s, f in found)
    return round(both / max(1e-9, sum(e - b for b, e in stretches)), 4)
