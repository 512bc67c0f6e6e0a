"""Planted back-pointers are followed back through words, pauses, skips and false starts, and survive being settled."""

from __future__ import annotations

import numpy as np
import pytest

from align.hmm.coarse_history import (
    FILLER_IN,
    FROM_FILLER,
    FROM_SILENCE,
    FROM_SKIP,
    FROM_START,
    FROM_WORD,
    SILENCE_IN,
    SKIP_BEGAN,
    History,
    Lattice,
    settle,
    trace,
)
from align.hmm.path import FILLER, IN_FALSE_START, IN_WORD, SILENCE, Traced
from align.hmm.script import Script

WORDS, STEPS = 3, 8
SCRIPT = Script.of([[[2, 3], [4]], [[5, 6]], [[7]]])
# States: word 0 has 0-1 and, said otherwise, 2; word 1 has 3-4; word 2 has 5.
STATES = 6
ROW = STATES + 2 * (WORDS + 1)

Entry = tuple[int, int]


class Planted:
    """Back-pointers of a window over the whole script: of its states, its gaps, and where words broke off."""

    def __init__(self) -> None:
        self.pool = np.zeros((STEPS, ROW), np.uint8)

    def enter(self, t: int, state: int) -> None:
        self.pool[t, state] = 1

    def gap(self, t: int, gap: int, code: int, broken_at: int = 0) -> None:
        self.pool[t, STATES + gap] |= code
        self.pool[t, STATES + WORDS + 1 + gap] = broken_at

    def history(self) -> History:
        rows = (ROW * np.arange(STEPS)).astype(np.int64)
        return History(self.pool.ravel().copy(), rows, np.zeros(STEPS, np.int32), np.full(STEPS, WORDS, np.int32))


def lattice() -> Lattice:
    anywhere = np.zeros(WORDS, np.int32), np.full(WORDS, STEPS, np.int32)
    sizes = np.array([2, 2, 1], np.float32)
    return Lattice(SCRIPT.phones, SCRIPT.states, SCRIPT.variants, SCRIPT.owners(), sizes, *anywhere)


def said() -> tuple[Planted, list[Entry]]:
    """Silence, the first word, filler, the second, the third."""
    planted = Planted()
    planted.enter(1, 0)
    planted.gap(1, 0, FROM_SILENCE)
    planted.enter(2, 1)
    planted.gap(3, 1, FILLER_IN | FROM_WORD)
    planted.enter(5, 3)
    planted.gap(5, 1, FROM_FILLER)
    planted.enter(6, 4)
    planted.enter(7, 5)
    planted.gap(7, 2, FROM_WORD)
    spoken = [(IN_WORD, 0), (IN_WORD, 1), (FILLER, 1), (FILLER, 1), (IN_WORD, 3), (IN_WORD, 4), (IN_WORD, 5)]
    return planted, [(SILENCE, 0), *spoken]


def other_pronunciation() -> tuple[Planted, list[Entry]]:
    """The first word in its second pronunciation, then silence, in which the rest is."""
    planted = Planted()
    planted.enter(2, 2)
    planted.gap(2, 0, FROM_SILENCE)
    planted.gap(4, 1, SILENCE_IN | (FROM_WORD + 1))
    return planted, [(SILENCE, 0)] * 2 + [(IN_WORD, 2)] * 2 + [(SILENCE, 1)] * 4


def skipped() -> tuple[Planted, list[Entry]]:
    """The first two words were cut: the third follows the silence before them."""
    planted = Planted()
    planted.enter(4, 5)
    planted.gap(4, 2, FROM_SKIP)
    planted.gap(4, 1, SKIP_BEGAN | FROM_SKIP)
    planted.gap(4, 0, FROM_SILENCE)
    return planted, [(SILENCE, 0)] * 4 + [(IN_WORD, 5)] * 4


def begun_twice() -> tuple[Planted, list[Entry]]:
    """The second word breaks off after its first phone and begins again at once."""
    planted = Planted()
    planted.enter(2, 3)
    planted.gap(2, 1, FROM_SILENCE)
    planted.enter(4, 3)
    planted.gap(4, 1, FROM_START, broken_at=0)
    planted.enter(6, 4)
    return planted, [(SILENCE, 1)] * 2 + [(IN_FALSE_START, 3)] * 2 + [(IN_WORD, 3)] * 2 + [(IN_WORD, 4)] * 2


CASES = [said, other_pronunciation, skipped, begun_twice]


def entries(path: Traced) -> list[Entry]:
    return list(zip(path.kind.tolist(), path.place.tolist(), strict=True))


def nothing() -> Traced:
    return Traced(np.full(STEPS, 9, np.uint8), np.full(STEPS, -1, np.int32))


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_path_is_followed_back(case: int) -> None:
    planted, expected = CASES[case]()
    path = nothing()
    trace(STEPS - 1, 0, STEPS, expected[-1], planted.history(), lattice(), path)
    assert entries(path) == expected


@pytest.mark.parametrize("case", range(len(CASES)))
def test_settling_half_of_it_frees_the_pool_and_leaves_the_rest(case: int) -> None:
    planted, expected = CASES[case]()
    history, path = planted.history(), nothing()
    settled, used = settle(STEPS, 0, STEPS * ROW, expected[-1], history, lattice(), path)
    assert 0 < settled < STEPS
    assert used == (STEPS - settled) * ROW
    assert entries(path)[:settled] == expected[:settled]
    assert set(path.kind[settled:].tolist()) == {9}
    assert np.array_equal(history.pool[:used], planted.pool[settled:].ravel())
    trace(STEPS - 1, settled, STEPS, expected[-1], history, lattice(), path)
    assert entries(path) == expected
