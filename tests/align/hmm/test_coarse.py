"""The coarse search finds planted paths: words, pauses, filler, skips, and the middle of a long recording."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from align.hmm import coarse as trellis
from align.hmm import coarse_search
from align.hmm.coarse import FILLER, IN_WORD, SILENCE, TrellisCosts, search
from align.hmm.script import NEVER, Script

SIL = 32
STEP = 0.25


def planted(units: list[int], *, other: int = 80) -> NDArray[np.uint8]:
    """Costs in which unit `units[t]` is the best of step t; -1: none of the script's is."""
    costs = np.full((len(units), 42), other, np.uint8)
    for t, unit in enumerate(units):
        costs[t, unit if unit >= 0 else 41] = 0
    return costs


def priced(costs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A filler of 4 nats a step, between what is right (0) and what is wrong (20 and more)."""
    return np.full(len(costs), 4.0, np.float32)


def spans(costs: NDArray[np.uint8], script: Script, tuning: TrellisCosts | None = None) -> list[tuple[int, int] | None]:
    path = search(costs, STEP, script, SIL, priced(costs), tuning)
    owner = np.repeat(np.repeat(np.arange(script.words), np.diff(script.variants)), np.diff(script.states))
    inside = [(t, int(owner[path.place[t]])) for t in range(len(costs)) if path.kind[t] == IN_WORD]
    found: list[tuple[int, int] | None] = []
    for word in range(script.words):
        steps = [t for t, w in inside if w == word]
        found.append((steps[0], steps[-1] + 1) if steps else None)
    return found


def test_words_and_the_pause_between_them_are_found() -> None:
    script = Script.of([[[2, 3]], [[4, 5, 6]]])
    units = [SIL] * 5 + [2, 2, 3, 3] + [SIL] * 7 + [4, 5, 5, 6] + [SIL] * 3
    assert spans(planted(units), script) == [(5, 9), (16, 20)]


def test_the_better_pronunciation_is_taken() -> None:
    script = Script.of([[[2, 3, 4], [7, 8]], [[5, 6]]])
    units = [7, 7, 8, 8, 5, 5, 6]
    path = search(planted(units), STEP, script, SIL, priced(planted(units)))
    assert [int(script.phones[s]) for s in path.place] == units
    assert path.cost == 0


def test_sound_that_nobody_transcribed_goes_to_the_filler() -> None:
    script = Script.of([[[2, 3, 4]], [[5, 6, 7]]])
    units = [2, 3, 4] + [-1] * 60 + [5, 6, 7]
    path = search(planted(units), STEP, script, SIL, priced(planted(units)))
    assert spans(planted(units), script) == [(0, 3), (63, 66)]
    assert (path.kind[3:63] == FILLER).all()


def test_no_sentence_begins_long_before_the_rest_of_it_is_said() -> None:
    """A trailer that holds what fits the first word better does not take it from its sentence."""
    opens = np.array([True, False, False, True])
    script = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]], opens, np.zeros(4, np.float32), NEVER)
    for length, first in ((900, (904, 908)), (30, (0, 4))):
        costs = planted([2, 2, 3, 3, *[-1] * length, 2, 2, 3, 3, 4, 5, 6, 7, 8])
        costs[range(4 + length, 8 + length), [2, 2, 3, 3]] = 12  # 3 nats a step
        found = spans(costs, script)
        assert found == [first, (8 + length, 11 + length), (11 + length, 13 + length)]


def test_words_that_were_cut_are_skipped() -> None:
    words = [[[2, 3, 4, 8]], [[9, 10, 11, 12]], [[13, 14, 15, 9]], [[5, 6, 7, 3]]]
    units = [u for word in (words[0], words[3]) for u in word[0] for _ in range(3)]
    assert spans(planted(units, other=120), Script.of(words)) == [(0, 12), None, None, (12, 24)]


def test_a_text_of_the_middle_is_found_there() -> None:
    script = Script.of([[[2, 3, 4]], [[5, 6, 7]]] * 5)
    middle = [2, 3, 4, 5, 6, 7] * 5
    units = [-1] * 3000 + middle + [-1] * 3000
    found = spans(planted(units), script)
    assert found[0] == (3000, 3003)
    assert found[-1] == (3027, 3030)


@pytest.mark.slow
def test_a_long_recording_settles_in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    words = [[list(rng.integers(2, 31, 4))] for _ in range(800)]
    units = [int(u) for word in words for u in word[0] for _ in range(3)]
    whole = spans(planted(units), Script.of(words))
    monkeypatch.setattr(trellis, "MOST_POOL", 1 << 20)
    assert spans(planted(units), Script.of(words)) == whole
    assert [w for w in whole if w is None] == []
    assert whole[400] == (4800, 4812)


@pytest.mark.slow
def test_words_stay_in_order_where_what_was_settled_proves_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sound that fits nothing, and room for a few steps: the path is settled long before the cheapest one is known."""
    monkeypatch.setattr(trellis, "MOST_POOL", 6000)
    monkeypatch.setattr(coarse_search, "BLOCK", 64)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        script = Script.of([[rng.integers(0, 8, rng.integers(1, 5)).tolist()] for _ in range(25)])
        costs = rng.integers(0, 40, (400, 42)).astype(np.uint8)
        path = search(costs, STEP, script, SIL, priced(costs), TrellisCosts(beam=1000.0))
        words = script.owners()[path.place[path.kind == IN_WORD]]
        assert len(words) > 0
        assert (np.diff(words) >= 0).all()


def test_silence_alone_is_a_path() -> None:
    path = search(planted([SIL] * 10), STEP, Script.of([[[2]]]), SIL, priced(planted([SIL] * 10)))
    assert len(path.kind) == 10
    assert (path.kind == SILENCE).sum() >= 9  # skipping the only word costs more than a step of it


def test_no_frames_and_no_pronunciation() -> None:
    assert len(search(planted([]), STEP, Script.of([[[2]]]), SIL, priced(planted([]))).kind) == 0
    with pytest.raises(ValueError, match="without pronunciation"):
        Script.of([[[2]], []])


def test_bounds_choose_between_two_takes() -> None:
    script = Script.of([[[2, 3, 4]]])
    units = [SIL] * 10 + [2, 3, 4] + [SIL] * 50 + [2, 3, 4] + [SIL] * 10
    for begin in (10, 63):
        bounds = (np.array([begin - 5], np.int32), np.array([begin + 5], np.int32))
        path = search(planted(units), STEP, script, SIL, priced(planted(units)), bounds=bounds)
        assert np.flatnonzero(path.kind == IN_WORD)[0] == begin


def test_a_word_that_is_begun_twice_lies_where_it_is_said_in_full() -> None:
    script = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]])
    units = [2, 2, 3, 3, 4, 4, 5] + [SIL] * 6 + [4, 4, 5, 6, 6, 7, 8]
    path = search(planted(units), STEP, script, SIL, priced(planted(units)))
    assert spans(planted(units), script) == [(0, 4), (13, 18), (18, 20)]
    assert (path.kind[4:7] == FILLER).all()
    assert (path.kind[7:13] == SILENCE).all()


