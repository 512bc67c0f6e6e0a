"""A recording is cut where somebody pauses, and no word is lost by it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.hmm.pieces import HESITATION, PAUSES, REACH, Piece, cut_pieces

PAUSE = PAUSES[0][1]


def cut(*words: tuple[int, int], frames: int = 10_000, sound: tuple[int, int] = (0, 0)) -> list[Piece]:
    start, end = (np.array(side, np.int32) for side in zip(*words, strict=True))
    unexplained = np.zeros(frames, np.bool_)
    unexplained[slice(*sound)] = True
    return cut_pieces(start, end, unexplained)


def test_a_pause_is_cut_in_its_middle() -> None:
    first, second = cut((400, 450), (450 + PAUSE, 560))
    assert (first.first, first.last, first.words.tolist()) == (400 - 3 * REACH, 450 + PAUSE // 2, [0])
    assert (second.first, second.last, second.words.tolist()) == (450 + PAUSE // 2, 560 + 3 * REACH, [1])


def test_a_shorter_pause_is_cut_where_much_was_said_before_it() -> None:
    assert len(cut((0, 450), (450 + PAUSE - 1, 560))) == 1
    for length, pause in PAUSES[1:3]:
        assert len(cut((0, length), (length + pause, length + pause + 50))) == 2
        assert len(cut((0, length), (length + pause - 1, length + pause + 50))) == 1
        assert len(cut((0, length - 1), (length - 1 + pause, length + pause + 50))) == 1


@pytest.mark.parametrize(("sound", "pieces"), [(1, 1), (HESITATION - 1, 1), (HESITATION, 2)])
def test_a_hesitation_is_searched_with_both_words_beside_it(sound: int, pieces: int) -> None:
    assert len(cut((100, 150), (400, 450), sound=(200, 200 + sound))) == pieces


def test_skipped_words_are_in_no_piece() -> None:
    pieces = cut((100, 150), (-1, -1), (400, 450))
    assert [piece.words.tolist() for piece in pieces] == [[0], [2]]
    assert cut((-1, -1)) == []


def test_speech_without_a_pause_is_cut_between_words() -> None:
    pieces = cut(*[(50 * k, 50 * k + 50) for k in range(400)], frames=20_000)
    assert max(piece.last - piece.first for piece in pieces) <= PAUSES[-1][0] + 50
    assert sum(len(piece.words) for piece in pieces) == 400


@pytest.mark.slow
@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90), st.booleans()), min_size=1, max_size=60))
def test_every_word_that_was_found_lies_in_one_piece(steps: list[tuple[int, int, bool]]) -> None:
    words, at = [], 0
    for gap, length, found in steps:
        words.append((at + gap, at + gap + length) if found else (-1, -1))
        at += gap + length
    pieces = cut(*words, frames=at + 10)
    held = [word for piece in pieces for word in piece.words.tolist()]
    assert held == [k for k, (start, _) in enumerate(words) if start >= 0]
    for piece in pieces:
        assert all(piece.first <= words[k][0] < words[k][1] <= piece.last for k in piece.words.tolist())
    assert all(a.last <= b.first for a, b in pairwise(pieces))
