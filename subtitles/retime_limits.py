"""Which cues of a retimed file really move: those that a person chose, and none further than allowed."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path

from align.errors import FileProblem, UsageError
from align.transcript.encoding import decode, read_bytes
from subtitles.reading import TextFile
from subtitles.retime import Retimed

__all__ = ["Limits", "limited", "numbers_text", "read_numbers", "refuse_unknown", "shift_of"]

MOST_CUES = 1_000_000
"""A range of numbers that is longer names no cues of any file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may move.

    Args:
        largest: seconds; a cue that would begin or end further off stays as it is. `None`: as far as it must.
        only: the numbers of the cues that may move, from 1; `None`: all.
    """

    largest: float | None = None
    only: Container[int] | None = None


def shift_of(file: TextFile, made: Retimed) -> list[float]:
    """Return how far each cue moves, in seconds: its start or its end, whichever moves further."""
    shifts = []
    for old, new in zip(file.cues, made.cues, strict=True):
        shifts.append(max(new.start - old.start, new.end - old.end, key=abs))
    return shifts


def limited(file: TextFile, made: Retimed, limits: Limits) -> Retimed:
    """Leave the cues as they were that may not move; those that would move too far are named in `too_far`."""
    far, left = [], []
    for cue, shift in zip(file.cues, shift_of(file, made), strict=True):
        if limits.only is not None and cue.number not in limits.only:
            left.append(cue.number)
        elif limits.largest is not None and abs(shift) > limits.largest:
            far.append(cue.number)
    still = {*far, *left}
    cues = [old if old.number in still else new for old, new in zip(file.cues, made.cues, strict=True)]
    guessed = tuple(number for number in made.guessed if number not in still)
    doubtful = tuple(number for number in made.doubtful if number not in still)
    return replace(made, cues=tuple(cues), guessed=guessed, doubtful=doubtful, too_far=tuple(far), left=tuple(left))


def refuse_unknown(path: Path, numbers: frozenset[int], file: TextFile) -> None:
    """Raise `FileProblem` where a list of cues at `path` names one that a file of subtitles does not have."""
    unknown = numbers.difference(cue.number for cue in file.cues)
    if unknown:
        raise FileProblem(path, f"the subtitles have no cue {min(unknown)}; there are {len(file.cues)}")


def read_numbers(path: Path) -> frozenset[int]:
    """Read numbers of cues: `3, 5-9` and the like, on any number of lines; `#` begins a comment.

    Raises `FileProblem` for anything else.
    """
    text = re.sub(r"#.*", "", decode(path, read_bytes(path)))
    found: set[int] = set()
    for part in re.split(r"[\s,;]+", text.strip()):
        match = re.fullmatch(r"([0-9]{1,9})(?:-([0-9]{1,9}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last < first + MOST_CUES:
            raise FileProblem(path, f"{part!r} is no number of a cue; write numbers and ranges, as in 3, 5-9")
        found.update(range(first, last + 1))
    return frozenset(found)


def numbers_text(numbers: list[int]) -> str:
    """Return numbers as ranges, as `read_numbers` takes them.

    >>> numbers_text([1, 2, 3, 5, 8, 9])
    '1-3, 5, 8-9'
    """
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def check_largest(largest: float | None) -> None:
    """Raise `UsageError` for a largest shift that is none."""
    if largest is not None and not largest > 0:
        raise UsageError("the largest shift is a number of seconds above 0")
