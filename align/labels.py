"""Speaker labels and times written between the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from align.sources import SourceLine

__all__ = ["MASK", "Labels", "Mark", "find_labels"]

MASK = "\0"
"""Stands where a character of the file is layout, so that columns stay true."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about the words after `column` (from 0): a turn of a speaker, a time in seconds, or both."""

    column: int
    turn: bool = False
    name: str | None = None
    time: float | None = None


class Labels:
    """Which labels this transcript uses."""

    def of(self, line: SourceLine) -> tuple[str, list[Mark]]:
        """The line with its labels masked, and what they say."""
        return line.text, []


def find_labels(lines: Sequence[SourceLine]) -> Labels:
    """Learn from all lines which labels the transcript uses."""
    return Labels()
