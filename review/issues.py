"""The work list: where an alignment is likely wrong, and where that would hurt most.

`severity` is the number of words that a viewer would probably see at the wrong time, or not at all. The list is in
falling order of it, so a person who stops half-way has spent the time well.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from align.document import Alignment, Word
from align.errors import LanguageNotServed
from align.neighbours import gap_around, timed_after, timed_before
from align.pronunciation import pronounce
from review.turns import open_mislabelled

__all__ = ["DOUBTFUL", "Issue", "Reason", "find_issues"]

DOUBTFUL = 0.5
"""A word with a lower score is more likely wrong than right."""
SPEECH_RATE = 2.5
"""Words a second (150 a minute) in conversation: what an untranscribed stretch of speech probably holds."""
LONGEST_RUN_GAP = 1
"""Confident words between two doubtful ones that still make one run: neighbours are wrong together."""
LONG_BASE, LONG_LETTER = 1.0, 0.12
"""Seconds, and seconds a letter: a longer word has swallowed a pause or music."""
SHORTEST_PHONE = 0.032
"""Seconds a sound, in words of three sounds or more: one word in a hundred is faster in the recordings we measured."""
SHORTEST_REDUCED = 0.020
"""Seconds a sound in shorter words: "the" is said in 40 ms."""
PHONES_A_DIGIT = 6
"""Sounds that a digit comes to at most, to see cheaply which words need no closer look; a letter comes to one."""
LETTERS_A_PHONE = 1.25
"""In languages whose sounds are not known here: English has 1.25 letters a sound."""

WRONG_VOICE, UNSURE_VOICE = 0.5, 0.1
"""Words probably wrong for each one under another's name, or under nobody's: the times may well be right."""

Reason = Literal["speech", "absent", "interpolated", "low", "long", "short", "order", "label", "unsure"]
"""`label`: the voice is another's than the transcript says; `unsure`: nobody knows whose turn it is."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One place to look at.

    Args:
        reason: `speech` (sound of a voice, no words), `absent` or `interpolated` (a run of such words), `low` (a run
            of doubtful scores), `long` (has swallowed a pause), `short` (too fast for its sounds), `order` (begins
            before the word before it ends), `label` (sounds like another speaker than its label says), `unsure` (a
            turn told by its sound, of which it is not sure whose it is).
        first, last: the words `words[first:last]`; for `speech` an empty range at the word after the stretch.
        start, end: seconds; `None` where the words around it have no times either.
        severity: words probably wrong; above 0.
        note: for `label`, whose voice it sounds like.
    """

    reason: Reason
    first: int
    last: int
    start: float | None
    end: float | None
    severity: float
    note: str = ""


def find_issues(alignment: Alignment, *, below: float = DOUBTFUL) -> list[Issue]:
    """Return where to look first; a score under `below` (0..1) is doubtful, and manual words are never listed."""
    found = [*_unscripted(alignment), *_runs(alignment, below), *_odd_times(alignment), *_voices(alignment)]
    return sorted(found, key=lambda s: (-s.severity, s.first))


def _unscripted(alignment: Alignment) -> Iterator[Issue]:
    timed = list(alignment.timed())
    at = 0
    for stretch in sorted(alignment.unscripted, key=lambda u: u.start):
        if stretch.kind != "speech" or stretch.manual:
            continue
        while at < len(timed) and timed[at][1].span[0] < stretch.start:
            at += 1
        word = timed[at][0] if at < len(timed) else len(alignment.words)
        severity = (stretch.end - stretch.start) * SPEECH_RATE
        yield Issue("speech", word, word, stretch.start, stretch.end, round(severity, 2))


def _runs(alignment: Alignment, below: float) -> Iterator[Issue]:
    words = alignment.words
    index = 0
    while index < len(words):
        reason = _doubt(words[index], below)
        if reason is None:
            index += 1
            continue
        last, seek = index + 1, index + 1
        while seek < len(words) and seek - last <= LONGEST_RUN_GAP:
            if _doubt(words[seek], below) == reason:
                last = seek + 1
            seek += 1
        severity = sum(_wrong(word) for word in words[index:last] if _doubt(word, below) == reason)
        start, end = _around(words, index, last)
        yield Issue(reason, index, last, start, end, round(severity, 2))
        index = last


def _doubt(word: Word, below: float) -> Reason | None:
    if word.manual or word.status == "silent":
        return None
    if word.status == "absent":
        return "absent"
    if word.status == "interpolated":
        return "interpolated"
    return "low" if word.score is not None and word.score < below else None


def _wrong(word: Word) -> float:
    """Return how likely the word is wrong. Absent words may well be absent: half of one each."""
    return 0.5 if word.score is None else max(0.05, 1 - word.score)


def _odd_times(alignment: Alignment) -> Iterator[Issue]:
    latest = 0.0
    for index, word in alignment.timed():
        start, end = word.span
        if not word.manual:
            reason = _odd(word, latest, alignment.language)
            if reason is not None:
                yield Issue(reason, index, index + 1, start, end, 1.0 if reason == "short" else 2.0)
        latest = max(latest, end)


def _odd(word: Word, latest: float, language: str) -> Reason | None:
    start, end = word.span
    letters = sum(c.isalnum() for c in word.text)
    digits = any(c.isdigit() for c in word.text)
    if start < latest - 0.001:
        return "order"
    if end - start > LONG_BASE + LONG_LETTER * letters and not digits:
        return "long"
    return "short" if _too_short(word.text, end - start, language) else None


def _too_short(text: str, seconds: float, language: str) -> bool:
    most = sum(PHONES_A_DIGIT if c.isdigit() else c.isalpha() for c in text)
    if seconds >= most * SHORTEST_PHONE:
        return False
    phones = phone_count(text, language)
    return seconds < phones * (SHORTEST_PHONE if phones >= 3 else SHORTEST_REDUCED)


@functools.lru_cache(maxsize=1 << 16)
def phone_count(text: str, language: str) -> float:
    """Return how many sounds a word has, said the shortest way; told from its letters where the language is not
    served.
    """
    try:
        (ways,) = pronounce([text], language)
    except LanguageNotServed:
        return sum(c.isalnum() for c in text) / LETTERS_A_PHONE
    return min((sum(map(len, way)) for way in ways), default=0)


def _voices(alignment: Alignment) -> Iterator[Issue]:
    """Yield where a label contradicts the voices, and turns that are nobody's."""
    words = alignment.words
    for row in open_mislabelled(alignment):
        start, end = _around(words, row.first, row.last + 1)
        yield Issue("label", row.first, row.last + 1, start, end, (row.last + 1 - row.first) * WRONG_VOICE, row.voice)
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    for turn, following in zip_longest(turns, turns[1:]):
        last = len(words) if following is None else following.word
        if turn.name is None and turn.probability is not None and not turn.manual and turn.word < last:
            start, end = _around(words, turn.word, last)
            yield Issue("unsure", turn.word, last, start, end, round(max(0.1, (last - turn.word) * UNSURE_VOICE), 2))


def _around(words: tuple[Word, ...], first: int, last: int) -> tuple[float | None, float | None]:
    """Return when the run is said, or the gap between its neighbours where it has no times itself."""
    spans = [word.span for word in words[first:last] if word.timed]
    if spans:
        return spans[0][0], spans[-1][1]
    before = timed_before(words, first)
    if before is None and timed_after(words, last) is None:
        return None, None
    # Where nothing follows, the place is the end of the word before.
    low, high = gap_around(words, first, last, 0.0 if before is None else words[before].span[1])
    return min(low, high), high
