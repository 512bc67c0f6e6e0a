"""`python -m benchmarks.breaks TEXT`: where captions of a long talk break, times made up at a usual pace."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import click

from align.document import Alignment, Engine, Media, Word
from benchmarks.tables import Table, as_text
from clips.drawing.captions import caption_box, font_of, place_pages
from clips.drawing.styles import load_styles
from clips.picture import Aspect, frame_for
from subtitles import lay_out
from subtitles.language import Break, get_language

ORPHAN = 0.5
"""Of the longer line: a single word that is shorter is an orphan."""
ALIKE = 0.99
"""Of the largest size: what is less is seen as smaller."""

Row = tuple[str, str, int, int, int, float, float, float]


def made_up(text: str) -> Alignment:
    """Return the words of a text without labels and times, at a usual pace."""
    bare = re.sub(r"\[[^\]]*\]|\([0-9:]+\)|^[A-Z][A-Za-z .]+:\s|^\s*\(?\d+:\d\d(:\d\d)?\)?", "", text, flags=re.M)
    words, time = [], 0.3
    for token in bare.split():
        length = 0.1 + 0.04 * len(token)
        words.append(Word(token, round(time, 3), round(time + length, 3), 0.9))
        time += length + (0.48 if token[-1] in ".?!" else 0.21 if token[-1] in ",;:" else 0.03)
    return Alignment(Media("made", "0" * 64, time + 1), "en", Engine("made", "1"), tuple(words))


def counted(alignment: Alignment, name: str, aspect: Aspect) -> Row:
    """Return pages, orphans, breaks that the rules forbid between pages and between lines, and pages of the usual size;
    shares in hundredths.
    """
    style, language = load_styles()[name], get_language("en")
    box = caption_box(style, frame_for(aspect))
    pages = place_pages(alignment, style, font_of(style), box, duration=alignment.media.duration or 0.0)
    orphans = two = between = 0
    for page in pages:
        rows = [[word for word in page.words if abs(word.y - line.middle[1]) < 1] for line in page.lines]
        longest = max(line.width for line in page.lines)
        two += len(rows) > 1
        if any(len(row) > 1 for row in rows):
            lone = (len(row) == 1 and line.width < ORPHAN * longest for row, line in zip(rows, page.lines, strict=True))
            orphans += sum(lone)
        kinds = (language.break_between(a[-1].word.said, b[0].word.said) for a, b in itertools.pairwise(rows))
        between += sum(kind is Break.FORBIDDEN for kind in kinds)
    usual = max(page.em for page in pages)
    forbidden = sum(
        language.break_between(a.words[-1].word.said, b.words[0].word.said) is Break.FORBIDDEN
        for a, b in itertools.pairwise(pages)
    )
    return (
        name,
        aspect,
        len(pages),
        two,
        orphans,
        round(100 * forbidden / max(1, len(pages) - 1), 2),
        round(100 * between / max(1, two), 2),
        round(100 * sum(page.em > ALIKE * usual for page in pages) / max(1, len(pages)), 1),
    )


def counted_cues(alignment: Alignment, profile: str) -> Row:
    """Return the same of subtitles: cues, those of two lines, orphans, breaks that the rules forbid."""
    language = get_language("en")
    cues = [
        [[word.text for word in line.words] for line in event.lines] for event in lay_out(alignment, profile).events
    ]
    pairs = [rows for rows in cues if len(rows) == 2]
    orphans = 0
    for rows in pairs:
        lengths = [len(" ".join(row)) for row in rows]
        alone = (len(row) == 1 and size < ORPHAN * max(lengths) for row, size in zip(rows, lengths, strict=True))
        orphans += any(alone) and max(map(len, rows)) > 1
    between = sum(language.break_between(a[-1], b[0]) is Break.FORBIDDEN for a, b in pairs)
    forbidden = sum(language.break_between(a[-1][-1], b[0][0]) is Break.FORBIDDEN for a, b in itertools.pairwise(cues))
    shares = (round(100 * forbidden / max(1, len(cues) - 1), 2), round(100 * between / max(1, len(pairs)), 2))
    return (f"subtitles, {profile}", "9:16", len(cues), len(pairs), orphans, *shares, 100.0)


@click.command()
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--words", default=6000, show_default=True, help="Words of it: 6,000 are 36 minutes.")
@click.option("--style", "names", multiple=True, default=("highlight", "burst"), show_default=True)
def main(text: Path, words: int, names: tuple[str, ...]) -> None:
    """Print how captions of TEXT break in each style and shape."""
    whole = made_up(text.read_text(encoding="utf-8"))
    kept = whole.words[:words]
    alignment = Alignment(Media("made", "0" * 64, (kept[-1].end or 0.0) + 1), "en", whole.engine, kept)
    shapes: tuple[Aspect, ...] = ("9:16", "1:1", "16:9")
    rows = [counted(alignment, name, aspect) for name in names for aspect in shapes]
    rows.append(counted_cues(alignment, "social"))
    columns = (
        "style",
        "shape",
        "pages",
        "of two lines",
        "orphans",
        "forbidden, pages, %",
        "forbidden, lines, %",
        "of one size, %",
    )
    click.echo(as_text(Table(f"Breaks over {words:,} words", columns, rows)))


if __name__ == "__main__":
    main()
