"""Counters in the text of a cue: what is left of cues that have lost their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["timeless_rows"]


def timeless_rows(payload: Sequence[str], identifier: str | None, coming: str | None) -> Iterator[int]:
    """Yield the rows of a payload that count cues without times: each below a blank line and above text, one more
    than the counter before, up to that of the next cue.
    """
    if not (identifier and identifier.isdecimal()) or not (coming is None or coming.isdecimal()):
        return
    number, found = int(identifier), list[int]()
    for row in range(1, len(payload) - 1):
        blank, filled = not payload[row - 1].strip(), bool(payload[row + 1].strip())
        if blank and filled and payload[row].strip() == str(number + 1):
            found.append(row)
            number += 1
    if coming is None or int(coming) == number + 1:
        yield from found