def test_it_may_be_begun_more_than_once() -> None:
    script = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]])
    units = [2, 3, 4, 4] + [SIL] * 3 + [4, 4, 5] + [4, 5, 6, 7, 8]
    assert spans(planted(units), script) == [(0, 2), (10, 13), (13, 15)]


def test_another_word_behind_one_said_in_full_is_not_taken_for_it() -> None:
    script = Script.of([[[2, 3]], [[4, 5, 6]], [[7, 8]]])
    costs = planted([2, 3, 4, 4, 5, 5, 6] + [-1] * 6 + [7, 7, 8])
    for step, phone in zip(range(7, 13), (4, 4, 5, 5, 6, 6), strict=True):
        costs[step, phone] = 10  # a little like the second word, but the transcript lacks it
    path = search(costs, STEP, script, SIL, priced(costs))
    assert spans(costs, script) == [(0, 2), (2, 7), (13, 16)]
    assert (path.kind[7:13] == FILLER).all()


def test_items_of_a_list_that_begin_alike_are_not_taken_for_a_stutter() -> None:
    """What begins like "2008, 2009" is a list; "the the" is one word twice, and "to today" share too little."""
    items = [[[2, 3, 4, 5]], [[2, 3, 4, 6]], [[9, 8]], [[7, 8, 9, 10]], [[7, 8, 9, 10]], [[2, 3]], [[2, 3, 5, 6]]]
    may_break_off = Script.of(items).false_start < NEVER
    assert may_break_off.tolist() == [False, False, True, True, True, True, True]


