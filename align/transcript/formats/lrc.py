"""LRC lyrics: times in square brackets before lines, and tags that say what the song is."""

from __future__ import annotations

import re

from align.clock import seconds_of
from align.transcript.lines import Mark, Reading, SourceLine, SourceText, Tally, mask_spans

__all__ = ["fits", "read"]

_TIME = re.compile(r"\[(\d{1,3}:\d{2}(?:[.:]\d{1,3})?)\][ \t]{0,8}")
_WORD_TIME = re.compile(r"<(\d{1,3}:\d{2}(?:[.:]\d{1,3})?)>[ \t]{0,8}")
_TAG = re.compile(
    r"\s{0,20}\[(?:ti|ar|al|au|by|re|ve|length|offset|lr|la|tool|#)\s{0,4}:[^\]]{0,300}\]\s*$", re.IGNORECASE
)
HEAD = 60  # lines in which a tag or times must stand


def fits(source: SourceText) -> bool:
    """Tell whether the file is called so, or begins with a tag of lyrics, and has times in brackets."""
    head = source.lines[:HEAD]
    timed = any(_TIME.match(line.strip()[:40]) for line in head)
    return timed and (source.suffix in (".lrc", ".elrc") or any(_TAG.match(line[:400]) for line in head))


def read(source: SourceText) -> Reading:
    """Read the lines in the order of the file; of several times before a line the first counts."""
    tally = Tally()
    lines = []
    gap = 0
    for number, line in enumerate(source.lines, 1):
        if not line.strip():
            gap += 1
            continue
        if _TAG.match(line[:400]):
            tally.add("tags of the file", number)
            continue
        stamps = _leading(line)
        words = [(m.span(), Mark(m.end(), time=_seconds(m[1]))) for m in _WORD_TIME.finditer(line)]
        text = mask_spans(line, [*(span for span, _ in stamps), *(span for span, _ in words)])
        start = stamps[0][1] if stamps else None
        lines.append(SourceLine(text, number, gap, start=start, marks=tuple(mark for _, mark in words)))
        gap = 0
    return Reading(lines, tally.rows(), prose=False)


def _leading(line: str) -> list[tuple[tuple[int, int], float]]:
    found = []
    place = len(line) - len(line.lstrip())
    while match := _TIME.match(line, place):
        found.append((match.span(), _seconds(match[1])))
        place = match.end()
    return found


def _seconds(stamp: str) -> float:
    """`01:02.34` and `01:02:34`, whose last part is hundredths."""
    minutes, _, rest = stamp.partition(":")
    return seconds_of(f"{minutes}:{rest.replace(':', '.')}")
