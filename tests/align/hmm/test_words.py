"""What the searches find is put together by word, whatever piece it comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from align.hmm import words
from align.hmm.coarse_pass import Coarse
from align.hmm.fine import FinePath
from align.hmm.pieces import Piece
from align.hmm.scores import FrameScores
from align.hmm.script import Script
from align.hmm.word_fit import FILLER_UNIT, no_fit
from align.hmm.words import WordAlignment, align_words

SCRIPT = Script.of([[[2, 3]], [[4], [5, 6, 7]], [[8, 9]]])
FRAMES = 600


def fine_path(piece: Piece) -> FinePath:
    """Each word 40 ms behind its coarse place, said in its last pronunciation."""
    count = len(piece.words)
    start = np.array([1.0, np.nan, 4.0])[piece.words] + 0.04
    fit = no_fit(count)
    fit.mean[:], fit.longest[:] = piece.words + 1, 7
    spread = np.full(count, 0.01, np.float32)
    unit = np.full(count, 9, np.int32)
    return FinePath(
        piece.words, start, start + 0.5, spread, 2 * spread, SCRIPT.variants[piece.words + 1] - 1, fit, fit, unit, unit
    )


@pytest.fixture
def alignment(monkeypatch: pytest.MonkeyPatch) -> tuple[WordAlignment, list[float]]:
    start, end = np.array([100, -1, 400], np.int32), np.array([150, -1, 450], np.int32)
    unexplained = np.zeros(FRAMES, np.bool_)
    unexplained[500:] = True
    nothing: Any = None
    monkeypatch.setattr(words, "coarse_pass", lambda scores, *_, **__: Coarse(start, end, unexplained, nothing, scores))
    monkeypatch.setattr(words, "refine_piece", lambda *arguments: fine_path(arguments[-1]))
    steps = np.arange(FRAMES // 3)
    costs = np.zeros((len(steps), 42), np.uint8)
    costs[100:] = 40
    scores = FrameScores(
        np.zeros((FRAMES, 13), np.float16), costs, np.zeros(len(steps), np.float32), (steps / 10).astype(np.float32),
        np.zeros((2 * FRAMES, 6), np.uint8), np.zeros((6, 6), np.float32), np.zeros(len(steps), np.bool_), nothing,
    )  # fmt: skip
    shares: list[float] = []
    return align_words(scores, np.array([0, 2, 3], np.int32), SCRIPT, shares.append), shares


def test_words_keep_what_was_measured_in_their_piece(alignment: tuple[WordAlignment, list[float]]) -> None:
    found, shares = alignment
    np.testing.assert_allclose(found.start, [1.04, np.nan, 4.04])
    np.testing.assert_allclose(found.end, [1.54, np.nan, 4.54])
    np.testing.assert_allclose(found.start_spread, [0.01, 0, 0.01])
    np.testing.assert_allclose(found.moved, [0.04, 0, 0.04], atol=1e-6)
    assert found.tokens.tolist() == [0, 2, 3]
    assert found.score.tolist() == [1.0, 0.0, 3.0]
    np.testing.assert_allclose(found.longest, [0.07, 0, 0.07], rtol=1e-6)
    assert found.before.tolist() == [9, FILLER_UNIT, 9]
    assert found.filler.sum() == 100
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_pronunciation_that_was_said_counts(alignment: tuple[WordAlignment, list[float]]) -> None:
    # The word that was not found counts with its first.
    assert alignment[0].phones.tolist() == [2, 1, 2]


def test_costs_are_averaged_over_the_steps_of_each_word(alignment: tuple[WordAlignment, list[float]]) -> None:
    found = alignment[0]
    # The words reach from 34.7 to 51.3 steps of 30 ms, and from 134.7 to 151.3: every step that they touch counts.
    assert found.filler_cost[[0, 2]] == pytest.approx(
        [np.mean(np.arange(34, 52)) / 10, np.mean(np.arange(134, 152)) / 10]
    )
    assert found.contrast[[0, 2]].tolist() == [0.0, 10.0]
