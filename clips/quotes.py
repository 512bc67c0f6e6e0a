"""Where in an alignment something was said: fuzzy, ranked, never guessed.

A quote is aligned against all words at once (semi-global alignment, weights by rarity). A gap marked by an ellipsis
costs next to nothing, so "first words ... last words" is one long stretch; "[..]" separates spans to be joined.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from clips.normalise import Unit, units

__all__ = ["FOUND", "Match", "QuoteIndex", "Span"]

FOUND = 0.62
"""Score from which a match counts as found: set on 200 quotes with slips and 200 never said, see the benchmarks."""

_SPELT_ALIKE = 0.6  # below this two words are different words
_MISSING = 0.35  # price of a word of the quote that was not said, as a share of its weight
_SKIPPED = 0.45  # price of a said word that the quote leaves out
_ELLIPSIS = 0.0004  # ... where the quote marks an omission: just enough to prefer the nearer end
_OTHER = 0.15  # price of one word in place of another

_JOIN = re.compile(r"\[\s*(?:\.{2,}|…)\s*\]")
_LABEL = re.compile(r"(?:^|(?<=\s))(?:>>\s*(?:[A-Z][\w.'-]*\s?){0,3}:?|[A-Z][A-Z.'-]+(?:\s[A-Z][A-Z.'-]+){0,2}:)(?=\s)")
_NOTE = re.compile(r"\[[^\]]*\]")  # "[laughs]" is not said
_OMISSION = re.compile(r"\.{3,}|…|(?:\.\s){2,}\.")


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last`, both included (indices into the alignment's words)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a quote stands: one span, or several to be joined; score in 0..1, 1 is word for word."""

    spans: tuple[Span, ...]
    score: float

    @property
    def first(self) -> int:
        """First word of the first span."""
        return self.spans[0].first

    @property
    def last(self) -> int:
        """Last word of the last span."""
        return self.spans[-1].last


@dataclass(frozen=True, slots=True)
class _Quote:
    units: tuple[Unit, ...]
    # What may lie between a unit and the one before it: "" nothing, "omission", "join".
    gaps: tuple[str, ...]


def _parse(text: str) -> _Quote:
    text = _LABEL.sub(" ", _without_overlap(text))
    keys: list[Unit] = []
    gaps: list[str] = []
    for number, span in enumerate(_JOIN.split(text)):
        for part_number, part in enumerate(_OMISSION.split(span)):
            found = units(_NOTE.sub(" ", part).split())
            if found:
                gaps += ["omission" if part_number else "join" if number else ""] + [""] * (len(found) - 1)
                keys += found
    if gaps:
        gaps[0] = ""
    return _Quote(tuple(keys), tuple(gaps))


def _without_overlap(text: str) -> str:
    """Drop chapter headings, and the lines said again behind them: chapters of a transcript overlap."""
    blocks = re.split(r"(?m)^\s*#.*$", text)
    joined = blocks[0].split()
    for block in blocks[1:]:
        words = block.split()
        tail = [w.casefold() for w in joined[-8:]]
        folded = [w.casefold() for w in words]
        again = next(
            (n for n in range(len(folded) - len(tail), -1, -1) if tail and folded[n : n + len(tail)] == tail), None
        )
        joined += words if again is None else words[again + len(tail) :]
    return " ".join(joined)


