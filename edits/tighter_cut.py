"""The cut without what `tighten` takes out: exactly the stretches that it lists, moved a little to quiet places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align import Alignment
from align.errors import UsageError
from align.media import MediaInfo, choose_stream
from align.neighbours import gap_around
from clips.cuts import TIGHT, ReadSound, quietest
from clips.frames import clip_rate
from edits.match import Run
from edits.plan import EditPlan, Part, framed, said_in
from edits.reading import sound_reader
from edits.tighten import Removal

__all__ = ["plan_tighter"]

NEAR = 0.03
"""Seconds by which an edge may move to a quieter place."""

GUARD = 0.02
"""Seconds that stay between a cut and the word beside it, wherever there is room."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """A stretch without which the recording goes on; `left`, `right`: the last word before it and the first behind it
    that stay, either beyond the text where none does.
    """

    start: float
    end: float
    left: int
    right: int


def plan_tighter(
    alignment: Alignment,
    info: MediaInfo,
    chosen: Sequence[Removal],
    *,
    refused: Collection[int] = (),
    picture: bool = True,
) -> EditPlan:
    """Decide the cut without what was chosen; `refused` are numbers that stay after all.

    Raises `UsageError` where there is nothing to take out.
    """
    kept = [each for each in chosen if each.number not in refused]
    if not kept:
        raise UsageError("there is nothing to take out at this level; try --level brisk")
    choose_stream(info, None)
    rate = clip_rate(info.video) if picture and info.video is not None else None
    length = info.duration or alignment.media.duration
    read_sound = sound_reader(info)
    gone = [_moved(alignment, each, read_sound, length) for each in _joined(kept)]
    parts = framed(list(_parts(alignment, gone, length)), rate)
    return EditPlan(alignment, info, tuple(parts), rate)


def _joined(chosen: Sequence[Removal]) -> list[_Gone]:
    """Return the stretches in order, those that touch as one."""
    out: list[_Gone] = []
    for each in sorted(chosen, key=lambda each: each.start):
        inside = each.kind == "pause"
        one = _Gone(each.start, each.end, each.first - (not inside), each.last + (not inside))
        if out and one.start <= out[-1].end + 1e-6:
            before = out.pop()
            one = _Gone(
                before.start, max(before.end, one.end), min(before.left, one.left), max(before.right, one.right)
            )
        out.append(one)
    return out


def _moved(alignment: Alignment, gone: _Gone, read_sound: ReadSound, length: float) -> _Gone:
    """Move both edges to where it is quietest nearby, without coming nearer to the words that stay."""
    before, after = gap_around(alignment.words, gone.left + 1, gone.right, length)
    start, end = gone.start, gone.end
    middle = (start + end) / 2
    if start > 0:
        start = quietest(read_sound, max(start - NEAR, min(before + GUARD, start)), min(start + NEAR, middle), start)
    if end < length:
        end = quietest(read_sound, max(end - NEAR, middle), min(end + NEAR, max(after - GUARD, end)), end)
    return _Gone(start, end, gone.left, gone.right)


def _parts(alignment: Alignment, gone: Sequence[_Gone], length: float) -> Iterator[Part]:
    """Yield what is between the stretches that go."""
    timed = np.array([k for k, _ in alignment.timed()])
    start, first, heard_from = 0.0, 0, 0.0
    tight: tuple[str, ...] = ()
    for each in [*gone, _Gone(length, length, len(alignment.words) - 1, len(alignment.words))]:
        if bool(((timed >= first) & (timed <= each.left)).any()):
            before, after = gap_around(alignment.words, each.left + 1, each.right, length)
            ends = ("tight end",) if each.start < length and each.start - before < TIGHT else ()
            run = Run(first, each.left)
            said = said_in(alignment, run)
            yield Part(start, each.start, run, (heard_from, each.start + GUARD), said, flags=(*tight, *ends))
            tight = ("tight start",) if after - each.end < TIGHT else ()
        start, first, heard_from = each.end, each.right, max(0.0, each.end - GUARD)
