"""CHAT, as CLAN and TalkBank write it: main tiers are said, headers and dependent tiers are not."""

from __future__ import annotations

import re
from dataclasses import replace

from align.transcript.lines import Mark, Reading, SourceLine, SourceText, Tally, mask_spans

__all__ = ["fits", "read"]

_TIER = re.compile(r"\*(?P<name>[A-Z0-9-]{1,8}):\s*")
_TIMES = re.compile(r"\x15(?P<start>\d{1,9})_(?P<end>\d{1,9})\x15|•(?P<from>\d{1,9})_(?P<to>\d{1,9})•")
_CODES = re.compile(
    r"\x15[^\x15]{0,40}\x15|•\d{1,9}_\d{1,9}•|\[[^\[\]]{0,200}\]|\(\.{1,3}\)|\(\d{0,4}[.:]\d{0,4}\)|&=\S+|&[-+~*]?(?=\w)|\+[\"/.!?^,<+=]+"
    r"|[<>‹›„‡^↑↓≈≋⌈⌉⌊⌋∆∇°](?:\d)?|\b0(?=[a-z])|@[a-z:$]{1,6}\b|(?<=\w)[:](?=\w)|[()](?=\w)|(?<=\w)[()]|(?<=\s)xxx(?=\s)|(?<=\s)www(?=\s)"
)
"""What is a code and not a word: times, scopes, pauses, events, fillers' signs, terminators, word forms."""
HEAD = 60  # lines


def fits(source: SourceText) -> bool:
    """Tell whether the file opens as CHAT does."""
    head = source.lines[:HEAD]
    begun = any(line.startswith("@Begin") for line in head)
    return begun or (source.suffix == ".cha" and any(_TIER.match(line) for line in head))


def read(source: SourceText) -> Reading:
    """Read the main tiers, their times in milliseconds as hints."""
    tally = Tally()
    lines: list[SourceLine] = []
    said, opening = False, 0
    kinds = {"@": "headers", "%": "dependent tiers"}
    for number, line in enumerate(source.lines, 1):
        tier = _TIER.match(line)
        if tier:
            said = True
        elif line[:1] in kinds or not line.strip():
            said = False
            if line.strip():
                tally.add(kinds[line[:1]], number)
            continue
        elif not said:
            # What continues a header or a dependent tier begins with a tab.
            tally.add("headers and dependent tiers", number)
            continue
        lines.append(_line(line, number, tier))
        opening = opening if tier is None else len(lines) - 1
        if tier is None and lines[-1].start is not None:
            # The times stand at the end of a tier, on whatever line that is.
            lines[opening] = replace(lines[opening], start=lines[-1].start, end=lines[-1].end)
            lines[-1] = replace(lines[-1], start=None, end=None)
    return Reading(lines, tally.rows(), prose=False, labels=False)


def _line(line: str, number: int, tier: re.Match[str] | None) -> SourceLine:
    spans = [tier.span()] if tier else []
    times = _TIMES.search(line)
    spans += [match.span() for match in _CODES.finditer(line, tier.end() if tier else 0)]
    start = end = None
    if times:
        start = int(times["start"] or times["from"]) / 1000
        end = int(times["end"] or times["to"]) / 1000
    marks = (Mark(tier.end(), turn=True, name=tier["name"]),) if tier else ()
    return SourceLine(mask_spans(line, spans), number, start=start, end=end, marks=marks)
