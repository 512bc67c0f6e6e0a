"""On random lattices the compiled searches cost what searches in plain Python do; the fine one finds planted words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.coarse import TrellisCosts, search
from align.hmm.competitors import compare_with_competitors
from align.hmm.confidence import _along
from align.hmm.filler import CHANGE, loop_costs
from align.hmm.fine import COSTS, lattice_of, penalties_of, search_words
from align.hmm.fine_kernel import AH, M, search_frames
from align.hmm.fine_lattice import Band, Frames, Transitions
from align.hmm.path import IN_WORD, Traced
from align.hmm.script import Script
from align.hmm.word_fit import FILLER_UNIT
from tests.align.hmm.reference import coarse_cost, fine_score, loop_cost, pronunciation_cost

STEP = 0.25
PHONES = len(UNITS)
STAY, LEAVE = np.full((PHONES, 3), np.log(0.7), np.float32), np.full((PHONES, 3), np.log(0.3), np.float32)

pronunciation = st.lists(st.integers(2, 7), min_size=1, max_size=4)
scripts = st.lists(st.lists(pronunciation, min_size=1, max_size=2), min_size=1, max_size=5)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(scripts, st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_the_coarse_search_costs_what_the_reference_does(words: list[list[list[int]]], steps: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = rng.integers(0, 60, (steps, PHONES)).astype(np.uint8)
    opens, turns = rng.random((2, len(words) + 1)) < 0.5
    script = Script.of(words, opens, rng.uniform(0, 6, len(words) + 1).astype(np.float32), turns=turns)
    tuning = TrellisCosts(
        enter_filler=9.0, enter_brief=float(rng.uniform(2, 12)), skip=float(rng.uniform(5, 25)), beam=1e5
    )
    filler = rng.uniform(1, 6, steps).astype(np.float32)
    expected = coarse_cost(costs, STEP, script, SIL, filler, tuning)
    assert search(costs, STEP, script, SIL, filler, tuning).cost == pytest.approx(expected, abs=0.01)


def planted(units: list[int], *, filler: float = -30.0) -> Frames:
    """Frames in which the unit `units[t]` is likely, -1: nothing is."""
    scores = np.full((len(units), PHONES, 3), -60.0, np.float32)
    for t, unit in enumerate(units):
        if unit >= 0:
            scores[t, unit] = -10.0
    return Frames(scores, np.full(len(units), filler, np.float32))


def found(script: Script, units: list[int]) -> list[tuple[int, int]]:
    _, places, _ = search_words(
        planted(units), script, np.arange(script.words, dtype=np.int32), Transitions(STAY, LEAVE)
    )
    return list(zip(places.start.tolist(), places.end.tolist(), strict=True))


def long(*phones: int, frames: int = 5) -> list[int]:
    return [phone for phone in phones for _ in range(frames)]


TWO = Script.of([[[2, 3]], [[4, 5, 6]]])


def test_words_and_what_adjoins_them_are_found_to_the_frame() -> None:
    units = [*long(SIL, frames=8), *long(2, 3), *long(SIL, frames=20), *long(4, 5, 6), *long(SIL, frames=4)]
    _, places, fit = search_words(planted(units), TWO, np.arange(2, dtype=np.int32), Transitions(STAY, LEAVE))
    assert places.start.tolist() == [8, 38]
    assert places.end.tolist() == [18, 53]
    assert places.before.tolist() == places.after.tolist() == [SIL, SIL]
    assert fit.mean.tolist() == fit.worst_phone.tolist() == [20.0, 20.0]
    assert fit.longest.tolist() == fit.first.tolist() == fit.last.tolist() == [5.0, 5.0]
    assert fit.short.tolist() == [0.0, 0.0]


def test_words_that_touch_know_each_others_phones() -> None:
    _, places, _ = search_words(
        planted(long(2, 3, 4, 5, 6)), TWO, np.arange(2, dtype=np.int32), Transitions(STAY, LEAVE)
    )
    assert (places.end[0], places.start[1]) == (10, 10)
    assert places.after[0] == 4
    assert places.before[1] == 3


def test_the_pronunciation_that_was_said_is_taken() -> None:
    script = Script.of([[[2, 3], [7, 8, 9]], [[4, 5, 6]]])
    _, places, _ = search_words(
        planted(long(7, 8, 9, 4, 5, 6)), script, np.arange(2, dtype=np.int32), Transitions(STAY, LEAVE)
    )
    assert places.variant.tolist() == [1, 2]
    assert places.start.tolist() == [0, 15]


@pytest.mark.parametrize("between", [long(AH, frames=12), long(AH, M, frames=9), long(-1, frames=40)])
def test_hesitations_and_foreign_sound_are_no_part_of_words(between: list[int]) -> None:
    script = Script.of([[[2, 3]], [[12, 5, 6]]])
    units = [*long(2, 3), *between, *long(12, 5, 6)]
    _, places, _ = search_words(planted(units), script, np.arange(2, dtype=np.int32), Transitions(STAY, LEAVE))
    assert (places.end[0], places.start[1]) == (10, 10 + len(between))
    assert places.after[0] == places.before[1] == FILLER_UNIT


def test_a_false_start_is_no_part_of_its_word() -> None:
    units = [*long(2, 3, 4, 5), *long(SIL, frames=15), *long(4, 5, 6)]
    assert found(TWO, units) == [(0, 10), (35, 50)]


def test_a_word_said_in_full_stays_before_another_that_is_a_little_like_it() -> None:
    script = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]])
    frames = planted([*long(2, 3, 4, 5, 6), *long(-1, -1, -1), *long(7, 8)])
    for number, phone in enumerate((4, 5, 6)):
        frames.scores[25 + 5 * number : 30 + 5 * number, phone] = -22.0
    _, places, _ = search_words(frames, script, np.arange(3, dtype=np.int32), Transitions(STAY, LEAVE))
    assert places.start.tolist() == [0, 10, 40]
    assert places.end.tolist() == [10, 25, 50]
    assert places.after[1] == places.before[2] == FILLER_UNIT


def test_a_word_of_more_states_than_frames_has_no_place() -> None:
    _, places, _ = search_words(planted(long(2, frames=4)), TWO, np.arange(2, dtype=np.int32), Transitions(STAY, LEAVE))
    assert -1 in places.start.tolist()


def test_a_word_is_looked_for_only_where_it_may_be_said() -> None:
    units = [*long(2, 3), *long(4, 5, 6), *long(SIL, frames=30), *long(4, 5, 6)]
    first, past = np.array([[0, 1], [1, 2]], np.int32)
    late = Band(np.repeat(first, [40, 30]), np.repeat(past, [40, 30]))
    every = np.arange(2, dtype=np.int32)
    _, places, _ = search_words(planted(units), TWO, every, Transitions(STAY, LEAVE), band=late)
    assert (places.start[1], places.end[1]) == (55, 70)


def test_where_no_path_lies_in_the_band_all_is_looked_at() -> None:
    units, every = [*long(2, 3), *long(4, 5, 6)], np.arange(2, dtype=np.int32)
    nowhere = Band(np.full(25, 2, np.int32), np.full(25, 2, np.int32))
    _, places, _ = search_words(planted(units), TWO, every, Transitions(STAY, LEAVE), band=nowhere)
    assert places.start.tolist() == [0, 10]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(scripts, st.integers(0, 25), st.integers(0, 2**32 - 1))
def test_a_band_around_the_best_path_finds_it(words: list[list[list[int]]], margin: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    script = Script.of(words)
    length = 3 * len(script.phones) + int(rng.integers(0, 40))
    frames = Frames(rng.uniform(-40, 0, (length, PHONES, 3)).astype(np.float32), np.full(length, -15, np.float32))
    every = np.arange(script.words, dtype=np.int32)
    lattice, transitions = lattice_of(script, every), Transitions(STAY, LEAVE)
    penalties = penalties_of(script, every, COSTS)
    path, again = (Traced(np.zeros(length, np.uint8), np.zeros(length, np.int32)) for _ in range(2))
    score = search_frames(frames, lattice, transitions, penalties, path)
    spoken = np.flatnonzero(path.kind >= IN_WORD)
    owner = script.owners()[path.place[spoken] // 3]
    at = np.arange(length)[:, None]
    first, last = (np.array([side(spoken[owner == word]) for word in every]) for side in (np.min, np.max))
    band = Band((last + margin < at).sum(axis=1).astype(np.int32), (first - margin <= at).sum(axis=1).astype(np.int32))
    assert search_frames(frames, lattice, transitions, penalties, again, band) == pytest.approx(score, abs=1e-3)
    assert np.array_equal(again.kind, path.kind)
    assert np.array_equal(again.place, path.place)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(scripts, st.integers(0, 2**32 - 1))
def test_the_fine_search_scores_what_the_reference_does(words: list[list[list[int]]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    script = Script.of(words)
    length = 3 * len(script.phones) + int(rng.integers(0, 20))
    scores = rng.uniform(-40, 0, (length, PHONES, 3)).astype(np.float32)
    frames = Frames(scores, rng.uniform(-25, -5, length).astype(np.float32))
    transitions = Transitions(STAY, LEAVE)
    every = np.arange(script.words, dtype=np.int32)
    penalties = penalties_of(script, every, COSTS)
    path = Traced(np.zeros(length, np.uint8), np.zeros(length, np.int32))
    score = search_frames(frames, lattice_of(script, every), transitions, penalties, path)
    assert score == pytest.approx(fine_score(frames, script, transitions, SIL, penalties.pauses, COSTS), abs=0.02)
    spoken = path.place[path.kind == IN_WORD] // 3
    assert sorted({int(word) for word in script.owners()[spoken]}) == every.tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_the_loop_costs_what_the_reference_does(steps: int, seed: int) -> None:
    costs = np.random.default_rng(seed).integers(0, 80, (steps, 6)).astype(np.uint8)
    expected = loop_cost(costs, STEP, CHANGE)
    assert float(loop_costs(costs, STEP).sum(dtype=np.float64)) == pytest.approx(expected, abs=0.01)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=3), min_size=2, max_size=6), st.integers(0, 2**32 - 1))
def test_competing_words_cost_what_the_reference_does(words: list[list[int]], seed: int) -> None:
    costs = np.random.default_rng(seed).integers(0, 80, (9, PHONES)).astype(np.uint8)
    script = Script.of([[word] for word in words])
    start, end = np.zeros(len(words), np.int32), np.full(len(words), 9, np.int32)
    fit = compare_with_competitors(costs, STEP, script, start, end)
    for own, best, word in zip(fit.own, fit.best, words, strict=True):
        # Competitors are of the same length, or nearly: a pool of words with one phone less or more.
        others = [pronunciation_cost(costs, other) for other in words if other != word]
        expected = min(others) * STEP / 9 if others else own
        assert best == pytest.approx(expected, abs=1e-3)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8), st.floats(0.01, 0.2))
def test_the_chain_of_misheard_words_sums_over_all_of_them(odds: list[float], share: float) -> None:
    again = 0.25
    after_right = share * (1 - again) / (1 - share)
    weights = np.zeros((len(odds), 2))
    for number in range(2 ** len(odds)):
        wrong = [number >> k & 1 for k in range(len(odds))]
        weight = share if wrong[0] else 1 - share
        for before, here in pairwise(wrong):
            wrong_now = again if before else after_right
            weight *= wrong_now if here else 1 - wrong_now
        weight *= float(np.prod([odd for odd, here in zip(odds, wrong, strict=True) if here]))
        for k, here in enumerate(wrong):
            weights[k, here] += weight
    chance: NDArray[np.float64] = np.zeros(len(odds))
    _along(np.array(odds), np.full(len(odds), share), np.full(len(odds), again), chance)
    np.testing.assert_allclose(chance, weights[:, 1] / weights.sum(axis=1), rtol=1e-6)
