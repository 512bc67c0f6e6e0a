"""The tile of Gaussians: planted winners, agreement with plain Python, and vector instructions on every processor."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.hmm.acoustic_model import GAUSSIANS, STATES
from align.hmm.gaussian_tile import GROUP, LANES, VALUES, add_likeliest
from align.kernels import kernel

Floats = NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[3]


@kernel()  # type: ignore[untyped-decorator]  # Numba has no types
def tile(table: Floats, weights: Floats, values: Floats, out: Floats) -> None:
    add_likeliest(table, weights, values, out)


def in_groups(table: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Gaussians x 27 and states x Gaussians as a tile takes them."""
    groups = GAUSSIANS // GROUP
    return (
        np.ascontiguousarray(table.reshape(groups, GROUP, -1).transpose(0, 2, 1)),
        np.ascontiguousarray(weights.reshape(STATES, groups, GROUP).transpose(1, 0, 2)),
    )


def plain(table: Floats, weights: Floats, values: Floats, state: int, lane: int) -> float:
    densities = []
    for g in range(GAUSSIANS):
        density = float(table[g, 0]) + float(weights[state, g])
        for k in range(VALUES):
            density += float(table[g, 1 + k]) * float(values[k, lane])
        densities.append(density)
    return max(densities)


def test_the_likeliest_gaussian_of_every_place_is_found_in_every_lane() -> None:
    table, weights = np.zeros((GAUSSIANS, 1 + VALUES), np.float32), np.zeros((STATES, GAUSSIANS), np.float32)
    table[:, 0] = -50
    values = np.zeros((VALUES, LANES), np.float32)
    for planted in range(GAUSSIANS):
        one = table.copy()
        one[planted, 0], one[planted, 1 + planted % VALUES] = 5, 2
        values[:] = 0
        values[planted % VALUES] = np.arange(LANES)
        out = np.full((STATES, LANES), 100, np.float32)
        tile(*in_groups(one, weights), values, out)
        assert np.array_equal(out, np.tile(105 + 2 * np.arange(LANES, dtype=np.float32), (STATES, 1)))


def test_each_state_weighs_the_gaussians_its_own_way() -> None:
    table, weights = np.zeros((GAUSSIANS, 1 + VALUES), np.float32), np.full((STATES, GAUSSIANS), -9, np.float32)
    weights[[0, 1, 2], [0, 77, GAUSSIANS - 1]] = [-1, -2, -3]
    out = np.zeros((STATES, LANES), np.float32)
    tile(*in_groups(table, weights), np.zeros((VALUES, LANES), np.float32), out)
    assert out.tolist() == [[-1.0] * LANES, [-2.0] * LANES, [-3.0] * LANES]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_a_tile_agrees_with_plain_python(seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(0, spread, (GAUSSIANS, 1 + VALUES)).astype(np.float32)
    weights = rng.normal(0, spread, (STATES, GAUSSIANS)).astype(np.float32)
    values = rng.normal(0, 1, (VALUES, LANES)).astype(np.float32)
    out = np.zeros((STATES, LANES), np.float32)
    tile(*in_groups(table, weights), values, out)
    state, lane = int(rng.integers(STATES)), int(rng.integers(LANES))
    assert out[state, lane] == pytest.approx(plain(table, weights, values, state, lane), rel=1e-4, abs=1e-4 * spread)


COMPILE = """
from numba import float32
from tests.align.hmm.test_gaussian_tile import GROUP, LANES, tile
tile.compile((float32[:, :, ::1], float32[:, :, ::1], float32[:, ::1], float32[:, ::1]))
print(LANES, GROUP, *tile.inspect_asm().values())
"""


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="compiles for processors of this family")
@pytest.mark.parametrize(
    ("name", "features", "lanes", "instruction"),
    [
        ("skylake-avx512", "+avx,+avx2,+fma,+avx512f,+avx512vl", 48, r"vfmadd\w+ps.*%zmm"),
        ("haswell", "+avx,+avx2,+fma", 24, r"vfmadd\w+ps.*%ymm"),
        ("nehalem", "+sse4.2", 12, r"mulps.*%xmm"),
    ],
)
def test_vectors_are_as_wide_as_the_processor_has_them(
    name: str, features: str, lanes: int, instruction: str, tmp_path: Path
) -> None:
    processor = {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features, "PYTHONPATH": str(ROOT)}
    # What is read from a cache cannot be inspected.
    processor["NUMBA_CACHE_DIR"] = str(tmp_path)
    command = [sys.executable, "-c", COMPILE]
    done = subprocess.run(command, env={**os.environ, **processor}, capture_output=True, text=True, check=True)
    # This process has the group of the processor that runs it.
    built, group = map(int, done.stdout.split()[:2])
    assert built == lanes
    assert len(re.findall(instruction, done.stdout)) >= 3 * group
