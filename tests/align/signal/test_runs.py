"""Runs in a mask, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.signal.runs import runs_of

pytestmark = pytest.mark.slow


def slow(mask: list[bool], join: int) -> list[tuple[int, int]]:
    """Runs found one element at a time."""
    runs: list[list[int]] = []
    for k, holds in enumerate(mask):
        if not holds:
            continue
        if runs and k - runs[-1][1] < max(join, 1):
            runs[-1][1] = k + 1
        else:
            runs.append([k, k + 1])
    return [(first, last) for first, last in runs]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 6))
def test_they_are_what_a_loop_finds(mask: list[bool], join: int) -> None:
    assert runs_of(np.array(mask, np.bool_), join) == slow(mask, join)


@given(st.lists(st.booleans(), max_size=60))
def test_together_they_hold_what_the_mask_does(mask: list[bool]) -> None:
    inside = {k for first, last in runs_of(np.array(mask, np.bool_)) for k in range(first, last)}
    assert inside == {k for k, holds in enumerate(mask) if holds}


@pytest.mark.parametrize(("mask", "runs"), [([], []), ([True], [(0, 1)]), ([False], []), ([True] * 4, [(0, 4)])])
def test_the_ends(mask: list[bool], runs: list[tuple[int, int]]) -> None:
    assert runs_of(np.array(mask, np.bool_)) == runs
