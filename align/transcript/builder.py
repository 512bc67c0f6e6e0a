"""From lines whose layout is masked to tokens, chapters, paragraphs and turns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from align.document import Chapter, LeftOut, Speaker
from align.errors import FileProblem
from align.transcript.lines import BAR, MASK, SourceLine, plain
from align.transcript.overlap import LONGEST, corrected_overlap, overlap
from align.transcript.transcript import Token, Transcript

__all__ = ["MOST_WORDS", "Builder", "too_many_words"]

MOST_WORDS = 500_000
"""Fifty hours of talk, and about 150 MB of tokens."""

MOST_NAMED = 5
"""Lines of a warning."""

LONGEST_PARTED = 100
"""Characters of a word that may go on in the next line."""

_TOKEN = re.compile(r"\S+")
_BAR = re.compile(BAR)


def too_many_words(path: Path) -> FileProblem:
    """Return what refuses a file of more than `MOST_WORDS`."""
    return FileProblem(path, f"is too large for a transcript (more than {MOST_WORDS:,} words)")


class Builder:
    """Collects tokens line by line; a chapter is stitched when the next one begins."""

    def __init__(self, path: Path, parting_gap: int) -> None:
        self.path = path
        self.parting_gap = parting_gap
        self.tokens: list[Token] = []
        self.chapters: list[Chapter] = []
        self.paragraphs: list[int] = []
        self.lines: list[int] = []
        self.speakers: list[Speaker] = []
        self.hints: list[tuple[int, float, float]] = []
        self.dropped_lines = self.overlaps = 0
        self.warnings: list[str] = []
        self.heading: str | None = None
        self.opened = 0
        self.parted = True
        self.joining = False

    def add(self, line: SourceLine) -> None:
        """Take in a line: a heading closes the chapter, anything else gives words, turns and times."""
        if line.heading:
            self.close_chapter()
            self.heading, self.parted, self.joining = plain(line.text), True, False
            return
        text = _BAR.sub(" ", line.text) if "|" in line.text else line.text
        found = (piece.span() for piece in _TOKEN.finditer(text) if piece[0].strip(MASK))
        pieces = list(islice(found, MOST_WORDS + 1))
        if pieces and self.joining and len(self.tokens[-1].text) < LONGEST_PARTED:
            start, end = pieces.pop(0)
            last = self.tokens[-1]
            self.tokens[-1] = Token(last.text + text[start:end].replace(MASK, ""), last.line, last.column)
        self._note_marks(line, [end for _, end in pieces])
        self.parted |= line.gap >= self.parting_gap
        self.joining = line.joins and bool(pieces or self.tokens)
        if not pieces:
            return
        index = len(self.tokens)
        if index + len(pieces) > MOST_WORDS:
            raise too_many_words(self.path)
        if self.parted:
            self.paragraphs.append(index)
        self.parted = False
        self.lines.append(index)
        for start, end in pieces:
            word = text[start:end]
            column = line.offset + start + len(word) - len(word.lstrip(MASK)) + 1
            self.tokens.append(Token(word.replace(MASK, ""), line.number, column))

    def _note_marks(self, line: SourceLine, ends: list[int]) -> None:
        """Take in the line's turns and times; `ends`: the columns at which its words end."""
        index = len(self.tokens)
        if line.start is not None:
            self.hints.append((index, line.start, line.start if line.end is None else line.end))
        for mark in line.marks:
            at = index + bisect_right(ends, mark.column)
            if mark.time is not None:
                self.hints.append((at, mark.time, mark.time))
            if mark.turn:
                self.speakers.append(Speaker(at, mark.name))
                # A label at the beginning, or alone on its line, opens the paragraph that follows.
                self.parted |= at == index

    def close_chapter(self) -> None:
        """Drop what the chapter repeats of the text before it, then note where it begins."""
        repeated = 0
        if self.heading is not None:
            before = [token.text for token in self.tokens[max(0, self.opened - LONGEST) : self.opened]]
            after = [token.text for token in self.tokens[self.opened :]]
            repeated = overlap(before, after)
            if not repeated:
                repeated, differing = corrected_overlap(before, after)
                self.warnings += self._told(self.opened, repeated, differing)
            if repeated:
                self._drop(self.opened, repeated)
            self.chapters.append(Chapter(self.heading, self.opened))
        self.heading = None
        self.opened = len(self.tokens)

    def _told(self, start: int, count: int, differing: Sequence[int]) -> list[str]:
        """Return what to say of a repetition in which some words differ."""
        if not count:
            return []
        lines = sorted({self.tokens[start + k].line for k in differing})
        text = ", ".join(str(line) for line in lines[:MOST_NAMED]) + (" and on" if len(lines) > MOST_NAMED else "")
        return [
            f"lines {self.tokens[start].line} to {self.tokens[start + count - 1].line} repeat the end of the chapter"
            f" before in other words (line {text}); the words of that chapter were taken"
        ]

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

    def transcript(self, left_out: tuple[LeftOut, ...], warnings: tuple[str, ...] = ()) -> Transcript:
        """Return what was collected."""
        count = len(self.tokens)
        turns: list[Speaker] = []
        for turn in sorted(self.speakers, key=lambda speaker: speaker.word):
            if turn.word >= count:
                continue
            if turns and turns[-1].word == turn.word:
                turns.pop()
            if not turns or turn.name is None or turns[-1].name != turn.name:
                turns.append(turn)
        return Transcript(
            path=self.path,
            tokens=tuple(self.tokens),
            chapters=tuple(self.chapters),
            paragraphs=tuple(sorted(set(self.paragraphs))),
            lines=tuple(self.lines),
            speakers=tuple(turns),
            dropped_lines=self.dropped_lines,
            overlaps=self.overlaps,
            hints=tuple(hint for hint in self.hints if hint[0] < count),
            left_out=left_out,
            warnings=(*warnings, *self.warnings),
        )
