"""TMPlayer captions, a line each: when it begins, and what it says, with bars where the screen breaks it."""

from __future__ import annotations

import re
from dataclasses import replace

from align.clock import seconds_of
from align.transcript.lines import MASK, Reading, SourceLine, SourceText, mask_spans, plain

__all__ = ["fits", "read"]

_TIME = re.compile(r"[ \t]{0,8}(?P<time>\d{1,2}:\d{2}:\d{2})(?:,\d)?[:=]")
_UNSAID = re.compile(r"\{[a-zA-Z]:[^{}\s]{1,40}\}|(?:^|(?<=\|))/(?=\S)")
"""Colours and slants, the latter written as a stroke before a line."""
SAMPLE = 60  # lines by which the format is told
FEWEST = 2
SHARE = 0.6  # of the lines that must begin with a time and a sign, and go on with what is no number of frames


def fits(source: SourceText) -> bool:
    """Tell whether nearly all lines begin with a time, a colon or equals sign, and text right behind it."""
    lines = [line for line in source.lines[:SAMPLE] if line.strip()]
    found = [(line, match) for line in lines if (match := _TIME.match(line[:40]))]
    timed = sum(not line[match.end() :][:1].strip().isdigit() for line, match in found)
    texts = sum(line[match.end() :][:1].strip() != "" for line, match in found)
    return texts >= FEWEST and timed >= SHARE * len(lines) and 2 * texts >= len(found)


def read(source: SourceText) -> Reading:
    """Read what each line says; one without text only ends the line before it."""
    lines: list[SourceLine] = []
    gap = 0
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            gap += 1
            continue
        stamp = _TIME.match(line[:40])
        begin = stamp.end() if stamp else 0
        said = line[begin:]
        said = mask_spans(said, (match.span() for match in _UNSAID.finditer(said))).replace("|", " ")
        text = MASK * begin + said
        start = seconds_of(stamp["time"]) if stamp else None
        if not plain(text):
            if lines and start is not None:
                lines[-1] = replace(lines[-1], end=start)
            continue
        lines.append(SourceLine(text, number, gap, start=start))
        gap = 0
    return Reading(lines, prose=False)
