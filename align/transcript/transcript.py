"""What a transcript says: words with their places, chapters, paragraphs, lines, speakers, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from align.document import Chapter, LeftOut, Speaker

__all__ = ["Token", "Transcript"]


@dataclass(frozen=True, slots=True)
class Token:
    """One whitespace-separated word as written, and its place in the user's file, both counted from 1.

    Word documents count paragraphs as lines. A word that is parted at the end of a line has the place of its beginning.
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
        left_out: what the file holds beside that and nobody says, by kind.
        warnings: what is odd about the file, and how it was understood.
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
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The tokens' texts."""
        return tuple(token.text for token in self.tokens)

    @property
    def openers(self) -> tuple[int, ...]:
        """Indices of the tokens that open a paragraph or a turn, in no order."""
        return (*self.paragraphs, *(turn.word for turn in self.speakers))
