"""Captions as a transcript: each word once, although automatic captions show it two or three times.

Captions *roll* where a cue begins with lines that the cue before still shows, and *grow* where a cue repeats all of
the one before and adds a word. A cue with the times and the text of an earlier one is another layer of the picture.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from align.transcript.caption_markup import CaptionLine
from align.transcript.captions import Caption, CaptionFile
from align.transcript.lines import MASK, Mark, SourceLine, masked

__all__ = ["are_rolling", "caption_lines", "said_once", "source_line"]

FEWEST_REPEATS, SHARE_OF_REPEATS = 3, 0.3
"""From so many cues on, and such a share of all, repeated openings are the program's and not the speaker's."""
LONGEST_CUE = 200  # words; what is longer neither rolls nor grows

_DASH = re.compile(r"[\s\0]*(?P<dash>[-–])[\s\0]*(?=[^\W\d_]|[\"“'‘¿¡])")
"""How subtitles show that another person speaks."""


def caption_lines(file: CaptionFile) -> Iterator[SourceLine]:
    """Yield every line that is said, once, with the cue's times on its first, in the order of the file."""
    loose = deque(file.loose)
    for cue, lines in zip(file.cues, said_once(file.cues), strict=True):
        while loose and loose[0].number < cue.at:
            yield source_line(loose.popleft())
        for place, line in enumerate(lines):
            yield source_line(line, cue, first=not place)
    yield from map(source_line, loose)


def source_line(line: CaptionLine, cue: Caption | None = None, *, first: bool = False) -> SourceLine:
    """Return a line of a cue, or outside of any, as one of a transcript: the `first` of a cue has its times."""
    text, marks = line.text, line.marks
    if dash := _DASH.match(text):
        text = masked(text, dash.start("dash"), dash.end("dash"))
        marks = (*marks, Mark(dash.end(), turn=True))
    if cue is None or not first:
        return SourceLine(text, line.number, offset=line.offset, marks=marks)
    if cue.name is not None:
        marks = (Mark(0, turn=True, name=cue.name), *marks)
    start, end = (cue.start, cue.end) if cue.end is not None else (None, None)
    return SourceLine(text, line.number, start=start, end=end, offset=line.offset, marks=marks)


def said_once(cues: Sequence[Caption]) -> list[tuple[CaptionLine, ...]]:
    """Return the lines of each cue without what an earlier cue has shown already: rolled, grown or in another layer."""
    repeats = _repeats(cues)
    seen: set[tuple[float | None, float | None, str]] = set()
    said: list[tuple[CaptionLine, ...]] = []
    for cue, count in zip(cues, repeats, strict=True):
        layer = (cue.start, cue.end, " ".join(cue.text.split()))
        said.append(() if layer in seen else tuple(_after(cue.lines, count)) if count else cue.lines)
        if cue.start is not None:
            seen.add(layer)
    return said


def are_rolling(cues: Sequence[Caption]) -> bool:
    """Tell whether cues repeat each other because captions roll or grow, as automatic ones do."""
    return any(_repeats(cues))


def _repeats(cues: Sequence[Caption]) -> list[int]:
    """Return how many words at the start of each cue are still those of the cue before."""
    shown = [[line.plain.split() for line in cue.lines] for cue in cues]
    words = [[word for line in lines for word in line] for lines in shown]
    filled = [place for place, cue in enumerate(cues) if cue.lines]
    counts = [0] * len(cues)
    for before, place in pairwise(filled):
        layer = words[before] == words[place] and cues[before].start == cues[place].start
        counts[place] = 0 if layer else _overlap(shown[before], words[place])
    again = sum(count > 0 for count in counts)
    if again >= FEWEST_REPEATS and again > SHARE_OF_REPEATS * (len(filled) - 1):
        return counts
    # Elsewhere a speaker may say the same again; but nobody says ever longer beginnings of one sentence.
    kept = [0] * len(cues)
    grows: list[int] = []
    for before, place in pairwise(filled):
        if not 0 < counts[place] == len(words[before]) < len(words[place]):
            grows = []
            continue
        grows.append(place)
        if len(grows) >= FEWEST_REPEATS:
            for member in grows[-FEWEST_REPEATS:]:
                kept[member] = counts[member]
    return kept


def _overlap(shown: Sequence[Sequence[str]], coming: Sequence[str]) -> int:
    """Return the longest run of words, from the start of a shown line to the end of the last, with which `coming`
    begins.
    """
    if len(shown) > LONGEST_CUE or sum(map(len, shown)) > LONGEST_CUE:
        return 0
    for first, line in enumerate(shown):
        if line[:1] == coming[:1]:
            run = [word for line in shown[first:] for word in line]
            if coming[: len(run)] == run:
                return len(run)
    return 0


def _after(lines: Sequence[CaptionLine], count: int) -> Iterator[CaptionLine]:
    """Yield the lines without their first `count` words."""
    for line in lines:
        words = line.plain.split()
        if count >= len(words):
            count -= len(words)
            continue
        text = line.text
        if count:
            # Words of the text with its markup masked: a mask stands inside words and parts none.
            found = [piece for piece in re.finditer(r"\S+", text) if piece[0].strip(MASK)]
            text = masked(text, 0, found[count].start())
            count = 0
        yield CaptionLine(text, line.number, line.offset, line.marks)
