"""Spans of units on a path, against a walk over its frames one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.ctc import spans as ctc_spans
from align.ctc.graph import HEAD, Graph, build_graph
from align.ctc.spans import spans
from align.ctc.viterbi import Path

UNITS: list[list[list[tuple[int, ...]]]] = [[[(2, 3, 4)], [(5,), (6, 7)]], [[(2, 2)]], [[(8,)]]]
GRAPH = build_graph(UNITS, 0)


def path_of(states: list[int], scores: list[float] | None = None) -> Path:
    """A path with these states and scores; the filler would pay one nat a frame."""
    score = np.array([-0.5] * len(states) if scores is None else scores, np.float32)
    return Path(np.array(states, np.int32), score, np.full(len(states), -1.0, np.float32))


def slow(graph: Graph, path: Path) -> list[tuple[int, int, list[float]]]:
    """First and last frame of each unit, and the best score of each of its letters."""
    out: list[tuple[int, int, list[float]]] = [(-1, -1, []) for _ in range(graph.units)]
    previous = -1
    for frame, state in enumerate(path.state.tolist()):
        unit = max(unit for unit in range(graph.units + 1) if graph.block[unit] <= state)
        if graph.letter[state]:
            first, _, best = out[unit]
            score = float(path.score[frame])
            if state == previous:
                best[-1] = max(best[-1], score)
            else:
                best.append(score)
            out[unit] = (frame if first < 0 else first, frame, best)
        previous = state
    return out


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """Ascending states, each for some frames."""
    states = sorted(draw(st.sets(st.integers(0, GRAPH.states - 1), min_size=1)))
    held = [state for state in states for _ in range(draw(st.integers(1, 3)))]
    scores = draw(st.lists(st.floats(-9, 0, width=16), min_size=len(held), max_size=len(held)))
    return path_of(held, scores)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(paths())
def test_they_are_what_a_walk_finds(path: Path) -> None:
    found = spans(GRAPH, path)
    for unit, (first, last, best) in enumerate(slow(GRAPH, path)):
        assert (found.first[unit], found.last[unit], found.letters[unit]) == (first, last, len(best))
        if best:
            assert found.score[unit] == pytest.approx(sum(best) / len(best), abs=1e-4)
            assert found.worst[unit] == pytest.approx(min(0.0, *best), abs=1e-4)
        else:
            assert found.score[unit] == -np.inf


def test_boundaries_and_fillers_are_no_part_of_a_word() -> None:
    letter = HEAD
    found = spans(GRAPH, path_of([1, 1, 2, letter, letter, letter + 1, letter + 2, int(GRAPH.block[1]) + 1]))
    assert (found.first[0], found.last[0], found.letters[0]) == (3, 6, 2)
    assert found.first[1:].tolist() == found.last[1:].tolist() == [-1, -1]


def slow_unexplained(path: Path, frame: int, around: int) -> float:
    paid = alone = 0.0
    for k in range(max(0, frame - around), min(len(path.score), frame + around)):
        paid -= float(path.score[k])
        alone -= float(path.filler[k])
    return min(2.0, max(0.0, paid / max(alone, 1e-3)))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 4, width=16), min_size=3, max_size=40), st.data())
def test_what_is_paid_around_a_word_is_held_against_the_filler(paid: list[float], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(paid) - 1))
    states = [1] * at + [HEAD] + [int(GRAPH.block[1]) + 1] * (len(paid) - at - 1)
    filler = np.array(data.draw(st.lists(st.floats(-4, 0, width=16), min_size=len(paid), max_size=len(paid))))
    path = Path(np.array(states, np.int32), -np.array(paid, np.float32), filler.astype(np.float32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ctc_spans, "AROUND", 5)
        found = spans(GRAPH, path)
    assert found.unexplained[0] == pytest.approx(slow_unexplained(path, at, 5), abs=1e-3)


def test_words_that_fit_perfectly_leave_nothing_unexplained() -> None:
    quiet = spans(GRAPH, path_of([1, HEAD, HEAD + 4], [0.0, 0.0, 0.0]))
    assert quiet.unexplained[0] == 0
    like_filler = spans(GRAPH, path_of([1, HEAD, HEAD + 4], [-1.0, -1.0, -1.0]))
    assert like_filler.unexplained[0] == 1
