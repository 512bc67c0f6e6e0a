"""What an alignment holds that is worth pointing at: chapters, turns, paragraphs, words, untranscribed sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from align.document import Alignment, Word
from align.errors import UsageError
from align.spacing import join_words
from align.timecode import exact
from handoff.escape import one_line
from handoff.job import Clip, Mark, part_name

__all__ = ["KINDS", "chapter_marks", "marks_of"]

_NAME_LENGTH = 60


def chapter_marks(alignment: Alignment) -> tuple[Mark, ...]:
    """Return each heading at its first timed word; headings that meet there share a mark, one after the last word has
    none.
    """
    titles: dict[Fraction, list[str]] = {}
    for chapter in alignment.chapters:
        first = next((w.start for w in alignment.words[chapter.word :] if w.start is not None), None)
        if first is not None:
            titles.setdefault(exact(first), []).append(one_line(chapter.title))
    return tuple(Mark("chapters", " – ".join(names), start) for start, names in sorted(titles.items()))


def _runs(alignment: Alignment, starts: Sequence[int], kind: str, names: Sequence[str] | None) -> list[Mark]:
    marks = []
    edges = [*starts, len(alignment.words)]
    for index, (first, stop) in enumerate(pairwise(edges)):
        words = alignment.words[first:stop]
        spans = [word.span for word in words if word.timed]
        if spans:
            text = join_words(words)
            name = one_line(text, _NAME_LENGTH) if names is None else names[index]
            marks.append(Mark(kind, name, exact(spans[0][0]), exact(max(end for _, end in spans)), one_line(text)))
    return marks


def _speakers(alignment: Alignment) -> list[Mark]:
    turns = sorted(alignment.speakers, key=lambda turn: turn.word)
    names = [one_line(turn.name or "") or "Speaker" for turn in turns]
    return _runs(alignment, [turn.word for turn in turns], "speakers", names)


def _words(alignment: Alignment, keep: Callable[[Word], bool], kind: str) -> list[Mark]:
    return [
        Mark(kind, one_line(word.text), exact(word.span[0]), exact(word.span[1]), word.status)
        for _, word in alignment.timed()
        if keep(word)
    ]


def _unscripted(alignment: Alignment) -> list[Mark]:
    return [Mark("unscripted", u.kind, exact(u.start), exact(u.end), "not transcribed") for u in alignment.unscripted]


_MAKERS: dict[str, Callable[[Alignment], Sequence[Mark]]] = {
    "chapters": chapter_marks,
    "speakers": _speakers,
    "paragraphs": lambda alignment: _runs(alignment, sorted(set(alignment.paragraphs)), "paragraphs", None),
    "lines": lambda alignment: _runs(alignment, sorted(set(alignment.lines)), "lines", None),
    "words": lambda alignment: _words(alignment, lambda word: True, "words"),
    "suspects": lambda alignment: _words(alignment, lambda word: word.status == "interpolated", "suspects"),
    "unscripted": _unscripted,
}

KINDS = ("clips", *_MAKERS)
"""What `--mark` takes. `suspects` are the words whose times were only inferred."""


def marks_of(alignment: Alignment, clips: Sequence[Clip], kinds: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Return the marks of the kinds asked for, in order of time; raises `UsageError` for an unknown kind.

    Nothing asked for means the clips where there are any, with the chapters, and the paragraphs of a transcript that
    has neither.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"there is no mark called {kind!r}; there are {', '.join(KINDS)}")
    chosen = kinds or (("clips", "chapters") if clips or alignment.chapters else ("paragraphs",))
    marks: list[Mark] = []
    for kind in dict.fromkeys(chosen):
        marks += _clip_marks(clips) if kind == "clips" else _MAKERS[kind](alignment)
    return tuple(sorted(marks, key=lambda mark: (mark.start, KINDS.index(mark.kind))))


def _clip_marks(clips: Sequence[Clip]) -> list[Mark]:
    return [
        Mark("clips", part_name(clip, index), span.start, span.end, clip.quote)
        for clip in clips
        for index, span in enumerate(clip.spans)
    ]
