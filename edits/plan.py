"""An edit, decided: stretches of the recording with their cut points, pauses and inserted files, in order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from align import Alignment
from align.errors import UsageError
from align.media import MediaInfo, choose_stream
from clips.cuts import ReadSound, cut_points
from clips.frames import clip_rate
from clips.quotes import Span
from clips.sidecar import Piece, clip_alignment
from edits.chapters import chapters_of
from edits.match import Run, match_words
from edits.reading import length_of, sound_reader
from edits.script import Insert, Item, Pause, Said

__all__ = ["EditPlan", "Part", "framed", "plan_edit", "plan_runs", "retimed", "said_in"]

RATE = 48_000
"""Samples a second of everything that is rendered."""


LOST, MOVED, SLIGHT = 4.0, 0.5, 0.005
"""What a second of a word that is to be heard weighs, and a second that the picture moves, against one of silence in
place of a neighbour's word; and seconds of a word that nobody misses."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the edit.

    Args:
        start, end: seconds in the recording, or 0 and the length of a pause or an inserted file.
        run: the words, `None` for a pause or a file.
        audible: from when to when the recording may be heard without touching a neighbour's word.
        said: when the first word begins and the last ends; `None` for a pause or a file, and where that may not move.
        insert: the file; `None` for words and pauses.
        flags: what an editor should know of the cut.
    """

    start: float
    end: float
    run: Run | None = None
    audible: tuple[float, float] = (0.0, 0.0)
    said: tuple[float, float] | None = None
    insert: Insert | None = None
    flags: tuple[str, ...] = ()

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Parts in order. `rate`: frames a second that cuts fall on; `None` for sound alone.

    `punch_in`: the picture is brought nearer behind every other jump cut, so that it looks meant.
    `lead`, `tail`: seconds of a brand's intro before the edit, and of what stands behind it.
    """

    alignment: Alignment
    info: MediaInfo
    parts: tuple[Part, ...]
    rate: Fraction | None = None
    punch_in: bool = False
    lead: float = 0.0
    tail: float = 0.0

    @property
    def duration(self) -> float:
        """Seconds."""
        return sum(part.length for part in self.parts)

    @property
    def removed(self) -> tuple[tuple[int, int], ...]:
        """Runs of heard words (first and last index) that are nowhere in the edit."""
        kept = {k for part in self.parts if part.run for k in range(part.run.first, part.run.last + 1)}
        gone = [k for k, word in enumerate(self.alignment.words) if word.timed and k not in kept]
        runs: list[list[int]] = []
        for k in gone:
            if runs and not any(self.alignment.words[i].timed and i in kept for i in range(runs[-1][1] + 1, k)):
                runs[-1][1] = k
            else:
                runs.append([k, k])
        return tuple((first, last) for first, last in runs)


def plan_edit(alignment: Alignment, info: MediaInfo, items: Sequence[Item], *, picture: bool = True) -> EditPlan:
    """Decide the cut that an edited script asks for.

    Raises `NotSaid` for words that are not in the recording, `UsageError` where nothing is left of it.
    """
    said = [item for item in items if isinstance(item, Said)]
    counts = [sum(isinstance(item, Said) for item in items[:k]) for k in range(len(items))]
    others = [(counts[k], item) for k, item in enumerate(items) if not isinstance(item, Said)]
    runs = match_words(alignment, said, breaks=[at for at, _ in others])
    if not runs:
        raise UsageError("nothing of the recording is left in the script")
    order: list[tuple[int, int, Run | Pause | Insert]] = [(at, 1, run) for at, run in runs]
    order += [(at, 0, item) for at, item in others]
    order.sort(key=lambda each: each[:2])
    return plan_runs(alignment, info, [each for _, _, each in order], picture=picture)


def plan_runs(
    alignment: Alignment, info: MediaInfo, order: Sequence[Run | Pause | Insert], *, picture: bool = True
) -> EditPlan:
    """Find the cut points of stretches, at the quietest places between their words and their neighbours'."""
    choose_stream(info, None)
    rate = clip_rate(info.video) if picture and info.video is not None else None

    read_sound = sound_reader(info)
    length = info.duration or alignment.media.duration
    heard = [k for k, word in enumerate(alignment.words) if word.timed]
    ends = (heard[0], heard[-1]) if heard else (0, 0)
    parts = [_part(alignment, each, read_sound, length, ends) for each in order]
    parts = _without_overlap(parts)
    return EditPlan(alignment, info, tuple(framed(parts, rate)), rate)


