"""What a CTC model says of each frame, as the columns of scores that the search reads, and what the search pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.ctc.graph import Graph

__all__ = ["IMPOSSIBLE", "Costs", "Read", "balanced", "to_columns"]

IMPOSSIBLE = -1e4
"""A log-probability that no model gives: no word may have a letter in such a frame, whatever else it costs."""

COMMON, RARE = 0.75, 1e-4
"""How much of the logarithm of a symbol's share is taken off its scores, and the least share that counts.

A CTC model puts its doubt into blanks: what it hears badly is blank with 99%, and the letter with 1%. With 0.75 words
in noise, echo or telephone sound that were lost for the greater part are found like others (docs/whisperx.md)."""

Read = Callable[[int, int], NDArray[np.float32]]
"""Log-probabilities of the frames from one index up to another: frames x symbols."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the path pays, in nats below the best symbol of the frame.

    Measured with the fixture model on synthesised episodes with cuts and untranscribed speech: cheaper skips lose words
    that a weak model reads badly, costlier ones lose nothing until a cut of many words is no longer seen; a filler at 1
    loses words in telephone sound, at 3 words are put into untranscribed speech.

    Args:
        floor: no frame costs a state more than this, however sure the model is.
        filler: a frame of filler where the model hears a letter; frames where it hears none are free.
        enter_filler, enter_skip: paid once.
        skip: for each unit that is skipped.
        enter_leap, leap: the same for cuts of many units.
        beam: the window lets go of units this far below the best.
        window: units in play at once.
    """

    floor: float = 10.0
    filler: float = 1.5
    enter_filler: float = 12.0
    enter_skip: float = 40.0
    skip: float = 3.0
    enter_leap: float = 90.0
    leap: float = 0.3
    beam: float = 250.0
    window: int = 360


def balanced(read: Read, shares: NDArray[np.float32]) -> Read:
    """Return scores without what the model says of any sound: `shares` is how often it hears each symbol, 0..1."""
    offset = (COMMON * np.log(np.maximum(shares, RARE))).astype(np.float32)

    def read_balanced(first: int, last: int) -> NDArray[np.float32]:
        return read(first, last) - offset

    return read_balanced


def to_columns(scores: NDArray[np.float32], graph: Graph, separator: int | None, costs: Costs) -> NDArray[np.float32]:
    """Turn frames x symbols (log-probabilities) to frames x the graph's columns, in nats below the frame's best
    symbol.
    """
    blank = int(graph.columns[0])
    scores = scores - scores.max(axis=1, keepdims=True)
    out = np.empty((len(scores), len(graph.columns) + 2), dtype=np.float32)
    out[:, :-2] = scores[:, graph.columns]
    quiet = scores[:, blank] if separator is None else np.maximum(scores[:, blank], scores[:, separator])
    out[:, -2] = quiet
    # The best symbol of the frame costs nothing, so the filler costs what it does unless that symbol is no letter.
    out[:, -1] = np.maximum(quiet, -costs.filler)
    np.maximum(out, -costs.floor, out=out, where=out > IMPOSSIBLE / 2)
    return out
