"""The states a transcript becomes for a CTC model: letters, blanks, word boundaries, fillers and skips.

Every unit (a token that can be spelt with the model's characters) is a block of states:

    K  skip      no frame of its own: the words before it were cut
    X  boundary  the blank or the word separator, at least one frame
    F  filler    sound that nobody transcribed
    L  leap      as K, for long cuts: dearer to enter, cheaper for each word
    letters of each way to say the token, an optional blank between two letters (needed between equal ones)

and a last block of K, X, F and L ends the transcript.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["Graph", "build_graph"]

HEAD, LEAP = 4, 3
"""States at the head of every block (K, X, F and L, in this order), and which of them L is."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The states of a transcript, in order.

    Args:
        column: for each state, the column of its score (see `Graph.columns`); 0 for K and L, which have none.
        first, second: for each letter, the two states besides itself that it may follow; the number of states
            stands for "none".
        letter: for each state, whether it is a letter (not a blank, boundary, filler or skip).
        block: where each unit's block begins; the last entry is the number of states. `len(block) - 2` units.
        ends: the last letters of each unit's ways to be said, one unit after the other.
        end_of: where each unit's entries in `ends` begin.
        columns: which symbols of the model the columns are; two more follow: boundary and filler.
    """

    column: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    letter: NDArray[np.bool_]
    block: NDArray[np.int32]
    ends: NDArray[np.int32]
    end_of: NDArray[np.int32]
    columns: NDArray[np.int32]

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.block) - 2

    @property
    def states(self) -> int:
        """Number of states."""
        return int(self.block[-1])


def build_graph(units: Sequence[Sequence[Sequence[Sequence[int]]]], blank: int) -> Graph:
    """Return the graph of a transcript.

    Args:
        units: for each unit, its ways to be said; a way is words, a word is symbols of the model. None is empty.
        blank: the model's blank symbol.
    """
    symbols = sorted({symbol for ways in units for way in ways for word in way for symbol in word} - {blank})
    columns = [blank, *symbols]
    builder = _Builder({symbol: column for column, symbol in enumerate(columns)})
    for ways in units:
        builder.unit(ways)
    builder.head()
    states = len(builder.column)
    first, second = (np.array(side, dtype=np.int32) for side in (builder.first, builder.second))
    first[first < 0] = states
    second[second < 0] = states
    return Graph(
        column=np.array(builder.column, dtype=np.int32),
        first=first,
        second=second,
        letter=np.array(builder.letter, dtype=np.bool_),
        block=np.array([*builder.block, states], dtype=np.int32),
        ends=np.array(builder.ends, dtype=np.int32),
        end_of=np.array([*builder.end_of, len(builder.ends)], dtype=np.int32),
        columns=np.array(columns, dtype=np.int32),
    )


class _Builder:
    def __init__(self, columns: dict[int, int]) -> None:
        self.columns = columns
        self.boundary = len(columns)
        self.column: list[int] = []
        self.first: list[int] = []
        self.second: list[int] = []
        self.letter: list[bool] = []
        self.block: list[int] = []
        self.ends: list[int] = []
        self.end_of: list[int] = []

    def state(self, column: int, first: int = -1, second: int = -1, *, letter: bool = False) -> int:
        self.column.append(column)
        self.first.append(first)
        self.second.append(second)
        self.letter.append(letter)
        return len(self.column) - 1

    def head(self) -> None:
        self.block.append(len(self.column))
        self.end_of.append(len(self.ends))
        self.state(0)
        self.state(self.boundary)
        self.state(self.boundary + 1)
        self.state(0)

    def unit(self, ways: Sequence[Sequence[Sequence[int]]]) -> None:
        self.head()
        head = self.block[-1]
        for way in ways:
            last, after_head = head + 1, True
            for number, word in enumerate(way):
                if number:
                    last = self.state(self.boundary, last)
                last = self.word(word, last, head + 2 if after_head else -1)
                after_head = False
            self.ends.append(last)

    def word(self, word: Sequence[int], before: int, also: int) -> int:
        last = self.state(self.columns[word[0]], before, also, letter=True)
        for previous, symbol in pairwise(word):
            blank = self.state(0, last)
            last = self.state(self.columns[symbol], blank, last if symbol != previous else -1, letter=True)
        return last
