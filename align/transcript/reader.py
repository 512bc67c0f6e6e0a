"""Reading a transcript as its author left it: words with their places, chapters, paragraphs, lines, speakers.

The formats live in `align.transcript.formats`, speaker labels in `align.transcript.speaker_labels`, repeated openings
in `align.transcript.overlap`; this module puts the pieces together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from align.document import Chapter, Speaker
from align.errors import FileProblem
from align.transcript.encoding import looks_like_media
from align.transcript.formats.sources import read_lines
from align.transcript.lines import MASK, SourceLine
from align.transcript.overlap import LONGEST, overlap
from align.transcript.speaker_labels import SENTENCE_END, Labels, find_labels

__all__ = ["Token", "Transcript", "looks_like_media", "read_transcript"]

TOKEN = re.compile(r"\S+")
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: words of theirs may be as long as a paragraph."""

LONGEST_WORD = 1000
"""Characters: a URL may have hundreds."""


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

    @property
    def openers(self) -> tuple[int, ...]:
        """Indices of the tokens that open a paragraph or a turn, in no order."""
        return (*self.paragraphs, *(turn.word for turn in self.speakers))


def read_transcript(path: Path) -> Transcript:
    """Read plain text, Markdown, SRT, WebVTT or Word (.docx), told by content and name.

    Raises `FileProblem` for a file that cannot be read, is not text, or holds no words.
    """
    lines = read_lines(path)
    builder = _Builder(find_labels(lines), 1 if _blank_lines_part_paragraphs(lines) else 2)
    for line in lines:
        builder.add(line)
    builder.close_chapter()
    if not builder.tokens:
        raise FileProblem(path, "holds headings but no words" if builder.chapters else "holds no words")
    _check_plausible(path, builder.tokens)
    return builder.transcript(path)


def _blank_lines_part_paragraphs(lines: Sequence[SourceLine]) -> bool:
    """Whether blank lines mean anything: not where they stand between captions, sentences cut in the middle."""
    blocks = cut = inside = 0
    for before, line in pairwise(lines):
        inside += line.gap == 0 and not line.heading
        if line.gap == 1 and not before.heading:
            blocks += 1
            cut += not SENTENCE_END.search(before.text.replace(MASK, ""))
    # Captions have one line or two; blocks of three and more are paragraphs, or stanzas, however they end.
    return cut <= 0.25 * blocks or inside >= 2 * blocks


def _check_plausible(path: Path, tokens: Sequence[Token]) -> None:
    """Refuse what is text but nothing that anybody speaks: base64, logs of numbers, one endless line."""
    spaceless = sum(_spaceless(token.text) for token in tokens)
    if 2 * spaceless > len(tokens):
        return
    longest = max(tokens, key=lambda token: len(token.text))
    if len(longest.text) > LONGEST_WORD:
        raise FileProblem(
            path, f"is not a transcript (a word of {len(longest.text)} characters in line {longest.line})"
        )
    if len(tokens) < 30:
        return
    text = "".join(token.text for token in tokens)
    if sum(c.isalnum() or unicodedata.category(c)[0] == "M" for c in text) < 0.7 * len(text):
        raise FileProblem(path, "is not a transcript (most of it is not letters)")
    if len(text) > 25 * len(tokens):
        raise FileProblem(path, "is not a transcript (its words are too long to be words)")


def _spaceless(text: str) -> bool:
    """Whether the word is of a script that puts no spaces between words."""
    return bool(SPACELESS.search(text))


class _Builder:
    """Collects tokens line by line; a chapter is stitched when the next one begins."""

    def __init__(self, labels: Labels, parting_gap: int) -> None:
        self.labels = labels
        self.parting_gap = parting_gap
        self.tokens: list[Token] = []
        self.chapters: list[Chapter] = []
        self.paragraphs: list[int] = []
        self.lines: list[int] = []
        self.speakers: list[Speaker] = []
        self.hints: list[tuple[int, float, float]] = []
        self.dropped_lines = self.overlaps = 0
        self.heading: str | None = None
        self.opened = 0
        self.parted = True

    def add(self, line: SourceLine) -> None:
        """Take in a line: a heading closes the chapter, anything else gives words, turns and times."""
        if line.heading:
            self.close_chapter()
            self.heading, self.parted = " ".join(line.text.replace(MASK, "").split()), True
            return
        masked, marks = self.labels.of(line)
        pieces = [piece for piece in TOKEN.finditer(masked) if piece.group().strip(MASK)]
        index = len(self.tokens)
        if line.start is not None:
            self.hints.append((index, line.start, line.start if line.end is None else line.end))
        for mark in marks:
            at = index + sum(piece.end() <= mark.column for piece in pieces)
            if mark.time is not None:
                self.hints.append((at, mark.time, mark.time))
            if mark.turn:
                self.speakers.append(Speaker(at, mark.name))
                # A label at the beginning, or alone on its line, opens the paragraph that follows.
                self.parted |= at == index
        self.parted |= line.gap >= self.parting_gap
        if not pieces:
            return
        if self.parted:
            self.paragraphs.append(index)
        self.parted = False
        self.lines.append(index)
        for piece in pieces:
            text = piece.group()
            column = line.offset + piece.start() + len(text) - len(text.lstrip(MASK)) + 1
            self.tokens.append(Token(text.replace(MASK, ""), line.number, column))

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
