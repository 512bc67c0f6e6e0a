"""The CTC trellis finds paths that were planted, and on random graphs scores what the search in plain Python does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.ctc import viterbi as ctc
from align.ctc.columns import Costs, to_columns
from align.ctc.graph import HEAD, Graph, build_graph
from align.ctc.spans import Spans, spans
from align.ctc.viterbi import Path, best_path
from tests.align.ctc.reference import best_score

BLANK, SEPARATOR, SYMBOLS = 0, 1, 12

Words = list[tuple[int, ...]]


class Planted:
    """Frames in which the answer is known."""

    def __init__(self, seed: int = 1) -> None:
        self.rows: list[NDArray[np.float64]] = []
        self.rng = np.random.default_rng(seed)

    def hear(self, symbol: int, sure: float = 0.9999) -> None:
        row = np.full(SYMBOLS, (1 - sure) / (SYMBOLS - 1))
        row[symbol] = sure
        self.rows.append(np.log(row))

    def word(self, word: tuple[int, ...], stretch: int = 0) -> tuple[int, int]:
        first, previous = len(self.rows), None
        for symbol in word:
            if symbol == previous:
                self.hear(BLANK)
            self.hear(symbol)
            last = len(self.rows) - 1
            for _ in range(stretch):
                self.hear(BLANK)
            previous = symbol
        self.hear(SEPARATOR)
        return first, last

    def chatter(self, frames: int) -> None:
        for _ in range(frames):
            self.hear(int(self.rng.integers(0, SYMBOLS)))

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        return np.array(self.rows[first:last], dtype=np.float32)

    def align(self, units: list[list[Words]], costs: Costs | None = None) -> Spans:
        graph = build_graph(units, BLANK)
        path = best_path(graph, len(self.rows), self.read, separator=SEPARATOR, costs=costs)
        return spans(graph, path)


def pairs(found: Spans) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.last.tolist(), strict=True))


def words(count: int, seed: int = 0) -> Words:
    rng = np.random.default_rng(seed)
    return [tuple(int(s) for s in rng.integers(2, SYMBOLS, rng.integers(2, 7))) for _ in range(count)]


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.integers(2, SYMBOLS - 1), min_size=1, max_size=6).map(tuple), min_size=1, max_size=12),
    st.integers(0, 3),
)
def test_planted_words_are_found_to_the_frame(said: Words, stretch: int) -> None:
    planted = Planted()
    gold = [planted.word(word, stretch) for word in said]
    assert pairs(planted.align([[[word]] for word in said])) == gold


def test_equal_letters_need_a_blank_between() -> None:
    planted = Planted()
    gold = [planted.word((5, 5, 5)), planted.word((5,))]
    found = planted.align([[[(5, 5, 5)]], [[(5,)]]])
    assert pairs(found) == gold
    assert found.letters.tolist() == [3, 1]


def test_untranscribed_sound_goes_to_the_filler() -> None:
    planted, said = Planted(), words(40)
    gold = []
    for index, word in enumerate(said):
        if index in (0, 20):
            planted.chatter(300)
        gold.append(planted.word(word, 1))
    planted.chatter(200)
    assert pairs(planted.align([[[word]] for word in said])) == gold


def test_cut_words_are_skipped_and_nothing_else() -> None:
    planted, said = Planted(), words(120)
    said[7] = (2, 3, 4, 5, 6, 7)
    cut = set(range(50, 90)) | {7}
    gold = [(-1, -1) if index in cut else planted.word(word, 1) for index, word in enumerate(said)]
    found = planted.align([[[word]] for word in said])
    assert pairs(found) == gold
    assert np.isneginf(found.score[7])


@pytest.mark.slow
def test_a_long_cut_is_leapt_over() -> None:
    planted, said = Planted(), words(600)
    cut = range(200, 390)
    gold = [(-1, -1) if index in cut else planted.word(word, 1) for index, word in enumerate(said)]
    assert pairs(planted.align([[[word]] for word in said])) == gold


@pytest.mark.slow
def test_a_cut_longer_than_the_window_is_leapt_over() -> None:
    planted, said = Planted(), words(1400)
    cut = range(400, 1000)
    assert len(cut) > Costs().window
    gold = [(-1, -1) if index in cut else planted.word(word, 1) for index, word in enumerate(said)]
    assert pairs(planted.align([[[word]] for word in said])) == gold


@pytest.mark.slow
def test_a_recording_may_begin_far_into_the_transcript() -> None:
    planted, said = Planted(), words(6000)
    for _ in range(3):
        planted.hear(SEPARATOR)
    cut = range(5300)
    gold = [(-1, -1) if index in cut else planted.word(word, 1) for index, word in enumerate(said)]
    assert pairs(planted.align([[[word]] for word in said])) == gold


@pytest.mark.slow
def test_ten_minutes_that_nobody_transcribed() -> None:
    planted, said = Planted(), words(1200)
    gold = []
    for index, word in enumerate(said):
        if index == 600:
            planted.chatter(10 * 60 * 50)
        gold.append(planted.word(word, 1))
    assert pairs(planted.align([[[word]] for word in said])) == gold


def test_the_transcript_may_go_on_after_the_recording() -> None:
    planted, said = Planted(), words(60)
    gold = [planted.word(word, 1) for word in said[:20]] + [(-1, -1)] * 40
    assert pairs(planted.align([[[word]] for word in said])) == gold


def test_the_better_way_to_say_it_is_taken() -> None:
    planted = Planted()
    before = planted.word((2, 3, 4))
    start, _ = planted.word((5, 6))
    _, end = planted.word((7, 8, 9))
    after = planted.word((4, 3, 2))
    ways: list[Words] = [[(9, 9, 2)], [(5, 6), (7, 8, 9)]]
    found = planted.align([[[(2, 3, 4)]], ways, [[(4, 3, 2)]]])
    assert pairs(found) == [before, (start, end), after]
    assert found.letters.tolist() == [3, 5, 3]


@pytest.mark.slow
def test_a_long_recording_is_followed_through_a_narrow_window() -> None:
    planted, said = Planted(), words(900)
    gold = []
    for index, word in enumerate(said):
        if index % 200 == 199:
            planted.chatter(400)
        gold.append(planted.word(word, 1))
    assert len(planted.rows) > 20 * ctc.BLOCK
    assert pairs(planted.align([[[word]] for word in said], Costs(window=40))) == gold


def test_scores_tell_a_misread_word() -> None:
    planted = Planted()
    planted.word((2, 3, 4, 5))
    planted.word((6, 7, 2, 9))
    planted.word((3, 5, 4, 2))
    found = planted.align([[[(2, 3, 4, 5)]], [[(6, 7, 8, 9)]], [[(3, 5, 4, 2)]]])
    assert found.score[0] == found.score[2] == 0
    assert found.score[1] < -1
    assert found.worst[1] < -8


@pytest.mark.parametrize("frames", [1, 2, ctc.BLOCK, ctc.BLOCK + 1])
def test_any_number_of_frames(frames: int) -> None:
    planted = Planted()
    for _ in range(frames):
        planted.hear(BLANK)
    assert pairs(planted.align([[[(4, 5, 6, 7, 8, 9)]]])) == [(-1, -1)]


symbols = st.lists(st.integers(2, 5), min_size=1, max_size=3)
unit_lists = st.lists(
    st.lists(st.lists(symbols, min_size=1, max_size=2), min_size=1, max_size=2), min_size=1, max_size=5
)


def score_of(path: Path, graph: Graph, costs: Costs) -> float:
    """Nats of a path: what its frames score, less what it pays between them and for the units behind its end."""
    total = float(path.score.sum(dtype=np.float64))
    owner = np.searchsorted(graph.block, path.state, side="right") - 1
    within = path.state - graph.block[owner]

    def skip(count: int) -> float:
        ways = (costs.enter_skip + costs.skip * count, costs.enter_leap + costs.leap * count)
        return min(ways) if count else 0.0

    previous = [(0, 1), *zip(owner.tolist(), within.tolist(), strict=True)]
    for (unit, place), (next_unit, next_place) in pairwise(previous):
        if next_place == 2 and place == 1:
            total -= costs.enter_filler
        if place < HEAD:
            total -= skip(next_unit - unit)
    return total - skip(graph.units - int(owner[-1]))


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(unit_lists, st.integers(1, 24), st.integers(0, 2**32 - 1))
def test_the_search_scores_what_the_reference_does(units: list[list[Words]], frames: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs = Costs(
        enter_filler=float(rng.uniform(1, 12)), enter_skip=float(rng.uniform(2, 20)), skip=float(rng.uniform(1, 4)),
        enter_leap=float(rng.uniform(4, 24)), leap=0.3, beam=1e6,
    )  # fmt: skip
    logits = rng.normal(0, 3, (frames, 6))
    scores = (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)
    graph = build_graph(units, BLANK)
    expected = best_score(units, to_columns(scores, graph, SEPARATOR, costs), graph.columns.tolist(), BLANK, costs)
    path = best_path(graph, frames, lambda first, last: scores[first:last], separator=SEPARATOR, costs=costs)
    assert score_of(path, graph, costs) == pytest.approx(expected, abs=0.01)
