"""Numbers before lines, as depositions and counted captions have them, and the page heads that stand without one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from align.transcript.lines import SourceLine, Tally, masked, plain
from align.transcript.times import TIME

__all__ = ["mask_line_numbers"]

FEWEST = 5  # numbers
COVERAGE = 0.6  # of the lines that must be numbered
STEP = 5  # where only every fifth line is numbered
IN_ORDER = 0.9  # of the numbers that must follow the one before, or begin again
LONGEST_HEAD = 10  # lines between two pages that may be heads and feet

_TIMED = re.compile(
    rf"[ \t]{{0,12}}(?:\[(?P<boxed>\d{{1,5}})\]"
    r"|\[?(?:(?i:segment|seg|cue|clip|chunk|caption|subtitle|utterance|part|id)[ ]?[=:#]?[ ]?|#)?(?P<number>\d{1,5})"
    rf"\]?(?:[ ]?[.):|,;])?)[ \t]{{1,12}}(?P<time>{TIME})(?=[\s,;:|]|$)"
)
"""A number before the times of a caption, on their line."""
_EDGE = re.compile(r"[ \t]{2,40}(?P<number>\d{1,5})[.]?[ \t]{0,9}$")
FEWEST_TIMED = 2  # such numbers, which count up
_BEHIND_TIME = re.compile(rf"[ \t]{{0,12}}{TIME}[ \t]{{1,12}}(?P<number>\d{{1,2}})[.]?[ \t]{{1,12}}(?=\S)")
"""The number of a deposition's line behind the time at which it was taken down."""
_NUMBER = re.compile(r"[ \t]{0,12}(?:\[(?P<boxed>\d{1,5})\]|(?P<number>\d{1,5})(?:[ ]?[.):|])?)(?=[ \t]|$)[ \t]{0,12}")


def mask_line_numbers(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask the numbers of a file whose lines are counted; page heads and feet between them are left out."""
    lines = _without_numbers_behind_times(_without_numbers_of_times(lines, tally), tally)
    found = [None if line.heading else _NUMBER.match(line.text[:40]) for line in lines]
    numbers = [int(match["number"] or match["boxed"]) if match else None for match in found]
    alone = [
        match is not None and match.end() >= len(line.text.rstrip()) for match, line in zip(found, lines, strict=True)
    ]
    numbered = _are_counted(numbers, alone) and not _are_speakers(found, numbers)
    if not numbered and not _are_counters(numbers, alone):
        return list(lines)
    out = _heads(lines, numbers) if numbered else set()
    result = []
    for place, line in enumerate(lines):
        match = found[place]
        if place in out:
            tally.add("page heads and feet", line.number)
        elif match is None or not (numbered or alone[place]):
            result.append(line)
        else:
            tally.add("line numbers", line.number)
            text = masked(line.text, 0, match.end())
            # Scripts have the number at both edges of the page.
            again = _EDGE.search(text[-40:])
            if again and int(again["number"]) == numbers[place]:
                text = masked(text, len(text) - len(again[0]), len(text))
            result.append(replace(line, text=text))
    return result


def _without_numbers_of_times(lines: Sequence[SourceLine], tally: Tally) -> Sequence[SourceLine]:
    """Mask numbers before times, where all of them count up, as those of captions do."""
    found = {place: match for place, line in enumerate(lines) if (match := _TIMED.match(line.text[:100]))}
    counted = [int(match["number"] or match["boxed"]) for match in found.values()]
    if len(counted) < FEWEST_TIMED or any(after != before + 1 for before, after in pairwise(counted)):
        return lines
    result = list(lines)
    for place, match in found.items():
        line = lines[place]
        tally.add("line numbers", line.number)
        result[place] = replace(line, text=masked(line.text, 0, match.start("time")))
    return result


def _without_numbers_behind_times(lines: Sequence[SourceLine], tally: Tally) -> Sequence[SourceLine]:
    """Mask numbers behind the times of most lines, where they count up and begin again."""
    found = {place: match for place, line in enumerate(lines) if (match := _BEHIND_TIME.match(line.text[:100]))}
    numbers = [int(match["number"]) for match in found.values()]
    if len(found) < COVERAGE * len(lines) or not _in_order(numbers, 1):
        return lines
    result = list(lines)
    for place, match in found.items():
        line = lines[place]
        tally.add("line numbers", line.number)
        result[place] = replace(line, text=masked(line.text, *match.span("number")))
    return result


def _in_order(numbers: Sequence[int], step: int) -> bool:
    good = sum(after == before + step or after <= step < before for before, after in pairwise(numbers))
    return len(numbers) >= FEWEST and good >= IN_ORDER * (len(numbers) - 1)


def _are_counted(numbers: Sequence[int | None], alone: Sequence[bool]) -> bool:
    counted = [number for number in numbers if number is not None]
    if sum(alone) > 0.5 * len(counted):
        return False
    if len(counted) >= COVERAGE * len(numbers) and _in_order(counted, 1):
        return True
    return (
        all(number % STEP == 0 for number in counted)
        and len(counted) >= 0.15 * len(numbers)
        and _in_order(counted, STEP)
    )


def _are_speakers(found: Sequence[re.Match[str] | None], numbers: Sequence[int | None]) -> bool:
    """Tell whether a handful of numbers come again and again, as labels: `1: ...`, `2: ...`, `[1] ...`."""
    signs = {match[0].strip()[-1] for match in found if match}
    return signs <= {":", "]"} and max((number for number in numbers if number is not None), default=0) < FEWEST


def _are_counters(numbers: Sequence[int | None], alone: Sequence[bool]) -> bool:
    """Tell whether numbers alone on their lines count blocks of text, from 0 or 1 on."""
    counted = [number for number, single in zip(numbers, alone, strict=True) if single and number is not None]
    if not counted or counted[0] > 1 or not 0.15 * len(numbers) <= len(counted) <= 0.5 * len(numbers):
        return False
    return _in_order(counted, 1)


def _heads(lines: Sequence[SourceLine], numbers: Sequence[int | None]) -> set[int]:
    """Return unnumbered lines where the count begins again, and their like before the first and after the last."""
    places = [place for place, number in enumerate(numbers) if number is not None]
    out: set[int] = set()
    for before, after in pairwise(places):
        restarts = (numbers[after] or 0) <= (numbers[before] or 0)
        if restarts and 1 < after - before <= LONGEST_HEAD + 1:
            out |= set(range(before + 1, after))
    known = {_key(lines[place].text) for place in out}
    ends = [*range(places[0]), *range(places[-1] + 1, len(lines))]
    return out | {place for place in ends if _key(lines[place].text) in known}


def _key(text: str) -> str:
    return re.sub(r"\d{1,9}", "0", plain(text[:200])).casefold()
