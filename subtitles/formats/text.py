"""Plain text and Markdown to read: paragraphs, each with its time and speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from align.clock import clock_text
from align.sentences import ends_in_sentence_mark
from subtitles.timeline import display_text
from subtitles.track import Spoken, Track, join_spoken

__all__ = ["Paragraph", "paragraphs", "write_markdown", "write_text"]

LONGEST = 45.0  # seconds after which a paragraph ends with the next sentence
# What Markdown would read as markup, and HTML, which it lets through.
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of one speaker; `start` is the first one's, in seconds, and `titles` are headings that stand before."""

    start: float
    name: str | None
    text: str
    titles: tuple[str, ...] = ()


def paragraphs(track: Track) -> Iterator[Paragraph]:
    """Yield the words in paragraphs: a new one at each heading and speaker, and at a sentence's end when one grows
    long.
    """
    headings = sorted((chapter.word, display_text(chapter.title)) for chapter in track.alignment.chapters)
    held: list[Spoken] = []
    name: str | None = None
    titles: list[str] = []
    for line in (line for event in track.events for line in event.lines):
        for k, word in enumerate(line.words):
            due = bool(headings) and headings[0][0] <= word.index
            if held and (due or (line.turn and not k) or _long_enough(held)):
                yield Paragraph(held[0].start, name, join_spoken(held), tuple(titles))
                held, titles = [], []
            while headings and headings[0][0] <= word.index:
                titles.append(headings.pop(0)[1])
            name = line.name if not held else name
            held.append(word)
    if held:
        yield Paragraph(held[0].start, name, join_spoken(held), tuple(titles))


def _long_enough(held: list[Spoken]) -> bool:
    return held[-1].end - held[0].start > LONGEST and ends_in_sentence_mark(held[-1].text)


def write_text(track: Track) -> str:
    """Write one paragraph a line, `[HH:MM:SS] Name: words`, with blank lines between."""
    blocks: list[str] = []
    for each in paragraphs(track):
        blocks += each.titles
        label = f"{each.name}: " if each.name is not None else ""
        blocks.append(f"[{clock_text(int(each.start), places=0)}] {label}{each.text}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def write_markdown(track: Track) -> str:
    """Write paragraphs with their time and speaker in bold, chapters as headings; words are escaped, so none is
    markup.
    """
    blocks: list[str] = []
    for each in paragraphs(track):
        blocks += [f"## {_escaped(title)}" for title in each.titles]
        label = f" **{_escaped(each.name)}:**" if each.name is not None else ""
        blocks.append(f"**{clock_text(int(each.start), places=0)}**{label} {_escaped(each.text)}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
