"""The states of a transcript accept what its words spell, in every way to write blanks, and nothing else."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.ctc.graph import HEAD, LEAP, Graph, build_graph

BLANK = 7
"""Not the first symbol, so that symbols and columns differ."""

Word = tuple[int, ...]
Way = list[Word]

words = st.lists(st.sampled_from([2, 3, 5, 11]), min_size=1, max_size=4).map(tuple)
ways = st.lists(words, min_size=1, max_size=3)
transcripts = st.lists(st.lists(ways, min_size=1, max_size=3), min_size=1, max_size=4)


def boundary(graph: Graph) -> int:
    """The column of the boundary."""
    return len(graph.columns)


def paths_to(graph: Graph, state: int, head: int) -> list[list[int]]:
    """Every way back from a state to the head of its block, both ends included, oldest state first."""
    if state < head + HEAD:
        return [[state]]
    before = [int(graph.first[state]), int(graph.second[state])]
    return [[*path, state] for one in before if one != graph.states for path in paths_to(graph, one, head)]


def spelt(graph: Graph, path: list[int]) -> list[Word]:
    """The symbols that a path through a block spells, word by word, blanks left out."""
    out: list[list[int]] = [[]]
    for state in path[1:]:
        column = int(graph.column[state])
        if column == boundary(graph):
            out.append([])
        elif graph.columns[column] != BLANK:
            out[-1].append(int(graph.columns[column]))
    return [tuple(word) for word in out]


def blanks_to_choose(way: Way) -> int:
    """How many pairs of different neighbours there are, between which a blank may stand or not."""
    return sum(left != right for word in way for left, right in pairwise(word))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(transcripts)
def test_each_end_is_reached_by_its_way_and_by_no_other(units: list[list[Way]]) -> None:
    graph = build_graph(units, BLANK)
    for unit, alternatives in enumerate(units):
        ends = graph.ends[graph.end_of[unit] : graph.end_of[unit + 1]]
        assert len(ends) == len(alternatives)
        for end, way in zip(ends, alternatives, strict=True):
            found = paths_to(graph, int(end), int(graph.block[unit]))
            assert all(spelt(graph, path) == way for path in found)
            # From the boundary or the filler, with each blank that may be left out there or not.
            assert len(found) == 2 * 2 ** blanks_to_choose(way)
            assert {path[0] - int(graph.block[unit]) for path in found} == {1, 2}


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(transcripts)
def test_every_state_belongs_to_its_block(units: list[list[Way]]) -> None:
    graph = build_graph(units, BLANK)
    assert graph.units == len(units)
    assert graph.states == len(graph.column) == len(graph.letter)
    for unit, alternatives in enumerate(units):
        low, high = int(graph.block[unit]), int(graph.block[unit + 1])
        letters = sum(len(word) for way in alternatives for word in way)
        assert int(graph.letter[low:high].sum()) == letters
        inside = [*graph.first[low:high].tolist(), *graph.second[low:high].tolist()]
        assert all(low <= state < high for state in inside if state != graph.states)
        between = sum(len(word) - 1 for way in alternatives for word in way)
        parts = sum(len(way) - 1 for way in alternatives)
        assert high - low == HEAD + letters + between + parts


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(transcripts)
def test_columns_are_the_blank_and_each_symbol_once(units: list[list[Way]]) -> None:
    graph = build_graph(units, BLANK)
    used = {symbol for unit in units for way in unit for word in way for symbol in word}
    assert graph.columns[0] == BLANK
    assert sorted(graph.columns[1:].tolist()) == sorted(used)


def test_a_word_of_three_letters_state_by_state() -> None:
    graph = build_graph([[[(2, 2, 3)]]], BLANK)
    none = graph.states
    # K X F L, then 2 blank 2 blank 3, then K X F L.
    assert graph.column.tolist() == [0, 3, 4, 0, 1, 0, 1, 0, 2, 0, 3, 4, 0]
    assert graph.letter.tolist() == [False] * 4 + [True, False, True, False, True] + [False] * 4
    # Between equal letters the blank has to stand, between others it may.
    assert graph.first.tolist() == [none] * 4 + [1, 4, 5, 6, 7] + [none] * 4
    assert graph.second.tolist() == [none] * 4 + [2, none, none, none, 6] + [none] * 4
    assert graph.block.tolist() == [0, 9, 13]
    assert graph.ends.tolist() == [8]
    assert graph.end_of.tolist() == [0, 1, 1]


def test_only_the_first_word_of_a_way_may_follow_the_filler() -> None:
    graph = build_graph([[[(2,), (3,)]]], BLANK)
    first, between, second = 4, 5, 6
    assert (graph.first[first], graph.second[first]) == (1, 2)
    assert (graph.first[between], graph.second[between]) == (first, graph.states)
    assert (graph.first[second], graph.second[second]) == (between, graph.states)
    assert graph.column[between] == boundary(graph)


@pytest.mark.parametrize("head", [0, 1])
def test_heads_are_skip_boundary_filler_and_leap(head: int) -> None:
    graph = build_graph([[[(5,)]]], BLANK)
    at = int(graph.block[head])
    assert graph.column[at : at + HEAD].tolist() == [0, boundary(graph), boundary(graph) + 1, 0]
    assert not graph.letter[at : at + HEAD].any()
    assert at + LEAP < graph.block[head + 1]


def test_an_empty_transcript_is_a_boundary_and_filler() -> None:
    graph = build_graph([], BLANK)
    assert (graph.units, graph.states) == (0, HEAD)
    assert graph.ends.tolist() == []


def test_a_long_transcript_has_states_in_order() -> None:
    graph = build_graph([[[(2, 3)]]] * 1000, BLANK)
    assert np.array_equal(np.diff(graph.block[:-1]), np.full(1000, HEAD + 3))
    assert math.isclose(graph.states, 1000 * (HEAD + 3) + HEAD)
