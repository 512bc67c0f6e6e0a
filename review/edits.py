"""What a person can change on the review page, as pure functions from one alignment to the next.

Every value that a person sets is marked `manual`, so that re-aligning keeps it. A word never crosses its
neighbours and never gets shorter than 10 ms. What cannot be done raises `UsageError` with a line for the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from align.document import Alignment, Report, Unscripted, Word
from align.errors import UsageError
from align.neighbours import gap_around, timed_after, timed_before

__all__ = [
    "Realign",
    "confirm",
    "cover",
    "dismiss",
    "mark_absent",
    "mark_said",
    "move_boundary",
    "release",
    "set_text",
]

SHORTEST = 0.010
"""Seconds: a word that a person has squeezed keeps at least this much."""
TOUCHING = 0.0015
"""Seconds: boundaries this close are one boundary to the eye; times are kept to the millisecond."""
SHORTEST_STRETCH = 1.0
"""Seconds: the contract of the alignment document for unscripted sound."""
AROUND = 2
"""Words on each side that are timed anew together with a corrected text."""

Side = Literal["start", "end"]
Realign = Callable[[Alignment, int, int], Alignment]
"""Time `words[first:last]` anew between their neighbours; leave manual words as they are."""


def move_boundary(alignment: Alignment, index: int, side: Side, at: float, *, joined: bool = True) -> Alignment:
    """Set one boundary of a word to `at` seconds, as far as the neighbours allow.

    An boundary that touches the neighbour's moves it too while `joined`; otherwise a gap opens, and the
    neighbour stops the move.
    """
    word = _word(alignment, index)
    if not word.timed:
        raise UsageError(f"“{word.text}” has no times; mark it as said first")
    if not math.isfinite(at):
        raise UsageError("the time is not a number")
    start, end = word.span
    near = timed_before(alignment.words, index) if side == "start" else timed_after(alignment.words, index + 1)
    other = None if near is None else alignment.words[near].span
    boundary = start if side == "start" else end
    facing = None if other is None else other[1 if side == "start" else 0]
    moves_both = joined and facing is not None and abs(facing - boundary) <= TOUCHING
    if side == "start":
        low = 0.0 if other is None else other[0] + SHORTEST if moves_both else other[1]
        high = end - SHORTEST
    else:
        low = start + SHORTEST
        high = alignment.media.duration if other is None else other[1] - SHORTEST if moves_both else other[0]
    at = round(_clamp(at, low, high, boundary), 3)
    changed = {index: _timed(word, at, end) if side == "start" else _timed(word, start, at)}
    if moves_both and near is not None and other is not None:
        beside = alignment.words[near]
        changed[near] = _timed(beside, other[0], at) if side == "start" else _timed(beside, at, other[1])
    return _with_words(alignment, changed)


def mark_absent(alignment: Alignment, first: int, last: int) -> Alignment:
    """`words[first:last]` are not in the audio."""
    chosen = _range(alignment, first, last)
    changed = {
        i: replace(alignment.words[i], start=None, end=None, score=None, status="absent", manual=True)
        for i in chosen
        if alignment.words[i].status != "silent"
    }
    if not changed:
        raise UsageError("these words are silent; there is nothing to say that could be missing")
    return _with_words(alignment, changed)


def mark_said(alignment: Alignment, first: int, last: int, realign: Realign | None) -> Alignment:
    """`words[first:last]` are in the audio after all: found by `realign`, else spread over the room there is."""
    chosen = [i for i in _range(alignment, first, last) if alignment.words[i].status == "absent"]
    if not chosen:
        raise UsageError("none of these words is marked absent")
    lower, upper = gap_around(alignment.words, first, last, alignment.media.duration)
    if upper - lower < SHORTEST * len(chosen):
        raise UsageError("there is no time between the neighbours; move their boundaries first")
    spread = _spread([alignment.words[i] for i in chosen], lower, upper)
    loose = _with_words(alignment, dict(zip(chosen, spread, strict=True)))
    if realign is not None:
        loose = realign(loose, first, last)
    return _marked(loose, chosen)


def confirm(alignment: Alignment, first: int, last: int) -> Alignment:
    """Mark `words[first:last]` as checked by a person: their times stay as they are."""
    changed: dict[int, Word] = {}
    for i in _range(alignment, first, last):
        word = alignment.words[i]
        if not word.manual and word.status != "silent":
            status = "aligned" if word.timed else word.status
            changed[i] = replace(word, status=status, manual=True)
    if not changed:
        raise UsageError("these words are confirmed already")
    return _with_words(alignment, changed)


def dismiss(alignment: Alignment, at: float) -> Alignment:
    """Mark the unscripted stretch that begins at `at` seconds as heard by a person: it needs no words."""
    chosen = [s for s in alignment.unscripted if abs(s.start - at) <= TOUCHING]
    if not chosen:
        raise UsageError("no stretch without words begins there")
    if chosen[0].manual:
        raise UsageError("this stretch is dismissed already")
    kept = tuple(replace(s, manual=True) if s is chosen[0] else s for s in alignment.unscripted)
    return replace(alignment, unscripted=kept)


def release(alignment: Alignment, first: int, last: int, realign: Realign | None) -> Alignment:
    """Give `words[first:last]` back to the machine: no longer manual, and timed anew."""
    if realign is None:
        raise UsageError("re-aligning is not available here")
    loose = {i: replace(alignment.words[i], manual=False) for i in _range(alignment, first, last)}
    return realign(_with_words(alignment, loose), first, last)


def set_text(alignment: Alignment, first: int, last: int, text: str, realign: Realign | None) -> Alignment:
    """Write `words[first:last]` as `text`, one word for each of its tokens, and time them anew.

    Without `realign` the words keep their times when their number stays the same, and otherwise share the time
    that the old ones had.
    """
    tokens = text.split()
    old = [alignment.words[i] for i in _range(alignment, first, last)]
    if not tokens:
        raise UsageError("a word needs a text; to take it out of the audio, mark it absent")
    if tokens == [word.text for word in old]:
        raise UsageError("the text is the same as before")
    if len(tokens) == len(old):
        new = [replace(word, text=token) for word, token in zip(old, tokens, strict=True)]
    else:
        places = [old[min(i, len(old) - 1)] for i in range(len(tokens))]
        bare = [Word(t, line=p.line, column=p.column) for t, p in zip(tokens, places, strict=True)]
        lower, upper = _extent(alignment, first, last)
        new = _spread(bare, lower, upper) if upper > lower else [replace(w, status="absent") for w in bare]
    grown = _spliced(alignment, first, last, new)
    renewed = list(range(first, first + len(new)))
    if realign is not None and any(word.status != "absent" for word in new):
        loose = {i: replace(grown.words[i], manual=False) for i in renewed}
        grown = _renewed(_with_words(grown, loose), first, first + len(new), realign)
    return _marked(grown, renewed)


def _renewed(alignment: Alignment, first: int, last: int, realign: Realign) -> Alignment:
    """Time `words[first:last]` anew, with the words beside them; these stay if they would be pushed out of place.

    Words that are missing from the recording, or are not where they are looked for, drive their neighbours into music.
    """
    window = max(0, first - AROUND), min(len(alignment.words), last + AROUND)
    beside = [i for i in range(*window) if not first <= i < last and alignment.words[i].timed]
    moved = realign(alignment, *window)
    if all(_in_place(alignment.words[i], moved.words[i], alignment.unscripted) for i in beside):
        return moved
    return realign(alignment, first, last)


def _in_place(before: Word, after: Word, unscripted: Iterable[Unscripted]) -> bool:
    """Tell whether a word still has times, and reaches no further into music or noise than it did."""
    if not after.timed:
        return False
    (old_start, old_end), (start, end) = before.span, after.span
    outside = [s for s in unscripted if s.kind != "speech"]
    reach = sum(max(0.0, min(end, s.end) - max(start, s.start)) for s in outside)
    reached = sum(max(0.0, min(old_end, s.end) - max(old_start, s.start)) for s in outside)
    return reach <= reached + TOUCHING


def cover(before: Alignment, after: Alignment) -> Alignment:
    """Take from the unscripted stretches of `after` what its new words cover; what is left is 1 s or longer."""
    known = set(map(id, before.words))
    spans = sorted(word.span for word in after.words if word.timed and id(word) not in known)
    kept: list[Unscripted] = []
    for stretch in after.unscripted:
        at, inside = stretch.start, [s for s in spans if s[1] > stretch.start and s[0] < stretch.end]
        for start, end in [*inside, (stretch.end, stretch.end)]:
            if (at, start) == (stretch.start, stretch.end) or start - at >= SHORTEST_STRETCH:
                kept.append(replace(stretch, start=at, end=start))
            at = max(at, end)
    return after if tuple(kept) == after.unscripted else replace(after, unscripted=tuple(kept))


def _word(alignment: Alignment, index: int) -> Word:
    if not 0 <= index < len(alignment.words):
        raise UsageError(f"there is no word {index}")
    return alignment.words[index]


def _range(alignment: Alignment, first: int, last: int) -> range:
    if not 0 <= first < last <= len(alignment.words):
        raise UsageError(f"there are no words {first} to {last}")
    return range(first, last)


def _clamp(at: float, low: float, high: float, boundary: float) -> float:
    # Documents from elsewhere may hold words that overlap or are shorter than 10 ms: such a boundary stays.
    return min(max(at, low), high) if low <= high else boundary


def _timed(word: Word, start: float, end: float) -> Word:
    return replace(word, start=start, end=end, score=None, status="aligned", manual=True)


def _with_words(alignment: Alignment, changed: dict[int, Word]) -> Alignment:
    words = list(alignment.words)
    for index, word in changed.items():
        words[index] = word
    return replace(alignment, words=tuple(words))


def _marked(alignment: Alignment, indices: Iterable[int]) -> Alignment:
    return _with_words(alignment, {i: replace(alignment.words[i], manual=True) for i in indices})


def _extent(alignment: Alignment, first: int, last: int) -> tuple[float, float]:
    """Return the span from the first start to the last end in `words[first:last]`; empty where none of them has
    times.
    """
    spans = [word.span for word in alignment.words[first:last] if word.timed]
    return (spans[0][0], spans[-1][1]) if spans else (0.0, 0.0)


def _spread(words: list[Word], lower: float, upper: float) -> list[Word]:
    """Place the words one after the other over `lower..upper`, each as long as its letters ask for."""
    # A word of more than a second each would be a stretch of silence: stay near the word before.
    upper = min(upper, lower + 1.0 * len(words))
    weights = [max(1, len(word.text)) for word in words]
    boundaries = [lower]
    for weight in weights:
        boundaries.append(boundaries[-1] + (upper - lower) * weight / sum(weights))
    times = [round(boundary, 3) for boundary in boundaries]
    return [
        replace(word, start=a, end=b, score=None, status="interpolated")
        for word, a, b in zip(words, times, times[1:], strict=False)
    ]


def _spliced(alignment: Alignment, first: int, last: int, new: list[Word]) -> Alignment:
    """Replace `words[first:last]`; what refers to words by index follows."""
    delta = len(new) - (last - first)

    def moved(index: int) -> int:
        if index < last:
            return index if delta == 0 else min(index, first + len(new) - 1)
        return index + delta

    return replace(
        alignment,
        words=alignment.words[:first] + tuple(new) + alignment.words[last:],
        chapters=tuple(replace(c, word=moved(c.word)) for c in alignment.chapters),
        paragraphs=tuple(dict.fromkeys(moved(i) for i in alignment.paragraphs)),
        lines=tuple(dict.fromkeys(moved(i) for i in alignment.lines)),
        speakers=tuple({moved(t.word): replace(t, word=moved(t.word)) for t in alignment.speakers}.values()),
        report=_report_moved(alignment.report, moved),
    )


def _report_moved(report: Report, moved: Callable[[int], int]) -> Report:
    return replace(
        report,
        reordered=tuple(replace(row, first=moved(row.first), last=moved(row.last)) for row in report.reordered),
        mislabelled=tuple(replace(row, first=moved(row.first), last=moved(row.last)) for row in report.mislabelled),
        crosstalk=tuple(replace(row, first=moved(row.first), last=moved(row.last)) for row in report.crosstalk),
    )
