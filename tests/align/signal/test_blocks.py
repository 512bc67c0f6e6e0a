"""Percentiles of blocks, lowest values around, running means and growing stores, against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.signal import blocks as module
from align.signal.blocks import block_percentiles, lowest_around
from align.signal.front_end import mel_filters
from align.signal.spectra import HOP, RATE, Spectra, compute_spectra, levels_of

numbers = st.lists(st.integers(-50, 50), min_size=1, max_size=40)


def slow_percentile(values: list[float], percent: float) -> float:
    """Linear between the two nearest of the sorted values."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(numbers, st.integers(1, 9), st.sampled_from([0, 10, 20, 50, 90, 100]))
def test_percentiles_of_blocks(values: list[float], block: int, percent: float) -> None:
    found = block_percentiles(np.array(values, np.float32), block, percent)
    expected = [slow_percentile(values[at : at + block], percent) for at in range(0, len(values), block)]
    assert found.tolist() == pytest.approx(expected, abs=1e-3)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=40)
@given(numbers, st.integers(1, 4))
def test_blocks_worked_on_at_once_make_no_difference(values: list[float], at_once: int) -> None:
    rows = np.array(values, np.float32)[:, None] * np.array([1, -1], np.float32)
    whole = block_percentiles(rows, 3, 50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCKS", at_once)
        assert np.array_equal(block_percentiles(rows, 3, 50), whole)
    assert whole[:, 0].tolist() == pytest.approx((-whole[:, 1]).tolist())


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(numbers, st.integers(0, 6))
def test_the_least_around(values: list[float], reach: int) -> None:
    found = lowest_around(np.array(values, np.float32), reach)
    assert found.tolist() == [min(values[max(0, k - reach) : k + reach + 1]) for k in range(len(values))]


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=1, max_size=20), st.integers(0, 5))
def test_running_means_are_weighted(rows: list[tuple[int, int]], reach: int) -> None:
    sums = np.array([[value * weight] for value, weight in rows], np.float64)
    weights = np.array([weight for _, weight in rows], np.float64)
    found = module.running_means(sums, weights, reach)
    for k in range(len(rows)):
        near = rows[max(0, k - reach) : k + reach + 1]
        mean = sum(value * weight for value, weight in near) / sum(weight for _, weight in near)
        assert found[k, 0] == pytest.approx(mean)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 9), max_size=12))
def test_a_growing_store_keeps_every_row(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "GROWTH", 2)
        store = module.GrowingRows(2, np.int32)
        added: list[list[int]] = []
        for size in sizes:
            rows = [[len(added) + k, -k] for k in range(size)]
            store.append(np.array(rows, np.int32).reshape(-1, 2))
            added += rows
    assert store.rows().tolist() == added


def noise(seconds: float, level: float) -> NDArray[np.int16]:
    return np.random.default_rng(2).normal(0, level, round(seconds * RATE)).astype(np.int16)


@pytest.mark.slow
def test_louder_sound_moves_floor_and_loudness_by_as_much() -> None:
    soft, loud = (levels_of(compute_spectra([noise(12, level)])) for level in (50, 500))
    # Ten times the amplitude is ln 100 in power.
    assert np.allclose(loud.floors - soft.floors, np.log(100), atol=0.15)
    assert np.allclose(loud.louds - soft.louds, np.log(100), atol=0.05)
    assert loud.floors.shape == (12, 25)
    assert (loud.louds > loud.floors.mean(axis=1)).all()


def test_nothing_has_no_levels() -> None:
    levels = levels_of(Spectra(np.zeros((0, 25), np.float16), np.zeros((0, 6), np.uint8), 0))
    assert (levels.floors.shape, levels.louds.shape) == ((0, 25), (0,))


@pytest.mark.parametrize("samples", [1, HOP - 1, HOP, HOP + 1, 16000])
def test_a_frame_begins_every_ten_milliseconds(samples: int) -> None:
    spectra = compute_spectra([noise(1.0, 100)[:samples]])
    assert len(spectra.mel) == -(-samples // HOP)
    assert len(spectra.bands) == 2 * len(spectra.mel)
    assert spectra.duration == samples / 16000


def test_filters_are_triangles_of_one_area_with_peaks_that_rise() -> None:
    filters = mel_filters()
    assert filters.shape == (257, 25)
    peaks = filters.argmax(axis=0)
    assert (np.diff(peaks) > 0).all()
    # Bins are 31.25 Hz wide.
    assert np.allclose(filters.sum(axis=0) * 31.25, 1, atol=0.02)
    assert not filters[: int(130 / 31.25)].any()
    assert not filters[int(6800 / 31.25) + 2 :].any()