class QuoteIndex:
    """All words of an alignment, ready for any number of searches."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.units = tuple(units([word.text if word.status != "silent" else "" for word in alignment.words]))
        vocabulary: dict[str, int] = {}
        ids = [vocabulary.setdefault(unit.key, len(vocabulary)) for unit in self.units]
        self._vocabulary = vocabulary
        self._ids: NDArray[np.int64] = np.array(ids, np.int64)
        counts = np.bincount(self._ids, minlength=len(vocabulary)) if ids else np.zeros(0, np.int64)
        self._weights = _rarity(counts, max(1, len(ids)))

    def find(self, quote: str, *, limit: int = 5) -> list[Match]:
        """The best places for `quote`, best first, then in order of time; empty where it has no words.

        Scores below `FOUND` are kept, so that the nearest thing can be named; they do not count as found.
        """
        parsed = _parse(quote)
        if not parsed.units or not self.units:
            return []
        rows, gain, skip = self._table(parsed)
        best = float(sum(self._weigh(unit.key) for unit in parsed.units))
        matches: list[Match] = []
        final = rows[-1].copy()
        while len(matches) < limit:
            end = int(np.argmax(final))
            if final[end] <= 0.2 * best:
                break
            at = self._trace(parsed, rows, gain, skip, end)
            begin = at[0]
            final[max(0, begin) : end + max(1, len(at) // 2)] = -np.inf
            matches.append(Match(self._spans(parsed, at), round(float(rows[-1][end]) / best, 3)))
        return sorted(_distinct(matches), key=lambda match: (-match.score, match.first))

    def _weigh(self, key: str) -> float:
        known = self._vocabulary.get(key)
        return 1.0 if known is None else float(self._weights[known])

    def _table(self, quote: _Quote) -> tuple[list[NDArray[np.float64]], NDArray[np.float64], NDArray[np.float64]]:
        """Row i: the best score of the quote's first i+1 units, the last of them standing at each word or skipped."""
        gain = self._gains(quote)
        skip = np.cumsum(_SKIPPED * self._weights[self._ids])
        rows = [gain[0].copy()]
        for i in range(1, len(quote.units)):
            before = np.concatenate(([-np.inf], reach(rows[-1], skip, quote.gaps[i])[:-1]))
            row = np.maximum(before + gain[i], rows[-1] - self._missing(quote, i))
            rows.append(np.maximum(row, self._fresh(quote, gain, i)))
        return rows, gain, skip

    def _missing(self, quote: _Quote, i: int) -> float:
        return _MISSING * self._weigh(quote.units[i].key)

    def _fresh(self, quote: _Quote, gain: NDArray[np.float64], i: int) -> NDArray[np.float64]:
        """Scores where all units before the i-th were not said."""
        return np.asarray(gain[i] - sum(self._missing(quote, k) for k in range(i)))

    def _gains(self, quote: _Quote) -> NDArray[np.float64]:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        keys = [unit.key for unit in quote.units]
        alike = cdist(keys, list(self._vocabulary), scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        digits = np.array([word[0].isdigit() for word in self._vocabulary])
        for row, key in zip(alike, keys, strict=True):
            # 2007 and 2008 look alike and are not; a short word one letter off is another word.
            row[(digits | key[0].isdigit() | (len(key) < 3)) & (row < 1)] = 0
        weight = np.array([self._weigh(key) for key in keys])[:, None]
        score = np.where(alike >= _SPELT_ALIKE, alike, -_OTHER) * weight
        return np.asarray(score[:, self._ids], np.float64)

    def _trace(
        self,
        quote: _Quote,
        rows: list[NDArray[np.float64]],
        gain: NDArray[np.float64],
        skip: NDArray[np.float64],
        end: int,
    ) -> list[int]:
        """The word unit at which each unit of the quote stands, -1 where it was not said."""
        at = [-1] * len(rows)
        j = end
        for i in range(len(rows) - 1, 0, -1):
            if rows[i][j] == rows[i - 1][j] - self._missing(quote, i):
                continue
            at[i] = j
            if rows[i][j] == self._fresh(quote, gain, i)[j]:
                break
            cost = skip if quote.gaps[i] == "" else np.arange(len(skip)) * _ELLIPSIS
            j = int(np.argmax(rows[i - 1][:j] + cost[:j]))
        else:
            at[0] = j
        # A unit that was not said stands with the one before it, or at the beginning with the first that was.
        previous = next(unit for unit in at if unit >= 0)
        for i, unit in enumerate(at):
            previous = at[i] = unit if unit >= 0 else previous
        return at

    def _spans(self, quote: _Quote, at: list[int]) -> tuple[Span, ...]:
        edges = [0, *(i for i, gap in enumerate(quote.gaps) if gap == "join"), len(at)]
        pairs = [(at[a], at[b - 1]) for a, b in itertools.pairwise(edges)]
        return tuple(Span(self.units[first].first, self.units[last].last) for first, last in pairs)


def reach(row: NDArray[np.float64], skip: NDArray[np.float64], gap: str) -> NDArray[np.float64]:
    """The best score with which each word can be reached from any word before it, or itself."""
    cost = skip if gap == "" else np.arange(len(row)) * _ELLIPSIS
    return np.asarray(np.maximum.accumulate(row + cost) - cost)


def _rarity(counts: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """Weights from 0.5 (the commonest words) to 1.5 (said once)."""
    if total <= 1:
        return np.ones(len(counts))
    return np.asarray(0.5 + np.log(total / np.maximum(1, counts)) / np.log(total))


def _distinct(matches: Sequence[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in matches:
        if all(match.last < other.first or match.first > other.last for other in kept):
            kept.append(match)
    return kept
