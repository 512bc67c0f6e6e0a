"""Scores of frames against a reference in plain Python, which takes the definition of the densities word for word."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from align.hmm.acoustic_model import GAUSSIANS, SIL, STATES, UNITS, load_model
from align.hmm.gaussian_tile import LANES
from align.hmm.gaussians import COST_STEP, UNSCORED, differences, phone_costs, state_scores

AA, S = UNITS.index("AA"), UNITS.index("S")


def made_cepstra(frames: int, seed: int = 1) -> NDArray[np.float32]:
    """Cepstra that wander as those of speech do: the first ones far, the others less."""
    rng = np.random.default_rng(seed)
    spread = np.linspace(8, 1, 13)
    return (np.cumsum(rng.normal(0, 0.3, (frames, 13)), axis=0) * spread / 4).astype(np.float32)


def plain_features(cepstra: NDArray[np.float32], t: int) -> list[list[float]]:
    def at(frame: int) -> list[float]:
        return [float(x) for x in cepstra[min(max(frame, 0), len(cepstra) - 1)]]

    first = [b - a for a, b in zip(at(t - 2), at(t + 2), strict=True)]
    later = [b - a for a, b in zip(at(t - 1), at(t + 3), strict=True)]
    sooner = [b - a for a, b in zip(at(t - 3), at(t + 1), strict=True)]
    return [at(t), first, [b - a for a, b in zip(sooner, later, strict=True)]]


def plain_score(cepstra: NDArray[np.float32], t: int, phone: int, state: int) -> float:
    """Sum over streams of the best weighted Gaussian, from means and variances."""
    model, total = load_model(), 0.0
    for stream, values in enumerate(plain_features(cepstra, t)):
        best = -math.inf
        for g in range(GAUSSIANS):
            density = float(model.constant[phone, stream, g])
            for x, linear, square in zip(
                values, model.linear[phone, stream, g], model.square[phone, stream, g], strict=True
            ):
                density += float(linear) * x + float(square) * x * x
            best = max(best, density + float(model.weights[phone, state, stream, g]))
        total += best
    return total


def test_features_are_values_and_differences_clamped_at_the_ends() -> None:
    cepstra = made_cepstra(20)
    got = differences(cepstra, np.array([0, 7, 19], np.int32))
    for row, t in zip(got, (0, 7, 19), strict=True):
        assert row == pytest.approx(np.concatenate(plain_features(cepstra, t)), abs=1e-5)


def test_state_scores_agree_with_the_plain_reference() -> None:
    cepstra = made_cepstra(LANES + 10)
    wanted = np.zeros((LANES + 4, len(UNITS)), np.bool_)
    wanted[:, S] = True  # more than one tile of frames
    wanted[[0, 5, LANES + 2], AA] = True
    scores = state_scores(load_model(), cepstra, 6, wanted)
    for row, phone, state in (
        (0, AA, 0),
        (5, AA, 1),
        (LANES + 2, AA, 2),
        (0, S, 0),
        (LANES - 1, S, 2),
        (LANES + 3, S, 1),
    ):
        assert scores[row, phone, state] == pytest.approx(plain_score(cepstra, 6 + row, phone, state), abs=1e-3)


def test_what_is_not_wanted_is_not_scored() -> None:
    cepstra = made_cepstra(50)
    wanted = np.random.default_rng(2).random((50, len(UNITS))) < 0.1
    scores = state_scores(load_model(), cepstra, 0, wanted)
    assert (scores[~wanted] == UNSCORED).all()
    assert (scores[wanted] > UNSCORED).all()


def test_nothing_wanted_is_no_error() -> None:
    scores = state_scores(load_model(), made_cepstra(5), 0, np.zeros((5, len(UNITS)), np.bool_))
    assert scores.shape == (5, len(UNITS), STATES)


@pytest.mark.parametrize("step", [1, 3])
def test_coarse_costs_agree_with_the_plain_reference(step: int) -> None:
    cepstra = made_cepstra(30)
    costs, tops = phone_costs(load_model(), cepstra, step, 2, 5)
    for row, at in enumerate(range(2, 5)):
        best = [max(plain_score(cepstra, at * step, p, s) for s in range(STATES)) for p in (AA, S, SIL)]
        assert tops[row] >= max(best) - 1e-3
        expected = [min((tops[row] - score) / COST_STEP, 255) for score in best]
        assert costs[row, [AA, S, SIL]] == pytest.approx(expected, abs=1.01)
    assert costs.shape == (3, len(UNITS))
    assert (costs.min(axis=1) == 0).all()


def test_costs_do_not_depend_on_where_a_block_begins() -> None:
    cepstra = made_cepstra(3 * 200)
    whole, tops = phone_costs(load_model(), cepstra, 3, 0, 200)
    parts = [phone_costs(load_model(), cepstra, 3, first, first + LANES) for first in range(0, 3 * LANES, LANES)]
    assert np.array_equal(np.concatenate([part[0] for part in parts]), whole[: 3 * LANES])
    assert np.array_equal(np.concatenate([part[1] for part in parts]), tops[: 3 * LANES])


def test_frames_that_are_apart_are_scored_as_those_side_by_side() -> None:
    cepstra, everything = made_cepstra(3 * LANES + 5), np.ones((3 * LANES, len(UNITS)), np.bool_)
    every_third = np.zeros_like(everything)
    every_third[::3] = True
    whole = state_scores(load_model(), cepstra, 2, everything)
    some = state_scores(load_model(), cepstra, 2, every_third)
    assert np.array_equal(some[::3], whole[::3])
    assert (some[1::3] == UNSCORED).all()
