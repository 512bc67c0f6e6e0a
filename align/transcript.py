"""Reading a transcript as its author left it: words with their places, chapters, paragraphs, lines, speakers.

The formats live in `align.sources`, speaker labels in `align.labels`, repeated openings in `align.stitch`;
this module puts the pieces together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align.decode import looks_like_media
from align.document import Chapter, Speaker
from align.errors import FileProblem
from align.labels import MASK, Labels, find_labels
from align.sources import SourceLine, read_lines
from align.stitch import LONGEST, overlap

__all__ = ["Token", "Transcript", "looks_like_media", "read_transcript"]

TOKEN = re.compile(r"\S+")
SENTENCE_END = re.compile(r"[.!?…。:;][\"'”’»)\]*_]*$")


@dataclass(frozen=True, slots=True)
class Token:
    """One whitespace-separated word as written, and its place in the user's file, both counted from 1.

    Word documents count paragraphs as lines.
    """

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a transcript says, stitched: headings, labels, times and repeated openings are not tokens.

    Args:
        chapters, speakers: as in the alignment document; indices into `tokens`.
        paragraphs, lines: indices of the tokens that open a paragraph or a line, ascending.
        dropped_lines: lines that repeated the end of the chapter before and were left out.
        overlaps: how many chapters opened with such a repetition.
        hints: (index of a token, start, end) in seconds, from the transcript's own times; where only one time is
            given, start and end are the same. They belong to the tokens from the index up to the next hint.
    """

    path: Path
    tokens: tuple[Token, ...]
    chapters: tuple[Chapter, ...] = ()
    paragraphs: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    dropped_lines: int = 0
    overlaps: int = 0
    hints: tuple[tuple[int, float, float], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The tokens' texts."""
        return tuple(token.text for token in self.tokens)


def read_transcript(path: Path) -> Transcript:
    """Read plain text, Markdown, SRT, WebVTT or Word (.docx).

    Raises `FileProblem` for a file that cannot be read, is not text, or holds no words.
    """
    lines = read_lines(path)
    builder = _Builder(find_labels(lines), _blank_lines_part_paragraphs(lines))
    for line in lines:
        builder.add(line)
    builder.close_chapter()
    if not builder.tokens:
        raise FileProblem(path, "holds headings but no words" if builder.chapters else "holds no words")
    return builder.transcript(path)


def _blank_lines_part_paragraphs(lines: Sequence[SourceLine]) -> bool:
    """Whether blank lines mean anything: not where they stand between all lines, sentences cut in the middle."""
    blocks = cut = 0
    previous: SourceLine | None = None
    after_blank = True
    for line in lines:
        if line.heading or not line.text.strip():
            after_blank = True
            previous = None if line.heading else previous
            continue
        if after_blank and previous is not None:
            blocks += 1
            cut += not SENTENCE_END.search(previous.text.rstrip())
        previous, after_blank = line, False
    return cut <= 0.25 * blocks


class _Builder:
    """Collects tokens line by line; a chapter is stitched when the next one begins."""

    def __init__(self, labels: Labels, blank_parts: bool) -> None:
        self.labels = labels
        self.blank_parts = blank_parts
        self.tokens: list[Token] = []
        self.chapters: list[Chapter] = []
        self.paragraphs: list[int] = []
        self.lines: list[int] = []
        self.speakers: list[Speaker] = []
        self.hints: list[tuple[int, float, float]] = []
        self.dropped_lines = self.overlaps = 0
        self.blanks = 2
        self.heading: str | None = None
        self.opened = 0

    def add(self, line: SourceLine) -> None:
        if line.heading:
            self.close_chapter()
            self.heading, self.blanks = line.text.replace(MASK, "").strip(), 2
            return
        masked, marks = self.labels.of(line)
        pieces = [m for m in TOKEN.finditer(masked) if m.group().strip(MASK)]
        index = len(self.tokens)
        if line.start is not None:
            self.hints.append((index, line.start, line.start if line.end is None else line.end))
        turns = 0
        for mark in marks:
            at = index + sum(piece.end() <= mark.column for piece in pieces)
            if mark.time is not None:
                self.hints.append((at, mark.time, mark.time))
            if mark.turn:
                self.speakers.append(Speaker(at, mark.name))
                turns += at == index
        if not pieces:
            self.blanks += not marks
            # A label alone on its line opens the paragraph that follows.
            self.blanks = 2 if turns else self.blanks
            return
        if self.blanks >= (1 if self.blank_parts else 2) or turns:
            self.paragraphs.append(index)
        self.blanks = 0
        self.lines.append(index)
        for piece in pieces:
            text = piece.group()
            lead = len(text) - len(text.lstrip(MASK))
            self.tokens.append(Token(text.replace(MASK, ""), line.number, piece.start() + lead + 1))

    def close_chapter(self) -> None:
        """Drop what the chapter repeats of the text before it, then note where it begins."""
        repeated = 0
        if self.heading is not None:
            before = self.tokens[max(0, self.opened - LONGEST) : self.opened]
            repeated = overlap([t.text for t in before], [t.text for t in self.tokens[self.opened :]])
            if repeated:
                self._drop(self.opened, repeated)
            self.chapters.append(Chapter(self.heading, self.opened))
        self.heading = None
        self.opened = len(self.tokens)

    def _drop(self, start: int, count: int) -> None:
        stop = start + count
        self.overlaps += 1
        ends = [*self.lines[1:], len(self.tokens)]
        self.dropped_lines += sum(start <= begin and end <= stop for begin, end in zip(self.lines, ends, strict=True))
        del self.tokens[start:stop]

        def moved(index: int) -> int | None:
            if index < start:
                return index
            return None if index < stop else index - count

        def kept(indices: list[int]) -> list[int]:
            return [new for old in indices if (new := moved(old)) is not None]

        self.paragraphs, self.lines = kept(self.paragraphs), kept(self.lines)
        self.hints = [(new, s, e) for old, s, e in self.hints if (new := moved(old)) is not None]
        self.speakers = [Speaker(new, s.name) for s in self.speakers if (new := moved(s.word)) is not None]
        # The chapter's first new word opens a line and a paragraph even where the repetition ended inside one.
        if start < len(self.tokens):
            self.lines, self.paragraphs = sorted({*self.lines, start}), sorted({*self.paragraphs, start})

    def transcript(self, path: Path) -> Transcript:
        count = len(self.tokens)
        turns: list[Speaker] = []
        for turn in self.speakers:
            if turn.word >= count:
                continue
            if turns and turns[-1].word == turn.word:
                turns.pop()
            if not turns or turn.name is None or turns[-1].name != turn.name:
                turns.append(turn)
        return Transcript(
            path=path,
            tokens=tuple(self.tokens),
            chapters=tuple(self.chapters),
            paragraphs=tuple(sorted(set(self.paragraphs))),
            lines=tuple(self.lines),
            speakers=tuple(turns),
            dropped_lines=self.dropped_lines,
            overlaps=self.overlaps,
            hints=tuple(hint for hint in self.hints if hint[0] < count),
        )
