"""Times at the ends of paragraphs, `It floats. (0:04)`, as players of podcasts and recorders of meetings copy them, and
times said once more in words, `0:04 4 seconds It floats.`, as pages read them out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from align.transcript.lines import SourceLine, Tally, mask_spans
from align.transcript.times import CLOCK, time_of

__all__ = ["mask_late_times", "mask_spoken_copies"]

TAIL = 40  # characters of a line in which such a time stands
FEWEST = 3  # lines that end in one
SHARE = 0.6  # of the lines that end a sentence
_LATE = re.compile(rf"(?<=[.!?…\"”’)\]])[ \t]{{1,8}}(?P<time>\({CLOCK}\)|{CLOCK})\s{{0,20}}$")


def mask_late_times(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask times without square brackets behind the last sentence of lines, where most lines have one and they rise.

    They are no hints: whether they are those of the beginning or of the end of the line, nothing says.
    """
    found = [None if line.heading else _LATE.search(line.text[-TAIL:]) for line in lines]
    times = [time_of(one["time"]) for one in found if one]
    ended = sum(line.text.rstrip()[-1:] in set('.!?…"”’)]') for line, one in zip(lines, found, strict=True) if not one)
    if len(times) < FEWEST or len(times) < SHARE * (len(times) + ended):
        return list(lines)
    if any(later < earlier for earlier, later in pairwise(times)):
        return list(lines)
    result = []
    for line, one in zip(lines, found, strict=True):
        if one:
            before = max(0, len(line.text) - TAIL)
            tally.add("times at the ends of lines", line.number)
            line = replace(line, text=mask_spans(line.text, [(before + one.start("time"), before + one.end("time"))]))
        result.append(line)
    return result


_TWICE = re.compile(
    r"\s{0,20}(?P<clock>\d{1,2}(?::\d{2}){1,2})[ \t]{0,4}"
    r"(?P<spoken>(?=\d)(?:\d{1,2} hours?)?(?:,? ?\d{1,2} minutes?)?(?:,? ?\d{1,2} seconds?)?)(?<=\w)(?![a-z])[ \t]{0,4}"
)


def mask_spoken_copies(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask a time in words behind the same time in digits at the beginning of a line."""
    out = []
    for line in lines:
        found = _TWICE.match(line.text[: 2 * TAIL]) if line.text[:TAIL].lstrip()[:1].isdigit() else None
        if found and time_of(found["clock"]) == _seconds(found["spoken"]):
            tally.add("times in words", line.number)
            line = replace(line, text=mask_spans(line.text, [found.span("spoken")]))
        out.append(line)
    return out


def _seconds(spoken: str) -> float:
    """Return a time in words as seconds.

    >>> _seconds("1 minute, 2 seconds"), _seconds("1 hour")
    (62.0, 3600.0)
    """
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d{1,2}) ([hms])", spoken))
