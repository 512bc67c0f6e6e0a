"""What a brisker cut leaves out: long pauses, "um" and its like, words said twice or broken off; each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align import Alignment, Word
from align.errors import UsageError
from align.media import MediaInfo
from align.turns import speaker_at
from edits.disfluencies import Disfluency, disfluencies
from edits.match import Run
from edits.plan import EditPlan, Part, on_frames, plan_runs

__all__ = ["LEVELS", "Level", "Removal", "plan_tighter", "removals"]

SURE = 0.5
"""The score below which a word's boundaries are too doubtful to cut at."""

HEARD = 0.25
"""The score from which on a hesitation goes whose own sound is faint or odd, between two words that are sure; below it
the words beside what goes are too doubtful, too.
"""

FILLER = (0.08, 1.2)
"""Seconds: what lasts longer is not only a hesitation; of what is shorter, the rest was taken for its neighbours."""


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
        kind: `pause`, `filler`, `repeat` or `false start`.
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


def _words_out(alignment: Alignment, level: Level) -> Iterator[Removal]:
    for each in disfluencies(alignment):
        wanted = level.fillers if each.kind == "filler" else level.repeats
        if wanted and _is_cuttable(alignment, each):
            start, end = alignment.words[each.first].span[0], alignment.words[each.last].span[1]
            yield Removal(0, each.kind, start, end, each.first, each.last, each.reason)


def _is_cuttable(alignment: Alignment, each: Disfluency) -> bool:
    """Tell whether the words are heard where they should be, both edges are sure, and nothing else would go."""
    words = alignment.words[each.first : each.last + 1]
    if not all(word.timed and word.status == "aligned" for word in words):
        return False
    start, end = words[0].span[0], words[-1].span[1]
    beside = [_beside(alignment, each.first, -1), _beside(alignment, each.last, 1)]
    if not start < end or any(_score(word) < HEARD for word in beside if word is not None):
        return False
    if any(heard.kind == "speech" and heard.start < end and heard.end > start for heard in alignment.unscripted):
        return False
    if each.kind != "filler":
        return all(_score(word) >= SURE for word in (words[0], words[-1], alignment.words[each.last + 1]))
    safe = all(word is None or _score(word) >= SURE for word in beside)
    return FILLER[0] <= end - start <= FILLER[1] and _score(words[0]) >= (HEARD if safe else SURE)


def _beside(alignment: Alignment, k: int, step: int) -> Word | None:
    """Return the word before or behind that says something; `None` at the ends of the text."""
    k += step
    while 0 <= k < len(alignment.words) and alignment.words[k].status == "silent":
        k += step
    return alignment.words[k] if 0 <= k < len(alignment.words) else None


def _score(word: Word) -> float:
    """Return how sure both edges are: surely where a person set them, not at all where they are guessed."""
    return 1.0 if word.manual else (word.score or 0.0) if word.timed and word.status == "aligned" else 0.0


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
