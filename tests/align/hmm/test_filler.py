"""The cost of the filler: low where any phones fit well, higher where none do."""

from __future__ import annotations

import numpy as np

from align.hmm import filler
from align.hmm.filler import BRIEF, CHANGE, HESITATIONS, brief_line, filler_line, fine_filler, loop_costs


def test_the_loop_follows_the_best_phones_and_pays_for_changes() -> None:
    costs = np.full((60, 42), 40, np.uint8)
    costs[:30, 5] = 0
    costs[30:, 9] = 0
    found = loop_costs(costs, 0.25)
    assert found[:30].sum() == 0
    assert found[30] == CHANGE
    assert found[31:].sum() == 0


def test_a_phone_that_comes_and_goes_is_not_worth_a_change() -> None:
    costs = np.full((30, 42), 40, np.uint8)
    costs[:, 5] = 0
    costs[15, 5], costs[15, 9] = 16, 0  # 4 nats for one step, a change there and back costs 12
    assert loop_costs(costs, 0.25)[15] == 4.0
    assert loop_costs(costs, 0.25).sum() == 4.0


def test_recordings_longer_than_a_block() -> None:
    rng = np.random.default_rng(3)
    costs = rng.integers(0, 120, (filler.BLOCK + 500, 42)).astype(np.uint8)
    alone = loop_costs(costs[filler.BLOCK :], 0.25)
    np.testing.assert_array_equal(loop_costs(costs, 0.25)[filler.BLOCK :], alone)


def test_noise_that_spoils_all_phones_makes_the_loop_dearer() -> None:
    rng = np.random.default_rng(4)
    clear = np.full((300, 42), 20, np.uint8)
    clear[np.arange(300), np.repeat(rng.integers(0, 42, 60), 5)] = 0
    noisy = np.clip(clear.astype(int) + rng.integers(0, 60, clear.shape), 0, 255)
    noisy = (noisy - noisy.min(axis=1, keepdims=True)).astype(np.uint8)
    assert loop_costs(noisy, 0.25).mean() > loop_costs(clear, 0.25).mean() + 0.5
    assert len(filler_line(clear[:0], 0.25)) == len(fine_filler(clear[:0], 0.25)) == 0


def test_a_hesitation_costs_no_more_than_the_filler_and_a_word_does() -> None:
    costs = np.full((60, 42), 40, np.uint8)
    costs[:30, HESITATIONS[0]] = 0  # "uh"
    costs[30:, 14] = 0
    line = np.full(60, 1.5, np.float32)
    brief = brief_line(costs, 0.25, line)
    np.testing.assert_allclose(brief[3:27], 1.5)
    np.testing.assert_allclose(brief[33:57], 1.5 + BRIEF)
    assert len(brief_line(costs[:0], 0.25, line[:0])) == 0
