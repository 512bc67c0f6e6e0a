"""Going back to a saved point gives the same scores again, and the window keeps what it holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.ctc.columns import Costs
from align.ctc.forward import Forward
from align.ctc.graph import Graph, build_graph
from align.ctc.viterbi_kernel import NONE

COSTS = Costs(window=4)


def graph_of(units: int) -> Graph:
    return build_graph([[[(1 + unit % 3, 2)]] for unit in range(units)], 0)


def frames(graph: Graph, count: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return -rng.uniform(0, 9, (count, len(graph.columns) + 2)).astype(np.float32)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(1, 9), st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_a_saved_point_is_come_back_to(units: int, before: int, after: int, seed: int) -> None:
    graph = graph_of(units)
    forward = Forward(graph, COSTS)
    forward.run(frames(graph, before, seed))
    point = forward.save()
    later = frames(graph, after, seed + 1)
    lost, scores, end = forward.run(later), forward.now.copy(), forward.final()
    forward.restore(point)
    assert forward.run(later) == lost
    assert np.array_equal(forward.now, scores)
    assert forward.final() == end
    forward.restore(point)
    forward.trace(later)
    assert np.array_equal(forward.now, scores)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(1, 9), st.lists(st.integers(1, 5), min_size=1, max_size=5), st.integers(0, 99))
def test_blocks_make_no_difference(units: int, sizes: list[int], seed: int) -> None:
    graph = graph_of(units)
    columns = frames(graph, sum(sizes), seed)
    whole, parts = Forward(graph, COSTS), Forward(graph, COSTS)
    whole.run(columns)
    at = 0
    for size in sizes:
        parts.run(columns[at : at + size])
        at += size
    assert np.array_equal(whole.now, parts.now)
    assert whole.window.tolist() == parts.window.tolist()


def test_before_the_first_frame_the_path_stands_in_the_first_boundary() -> None:
    graph = graph_of(2)
    forward = Forward(graph, COSTS)
    assert np.flatnonzero(forward.now > NONE / 2).tolist() == [1]
    assert forward.final() == 1


@pytest.mark.parametrize(("units", "all_seen"), [(1, True), (3, True), (4, False), (40, False)])
def test_a_short_transcript_lies_in_the_window_at_once(units: int, all_seen: bool) -> None:
    forward = Forward(graph_of(units), COSTS)
    assert forward.sees_all is all_seen
    forward.widen(16)
    assert forward.sees_all
    assert forward.wide == 64


def test_a_narrower_window_forgets_what_it_leaves_out() -> None:
    graph = graph_of(40)
    forward = Forward(graph, COSTS)
    forward.widen(4)
    forward.run(frames(graph, 60, 3))
    forward.widen(1)
    low, high = (int(unit) for unit in forward.window)
    assert high - low <= COSTS.window
    known = np.flatnonzero(forward.now[: graph.states] > NONE / 2)
    assert len(known)
    assert graph.block[low] <= known.min() <= known.max() < graph.block[high]


@pytest.mark.parametrize(
    ("boundary", "filler", "left", "expected"),
    [
        # The same score at the end of the transcript is worth more than one that leaves words over.
        (-5.0, -9.0, -5.0, "boundary"),
        (-9.0, -5.0, -5.0, "filler"),
        # To skip one unit costs 40 + 3.
        (-50.0, -60.0, -6.0, "left"),
        (-48.0, -60.0, -6.0, "boundary"),
    ],
)
def test_what_is_left_of_the_transcript_counts_as_skipped(
    boundary: float, filler: float, left: float, expected: str
) -> None:
    graph = graph_of(1)
    forward = Forward(graph, Costs(enter_skip=40.0, skip=3.0, enter_leap=90.0, leap=0.3))
    head, tail = int(graph.block[0]), int(graph.block[1])
    forward.now[:] = NONE
    forward.now[head + 1], forward.now[tail + 1], forward.now[tail + 2] = left, boundary, filler
    assert forward.final() == {"boundary": tail + 1, "filler": tail + 2, "left": head + 1}[expected]


def test_many_units_left_are_cheaper_to_leap_over() -> None:
    graph = graph_of(100)
    forward = Forward(graph, Costs(window=200, enter_skip=40.0, skip=3.0, enter_leap=90.0, leap=0.3))
    forward.now[:] = NONE
    forward.now[1] = 0.0
    end = int(graph.block[100]) + 1
    # A hundred units cost 90 + 30, not 40 + 300.
    forward.now[end] = -121.0
    assert forward.final() == 1
    forward.now[end] = -119.0
    assert forward.final() == end
