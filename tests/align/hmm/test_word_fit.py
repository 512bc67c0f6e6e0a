"""Of a planted path the places of words, what adjoins them and how well they fit are measured."""

from __future__ import annotations

import numpy as np
import pytest

from align.hmm.acoustic_model import SIL
from align.hmm.fine import lattice_of
from align.hmm.path import FILLER, IN_WORD, SILENCE, Traced
from align.hmm.script import Script
from align.hmm.word_fit import EDGE, FILLER_UNIT, WordFit, WordPlaces, measure_words

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
