"""Who speaks in which frames of a clip, and at which frames the picture may turn to somebody else."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from align.document import Alignment, Word
from align.sentences import ends_in_sentence_mark
from align.turns import turns_within
from clips.frames import FramePlan
from clips.quotes import Span

__all__ = ["Unit", "turn_frame", "units_of"]

NEAR = 1e-6
"""Of a frame: times that are whole frames but for rounding."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one person says without a break.

    Args:
        first, end: frames of the clip, the last one exclusive; units follow each other without gaps.
        name: who speaks; `None`: nobody knows.
        words: first frame and frame behind the last of each word.
    """

    first: int
    end: int
    name: str | None
    words: tuple[tuple[int, int], ...]


def units_of(alignment: Alignment, spans: Sequence[Span], plans: Sequence[FramePlan]) -> list[Unit]:
    """Return the turns of a clip; where the alignment has none, its sentences, said by nobody knows whom.

    `plans`: the frames of each of the spans.
    """
    out: list[Unit] = []
    offset = 0
    for span, plan in zip(spans, plans, strict=True):
        out += _units_of_span(alignment, span, plan, offset)
        offset += plan.count
    return out


def _units_of_span(alignment: Alignment, span: Span, plan: FramePlan, offset: int) -> list[Unit]:
    groups = [(name, [word for word in words if word.timed]) for name, words in _groups(alignment, span)]
    spoken = [(name, words) for name, words in groups if words]
    if not spoken:
        return [Unit(offset, offset + plan.count, None, ())]
    edges = [0]
    for (_, before), (_, after) in itertools.pairwise(spoken):
        ended, begins = (_in_clip(time, plan) for time in (before[-1].span[1], after[0].span[0]))
        edges.append(min(max(turn_frame(ended, begins, plan.rate), edges[-1]), plan.count))
    units = []
    for (name, words), first, end in zip(spoken, edges, [*edges[1:], plan.count], strict=True):
        frames = tuple(_frames_of(word, plan, offset) for word in words)
        units.append(Unit(offset + first, offset + end, name, frames))
    return units


def _groups(alignment: Alignment, span: Span) -> list[tuple[str | None, list[Word]]]:
    words = alignment.words[span.first : span.last + 1]
    if alignment.speakers:
        turns = turns_within(alignment.speakers, span.first, span.last)
        starts = [(turn.word - span.first, turn.name) for turn in turns]
        if not starts or starts[0][0] > 0:
            starts.insert(0, (0, None))
    else:
        ends = [n for n, word in enumerate(words) if ends_in_sentence_mark(word.text)]
        starts = [(0, None), *((n + 1, None) for n in ends if n + 1 < len(words))]
    stops = [*(first for first, _ in starts[1:]), len(words)]
    return [(name, list(words[first:stop])) for (first, name), stop in zip(starts, stops, strict=True)]


def turn_frame(ended: float, begins: float, rate: Fraction) -> int:
    """Return the frame with which the picture may turn to somebody whose first word begins at `begins`.

    It is the last one before the word, unless the word before, which ends at `ended`, is still being said then: the
    nearest to the middle of both. Times in seconds from the clip's beginning.

    >>> turn_frame(1.0, 1.5, Fraction(25)), turn_frame(1.03, 1.03, Fraction(25))
    (37, 26)
    """
    frame = math.floor(begins * rate + NEAR)
    return frame if frame >= ended * rate - NEAR else round((ended + begins) / 2 * rate)


def _in_clip(time: float, plan: FramePlan) -> float:
    return time - plan.start


def _frames_of(word: Word, plan: FramePlan, offset: int) -> tuple[int, int]:
    first, end = (offset + round(_in_clip(time, plan) * plan.rate) for time in word.span)
    return max(offset, first), max(first + 1, min(end, offset + plan.count))
