"""An alignment carried over to a new cut: every word that stayed where it now is, with all that people did to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align import Alignment, Media, Speaker, Unscripted, Word
from align.document import Report
from align.signal import runs_of
from edits.chapters import chapters_of
from edits.conform.stretches import NewCut, Stretch

__all__ = ["Carried", "carry"]

HALF = 0.5
"""Of a word, so much must be left for it to be kept."""

CLIPPED = 0.03
"""Seconds of a word that may be lost at a cut without a word about it."""

NOTICED = 1.0
"""Seconds: shorter stretches without words are no news (as for `align`)."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The new alignment, and what became of the old one's words.

    Args:
        origins: for each new word its index among the old ones.
        removed: runs of old words (first, last) that are heard nowhere any more.
        clipped: old indices of words of which a part was cut away.
        lost_manual: old indices of words with times set by hand that are gone, or could not keep them.
    """

    alignment: Alignment
    origins: tuple[int, ...]
    removed: tuple[tuple[int, int], ...]
    clipped: tuple[int, ...]
    lost_manual: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    origin: int
    word: Word
    clipped: bool


def carry(alignment: Alignment, cut: NewCut, media: Media) -> Carried:
    """Carry an alignment over to a cut, whose file is `media`.

    Words stand in the order in which they are heard; one that is heard twice stands twice. Words that were absent stay
    absent, behind those that they followed.
    """
    placed = [each for stretch in cut.stretches for each in _placed(alignment, stretch)]
    origins = tuple(each.origin for each in placed)
    made = replace(
        alignment,
        media=media,
        words=tuple(each.word for each in placed),
        speakers=tuple(_speakers(alignment, origins)),
        chapters=tuple(chapters_of(alignment.chapters, origins)),
        paragraphs=tuple(_starts(alignment.paragraphs, origins)),
        lines=tuple(_starts(alignment.lines, origins)),
        unscripted=tuple(_unscripted(alignment, cut)),
        report=_report(alignment.report, origins),
    )
    heard = set(origins)
    gone = [k for k, word in enumerate(alignment.words) if word.timed and k not in heard]
    clipped = tuple(sorted({each.origin for each in placed if each.clipped}))
    lost = [k for k in (*gone, *clipped) if alignment.words[k].manual]
    return Carried(made, origins, tuple(_runs(alignment, gone)), clipped, tuple(sorted(lost)))


def _placed(alignment: Alignment, stretch: Stretch) -> Iterator[_Placed]:
    """Yield the words of a stretch in the transcript's order, with those that are not heard but belong to them."""
    following = False
    for k, word in enumerate(alignment.words):
        if not word.timed:
            if following:
                yield _Placed(k, word, clipped=False)
            continue
        start, end = word.span
        first, last = max(start, stretch.old_start), min(end, stretch.old_end)
        following = last - first >= HALF * (end - start) and (last > first or start == end) and first <= last
        if following:
            clipped = (first - start) + (end - last) > CLIPPED
            moved = replace(word, start=round(stretch.to_new(first), 4), end=round(stretch.to_new(last), 4))
            yield _Placed(k, replace(moved, manual=False, score=None) if clipped else moved, clipped)


def _runs(alignment: Alignment, gone: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield neighbours together; words without times between them do not count."""
    timed = [k for k, word in enumerate(alignment.words) if word.timed]
    place = {k: at for at, k in enumerate(timed)}
    first = last = None
    for k in gone:
        if first is not None and last is not None and place[k] != place[last] + 1:
            yield first, last
            first = None
        first, last = (k if first is None else first), k
    if first is not None and last is not None:
        yield first, last


def _starts(starts: Sequence[int], origins: Sequence[int]) -> Iterator[int]:
    """Yield the new words at which a line or paragraph begins: those of another one than the word before them."""
    before = None
    for at, origin in enumerate(origins):
        number = bisect_right(starts, origin)
        if number != before:
            yield at
        before = number


def _speakers(alignment: Alignment, origins: Sequence[int]) -> Iterator[Speaker]:
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    words = [turn.word for turn in turns]
    for at in _starts(words, origins):
        number = bisect_right(words, origins[at])
        if number:
            yield replace(turns[number - 1], word=at)


def _report(report: Report, origins: Sequence[int]) -> Report:
    """Return what a user should be told: each place once for each time that its words are heard together."""
    return replace(
        report,
        reordered=(),
        mislabelled=tuple(
            replace(row, first=first, last=last)
            for row in report.mislabelled
            for first, last in _heard(row.first, row.last, origins)
        ),
        crosstalk=tuple(
            replace(row, first=first, last=last)
            for row in report.crosstalk
            for first, last in _heard(row.first, row.last, origins)
        ),
    )


def _heard(first: int, last: int, origins: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of new words (first, last) that the old words `first` to `last` became."""
    inside = np.array([first <= origin <= last for origin in origins], np.bool_)
    for begin, stop in runs_of(inside):
        yield begin, stop - 1


def _unscripted(alignment: Alignment, cut: NewCut) -> list[Unscripted]:
    """Return what was without words and stayed, and what is new."""
    found = [
        replace(each, start=round(first, 3), end=round(last, 3))
        for each in alignment.unscripted
        for _, first, last in cut.places(each.start, each.end)
        if last - first >= NOTICED or each.manual
    ]
    at = 0.0
    for stretch in [*cut.stretches, None]:
        end = cut.duration if stretch is None else stretch.start
        if end - at >= NOTICED:
            found.append(Unscripted(round(at, 3), round(end, 3), "speech"))
        at = at if stretch is None else stretch.end
    return sorted(found, key=lambda each: each.start)
