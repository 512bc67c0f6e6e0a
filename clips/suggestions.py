"""Stretches that would stand alone as clips: complete thoughts of 15 to 60 s that need no context.

No model and no network: each suggestion states its reasons. English has word lists (`words/en.toml`); other
languages are judged by marks, pauses, turns and rare words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from align.document import Alignment
from align.neighbours import timed_after, timed_before
from clips.quotes import Span
from clips.standalone import Sentence, word_lists
from clips.suggestion_talk import Talk, candidates, talk_of
from clips.titles import title_of

__all__ = ["Suggestion", "suggest"]

SHORTEST, LONGEST = 15.0, 60.0
"""Seconds: what short-form platforms take, and long enough for a thought."""
FULL = 0.25
"""Seconds of silence at an edge that a listener hears as one."""
WEIGHTS = {
    "question and answer": 0.10,
    "opening": 0.08,
    "point": 0.05,
    "pause": 0.05,
    "turn": 0.06,
    "closing": 0.08,
    "left open": -0.12,
    "laughter": 0.08,
    "rare": 0.04,
    "length": 0.05,
    "holds together": 0.16,
    "goes on": -0.08,
    "stray": -0.08,
    "unknown": -0.05,
    "one sentence": -0.08,
    "reply": -0.08,
    "filler": -0.04,
    "doubt": -0.03,
}
"""What each trait adds to a score that begins at 0.3; chosen by reading the best of two hours of conversation."""
FLUENT = 40
"""Words of which one may be a filler; more count against a stretch."""
VARIETY = 0.35
"""How much of its score a stretch loses that is about the same words as one before it."""
PROMISING = 400
"""Stretches that are compared with each other, at least."""
NEARBY, CLOSE_BY = 120.0, 0.1
"""Seconds within which two stretches count as of the same passage, and what the second one loses at most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stretch of whole sentences, how good it looks (0..1), a title of its own words, and why."""

    span: Span
    start: float
    end: float
    score: float
    title: str
    reasons: tuple[str, ...]


def suggest(
    alignment: Alignment,
    *,
    limit: int = 10,
    shortest: float = SHORTEST,
    longest: float = LONGEST,
    speaker: str | None = None,
) -> list[Suggestion]:
    """Return the best stretches, best first, none overlapping; every word of them is in the audio.

    Args:
        limit: at most so many.
        shortest, longest: their length in seconds.
        speaker: only what this person says, a question before it aside; `None`: everybody.
    """
    talk = talk_of(alignment)
    found: dict[tuple[int, int], tuple[Suggestion, frozenset[str]]] = {}
    for run, times in candidates(talk, shortest, longest):
        if speaker is None or _says(talk, run, speaker):
            rated = _rate(talk, run, times)
            found[rated.span.first, rated.span.last] = rated, frozenset[str]().union(*(each.content for each in run))
    return _varied(list(found.values()), limit)


def _says(talk: Talk, run: Sequence[Sentence], speaker: str) -> bool:
    """Tell whether everything but an opening question is said by one person."""
    by = [talk.speakers[talk.places[each.first]] for each in run]
    return by[-1] == speaker and all(
        name == speaker or (each.question and place < 2) for place, (name, each) in enumerate(zip(by, run, strict=True))
    )


def _rate(talk: Talk, run: tuple[Sentence, ...], times: tuple[float, float]) -> Suggestion:
    span = Span(run[0].first, run[-1].last)
    gains = [*_opening(talk, run), *_middle(run), *_edges(talk, run, span), *_substance(talk, run, times)]
    score = 0.3 + sum(gain for gain, _ in gains)
    reasons = tuple(reason for _, reason in gains if reason)
    return Suggestion(
        span, *times, round(max(0.0, min(1.0, score)), 3), title_of(run, word_lists(talk.alignment.language)), reasons
    )


def _opening(talk: Talk, run: Sequence[Sentence]) -> Iterator[tuple[float, str]]:
    opening = run[0]
    if opening.question:
        yield WEIGHTS["question and answer"], "a question and its answer"
    else:
        yield WEIGHTS["opening"] if opening.inviting else 0.0, "opens on its own feet"
    if opening.first in talk.turns:
        yield WEIGHTS["turn"], "begins a turn"
        return
    place = talk.places[opening.first]
    if place and opening.first not in talk.chapters:
        before = talk.sentences[place - 1]
        if not (before.question or before.reply or before.pleasantry) and before.content & opening.content:
            yield WEIGHTS["goes on"], ""


def _middle(run: Sequence[Sentence]) -> Iterator[tuple[float, str]]:
    """Yield what speaks for one thought: sentences that lean on those before them, or share their words."""
    known = set(run[0].content)
    stray, unknown = 0, len(run[0].refers - known)
    for before, sentence in pairwise(run):
        stray += not before.question and not (sentence.leans or sentence.reply or sentence.content & known)
        unknown += len(sentence.refers - known)
        known |= sentence.content
    yield WEIGHTS["holds together"] * (1 - stray / max(1, len(run) - 1)), "holds together" if not stray else ""
    yield WEIGHTS["stray"] * max(0, stray - 1), ""
    yield WEIGHTS["unknown"] * min(3, unknown), ""
    yield WEIGHTS["one sentence"] * (len(run) == 1), ""
    # The first word of an answer may be "Yeah"; later it is somebody else's.
    replies = sum(sentence.reply or sentence.answering for sentence in run[2 if run[0].question else 1 :])
    yield WEIGHTS["reply"] * replies, "somebody puts in a word" if replies else ""


def _edges(talk: Talk, run: Sequence[Sentence], span: Span) -> Iterator[tuple[float, str]]:
    for side, pause in (
        ("before", _pause(talk.alignment, span.first, -1)),
        ("after", _pause(talk.alignment, span.last, 1)),
    ):
        if pause >= FULL:
            yield WEIGHTS["pause"], f"a pause of {pause:.1f} s {side}"
    following = span.last + 1
    if following >= len(talk.alignment.words) or following in talk.turns or following in talk.chapters:
        yield WEIGHTS["closing"], "ends a turn"
        return
    then = talk.sentences[talk.places[following]]
    if then.question or then.reply or (then.pleasantry and not then.leans):
        yield WEIGHTS["closing"], "somebody else goes on"
    elif then.leans:
        yield WEIGHTS["left open"], f"what follows goes on from it (“{then.leans}”)"
    elif then.content & run[-1].content:
        yield WEIGHTS["left open"] / 2, ""


def _substance(talk: Talk, run: Sequence[Sentence], times: tuple[float, float]) -> Iterator[tuple[float, str]]:
    kinds = sorted(frozenset[str]().union(*(sentence.points for sentence in run)))
    yield WEIGHTS["point"] * min(4, len(kinds)), f"has a point: {', '.join(kinds)}" if kinds else ""
    rare = [word for sentence in run for word in sorted(sentence.content) if talk.counts[word] == 1 and len(word) > 5]
    if len(rare) >= 3:
        yield WEIGHTS["rare"], f"says what is said nowhere else: {', '.join(rare[:3])}"
    if any(sentence.laughter for sentence in run):
        yield WEIGHTS["laughter"], "somebody laughs"
    if 20 <= times[1] - times[0] <= 45:
        yield WEIGHTS["length"], ""
    fillers = sum(sentence.fillers for sentence in run)
    yield WEIGHTS["filler"] * max(0, fillers - (run[-1].last - run[0].first) // FLUENT), ""
    place = talk.places[run[0].first]
    doubts = talk.doubts[place + len(run)] - talk.doubts[place]
    if doubts:
        yield max(-0.2, WEIGHTS["doubt"] * doubts), f"{doubts} words with uncertain times"


def _pause(alignment: Alignment, index: int, step: int) -> float:
    """Return the silence beside a word, seconds; 1 at the ends of the talk."""
    words = alignment.words
    other = timed_before(words, index) if step < 0 else timed_after(words, index + 1)
    if other is None or not words[index].timed:
        return 1.0
    (start, end), (begin, stop) = words[index].span, words[other].span
    return max(0.0, begin - end if step > 0 else start - stop)


def _varied(rated: list[tuple[Suggestion, frozenset[str]]], limit: int) -> list[Suggestion]:
    """Return the best one, then ever the best of the rest, less where it is about the same or lies close by."""
    rated.sort(key=lambda each: (-each[0].score, each[0].start))
    left = [(*each, 0.0) for each in rated[: max(PROMISING, 20 * limit)]]
    kept: list[Suggestion] = []
    while left and len(kept) < limit:
        best, content, _ = max(left, key=lambda each: (each[0].score - each[2], -each[0].start))
        kept.append(best)
        left = [
            (one, said, max(loss, _likeness(one, said, best, content)))
            for one, said, loss in left
            if one.end <= best.start or one.start >= best.end
        ]
    return kept


def _likeness(one: Suggestion, said: frozenset[str], other: Suggestion, content: frozenset[str]) -> float:
    """Return what a stretch loses beside one that was taken."""
    shared = len(said & content) / max(1, min(len(said), len(content)))
    apart = max(one.start - other.end, other.start - one.end)
    return VARIETY * shared + max(0.0, CLOSE_BY * (1 - apart / NEARBY))
