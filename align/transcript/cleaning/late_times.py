"""Times at the ends of paragraphs, `It floats. (0:04)`, as players of podcasts and recorders of meetings copy them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from align.transcript.lines import SourceLine, Tally, mask_spans
from align.transcript.times import CLOCK, time_of

__all__ = ["mask_late_times"]

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
