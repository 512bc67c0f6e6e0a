"""What a brisker cut leaves out: long pauses, "um" and its like, words said twice or broken off; each with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align import Alignment, Word
from align.turns import speaker_at
from clips.sentences import ends_sentence
from edits.around import Around, around_words
from edits.disfluencies import Disfluency, disfluencies

__all__ = ["LEVELS", "Level", "Removal", "removals"]

SURE = 0.5
"""The score below which a word's boundaries are too doubtful to cut at."""

HEARD = 0.25
"""The score from which on a hesitation goes whose own sound is faint or odd, between two words that are sure; below it
the words beside what goes are too doubtful, too.
"""

FIRM = 0.7
"""The score from which on two words are so sure that all between them may go with a hesitation."""

SHORTEST, LONGEST = 0.08, 1.2
"""Seconds: of a word that is found shorter, the rest was taken for something else; no hesitation lasts longer."""

BETWEEN = (0.1, 1.5)
"""Seconds between two words in which a hesitation may be that was not found well."""


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

    def is_free(first: int, start: float, end: float) -> bool:
        theirs = speaker is None or speaker_at(alignment.speakers, first) == speaker
        return theirs and not any(start < last and end > begin for begin, last in protected)

    found = [
        each
        for each in disfluencies(alignment)
        if (level.fillers if each.kind == "filler" else level.repeats)
        and alignment.words[each.first].timed
        and alignment.words[each.last].timed
        and is_free(each.first, alignment.words[each.first].span[0], alignment.words[each.last].span[1])
    ]
    pauses = [each for each in _pauses_out(alignment, level) if is_free(each.first, each.start, each.end)]
    words = list(_words_out(alignment, level, found, protected))
    # A pause that goes with words is not one of its own; rounding alone makes neighbours overlap.
    alone = [each for each in pauses if not any(_shared(each, other) > 1e-6 for other in words)]
    ordered = sorted([*words, *alone], key=lambda each: each.start)
    return tuple(replace(each, number=number) for number, each in enumerate(ordered, 1))


def _shared(first: Removal, second: Removal) -> float:
    return min(first.end, second.end) - max(first.start, second.start)


def _words_out(
    alignment: Alignment, level: Level, found: Sequence[Disfluency], protected: Sequence[tuple[float, float]]
) -> Iterator[Removal]:
    firsts, lasts = {each.first for each in found}, {each.last for each in found}
    speech = [heard for heard in alignment.unscripted if heard.kind == "speech"]
    for each in found:
        around = _around(alignment, each)
        if around is None:
            continue
        start, end = around.stretch(level.above, level.pause, joined=(each.first - 1 in lasts, each.last + 1 in firsts))
        start = max([start, *(last for _, last in protected if last <= around.begin)])
        end = min([end, *(first for first, _ in protected if first >= around.end)])
        if start < end and not any(heard.start < end and heard.end > start for heard in speech):
            yield Removal(0, each.kind, start, end, each.first, each.last, each.reason)


def _around(alignment: Alignment, each: Disfluency) -> Around | None:
    """Return what is around words that may go; `None` where it is not sure where they are, or what goes with them."""
    words = alignment.words[each.first : each.last + 1]
    beside = [_beside(alignment, each.first, -1), _beside(alignment, each.last, 1)]
    if not all(word.timed for word in words) or any(_score(word) < HEARD for word in beside if word is not None):
        return None
    around = around_words(alignment, each.first, each.last)
    if around is None or _own_edges_are_sure(alignment, each, around, beside):
        return around
    # Between two words that are sure, and in one sentence, all there is goes, wherever in it the hesitation is.
    between = len(words) == 1 and all(word is not None and _score(word) >= FIRM for word in beside)
    room = BETWEEN[0] <= around.after - around.before <= BETWEEN[1]
    if between and room and not ends_sentence(alignment, each.first - 1):
        return replace(around, begin=around.before, end=around.after)
    return None


def _own_edges_are_sure(alignment: Alignment, each: Disfluency, around: Around, beside: Sequence[Word | None]) -> bool:
    words, length = alignment.words[each.first : each.last + 1], around.end - around.begin
    if any(word.status != "aligned" for word in words) or length < SHORTEST:
        return False
    if each.kind != "filler":
        return all(_score(word) >= SURE for word in (words[0], words[-1], alignment.words[each.last + 1]))
    safe = all(word is None or _score(word) >= SURE for word in beside)
    return length <= LONGEST and _score(words[0]) >= (HEARD if safe else SURE)


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
