"""Of a planted path the places of words, what adjoins them and how well they fit are measured."""

from __future__ import annotations

from itertools import groupby
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.hmm.acoustic_model import SIL
from align.hmm.fine import lattice_of
from align.hmm.path import FILLER, IN_WORD, SILENCE, Traced
from align.hmm.script import Script
from align.hmm.word_fit import EDGE, FILLER_UNIT, SHORT_PHONE, WordFit, WordPlaces, measure_words

SCRIPT = Script.of([[[2, 3]], [[4, 5, 6], [7, 8]], [[9]]])
# States: the first word has 0-1, the second 2-4 or 5-6, the third 7; each is three nodes.
RUNS = [(SILENCE, 0, 2), (IN_WORD, 0, 5), (IN_WORD, 1, 3), (FILLER, 1, 2), (IN_WORD, 5, 4), (IN_WORD, 6, 6)]
GAINS = [0.0] * 2 + [2.0] * 5 + [-1.0] * 3 + [0.0] * 2 + [4.0] * 4 + [8.0] * 6


@pytest.fixture
def measured() -> tuple[WordPlaces, WordFit]:
    kind = [kind for kind, _, frames in RUNS for _ in range(frames)]
    node = [3 * state for _, state, frames in RUNS for _ in range(frames)]
    path = Traced(np.array(kind, np.uint8), np.array(node, np.int32))
    return measure_words(path, np.array(GAINS, np.float32), lattice_of(SCRIPT, np.arange(3, dtype=np.int32)))


def test_places_and_neighbours(measured: tuple[WordPlaces, WordFit]) -> None:
    places, _ = measured
    assert places.start.tolist() == [2, 12, -1]
    assert places.end.tolist() == [10, 22, -1]
    assert places.variant.tolist()[:2] == [0, 2]
    assert places.before.tolist()[:2] == [SIL, FILLER_UNIT]
    assert places.after.tolist()[:2] == [FILLER_UNIT, SIL]


def test_fit_and_lengths(measured: tuple[WordPlaces, WordFit]) -> None:
    _, fit = measured
    np.testing.assert_allclose(fit.mean, [(5 * 2 - 3) / 8, (4 * 4 + 6 * 8) / 10, 0], rtol=1e-6)
    np.testing.assert_allclose(fit.worse_half, [(3 * -1 + 2) / 4, (4 * 4 + 8) / 5, 0], rtol=1e-6)
    np.testing.assert_allclose(fit.head, [2.0, (4 * 4 + 8) / EDGE, 0], rtol=1e-6)
    np.testing.assert_allclose(fit.tail, [(2 * 2 - 3) / EDGE, 8.0, 0], rtol=1e-6)
    assert fit.worst_phone.tolist() == [-1.0, 4.0, 0.0]
    assert fit.longest.tolist() == [5.0, 6.0, 0.0]
    assert fit.first.tolist() == [5.0, 4.0, 0.0]
    assert fit.last.tolist() == [3.0, 6.0, 0.0]
    assert fit.short.tolist() == [0.5, 0.0, 0.0]


def plain_fit(gains: list[float], states: list[int]) -> list[float]:
    """The fit of one word, in the order of `WordFit`."""
    phones = [list(group) for _, group in groupby(range(len(gains)), key=lambda t: states[t])]
    half, lengths = sorted(gains)[: (len(gains) + 1) // 2], [len(phone) for phone in phones]
    return [
        fmean(gains),
        fmean(half),
        fmean(gains[:EDGE]),
        fmean(gains[-EDGE:]),
        min(fmean(gains[t] for t in phone) for phone in phones),
        max(lengths),
        lengths[0],
        lengths[-1],
        sum(length <= SHORT_PHONE for length in lengths) / len(lengths),
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(3, 9), min_size=1, max_size=4), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_words_that_touch_fit_as_plain_python_says(words: list[list[int]], seed: int) -> None:
    script = Script.of([[[2 + k for k in range(len(phones))]] for phones in words])
    every = np.arange(len(words), dtype=np.int32)
    lengths = [frames for phones in words for frames in phones]
    states = np.repeat(np.arange(len(lengths)), lengths)
    gains = np.random.default_rng(seed).normal(0, 5, len(states)).astype(np.float32)
    path = Traced(np.full(len(states), IN_WORD, np.uint8), (3 * states).astype(np.int32))
    places, fit = measure_words(path, gains, lattice_of(script, every))
    for w, (first, last) in enumerate(zip(places.start.tolist(), places.end.tolist(), strict=True)):
        expected = plain_fit(gains[first:last].tolist(), states[first:last].tolist())
        assert [float(values[w]) for values in fit] == pytest.approx(expected, rel=1e-5, abs=1e-5)
