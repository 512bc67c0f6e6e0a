"""Only steps whose words, and the words around, beat the filler clearly are believed."""

from __future__ import annotations

import numpy as np

from align.hmm.coarse import FILLER, IN_WORD, CoarsePath
from align.hmm.confident import LEAST_GAIN, STEP, WORDS_AROUND, confident_frames, confident_steps
from align.hmm.gaussians import COST_STEP
from align.hmm.script import Script

WORDS, EACH = 40, 3
FILLER_COST = 4.0
SCRIPT = Script.of([[[2 + k % 5]] for k in range(WORDS)])


def path_of(costs_of_words: list[float]) -> tuple[CoarsePath, np.ndarray, np.ndarray]:
    """Each word for three steps that cost so many nats each, with a step of filler before it."""
    steps = WORDS * (EACH + 1)
    kind, place = np.full(steps, IN_WORD, np.uint8), np.arange(steps) // (EACH + 1)
    kind[:: EACH + 1] = FILLER
    costs = np.zeros((steps, 42), np.uint8)
    costs[np.arange(steps), SCRIPT.phones[place]] = np.array(costs_of_words)[place] / COST_STEP
    return CoarsePath(kind, place.astype(np.int32), 0.0), costs, np.full(steps, FILLER_COST, np.float32)


def believed(costs_of_words: list[float]) -> set[int]:
    path, costs, filler = path_of(costs_of_words)
    steps = confident_steps(path, costs, filler, SCRIPT)
    assert (path.kind[steps] == IN_WORD).all()
    words = path.place[steps].tolist()
    assert all(words.count(word) == EACH for word in set(words))
    return set(words)


def test_words_that_fit_are_believed_and_others_are_not() -> None:
    assert believed([0.0] * WORDS) == set(range(WORDS))
    assert believed([FILLER_COST] * WORDS) == set()
    assert believed([FILLER_COST - LEAST_GAIN - 0.25] * WORDS) == set(range(WORDS))


def test_one_bad_word_among_good_ones_is_carried_by_them() -> None:
    costs = [0.0] * WORDS
    costs[20] = FILLER_COST
    assert 20 in believed(costs)


def test_one_good_word_among_bad_ones_is_chance() -> None:
    costs = [10.0] * WORDS
    costs[20] = 0.0
    assert believed(costs) == set()


def test_where_a_passage_ends_belief_ends_within_the_words_around() -> None:
    found = believed([0.0] * 20 + [10.0] * 20)
    assert set(range(20 - WORDS_AROUND)) <= found <= set(range(20 + WORDS_AROUND))


def test_a_script_of_one_word_is_judged_by_itself() -> None:
    path = CoarsePath(np.full(4, IN_WORD, np.uint8), np.zeros(4, np.int32), 0.0)
    for cost, count in ((0, 4), (16, 0)):
        costs = np.full((4, 42), cost, np.uint8)
        assert len(confident_steps(path, costs, np.full(4, FILLER_COST, np.float32), Script.of([[[2]]]))) == count


def test_frames_come_with_their_phones() -> None:
    path, costs, filler = path_of([0.0] * WORDS)
    frames, phones = confident_frames(path, costs, filler, SCRIPT)
    inside = np.flatnonzero(path.kind == IN_WORD)
    assert frames.tolist() == (inside * STEP).tolist()
    assert phones.tolist() == [2 + k % 5 for k in range(WORDS) for _ in range(EACH)]
