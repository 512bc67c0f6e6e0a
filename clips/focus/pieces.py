"""Pieces of a shot that show one thing each, none of them too short to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["LEAST_SECONDS", "Piece", "settled"]

LEAST_SECONDS = 1.5
"""That a framing stands: with less the picture goes back and forth between people."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `first` to `end` (exclusive) show `target`; `name`: who is speaking when they begin."""

    first: int
    end: int
    target: int
    name: str | None = None

    @property
    def length(self) -> int:
        """Frames."""
        return self.end - self.first


def settled(pieces: Sequence[Piece], least: int) -> list[Piece]:
    """Return the pieces of one shot, those of fewer than `least` frames given to the one before, or else behind.

    >>> settled([Piece(0, 60, 0), Piece(60, 70, 1), Piece(70, 120, 0)], 37)
    [Piece(first=0, end=120, target=0, name=None)]
    """
    out = _joined([piece for piece in pieces if piece.length > 0])
    while len(out) > 1:
        at = min(range(len(out)), key=lambda n: out[n].length)
        if out[at].length >= least:
            break
        if at:
            out[at] = replace(out[at], target=out[at - 1].target)
        else:
            out[0] = replace(out[1], first=out[0].first)
            del out[1]
        out = _joined(out)
    return out


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in pieces:
        if out and out[-1].target == piece.target:
            out[-1] = replace(out[-1], end=piece.end)
        else:
            out.append(piece)
    return out
