"""A word between its neighbours costs nothing more than anything else where it was said, and much where it was not."""

from __future__ import annotations

import numpy as np
import pytest

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.filler import CHANGE
from align.hmm.phrase_fit import BIGRAM_SHARE, PAUSE, PhraseFit, compare_with_any_phones, load_phone_bigrams
from align.hmm.script import Script
from benchmarks.count_phones import bigram_costs, pronunciations

STEP = 0.25
BEFORE, WORD, BEHIND, OTHER = ((UNITS.index(a), UNITS.index(b), UNITS.index(c)) for a, b, c in (
    ("DH", "EH", "N"), ("K", "AE", "T"), ("S", "AE", "T"), ("D", "AO", "G"),
))  # fmt: skip


def said(*phones: int, length: int = 3) -> np.ndarray:
    """Costs of a recording in which each phone lasts so many steps and all others cost 10 nats a step."""
    costs = np.full((len(phones) * length, len(UNITS)), 40, np.uint8)
    for number, phone in enumerate(phones):
        costs[number * length : (number + 1) * length, phone] = 0
    return costs


def fit(costs: np.ndarray, middle: tuple[int, ...], start: list[int], end: list[int]) -> PhraseFit:
    script = Script.of([[BEFORE], [middle], [BEHIND]])
    return compare_with_any_phones(
        costs, STEP, script, np.array(start, np.int32), np.array(end, np.int32), np.arange(3, dtype=np.int32)
    )


def test_what_was_said_costs_less_than_any_phones() -> None:
    found = fit(said(*BEFORE, *WORD, *BEHIND), WORD, [0, 9, 18], [9, 18, 27])
    assert found.any_phones[1] == -3 * CHANGE  # a change into each of its phones
    bigrams = load_phone_bigrams()
    likely = sum(float(bigrams[a, b]) for a, b in zip((SIL, *WORD), (*WORD, SIL), strict=True))
    assert found.likely_phones[1] == pytest.approx(-BIGRAM_SHARE * likely, abs=0.01)
    # Without the word, its neighbours and pauses have to cover its nine steps.
    assert found.nothing[1] < -9 * 9
    assert found.steps.tolist() == [9, 9, 9]


def test_what_was_not_said_costs_more() -> None:
    found = fit(said(*BEFORE, *WORD, *BEHIND), OTHER, [0, 9, 18], [9, 18, 27])
    assert found.any_phones[1] > 20
    assert found.likely_phones[1] > 20


def test_edges_of_the_neighbours_may_move() -> None:
    """A wrong word that took half of its neighbour is compared with the neighbour's whole."""
    costs = said(*BEFORE, *WORD, *BEHIND)
    moved = fit(costs, WORD, [0, 6, 20], [6, 20, 27])
    assert moved.any_phones[1] == -3 * CHANGE


def test_a_pause_beside_a_word_is_no_phone() -> None:
    costs = said(*BEFORE, SIL, *WORD, *BEHIND)
    found = fit(costs, WORD, [0, 12, 21], [9, 21, 30])
    assert found.any_phones[1] == -3 * CHANGE
    assert found.any_phones[1] < -PAUSE


def test_far_neighbours_and_words_without_a_place_are_left_alone() -> None:
    costs = said(*BEFORE, *([SIL] * 20), *WORD, *([SIL] * 20))
    found = fit(costs, WORD, [0, 69, -1], [9, 78, -1])
    assert found.any_phones[1] == -3 * CHANGE
    assert found.any_phones[2] == found.likely_phones[2] == found.nothing[2] == 0
    assert found.steps[2] == 0


def test_more_phones_than_steps_are_not_compared() -> None:
    found = fit(said(*BEFORE, *WORD, *BEHIND, length=1), WORD, [0, 3, 4], [3, 4, 7])
    assert found.any_phones[1] == 0


def test_words_are_likelier_than_phones_in_any_order() -> None:
    bigrams = load_phone_bigrams()
    assert bigrams.shape == (len(UNITS), len(UNITS))
    np.testing.assert_allclose(np.exp(-bigrams[SIL]).sum(), 1.0, atol=1e-3)
    assert bigrams[UNITS.index("S"), UNITS.index("T")] < bigrams[UNITS.index("T"), UNITS.index("NG")]
    assert (bigrams[:, :2] > 9).all()


@pytest.mark.slow
def test_the_bigrams_are_those_of_the_dictionary() -> None:
    from align.pronunciation.dictionary import dictionary_path

    counted = bigram_costs(pronunciations(dictionary_path()))
    np.testing.assert_allclose(counted, load_phone_bigrams(), rtol=1e-6)
