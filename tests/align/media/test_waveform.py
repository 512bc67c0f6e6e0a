"""Peaks stand where the samples were, however the stream was cut into blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.media import peaks


@given(st.lists(st.integers(0, 700), max_size=8), st.integers(0, 2**32 - 1))
def test_blocks_do_not_matter(lengths: list[int], seed: int) -> None:
    samples = np.random.default_rng(seed).integers(-32768, 32768, sum(lengths)).astype(np.int16)
    cuts = np.cumsum(lengths)[:-1]
    blocks = np.split(samples, cuts) if lengths else []
    found = np.concatenate([np.empty((0, 2), np.int8), *peaks(blocks, rate=16000)])
    wanted = [
        (samples[at : at + 160].min() >> 8, samples[at : at + 160].max() >> 8) for at in range(0, len(samples), 160)
    ]
    assert found.tolist() == [list(pair) for pair in wanted]
    assert found.dtype == np.int8


def test_a_click_is_in_its_hundredth() -> None:
    samples = np.zeros(16000, np.int16)
    samples[8000] = 32767
    found = np.concatenate(list(peaks([samples])))
    assert np.flatnonzero(found[:, 1]).tolist() == [50]
    assert found[50].tolist() == [0, 127]


def test_an_odd_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="divide"):
        next(peaks([], rate=22051))
