"""The document of a new cut: words carried over, and what is new aligned where the text has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from align import Alignment, Media, realign_words
from align.errors import LanguageNotServed, UsageError
from align.hashing import file_sha256
from align.progress import ProgressCallback
from edits.conform.carrying import Carried, carry
from edits.conform.stretches import NewCut

__all__ = ["Conformed", "conform"]

LEAST_FOUND = 0.5
"""Of the words that could be in a new stretch, so many must be found there; else it is something else."""

SHORTEST = 0.2
"""Seconds: a shorter new stretch holds no word."""


@dataclass(frozen=True, slots=True)
class Conformed:
    """The cut, what was carried over (its alignment holds the words found in new sound), and how many those are."""

    cut: NewCut
    carried: Carried
    found: int


def conform(alignment: Alignment, cut: NewCut, media: Path, on_progress: ProgressCallback) -> Conformed:
    """Make the document of a new cut.

    Words of the text that the old recording lacked are looked for in what is new in this one.
    """
    on_progress(0.9, "carrying the words over")
    carried = carry(alignment, cut, Media(str(media), file_sha256(media), round(cut.duration, 3)))
    made, found = carried.alignment, 0
    for first, last in list(_candidates(made, cut)):
        try:
            aligned = _look_for(media, made, first, last)
        except (UsageError, LanguageNotServed):
            continue
        if aligned is not None:
            made = aligned
            found += sum(word.status == "aligned" for word in made.words[first:last])
    made = replace(
        made, unscripted=tuple(each for each in made.unscripted if not _has_words(made, each.start, each.end))
    )
    return Conformed(cut, replace(carried, alignment=made), found)


def _candidates(alignment: Alignment, cut: NewCut) -> Iterator[tuple[int, int]]:
    """Yield runs of absent words (first, behind the last) beside which there is something new."""
    new = [(a.end, b.start) for a, b in zip(cut.stretches, cut.stretches[1:], strict=False)]
    if cut.stretches:
        new = [(0.0, cut.stretches[0].start), *new, (cut.stretches[-1].end, cut.duration)]
    words = alignment.words
    at = 0
    while at < len(words):
        if words[at].status != "absent":
            at += 1
            continue
        last = at
        while last < len(words) and not words[last].timed:
            last += 1
        before = next((w.span[1] for w in reversed(words[:at]) if w.timed), 0.0)
        after = words[last].span[0] if last < len(words) else alignment.media.duration
        if any(min(end, after) - max(start, before) >= SHORTEST for start, end in new):
            yield at, last
        at = last


def _look_for(media: Path, alignment: Alignment, first: int, last: int) -> Alignment | None:
    """Align words that were absent; `None` where most are not there."""
    words = list(alignment.words)
    for k in range(first, last):
        if words[k].status == "absent":
            words[k] = replace(words[k], status="interpolated")
    asked = sum(word.status == "interpolated" for word in words[first:last])
    made = realign_words(media, replace(alignment, words=tuple(words)), first, last)
    found = sum(word.status == "aligned" for word in made.words[first:last])
    return made if found >= LEAST_FOUND * asked else None


def _has_words(alignment: Alignment, start: float, end: float) -> bool:
    return any(word.span[0] < end and word.span[1] > start for _, word in alignment.timed())