def assert_a_way_through(path: trellis.CoarsePath, script: Script) -> None:
    """Words in order, each from the first to the last phone of one pronunciation, and nothing else in between."""
    owners = script.owners()
    firsts, lasts = set(script.states[:-1].tolist()), set((script.states[1:] - 1).tolist())
    word, before = -1, -1  # the word, and the state of the step before, -1 outside of words
    for kind, place in zip(path.kind.tolist(), path.place.tolist(), strict=True):
        assert kind in (FILLER, IN_WORD, SILENCE)
        if kind != IN_WORD:
            assert before in lasts | {-1}
            before = -1
        elif place != before:
            if place in firsts:
                assert before in lasts | {-1}
                assert owners[place] > word
                word = int(owners[place])
            else:
                assert place == before + 1
            before = place


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_every_path_is_a_way_through_the_script(seed: int) -> None:
    """Random speech with words left out, put in, begun twice, begun and left."""
    rng = np.random.default_rng(seed)
    for _ in range(20):
        words = [
            [list(map(int, rng.integers(0, 8, rng.integers(1, 6)))) for _ in range(rng.integers(1, 3))]
            for _ in range(rng.integers(2, 40))
        ]
        units: list[int] = [SIL]
        for word in words:
            said = word[rng.integers(len(word))]
            units += [SIL] * int(rng.integers(0, 8)) if rng.random() < 0.2 else []
            units += said[: rng.integers(1, len(said) + 1)] if rng.random() < 0.3 else []
            units += [unit for unit in said for _ in range(rng.integers(1, 4))] if rng.random() < 0.9 else []
        costs = rng.integers(20, 80, (len(units), 42)).astype(np.uint8)
        costs[np.arange(len(units)), units] = rng.integers(0, 12, len(units))
        script = Script.of(words)
        path = search(costs, STEP, script, SIL, priced(costs), TrellisCosts(beam=float(rng.choice([60.0, 400.0]))))
        assert_a_way_through(path, script)


UH = 4  # AH


def test_an_uh_that_nobody_wrote_down_is_no_part_of_a_word() -> None:
    """A word is not drawn out over an "uh", and the next does not move onto it, though neither fits it badly."""
    script = Script.of([[(1, 2)], [(3, 5)]])
    costs = planted([1] * 4 + [2] * 4 + [UH] * 20 + [SIL] * 10 + [3] * 4 + [5] * 4)
    costs[8:28, 2] = 12  # 3 nats a step: 60 in all, less than a filler at 70, more than brief sound
    filler = np.full(len(costs), 1.0, np.float32)
    tuning = TrellisCosts(enter_filler=70.0)
    with_uh = search(costs, STEP, script, SIL, filler, tuning)
    assert (with_uh.kind[8:28] == FILLER).all()
    assert (with_uh.kind[28:38] == SILENCE).all()
    without = search(costs, STEP, script, SIL, filler, TrellisCosts(enter_filler=70.0, enter_brief=1e6))
    assert (without.kind[8:28] == IN_WORD).all()
