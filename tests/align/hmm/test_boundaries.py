"""The model of word boundaries: planted edges are found, and the products agree with loops in plain Python."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.boundaries import (
    BATCH,
    BINS,
    CHANNELS,
    BoundaryModel,
    band_levels,
    boundary_windows,
    classes,
    load_boundary_model,
)
from align.signal.spectra import BANDS, Spectra

WIDTH = 49
MIDDLE = BINS // 2
Floats = NDArray[np.float32]


def step_finder(sharpness: float = 40.0) -> BoundaryModel:
    """One network of one unit that answers where its first channel rises, and has no context and no pull."""
    kinds = 2 * (int(classes().max()) + 1) + 2
    first = np.zeros((1, 1, CHANNELS, 7), np.float32)
    first[0, 0, 0, 2:4] = -1, 1
    second = np.zeros((1, 1, 1, 3), np.float32)
    second[..., 1] = 1
    nothing = np.zeros((1, kinds, 1), np.float32)
    pull = np.full((1, kinds, 2), -30, np.float32)  # of softplus: no pull at all
    pull[..., 1] = 0
    one = np.zeros((1, 1), np.float32)
    return BoundaryModel(nothing, nothing, first, one, second, one, np.full((1, 1), sharpness, np.float32), pull)


def moved(model: BoundaryModel, windows: Floats, seed: int = 1) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    left, right = rng.integers(0, 12, (2, len(windows))).astype(np.int32)
    found = model.apply(windows, left, right, rng.random(len(windows)) < 0.5)
    return found.offset, found.spread


@pytest.mark.parametrize("late", [-20, -7, 0, 3, 20])
def test_a_planted_rise_is_found(late: int) -> None:
    windows = np.zeros((1, CHANNELS, WIDTH), np.float32)
    windows[0, 0, WIDTH // 2 + late :] = 1
    offset, spread = moved(step_finder(), windows)
    assert offset[0] == pytest.approx(0.005 * late, abs=1e-4)
    assert spread[0] < 1e-3


def test_two_rises_leave_it_in_doubt() -> None:
    windows = np.zeros((1, CHANNELS, WIDTH), np.float32)
    windows[0, 0, WIDTH // 2 - 10 :] = 1
    windows[0, 0, WIDTH // 2 + 10 :] = 2
    offset, spread = moved(step_finder(), windows)
    assert offset[0] == pytest.approx(0, abs=1e-4)
    assert spread[0] == pytest.approx(0.05, abs=1e-3)


def test_the_pull_keeps_an_edge_where_nothing_is_seen() -> None:
    model = step_finder()
    model.prior[..., 0] = 5
    offset, spread = moved(model, np.zeros((3, CHANNELS, WIDTH), np.float32))
    assert np.abs(offset).max() < 1e-6
    assert spread.max() < 0.01


def plain_chances(model: BoundaryModel, window: Floats, rows: tuple[int, int, int]) -> list[float]:
    """The mean probability of each place over the networks, one number at a time."""
    mean = [0.0] * BINS
    networks, hidden, _channels, taps = model.first.shape
    for n in range(networks):
        scale = sum(model.context[n, row].astype(float) for row in rows)
        shift = sum(model.shift[n, row].astype(float) for row in rows)
        slope, centre = sum(model.prior[n, row].astype(float) for row in rows)
        inner = np.zeros((hidden, WIDTH - taps + 1))
        for h in range(hidden):
            for k in range(inner.shape[1]):
                value = float(model.first_bias[n, h])
                value += float((model.first[n, h].astype(float) * window[:, k : k + taps]).sum())
                inner[h, k] = max(value * (1 + scale[h]) + shift[h], 0.0)
        logits = []
        for k in range(BINS):
            value = 0.0
            for h in range(hidden):
                heard = float(model.second_bias[n, h]) + float((model.second[n, h] * inner[:, k : k + 3]).sum())
                value += float(model.last[n, h]) * max(heard, 0.0)
            away = abs((k - MIDDLE) * 0.005 / 0.02 - centre)
            logits.append(value - math.log1p(math.exp(slope)) * away)
        total = sum(math.exp(x - max(logits)) for x in logits)
        mean = [m + math.exp(x - max(logits)) / total / networks for m, x in zip(mean, logits, strict=True)]
    return mean


@pytest.mark.slow
def test_the_learnt_model_agrees_with_the_plain_reference() -> None:
    model, rng = load_boundary_model(), np.random.default_rng(5)
    windows = rng.normal(0, 1, (BATCH + 2, CHANNELS, WIDTH)).astype(np.float32)
    left, right = rng.integers(0, 12, (2, len(windows))).astype(np.int32)
    ends = rng.random(len(windows)) < 0.5
    found = model.apply(windows, left, right, ends)
    for e in (0, BATCH - 1, BATCH, BATCH + 1):
        chances = plain_chances(model, windows[e], (int(left[e]), 12 + int(right[e]), 24 + int(ends[e])))
        mean = sum(p * (k - MIDDLE) * 0.005 for k, p in enumerate(chances))
        square = sum(p * ((k - MIDDLE) * 0.005) ** 2 for k, p in enumerate(chances))
        assert found.offset[e] == pytest.approx(mean, abs=1e-5)
        assert found.spread[e] == pytest.approx(math.sqrt(square - mean**2), abs=1e-4)


def test_an_edge_does_not_depend_on_the_others() -> None:
    windows = np.random.default_rng(6).normal(0, 1, (3 * BATCH, CHANNELS, WIDTH)).astype(np.float32)
    whole, _ = moved(load_boundary_model(), windows)
    again, _ = moved(load_boundary_model(), np.concatenate([windows[:5], windows[:5], windows[10:]]))
    assert again[:5] == pytest.approx(whole[:5], abs=1e-6)


def test_no_edges_are_no_error() -> None:
    offset, spread = moved(load_boundary_model(), np.zeros((0, CHANNELS, WIDTH), np.float32))
    assert len(offset) == len(spread) == 0


def test_the_weights_have_the_shapes_they_should() -> None:
    model = load_boundary_model()
    networks, _hidden, channels, taps = model.first.shape
    assert channels == CHANNELS
    assert WIDTH - taps + 1 - model.second.shape[3] + 1 == BINS
    assert {len(getattr(model, field.name)) for field in fields(model)} == {networks}
    assert model.context.shape[1] == 2 * (classes().max() + 1) + 2


def test_every_phone_has_a_class_and_the_filler_that_of_silence() -> None:
    table = classes()
    assert len(table) == len(UNITS) + 1
    assert table[len(UNITS)] == table[SIL]
    assert table[UNITS.index("S")] == table[UNITS.index("SH")] != table[UNITS.index("Z")]


def test_a_window_shows_bands_and_what_explains_the_frames() -> None:
    bands = np.zeros((400, BANDS), np.uint8)
    bands[201:] = 50  # rises at the 201st half frame, in the middle of the window of frame 101
    scores = np.full((200, len(UNITS), 3), -100, np.float32)
    left, right = UNITS.index("S"), UNITS.index("AA")
    scores[:101, left, 1] = -40
    scores[101:, right, 2] = -40
    filler = np.full(200, -60, np.float32)
    at = np.array([101], np.int32)
    levels = np.full((2, BANDS), 25, np.float32)
    seen = boundary_windows(
        bands, levels, scores, filler, 0, at, np.array([left], np.int32), np.array([right], np.int32)
    )[0]
    assert seen.shape == (CHANNELS, WIDTH)
    assert seen[0, : WIDTH // 2] == pytest.approx(-0.5)
    assert seen[0, WIDTH // 2 :] == pytest.approx(0.5)
    assert (seen[BANDS, 0], seen[BANDS, -1]) == (3, -3)  # left against right, 60 nats, drawn in to 3 x 20
    assert (seen[BANDS + 1, 0], seen[BANDS + 1, -1]) == (-3, -3)  # silence against the better of both
    assert (seen[BANDS + 2, 0], seen[BANDS + 2, -1]) == (1, -2)  # left against the filler
    assert (seen[BANDS + 3, 0], seen[BANDS + 3, -1]) == (-2, 1)  # right against the filler


def test_levels_are_those_of_the_loud_parts_around() -> None:
    bands = np.full((200 * 30, BANDS), 10, np.uint8)
    bands[200 * 20 :] = 90
    levels = band_levels(Spectra(np.zeros((3000, 25), np.float16), bands, 480_000))
    assert levels.shape == (30, BANDS)
    assert levels[5] == pytest.approx(10)
    assert levels[25] == pytest.approx(90)
