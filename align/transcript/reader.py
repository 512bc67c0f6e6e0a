"""Reading a transcript as its author left it: words with their places, chapters, paragraphs, lines, speakers.

A file goes through four rooms: its format gives lines (`align.transcript.formats`), what stands on pages and nobody
says is masked (`align.transcript.cleaning`), then speaker labels and times (`align.transcript.speaker_labels`); the
rest is words (`align.transcript.builder`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from align.errors import FileProblem
from align.spacing import SPACELESS
from align.transcript.builder import MOST_WORDS, Builder, too_many_words
from align.transcript.cleaning.steps import clean
from align.transcript.dialogues import mark_dialogue
from align.transcript.encoding import looks_like_media
from align.transcript.formats import read_file
from align.transcript.front_matter import leave_out_directions, leave_out_front_matter
from align.transcript.lines import SourceLine, Tally
from align.transcript.speaker_labels import ends_sentence, label_lines
from align.transcript.transcript import Token, Transcript

__all__ = ["Token", "Transcript", "looks_like_media", "read_transcript"]

LONGEST_WORD = 1000
"""Characters: a URL may have hundreds."""


def read_transcript(path: Path, *, keep: re.Pattern[str] | None = None) -> Transcript:
    """Read a transcript in any format of `align.transcript.formats.FORMATS`, told by its content before its name.

    `keep`: lines that it matches whole are never taken for front matter or directions. Raises `FileProblem` for a file
    that cannot be read, is of another kind, or holds no words.
    """
    reading = read_file(path)
    _refuse_many_words(path, reading.lines)
    tally = Tally(reading.left_out)
    lines = clean(reading.lines, tally, prose=reading.prose)
    builder = Builder(path, 1 if _blank_lines_part_paragraphs(lines) else 2)
    if reading.labels:
        lines = mark_dialogue(label_lines(lines)) if reading.prose else label_lines(lines)
    if reading.prose:
        lines = leave_out_directions(leave_out_front_matter(lines, tally, keep), tally, keep)
    for line in lines:
        builder.add(line)
    builder.close_chapter()
    if not builder.tokens:
        raise FileProblem(path, "holds headings but no words" if builder.chapters else "holds no words")
    _check_plausible(path, builder.tokens)
    return builder.transcript(tally.rows(), reading.warnings)


def _refuse_many_words(path: Path, lines: Sequence[SourceLine]) -> None:
    """Refuse at once what is twice too long, layout included; the rest is counted when the layout is gone."""
    count, most = 0, 2 * MOST_WORDS
    for line in lines:
        count += len(line.text.split(None, most + 1 - count))
        if count > most:
            raise too_many_words(path)


def _blank_lines_part_paragraphs(lines: Sequence[SourceLine]) -> bool:
    """Tell whether blank lines mean anything: not where they stand between captions, sentences cut in the middle."""
    blocks = cut = inside = 0
    for before, line in pairwise(lines):
        inside += line.gap == 0 and not line.heading
        if line.gap == 1 and not before.heading:
            blocks += 1
            cut += not ends_sentence(before.text)
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
    """Tell whether the word is of a script that puts no spaces between words."""
    return bool(SPACELESS.search(text))
