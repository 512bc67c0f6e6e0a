"""Speakers' turns, chapters and notes carried over to a corrected text: what people set by hand stays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from align import Alignment, Speaker
from align.document import Chapter, Report
from align.transcript import Transcript
from align.turns import speaker_at

__all__ = ["Contradicted", "Places", "chapters_of", "report_of", "turns_of"]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A turn set by hand that stayed, though the corrected text has another speaker at one of its words."""

    word: int
    name: str | None
    label: str | None


class Places:
    """Where the words of an old text are in the corrected one."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Take pairs (new, old) of words that are the same, ascending."""
        self._new = [fresh for fresh, _ in pairs]
        self._old = [before for _, before in pairs]

    def of(self, word: int) -> int:
        """Return where an old word is, or what stands in its place, or what came behind it."""
        at = bisect_left(self._old, word)
        if at < len(self._old) and self._old[at] == word:
            return self._new[at]
        return self._new[at - 1] + 1 if at else 0

    def of_run(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the first and last word of what is left of a run; `None` where all of it went."""
        begin, end = bisect_left(self._old, first), bisect_left(self._old, last + 1)
        return (self._new[begin], self._new[end - 1]) if begin < end else None


def turns_of(
    alignment: Alignment, transcript: Transcript, places: Places
) -> tuple[tuple[Speaker, ...], tuple[Contradicted, ...]]:
    """Return the turns of the corrected text, and turns set by hand that its labels contradict.

    A text without labels keeps all turns that there were; where it has labels they count, but for turns that a person
    has set.
    """
    count = len(transcript.tokens)
    old = sorted(alignment.speakers, key=lambda turn: turn.word)
    if not transcript.speakers:
        kept = {places.of(turn.word): turn for turn in old}
        return tuple(replace(turn, word=at) for at, turn in sorted(kept.items()) if at < count), ()
    turns = {turn.word: turn for turn in transcript.speakers}
    contradicted: list[Contradicted] = []
    ends = [*(places.of(turn.word) for turn in old[1:]), count]
    for turn, behind in zip(old, ends, strict=True):
        first = places.of(turn.word)
        if not turn.manual or first >= behind:
            continue
        labels = {k: speaker_at(transcript.speakers, k) for k in range(first, behind)}
        contradicted += [Contradicted(k, turn.name, name) for k, name in labels.items() if name != turn.name][:1]
        for k in [k for k in turns if first < k < behind]:
            del turns[k]
        turns[first] = replace(turn, word=first)
        if behind < count and behind not in turns:
            turns[behind] = Speaker(behind, speaker_at(transcript.speakers, behind))
    return tuple(turns[k] for k in sorted(turns)), tuple(contradicted)


def chapters_of(alignment: Alignment, transcript: Transcript, places: Places) -> tuple[Chapter, ...]:
    """Return the chapters of the corrected text, or those that there were where it has none."""
    if transcript.chapters:
        return transcript.chapters
    moved = [replace(chapter, word=places.of(chapter.word)) for chapter in alignment.chapters]
    return tuple(chapter for chapter in moved if chapter.word < len(transcript.tokens))


def report_of(report: Report, places: Places) -> Report:
    """Return what a user should be told, with its words where they now are."""
    runs = [(row, places.of_run(row.first, row.last)) for row in report.reordered]
    labels = [(row, places.of_run(row.first, row.last)) for row in report.mislabelled]
    both = [(row, places.of_run(row.first, row.last)) for row in report.crosstalk]
    return replace(
        report,
        reordered=tuple(replace(row, first=run[0], last=run[1]) for row, run in runs if run),
        mislabelled=tuple(replace(row, first=run[0], last=run[1]) for row, run in labels if run),
        crosstalk=tuple(replace(row, first=run[0], last=run[1]) for row, run in both if run),
    )