def _part(
    alignment: Alignment, each: Run | Pause | Insert, read_sound: ReadSound, length: float, ends: tuple[int, int]
) -> Part:
    if isinstance(each, Pause):
        return Part(0.0, each.seconds)
    if isinstance(each, Insert):
        return Part(0.0, length_of(each.path), insert=each)
    cut = cut_points(alignment, Span(each.first, each.last), read_sound)
    start, end, audible = cut.start, cut.end, cut.available
    # What opens and closes the recording (music, a breath) belongs to its first and last word.
    if each.first == ends[0]:
        start, audible = 0.0, (0.0, audible[1])
    if each.last == ends[1]:
        end, audible = length, (audible[0], length)
    return Part(start, end, each, audible, said_in(alignment, each), flags=cut.flags)


def said_in(alignment: Alignment, run: Run) -> tuple[float, float] | None:
    """Return when the first word of a run begins and its last ends; `None` where none has times."""
    spans = [word.span for word in alignment.words[run.first : run.last + 1] if word.timed]
    return (spans[0][0], spans[-1][1]) if spans else None


def _without_overlap(parts: Sequence[Part], rate: Fraction | None = None) -> list[Part]:
    """Shorten a stretch that goes on after the one before it in the recording, so that no sound is heard twice.

    `rate`: frames a second that the place between them falls on.
    """
    out = list(parts)
    for k, (before, after) in enumerate(pairwise(parts)):
        if before.run and after.run and before.run.last < after.run.first and before.end > after.start:
            middle = (before.end + after.start) / 2
            middle = float(round(middle * rate) / rate) if rate is not None else middle
            out[k] = replace(out[k], end=middle)
            out[k + 1] = replace(out[k + 1], start=middle)
    return out


def framed(parts: Sequence[Part], rate: Fraction | None) -> list[Part]:
    """Move all ends to whole frames, where there is a picture; what is empty then is left out."""
    moved = list(parts) if rate is None else _without_overlap([_on_frames(part, rate) for part in parts], rate)
    return [part for part in moved if part.length > 0]


def _on_frames(part: Part, rate: Fraction) -> Part:
    """Move both ends of a part to whole frames: to the nearest that takes nothing of its own words, nor holds more of a
    neighbour's than it must.
    """
    if part.run is None:
        return replace(part, end=float(max(1, round(part.end * rate)) / rate))
    begin, end = part.said or (math.inf, -math.inf)
    first = max(0, _frame(part.start, rate, begin, part.audible[0]))
    # An end is a start read backwards.
    last = -_frame(-part.end, rate, -end, -part.audible[1])
    return replace(part, start=float(first / rate), end=float(max(first + 1, last) / rate))


def _frame(wanted: float, rate: Fraction, said: float, heard: float) -> int:
    """Return the number of the frame on which to start, of those around a time.

    Args:
        said: when the first word begins; what is left out of it counts most.
        heard: from when on the recording is heard; before that there is silence.
    """

    def harm(frame: int) -> float:
        time = float(frame / rate)
        return LOST * max(0.0, time - said - SLIGHT) + max(0.0, heard - time) + MOVED * abs(time - wanted)

    near = round(wanted * rate)
    return min(range(near - 1, near + 2), key=harm)


def retimed(plan: EditPlan) -> Alignment:
    """Return the alignment of the edited recording: every word where it now is, manual ones still manual."""
    pieces: list[Piece] = []
    origins: list[int] = []
    offset = plan.lead
    for part in plan.parts:
        if part.run is not None:
            origins += range(part.run.first, part.run.last + 1)
            pieces.append(Piece(Span(part.run.first, part.run.last), part.start, part.end, offset))
        offset += part.length
    made = clip_alignment(plan.alignment, pieces)
    media = replace(made.media, duration=round(plan.lead + plan.duration + plan.tail, 3))
    return replace(made, media=media, chapters=tuple(chapters_of(plan.alignment.chapters, origins)))
