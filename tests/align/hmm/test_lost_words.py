"""Runs of words that a search passed over are found again where the sound is theirs, and nowhere else."""

from __future__ import annotations

import numpy as np

from align.hmm.acoustic_model import SIL, UNITS
from align.hmm.coarse import FILLER, IN_WORD, SILENCE, CoarsePath, search
from align.hmm.gaussians import COST_STEP
from align.hmm.lost_words import recover_lost_words
from align.hmm.script import Script

WORDS = [[(3 + 4 * k, 4 + 4 * k, 5 + 4 * k)] for k in range(7)]
SCRIPT = Script.of(WORDS, false_start=1e4)


def sound(own: int, other: int = 60) -> np.ndarray:
    """A recording of all seven words, nine steps each; those from the second to the sixth cost `own` a step."""
    costs = np.full((len(WORDS) * 9, len(UNITS)), other, np.uint8)
    for number, (phones,) in enumerate(WORDS):
        for k, phone in enumerate(phones):
            costs[9 * number + 3 * k : 9 * number + 3 * k + 3, phone] = own if 1 <= number <= 5 else 0
    costs[:, SIL] = 200
    return costs


def lost(costs: np.ndarray, price: float) -> CoarsePath:
    """The path under a filler at `price` nats a step."""
    return search(costs, COST_STEP, SCRIPT, SIL, np.full(len(costs), price, np.float32))


def places(path: CoarsePath) -> list[int]:
    """Words that have a place."""
    return [int(word) for word in np.unique(SCRIPT.owners()[path.place[path.kind == IN_WORD]])]


def test_a_run_is_found_again_where_its_sound_is() -> None:
    costs = sound(own=14)
    path = lost(costs, 0.9)
    assert places(path) == [0, 6]
    found = recover_lost_words(path, costs, np.full(len(costs), 2.7, np.float32), SCRIPT)
    assert places(found) == list(range(7))
    owners = SCRIPT.owners()[found.place[found.kind == IN_WORD]]
    assert owners.tolist() == [word for word in range(7) for _ in range(9)]
    assert found.cost == path.cost


def test_sound_that_is_not_theirs_is_left_to_the_filler() -> None:
    costs = sound(own=40)
    path = lost(costs, 0.9)
    found = recover_lost_words(path, costs, np.full(len(costs), 5.0, np.float32), SCRIPT)
    assert places(found) == [0, 6]
    assert (found.kind == path.kind).all()


def test_a_run_that_was_cut_is_left() -> None:
    costs = sound(own=14)
    costs = np.concatenate([costs[:12], costs[51:]])
    kind, place = np.full(len(costs), FILLER, np.uint8), np.full(len(costs), 6, np.int32)
    kind[:9] = kind[-9:] = IN_WORD
    place[:9], place[-9:] = np.repeat(range(3), 3), np.repeat(range(18, 21), 3)
    found = recover_lost_words(CoarsePath(kind, place, 1.0), costs, np.full(len(costs), 2.7, np.float32), SCRIPT)
    assert (found.kind == kind).all()


def test_words_that_took_the_sound_of_others_give_it_back() -> None:
    """The run has no room, since the last word lies on the sound of the first of the run."""
    words = [[(3, 4, 5)], [(7, 8, 9)], [(11, 12, 13)], [(15, 16, 17)], [(7, 8, 10)], [(7, 8, 9)]]
    script = Script.of(words, false_start=1e4)
    costs = np.full((6 * 9, len(UNITS)), 60, np.uint8)
    for number, (phones,) in enumerate(words):
        for k, phone in enumerate(phones):
            costs[9 * number + 3 * k : 9 * number + 3 * k + 3, phone] = 4
    kind, place = np.full(len(costs), FILLER, np.uint8), np.full(len(costs), 6, np.int32)
    kind[:18] = IN_WORD
    place[:9], place[9:18] = np.repeat(range(3), 3), np.repeat(range(15, 18), 3)
    found = recover_lost_words(CoarsePath(kind, place, 1.0), costs, np.full(len(costs), 2.7, np.float32), script)
    owners = script.owners()[found.place[found.kind == IN_WORD]]
    assert owners.tolist() == [word for word in range(6) for _ in range(9)]


def test_words_may_not_begin_before_they_may() -> None:
    costs = sound(own=14)
    path = lost(costs, 0.9)
    late = (np.full(7, 60, np.int32), np.full(7, 63, np.int32))
    found = recover_lost_words(path, costs, np.full(len(costs), 2.7, np.float32), SCRIPT, late)
    assert places(found) == [0, 6]


def test_a_path_that_lacks_nothing_stays() -> None:
    costs = sound(own=0)
    path = lost(costs, 4.0)
    found = recover_lost_words(path, costs, np.full(len(costs), 4.0, np.float32), SCRIPT)
    assert places(found) == list(range(7))
    assert (found.kind == path.kind).all()
    assert not (found.kind == SILENCE).any()
