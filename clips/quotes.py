"""Where in an alignment something was said: fuzzy, ranked, never guessed.

A quote is aligned against all words at once (semi-global alignment, weights by rarity). A gap marked by an ellipsis
costs next to nothing, so "first words ... last words" is one long stretch; "[..]" separates spans to be joined. Each
part between such marks is then scored by itself, and words at its ends that were not said are left out of the clip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from align.document import Alignment
from align.errors import UsageError
from clips.differences import Difference, Placement, differences
from clips.normalise import ALTERNATIVES, units
from clips.quote_text import Part, readings
from clips.sentences import ends_sentence

__all__ = ["FOUND", "Match", "QuoteIndex", "Span"]

FOUND = 0.62
"""Score from which a match counts as found: set on 200 quotes with slips and 200 never said, see the benchmarks."""

MOST_WORDS = 1000
"""In a quote: six minutes of talk. The table of a longer one would take more memory than it is worth."""

_SPELT_ALIKE = 0.6  # below this two words are different words
_MISHEARD = 0.45  # two words so alike are taken for one where the words around them agree
_MISSING = 0.35  # cost of a word of the quote that was not said, as a share of its weight
_SKIPPED = 0.45  # cost of a said word that the quote leaves out
_ELLIPSIS = 0.0004  # ... where the quote marks an omission: just enough to prefer the nearer end
_OTHER = 0.15  # cost of one word in place of another
_LEAST = 0.2  # of the best score, below which nothing is worth naming
_LEAD_IN = 2  # words: so few, apart from the rest by another sentence or speaker, are somebody else's
_EXACT = 0.999  # score of a reading that leaves nothing to be wished for

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last`, both included (indices into the alignment's words)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a quote stands: one span, or several to be joined.

    Args:
        score: 0..1, 1 is word for word; that of the worst part, where the quote has several.
        differences: where the words said are not those of the quote.
        lost: the first part of several that was not said there; empty where all were.
    """

    spans: tuple[Span, ...]
    score: float
    differences: tuple[Difference, ...] = ()
    lost: str = ""

    @property
    def first(self) -> int:
        """First word of the first span."""
        return self.spans[0].first

    @property
    def last(self) -> int:
        """Last word of the last span."""
        return self.spans[-1].last


class QuoteIndex:
    """All words of an alignment, ready for any number of searches.

    Args:
        said: how often a unit is said in all that this alignment is a piece of, which has `total` units; `None`: the
            alignment is all there is. A rare word tells more than a common one, and a few sentences do not show which
            is which.
    """

    def __init__(self, alignment: Alignment, *, said: Callable[[str], int] | None = None, total: int = 0) -> None:
        self.alignment = alignment
        self.units = tuple(units([word.text if word.status != "silent" else "" for word in alignment.words]))
        self.vocabulary: dict[str, int] = {}
        ids = [self.vocabulary.setdefault(unit.key, len(self.vocabulary)) for unit in self.units]
        self.ids: NDArray[np.int64] = np.array(ids, np.int64)
        counts = np.bincount(self.ids, minlength=len(self.vocabulary)) if ids else np.zeros(0, np.int64)
        self._said, self._total = said, max(total, len(ids), 1)
        if said is not None:
            counts = np.array([said(key) for key in self.vocabulary], np.int64)
        self._weights = _rarity(counts, self._total)
        self.skip: Floats = np.cumsum(_SKIPPED * self._weights[self.ids])

    def find(self, quote: str, *, limit: int = 5) -> list[Match]:
        """Return the best places for `quote`, best first, then in order of time; none where it has no words.

        Scores below `FOUND` are kept, so that the nearest thing can be named; they do not count as found. Raises
        `UsageError` for more than `MOST_WORDS`.
        """
        best: list[Match] = []
        for parts in readings(quote):
            count = sum(len(part.units) for part in parts)
            if count > MOST_WORDS:
                raise UsageError(f'a quote of {count} words is too long; give "its first words ... its last words"')
            matches = _Search(self, parts).places(limit) if self.units else []
            if matches and (not best or matches[0].score > best[0].score):
                best = matches
            if best and best[0].score >= _EXACT:
                break
        return best

    def weigh(self, key: str) -> float:
        """Return the weight of a unit, 0.5..1.5; 1 for one that is never said."""
        number = self.vocabulary.get(key)
        if number is not None:
            return float(self._weights[number])
        count = 0 if self._said is None else self._said(key)
        return float(_rarity(np.array([count]), self._total)[0]) if count else 1.0

    @cached_property
    def boundaries(self) -> NDArray[np.int64]:
        """The words, ascending, with which a sentence or a turn begins."""
        words = range(len(self.alignment.words))
        starts = {index + 1 for index in words if ends_sentence(self.alignment, index)}
        return np.array(sorted(starts | {speaker.word for speaker in self.alignment.speakers}), np.int64)


