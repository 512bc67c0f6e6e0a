"""Columns of scores: nats below the frame's best symbol, never below the floor, the filler where no letter is heard."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.ctc.columns import IMPOSSIBLE, Costs, balanced, to_columns
from align.ctc.graph import build_graph

GRAPH = build_graph([[[(4, 2)]]], 0)
"""Its columns are the symbols 0 (blank), 2 and 4; then boundary and filler."""

BLANK, TWO, FOUR, BOUNDARY, FILLER = range(5)


def columns(*rows: list[float], separator: int | None = 1, costs: Costs | None = None) -> NDArray[np.float32]:
    return to_columns(np.array(rows, np.float32), GRAPH, separator, costs or Costs())


def test_scores_are_nats_below_the_best_symbol() -> None:
    (row,) = columns([-3.0, -8.0, -5.0, -9.0, -1.0])
    assert row[[BLANK, TWO, FOUR]].tolist() == [-2.0, -4.0, 0.0]


def test_the_best_symbol_counts_also_where_the_transcript_lacks_it() -> None:
    (row,) = columns([-6.0, -7.0, -5.0, -1.0, -4.0])
    assert row[[BLANK, TWO, FOUR]].tolist() == [-5.0, -4.0, -3.0]


@pytest.mark.parametrize(("separator", "boundary"), [(1, 0.0), (None, -2.0)])
def test_a_boundary_is_the_blank_or_the_separator(separator: int | None, boundary: float) -> None:
    (row,) = columns([-3.0, -1.0, -5.0, -9.0, -4.0], separator=separator)
    assert row[BOUNDARY] == boundary


@pytest.mark.parametrize(("blank", "filler"), [(0.0, 0.0), (-1.0, -1.0), (-1.5, -1.5), (-1.6, -1.5), (-9.0, -1.5)])
def test_the_filler_pays_its_price_where_a_letter_is_heard(blank: float, filler: float) -> None:
    (row,) = columns([blank, -20.0, -20.0, -20.0, 0.0], costs=Costs(filler=1.5))
    assert row[FILLER] == pytest.approx(filler)


def test_no_frame_costs_more_than_the_floor_but_what_is_impossible_stays_so() -> None:
    (row,) = columns([0.0, -20.0, -30.0, -20.0, IMPOSSIBLE], costs=Costs(floor=10.0))
    assert row[TWO] == -10.0
    assert row[FOUR] == IMPOSSIBLE


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.lists(st.floats(-40, 0, width=16), min_size=5, max_size=5), min_size=1, max_size=6))
def test_they_do_not_depend_on_the_models_scale(rows: list[list[float]]) -> None:
    found = columns(*rows)
    assert found.shape == (len(rows), 5)
    assert (found <= 0).all()
    assert (found >= -Costs().floor).all()
    assert (found[:, BOUNDARY] >= found[:, BLANK]).all()
    assert (found[:, FILLER] >= found[:, BOUNDARY]).all()
    lifted = columns(*[[score + 3.0 for score in row] for row in rows])
    assert np.allclose(found, lifted, atol=1e-4)


def test_what_the_model_says_of_any_sound_counts_for_less() -> None:
    rows = np.log(np.array([[0.98, 0.015, 0.005], [0.98, 0.005, 0.015]], np.float32))
    read = balanced(lambda first, last: rows[first:last], np.array([0.97, 0.01, 0.01], np.float32))
    first, second = read(0, 2)
    # Three quarters of the logarithm of each share are taken off.
    assert first[0] == pytest.approx(math.log(0.98) - 0.75 * math.log(0.97), abs=1e-5)
    assert first[1] == pytest.approx(math.log(0.015) - 0.75 * math.log(0.01), abs=1e-5)
    assert first[1] > first[2]
    assert second[2] > second[1]
    assert np.array_equal(read(1, 2)[0], second)


def test_a_symbol_that_is_never_heard_does_not_become_certain() -> None:
    rows = np.full((1, 2), -7.0, np.float32)
    lifted = balanced(lambda first, last: rows, np.array([1.0, 0.0], np.float32))(0, 1)
    assert lifted[0, 0] == -7.0
    # A share below 1 in 10 000 counts as that.
    assert lifted[0, 1] == pytest.approx(-7.0 + 0.75 * math.log(1e4), abs=1e-4)
