"""Where a clip says something else than its quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align.document import Alignment
from clips.normalise import ALTERNATIVES, Unit
from clips.quote_text import Part

__all__ = ["Difference", "Placement", "differences", "differences_text"]

MOST_SHOWN = 5
"""Differences in a message; the manifest has all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the quote, and what is said in their place; one of them may be empty."""

    quoted: str
    said: str

    def __str__(self) -> str:
        if not self.said:
            return f"“{self.quoted}” is not said"
        if not self.quoted:
            return f"“{self.said}” is said as well"
        return f"“{self.said}” is said for “{self.quoted}”"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the units of a part of a quote stand.

    Args:
        at: position of each among the units of the alignment's words, -1 where it was left out.
        said: whether it was said there, rather than another word in its place.
        kept: the units, by number, between which the clip lies; empty where it holds nothing of the part.
    """

    part: Part
    at: tuple[int, ...]
    said: tuple[bool, ...]
    kept: Sequence[int]


def differences(alignment: Alignment, units: Sequence[Unit], placements: Sequence[Placement]) -> tuple[Difference, ...]:
    """Return the differences of all parts, in order; what an omission leaves out is none."""
    return tuple(
        Difference(
            " ".join(placement.part.tokens[index] for index in sorted(quoted)),
            " ".join(alignment.words[index].text for index in sorted(said)),
        )
        for placement in placements
        for quoted, said in _merged(_steps(units, placement))
    )


def differences_text(found: Sequence[Difference]) -> str:
    """Return the differences as one line for a person; empty where there are none."""
    shown = "; ".join(map(str, found[:MOST_SHOWN]))
    more = f"; and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    return f"differs from the quote: {shown}{more}" if found else ""


Step = tuple[set[int], set[int]]
"""Tokens of the quote and words of the alignment, by index; both empty where they agree."""


def _steps(units: Sequence[Unit], placement: Placement) -> Iterator[Step]:
    """Walk through a part: a step for each of its units, and one for what is said between two."""
    first, last = (placement.kept[0], placement.kept[-1]) if placement.kept else (len(placement.at), -1)
    before = -1
    for number, (unit, position) in enumerate(zip(placement.part.units, placement.at, strict=True)):
        tokens = set(range(unit.first, unit.last + 1))
        if not first <= number <= last or position < 0:
            yield tokens, set()
            continue
        between = range(before + 1, position) if before >= 0 else ()
        if between:
            yield set(), {word for at in between for word in range(units[at].first, units[at].last + 1)}
        before = position
        same = placement.said[number] and _agree(unit.key, units[position].key)
        yield (set(), set()) if same else (tokens, set(range(units[position].first, units[position].last + 1)))


def _agree(key: str, other: str) -> bool:
    return key == other or other in ALTERNATIVES.get(key, ()) or key in ALTERNATIVES.get(other, ())


def _merged(steps: Iterator[Step]) -> Iterator[Step]:
    """Join steps that differ one after another."""
    quoted: set[int] = set()
    said: set[int] = set()
    for tokens, words in steps:
        if not tokens and not words and (quoted or said):
            yield quoted, said
            quoted, said = set(), set()
        quoted |= tokens
        said |= words
    if quoted or said:
        yield quoted, said
