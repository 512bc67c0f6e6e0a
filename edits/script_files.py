"""The script to edit as a file: plain text, Markdown or Word, with what could go struck through."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from align import Alignment
from align.errors import UsageError

__all__ = ["WRITERS", "Block", "blocks_of", "script_bytes"]

COLUMNS = 88
"""Width of the script's lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: the heading before it, who speaks, and its words, each with whether it is struck."""

    title: str | None
    speaker: str | None
    words: tuple[tuple[str, bool], ...]


def script_bytes(alignment: Alignment, path: Path, struck: Collection[int] = ()) -> bytes:
    """Return the words that are heard as a script, in the format of the file's ending.

    `struck`: indices of words to strike through, in Markdown and Word. Raises `UsageError` where plain text should
    strike words.
    """
    suffix = path.suffix.lower()
    if struck and suffix not in WRITERS:
        raise UsageError(f"{path.name}: only Markdown (.md) and Word (.docx) can strike words through")
    blocks = list(blocks_of(alignment, struck))
    return WRITERS.get(suffix, _text)(blocks)


def blocks_of(alignment: Alignment, struck: Collection[int] = ()) -> Iterator[Block]:
    """Yield the paragraphs of a script: one for each of the transcript's, each turn, each chapter.

    Words that are not in the recording are left out.
    """
    words = alignment.words
    turns = {speaker.word: speaker.name for speaker in alignment.speakers}
    titles = {chapter.word: chapter.title for chapter in alignment.chapters}
    starts = sorted({0, *alignment.paragraphs, *turns, *titles})
    for first, last in zip(starts, [*starts[1:], len(words)], strict=True):
        said = tuple(
            (words[k].text, k in struck) for k in range(first, last) if words[k].status not in ("absent", "silent")
        )
        if said or first in titles:
            yield Block(titles.get(first), turns.get(first) if said else None, said)


def _text(blocks: list[Block]) -> bytes:
    out = []
    for block in blocks:
        if block.title is not None:
            out.append(f"# {block.title}")
        if block.words:
            text = " ".join(word for word, _ in block.words)
            text = f"{block.speaker}: {text}" if block.speaker else text
            out.append(textwrap.fill(text, COLUMNS, break_on_hyphens=False))
    return ("\n\n".join(out) + "\n").encode()


def _markdown(blocks: list[Block]) -> bytes:
    """Return as plain text, with the speaker bold and struck words between tildes; a line for each paragraph."""
    out = []
    for block in blocks:
        if block.title is not None:
            out.append(f"# {block.title}")
        if block.words:
            text = " ".join(f"~~{words}~~" if struck else words for words, struck in _runs(block))
            out.append(f"**{block.speaker}:** {text}" if block.speaker else text)
    return ("\n\n".join(out) + "\n").encode()


def _word(blocks: list[Block]) -> bytes:
    from docx import Document

    from subtitles.formats.zip_dates import without_dates

    document = Document()
    for block in blocks:
        if block.title is not None:
            document.add_heading(block.title, level=1)
        if not block.words:
            continue
        paragraph = document.add_paragraph()
        if block.speaker:
            paragraph.add_run(f"{block.speaker}: ").bold = True
        for k, (words, struck) in enumerate(_runs(block)):
            if k:
                paragraph.add_run(" ")
            run = paragraph.add_run(words)
            if struck:
                run.font.strike = True
    out = io.BytesIO()
    document.save(out)
    return without_dates(out.getvalue())


def _runs(block: Block) -> Iterator[tuple[str, bool]]:
    """Yield words that are struck, and those that are not, together."""
    gathered: list[str] = []
    state = False
    for word, struck in block.words:
        if gathered and struck != state:
            yield " ".join(gathered), state
            gathered = []
        gathered.append(word)
        state = struck
    if gathered:
        yield " ".join(gathered), state


WRITERS = {".md": _markdown, ".markdown": _markdown, ".docx": _word}
"""By ending; everything else is plain text."""
