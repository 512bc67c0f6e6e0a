"""Of the takes of a word that was begun more than once, one is kept: the last that is whole, or a much better one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.hmm.path import FILLER, IN_FALSE_START, IN_WORD, SILENCE, Traced, keep_best_takes
from align.hmm.script import Script

SCRIPT = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]])
MARGIN = 2.0

Take = tuple[int, float]
"""How many of the second word's three phones are said, and what a frame of them costs."""


def path_of(takes: list[Take], gap: int = 1, nodes: int = 1) -> tuple[Traced, NDArray[np.float64], list[slice]]:
    """The first word, takes of the second with silence between, the third; costs, and the frames of each take."""
    kinds, places, costs = [IN_WORD] * 2, [0, 1], [0.0] * 2
    frames = []
    for number, (phones, cost) in enumerate(takes):
        kind = IN_WORD if number == len(takes) - 1 else IN_FALSE_START
        frames.append(slice(len(kinds), len(kinds) + phones))
        kinds += [kind] * phones + ([SILENCE] * gap if kind == IN_FALSE_START else [])
        places += [*range(2, 2 + phones), *([1] * gap if kind == IN_FALSE_START else [])]
        costs += [cost] * phones + ([9.0] * gap if kind == IN_FALSE_START else [])
    path = Traced(np.array([*kinds, IN_WORD, IN_WORD], np.uint8), np.array([*places, 5, 6], np.int32))
    path.place[path.kind >= IN_WORD] *= nodes
    return path, np.array([*costs, 0.0, 0.0]), frames


def kept_take(takes: list[Take], gap: int = 1, nodes: int = 1) -> int:
    """The take that stays in the word, all others being filler."""
    path, cost, frames = path_of(takes, gap, nodes)
    keep_best_takes(path, SCRIPT, cost, margin=MARGIN, nodes_per_state=nodes)
    kinds = [set(path.kind[part].tolist()) for part in frames]
    assert kinds.count({IN_WORD}) == 1
    assert kinds.count({FILLER}) == len(takes) - 1
    assert (path.kind[:2] == IN_WORD).all()
    assert (path.kind[-2:] == IN_WORD).all()
    return kinds.index({IN_WORD})


@pytest.mark.parametrize("nodes", [1, 3])
@pytest.mark.parametrize("gap", [0, 4])
@pytest.mark.parametrize(
    ("takes", "kept"),
    [
        ([(2, 0.0), (3, 9.0)], 1),  # broken off: however well it fits
        ([(3, 0.0), (3, 1.9)], 1),  # whole, but not better by the margin
        ([(3, 0.0), (3, 2.1)], 0),
        ([(2, 0.0), (3, 0.0), (3, 5.0)], 1),
        ([(3, 1.0), (3, 0.5), (3, 5.0)], 1),  # the better of two whole ones
        ([(3, 0.5), (3, 0.5), (3, 5.0)], 1),  # as good: the later
        ([(3, 4.0), (2, 0.0), (2, 0.0), (3, 5.0)], 3),
        ([(3, 1.0), (2, 0.0), (3, 0.0), (3, 5.0)], 2),
        ([(2, 0.0), (2, 0.0), (2, 0.0), (3, 9.0)], 3),
    ],
)
def test_one_of_two_three_or_four_takes_is_kept(takes: list[Take], kept: int, gap: int, nodes: int) -> None:
    assert kept_take(takes, gap, nodes) == kept


@pytest.mark.slow
@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 8)), max_size=5), st.floats(0, 8), st.integers(1, 3))
def test_no_whole_take_fits_better_than_the_kept_one(begun: list[Take], last: float, gap: int) -> None:
    takes = [*begun, (3, last)]
    kept = kept_take(takes, gap)
    weighed = [
        cost + (MARGIN if number < len(begun) else 0.0) if phones == 3 else np.inf
        for number, (phones, cost) in enumerate(takes)
    ]
    assert weighed[kept] == pytest.approx(min(weighed), abs=1e-9)


def test_a_path_without_false_starts_is_left_alone() -> None:
    path, cost, _ = path_of([(3, 7.0)])
    before = path.kind.tolist()
    keep_best_takes(path, SCRIPT, cost, margin=MARGIN)
    assert path.kind.tolist() == before


def test_a_word_of_which_no_take_is_whole_is_filler() -> None:
    path, cost, frames = path_of([(2, 0.0), (2, 0.0), (3, 0.0)])
    path.kind[frames[2]] = SILENCE
    keep_best_takes(path, SCRIPT, cost, margin=MARGIN)
    assert set(path.kind[frames[0]].tolist()) | set(path.kind[frames[1]].tolist()) == {FILLER}
