"""`python -m benchmarks.suggest TEXT`: what `pullquote suggest` offers of a long transcript, to be judged by hand.

Times are made up at a usual pace, a pause where a sentence or a turn ends. The ten points stand in docs/clips.md.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

import click

from align.clock import clock_text
from align.document import Alignment, Engine, Media, Word
from align.transcript import read_transcript
from clips.suggestions import Suggestion, suggest

__all__ = ["paced"]

LETTER, WORD, GAP, COMMA, SENTENCE, TURN = 0.045, 0.09, 0.02, 0.2, 0.4, 0.3
"""Seconds: of a letter, of any word, between words, behind a comma, behind a sentence, and more before a turn."""
RUNS = 5


def paced(path: Path) -> Alignment:
    """Return a transcript as an alignment, with its own speakers and chapters."""
    read = read_transcript(path)
    turns = {turn.word for turn in read.speakers}
    words, now = [], 0.3
    for number, text in enumerate(read.words):
        now += TURN if number in turns else 0.0
        end = now + WORD + LETTER * len(text)
        words.append(Word(text, round(now, 3), round(end, 3), 0.95))
        now = end + (SENTENCE if text.rstrip('"”’)')[-1:] in ".?!" else COMMA if text[-1] in ",;:—" else GAP)
    media = Media(path.name, "0" * 64, now + 1)
    made = Alignment(media, "en", Engine("made", "1"), tuple(words), speakers=read.speakers, chapters=read.chapters)
    return replace(made, paragraphs=read.paragraphs, lines=read.lines)


@click.command()
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=20, show_default=True)
def main(text: Path, limit: int) -> None:
    """Print the suggestions with their text, and the processor time that they took (the median of five runs)."""
    alignment = paced(text)
    spent: list[float] = []
    found: list[Suggestion] = []
    for _ in range(RUNS):
        begun = time.process_time()
        found = suggest(alignment, limit=limit)
        spent.append(time.process_time() - begun)
    for number, one in enumerate(found, start=1):
        said = " ".join(word.text for word in alignment.words[one.span.first : one.span.last + 1])
        click.echo(
            f"{number}. {one.title}  {clock_text(one.start, places=0)}, {one.end - one.start:.0f} s, {one.score}"
        )
        click.echo(f"   {'; '.join(one.reasons)}\n   {said}\n")
    click.echo(f"{len(alignment.words):,} words, {statistics.median(spent):.2f} s of processor time")


if __name__ == "__main__":
    main()
