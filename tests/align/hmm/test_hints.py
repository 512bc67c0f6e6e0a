"""A transcript's own times bound where each word may begin."""

from __future__ import annotations

import numpy as np
import pytest

from align.hmm.confident import STEP
from align.hmm.hints import HINT_SLACK, bounds_of
from align.signal.spectra import FRAME, Spectra, compute_spectra

pytestmark = pytest.mark.slow

SECONDS = 60.0


def spectra() -> Spectra:
    return compute_spectra([np.zeros(round(SECONDS * 16000), np.int16)])


TOKENS = np.arange(6, dtype=np.int32)


def bounds(*hints: tuple[int, float, float]) -> tuple[list[float], list[float]]:
    """In seconds."""
    found = bounds_of(hints, TOKENS, spectra())
    assert found is not None
    return tuple([round(step * STEP * FRAME, 2) for step in side.tolist()] for side in found)  # type: ignore[return-value]


def test_without_hints_words_may_begin_anywhere() -> None:
    assert bounds_of((), TOKENS, spectra()) is None


def test_words_stay_near_their_cue() -> None:
    first, last = bounds((0, 10.0, 12.0), (3, 30.0, 33.0))
    assert first == [6.99] * 3 + [27.0] * 3 == [round(10 - HINT_SLACK - 0.01, 2)] * 3 + [27.0] * 3
    assert last == [15.0] * 3 + [36.0] * 3


def test_a_time_without_end_lasts_until_the_next() -> None:
    first, last = bounds((0, 10.0, 0.0), (3, 30.0, 0.0))
    assert last[:3] == [33.0] * 3
    assert last[3:] == [SECONDS] * 3
    assert first[3:] == [27.0] * 3


def test_words_before_the_first_hint_are_free() -> None:
    first, last = bounds((2, 20.0, 22.0))
    assert (first[0], last[0]) == (0.0, SECONDS)
    assert first[2] == 16.98


def test_times_beyond_the_recording_end_with_it() -> None:
    _, last = bounds((0, 55.0, 99.0))
    assert last == [SECONDS] * 6
