"""YouTube's SBV: a line with two times, then what is said."""

from __future__ import annotations

import re

from align.clock import seconds_of
from align.transcript.caption_markup import clean_lines
from align.transcript.lines import Reading, SourceLine, SourceText, masked

__all__ = ["fits", "read"]

_STAMP = r"\d{1,3}:\d{2}:\d{2}[.]\d{1,3}"
_TIMING = re.compile(rf"\s{{0,20}}({_STAMP}),({_STAMP})\s*$")
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_HEADER = re.compile(r"\s{0,9}\[[A-Z][A-Z ]{0,30}\].{0,200}")
"""What SubViewer writes above the first times: `[TITLE]The boats`."""
HEAD = 40  # lines


def fits(source: SourceText) -> bool:
    """Tell whether two times parted by a comma fill one of the first lines."""
    return any(_TIMING.match(line) for line in source.lines[:HEAD])


def read(source: SourceText) -> Reading:
    """Read what stands below the times, which belong to it."""
    lines: list[SourceLine] = []
    times: tuple[float, float] | None = None
    for number, line in enumerate(source.lines, 1):
        found = _TIMING.match(line)
        if found:
            times = seconds_of(found[1]), seconds_of(found[2])
        elif line.strip() and (lines or times or not _HEADER.fullmatch(line)):
            for mark in _BREAK.finditer(line):
                line = masked(line, *mark.span(), keep=" ")
            for part in clean_lines(line, number, every_tag=False):
                start, end = times or (None, None)
                lines.append(SourceLine(part.text, number, start=start, end=end, offset=part.offset))
                times = None
    return Reading(lines, prose=False)
