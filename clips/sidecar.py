"""The words of a clip as an alignment of their own, times from zero, for its subtitles and captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from align.document import Alignment, Speaker, Unscripted, Word
from align.turns import turns_within
from clips.quotes import Span

__all__ = ["Piece", "clip_alignment"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of words, the stretch of the source that shows it (seconds), and where that begins in the clip."""

    span: Span
    start: float
    end: float
    offset: float


def clip_alignment(alignment: Alignment, pieces: Sequence[Piece]) -> Alignment:
    """Return the pieces' words with times from the clip's beginning; speakers, lines and paragraphs come along."""
    words: list[Word] = []
    speakers: list[Speaker] = []
    lines: set[int] = set()
    paragraphs: set[int] = set()
    for piece in pieces:
        base = len(words)
        inside = range(piece.span.first, piece.span.last + 1)
        turns = turns_within(alignment.speakers, piece.span.first, piece.span.last)
        speakers += [replace(turn, word=base + turn.word - piece.span.first) for turn in turns]
        lines |= {base, *(base + i - piece.span.first for i in alignment.lines if i in inside)}
        paragraphs |= {base, *(base + i - piece.span.first for i in alignment.paragraphs if i in inside)}
        words += [_moved(alignment.words[i], piece) for i in inside]
    duration = max((piece.offset + piece.end - piece.start for piece in pieces), default=0.0)
    return replace(
        alignment,
        media=replace(alignment.media, duration=duration),
        words=tuple(words),
        chapters=(),
        speakers=tuple(speakers),
        lines=tuple(sorted(lines)),
        paragraphs=tuple(sorted(paragraphs)),
        # No cue goes over one, so none goes over a join.
        unscripted=tuple(Unscripted(piece.offset, piece.offset, "noise") for piece in pieces[1:]),
    )


def _moved(word: Word, piece: Piece) -> Word:
    if word.start is None or word.end is None:
        return word
    start, end = max(piece.start, word.start), min(piece.end, word.end)
    shift = piece.offset - piece.start
    return replace(word, start=max(0.0, start + shift), end=max(start, end) + shift)
