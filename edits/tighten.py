"""What a brisker cut leaves out: pauses beyond a length, "um" and its like, words said twice; each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align import Alignment, Word
from align.errors import UsageError
from align.media import MediaInfo
from align.turns import speaker_at
from clips.normalise import units
from edits.match import Run
from edits.plan import EditPlan, Part, on_frames, plan_runs

__all__ = ["LEVELS", "Level", "Removal", "plan_tighter", "removals"]

FILLERS = frozenset("um uh er erm uhm umm uhh ah hm hmm mm mhm eh äh ähm euh eum ehm".split())
"""Sounds of hesitation, as transcripts write them."""

REPEATED = frozenset(
    "a an the i he she it we you they and but or so to of in on at for with is are was were my your his her our".split()
)
"""Words that nobody says twice on purpose; "very very" and "no, no" are meant."""

SURE = 0.5
"""The score below which a word's boundaries are too doubtful to cut at."""

LONGEST_FILLER = 1.2
"""Seconds: what lasts longer is not only a hesitation."""


@dataclass(frozen=True, slots=True)
class Level:
    """How much is taken out. Pauses of more than `above` seconds become `pause` long."""

    above: float
    pause: float
    fillers: bool
    repeats: bool


LEVELS = {
    "gentle": Level(above=1.5, pause=1.0, fillers=False, repeats=False),
    "normal": Level(above=0.9, pause=0.6, fillers=True, repeats=False),
    "brisk": Level(above=0.55, pause=0.35, fillers=True, repeats=True),
}


@dataclass(frozen=True, slots=True)
class Removal:
    """Something to take out.

    Args:
        number: from 1, by which it can be refused.
        kind: `pause`, `filler` or `repeat`.
        start, end: what goes, in seconds of the recording.
        first, last: the words that go; of a pause the words before and behind it, which stay.
        reason: for people.
    """

    number: int
    kind: str
    start: float
    end: float
    first: int
    last: int
    reason: str


def removals(
    alignment: Alignment,
    level: Level,
    *,
    speaker: str | None = None,
    protected: Sequence[tuple[float, float]] = (),
) -> tuple[Removal, ...]:
    """List what a level takes out, in order of time.

    Args:
        speaker: of this person alone.
        protected: seconds in which nothing is touched: quotes that somebody marked.
    """
    found = [*_words_out(alignment, level), *_pauses_out(alignment, level)]
    if speaker is not None:
        found = [each for each in found if speaker_at(alignment.speakers, each.first) == speaker]
    found = [each for each in found if not any(each.start < end and each.end > start for start, end in protected)]
    ordered = sorted(found, key=lambda each: each.start)
    return tuple(replace(each, number=number) for number, each in enumerate(ordered, 1))


def _key(word: Word) -> str:
    return "".join(unit.key for unit in units([word.text]))


def _words_out(alignment: Alignment, level: Level) -> Iterator[Removal]:
    timed = [(k, word) for k, word in alignment.timed() if word.status == "aligned"]
    for place, (k, word) in enumerate(timed):
        if not _is_sure(word):
            continue
        key, (start, end) = _key(word), word.span
        if level.fillers and key in FILLERS and end - start <= LONGEST_FILLER:
            yield Removal(0, "filler", start, end, k, k, f"hesitation {word.text!r}")
        following = timed[place + 1] if place + 1 < len(timed) else None
        if level.repeats and following is not None and following[0] == k + 1 and key in REPEATED:
            again = following[1]
            if key == _key(again) and _is_sure(again):
                yield Removal(0, "repeat", start, end, k, k, f"{word.text!r} is said twice")


def _is_sure(word: Word) -> bool:
    return word.manual or (word.score or 0.0) >= SURE


def _pauses_out(alignment: Alignment, level: Level) -> Iterator[Removal]:
    for (k, before), (following, after) in pairwise(alignment.timed()):
        start, end = before.span[1], after.span[0]
        if end - start <= level.above or any(each.start < end and each.end > start for each in alignment.unscripted):
            continue
        keep = level.pause / 2
        yield Removal(
            0, "pause", start + keep, end - keep, k, following, f"pause of {end - start:.1f} s, {level.pause:g} s stay"
        )


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
    gone = {k for each in kept if each.kind != "pause" for k in range(each.first, each.last + 1)}
    plan = plan_runs(alignment, info, _kept_runs(alignment, gone), picture=picture)
    pauses = [each for each in kept if each.kind == "pause"]
    parts = [piece for part in plan.parts for piece in _without_pauses(part, pauses)]
    if plan.rate is not None:
        parts = [on_frames(part, plan.rate) for part in parts]
    return replace(plan, parts=tuple(part for part in parts if part.length > 0))


def _kept_runs(alignment: Alignment, gone: Collection[int]) -> list[Run]:
    runs: list[Run] = []
    first: int | None = None
    for k, word in enumerate(alignment.words):
        if k in gone:
            if first is not None:
                runs.append(Run(first, k - 1))
            first = None
        elif first is None and word.timed:
            first = k
    if first is not None:
        runs.append(Run(first, len(alignment.words) - 1))
    return runs


def _without_pauses(part: Part, pauses: Sequence[Removal]) -> Iterator[Part]:
    """Yield a part in pieces, with each of the pauses inside it shortened."""
    run = part.run
    if run is None:
        yield part
        return
    for pause in pauses:
        if run.first <= pause.first and pause.last <= run.last and part.start < pause.start < pause.end < part.end:
            yield replace(part, end=pause.start, run=Run(run.first, pause.first), audible=(part.audible[0], pause.end))
            run = Run(pause.last, run.last)
            part = replace(part, start=pause.end, run=run, audible=(pause.start, part.audible[1]), flags=())
    yield part
