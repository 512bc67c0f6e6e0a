"""Dates with times of day before lines, as chats and logs of meetings write them: they place nothing in a recording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from align.transcript.lines import SourceLine, Tally, masked

__all__ = ["mask_dates"]

FEWEST = 2  # lines that begin so
SHARE = 0.3  # of all lines that must: text may go on below them
_DATE = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:[ \u202f]?[AaPp]\.?[Mm]\b\.?)?(?:Z|[ ]?[+-]\d{2}:?\d{2}|[ ]UTC)?"
_STAMP = re.compile(
    rf"\s{{0,20}}[\[(]?{_DATE}(?:T|,?[ \u202f]{{1,3}}){_TIME}[\])]?(?!\d)(?:[ ]{{1,3}}[-–—|](?=[ ]))?[:,]?"
)


_LATE = re.compile(
    rf"(?:,[ ]|[ \xa0]{{1,3}}[—–-][ ]|[ ]{{1,3}})(?:\[{_DATE},?[ ]{_TIME}\]"
    rf"|(?:{_DATE}|[Tt]oday|[Yy]esterday),?[ ](?:at[ ])?{_TIME})\s*$"
)
"""Behind a name on a line of its own."""
LONGEST_NAME = 60  # characters before such a date


def mask_dates(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask a date with a time of day where many lines begin with one, or end in one behind a name."""
    found = [None if line.heading else _STAMP.match(line.text[:80]) or _late(line.text) for line in lines]
    count = sum(match is not None for match in found)
    if count < FEWEST or count < SHARE * len(lines):
        return list(lines)
    result = []
    for line, match in zip(lines, found, strict=True):
        if match is None:
            result.append(line)
            continue
        tally.add("dates with times of day", line.number)
        result.append(replace(line, text=masked(line.text, match.start(), match.end())))
    return result


def _late(text: str) -> re.Match[str] | None:
    found = _LATE.search(text) if len(text) <= 2 * LONGEST_NAME and text[:1].isalpha() else None
    return found if found and found.start() <= LONGEST_NAME else None
