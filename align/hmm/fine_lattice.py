"""What the fine search is given, as the compiled functions take it: likelihoods, nodes, penalties and a band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Band", "FineLattice", "FinePenalties", "Frames", "Transitions"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Frames(NamedTuple):
    """Log likelihoods: frames x phones x 3 (the states), frames (the filler)."""

    scores: Floats
    filler: Floats


class FineLattice(NamedTuple):
    """The nodes of some words of a script.

    Args:
        phones, states, variants: of the script, see `align.hmm.script.Script`.
        words: which of its words, ascending.
        base: the first node of the gap before each word, whose own nodes follow it; then that of the closing gap, and
            the number of nodes.
    """

    phones: Bytes
    states: Ints
    variants: Ints
    words: Ints
    base: Ints


class Transitions(NamedTuple):
    """Log probabilities of staying in each state of a phone and of leaving it: phones x 3."""

    stay: Floats
    leave: Floats


class FinePenalties(NamedTuple):
    """Nats: of silence in each gap, of breaking off each word, of entering the filler and of beginning an "uh"."""

    pauses: Floats
    false_start: Floats
    enter_filler: np.float32
    enter_hesitation: np.float32


class Band(NamedTuple):
    """Which words may be said at each frame: those from `low` to before `high`, neither of which ever falls.

    The gaps before, between and behind them are looked at with them.
    """

    low: Ints
    high: Ints