class _Search:
    """One reading of a quote, aligned against all words.

    Row i of `rows` holds the best score of the first i+1 units, the last of them standing at each word or left out.
    """

    def __init__(self, index: QuoteIndex, parts: Sequence[Part]) -> None:
        self.index, self.parts = index, parts
        self.units = [unit for part in parts for unit in part.units]
        self.opens = {sum(len(part.units) for part in parts[:number]) for number in range(1, len(parts))}
        self.weights = np.array([index.weigh(unit.key) for unit in self.units])
        self.missing = _MISSING * self.weights
        self.gain = self._gains()
        self.rows = [self.gain[0].copy()]
        for i in range(1, len(self.units)):
            before = np.concatenate(([-np.inf], best_before(self.rows[-1], self._skipping(i))[:-1]))
            row = np.maximum(before + self.gain[i], self.rows[-1] - self.missing[i])
            self.rows.append(np.maximum(row, self._fresh(i)))

    def places(self, limit: int) -> list[Match]:
        """Return the best places, none overlapping."""
        best, final = float(self.weights.sum()), self.rows[-1].copy()
        matches: list[Match] = []
        while len(matches) < limit:
            end = int(np.argmax(final))
            if final[end] <= _LEAST * best:
                break
            at = self._trace(end)
            begin = min(position for position in at if position >= 0)
            final[max(0, begin) : end + max(1, len(at) // 2)] = -np.inf
            matches.append(self._match(at, float(self.rows[-1][end]) / best))
        return sorted(_distinct(matches), key=lambda match: (-match.score, match.first))

    def _skipping(self, i: int) -> Floats:
        """Return what it costs to have left out all words up to each, before unit i."""
        if i not in self.opens:
            return self.index.skip
        return np.asarray(np.arange(len(self.index.skip)) * _ELLIPSIS, np.float64)

    def _fresh(self, i: int) -> Floats:
        """Return scores where all units before the i-th were not said."""
        return np.asarray(self.gain[i] - self.missing[:i].sum())

    def _gains(self) -> Floats:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        keys, words = [unit.key for unit in self.units], list(self.index.vocabulary)
        alike = cdist(keys, words, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        digits = np.array([word[0].isdigit() for word in words])
        for row, key in zip(alike, keys, strict=True):
            # 2007 and 2008 look alike and are not; a short word one letter off is another word.
            row[(digits | key[0].isdigit() | (len(key) < 3)) & (row < 1)] = 0
            for word in _same(key):
                if word in self.index.vocabulary:
                    row[self.index.vocabulary[word]] = 1
        score = np.where(alike >= _SPELT_ALIKE, alike, np.float32(-_OTHER)) * self.weights[:, None]
        return np.asarray(score[:, self.index.ids], np.float64)

    def _trace(self, end: int) -> list[int]:
        """Return the position among the words' units at which each unit of the quote stands, -1 where it was left out.

        `end`: that of the last unit, or of what stands before it.
        """
        at, j = [-1] * len(self.rows), end
        for i in range(len(self.rows) - 1, 0, -1):
            if self.rows[i][j] == self.rows[i - 1][j] - self.missing[i]:
                continue
            at[i] = j
            if self.rows[i][j] == self.gain[i][j] - self.missing[:i].sum():
                return at
            cost = self._skipping(i)
            j = int(np.argmax(self.rows[i - 1][:j] + cost[:j]))
        at[0] = j
        return at

    def _match(self, at: Sequence[int], whole: float) -> Match:
        """Judge each part by itself; spans hold only words that the quote has."""
        placements, spans, worst, lost, first = [], list[Span](), whole, "", 0
        for part in self.parts:
            placed = at[first : first + len(part.units)]
            said = [position >= 0 and self._is_said(first + k, position) for k, position in enumerate(placed)]
            score = self._score(first, placed)
            if len(self.parts) > 1 and score < FOUND and not lost:
                lost = part.text
            worst = min(worst, score) if len(self.parts) > 1 else worst
            kept = self._kept(placed, said)
            placements.append(Placement(part, tuple(placed), tuple(said), kept))
            if kept:
                span = Span(self.index.units[placed[kept[0]]].first, self.index.units[placed[kept[-1]]].last)
                if spans and not part.joins:
                    span = Span(spans.pop().first, span.last)
                spans.append(span)
            first += len(part.units)
        different = differences(self.index.alignment, self.index.units, placements)
        if not spans:
            nearest = self.index.units[max(position for position in at)]
            spans = [Span(nearest.first, nearest.last)]
        return Match(tuple(spans), round(max(0.0, worst), 3), different, lost)

    def _is_said(self, i: int, position: int) -> bool:
        """Tell whether unit i is what is said at a position, perhaps misspelt or misheard."""
        if self.gain[i, position] > 0:
            return True
        from rapidfuzz.distance import Levenshtein

        key, word = self.units[i].key, self.index.units[position].key
        if len(key) < 3 or len(word) < 3 or key[0].isdigit() or word[0].isdigit():
            return False
        return Levenshtein.normalized_similarity(key, word) >= _MISHEARD

    def _score(self, first: int, placed: Sequence[int]) -> float:
        """Return the score of one part alone, 0..1."""
        total, before = 0.0, -1
        for i, position in enumerate(placed, start=first):
            if position < 0:
                total -= self.missing[i]
                continue
            total += self.gain[i, position]
            if before >= 0:
                total -= self.index.skip[position - 1] - self.index.skip[before]
            before = position
        return total / float(self.weights[first : first + len(placed)].sum())

    def _kept(self, placed: Sequence[int], said: Sequence[bool]) -> list[int]:
        """Return the units of a part between which the clip lies: words at its ends that were not said are left out.

        So are one or two that were said, but in another sentence or by somebody else, apart from the rest.
        """
        kept = [k for k, heard in enumerate(said) if heard]
        for step in (1, -1):
            order = kept[::step]
            for count in range(1, min(_LEAD_IN, len(order) - _LEAD_IN - 1) + 1):
                pair = sorted((placed[order[count - 1]], placed[order[count]]))
                if pair[1] - pair[0] > 1 and self._parted(*pair):
                    kept = sorted(order[count:])
                    break
        return kept

    def _parted(self, before: int, after: int) -> bool:
        """Tell whether a sentence or turn begins between two positions."""
        low, high = self.index.units[before].last + 1, self.index.units[after].first
        bounds = self.index.boundaries
        at = int(np.searchsorted(bounds, low))
        return at < len(bounds) and int(bounds[at]) <= high


def _same(key: str) -> tuple[str, ...]:
    """Return units that may be said or written for a key: for `'d` both `would` and `had`, and for these `'d`."""
    return ALTERNATIVES.get(key, tuple(short for short, words in ALTERNATIVES.items() if key in words))


def best_before(row: Floats, skipping: Floats) -> Floats:
    """Return the best score with which each word can be reached from any word before it, or itself."""
    return np.asarray(np.maximum.accumulate(row + skipping) - skipping)


def _rarity(counts: NDArray[np.int64], total: int) -> Floats:
    """Return weights from 0.5 (the commonest words) to 1.5 (said once)."""
    if total <= 1:
        return np.ones(len(counts))
    return np.asarray(0.5 + np.log(total / np.maximum(1, counts)) / np.log(total))


def _distinct(matches: Sequence[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in matches:
        if all(match.last < other.first or match.first > other.last for other in kept):
            kept.append(match)
    return kept
