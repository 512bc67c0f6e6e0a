from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from clips.focus.pieces import Piece, settled


def test_a_short_reply_does_not_turn_the_picture() -> None:
    assert settled([Piece(0, 50, 0, "Ada"), Piece(50, 60, 1, "Bob"), Piece(60, 110, 2, "Cleo")], 38) == [
        Piece(0, 60, 0, "Ada"),
        Piece(60, 110, 2, "Cleo"),
    ]


def test_a_short_beginning_belongs_to_what_follows() -> None:
    assert settled([Piece(0, 10, 0, "Ada"), Piece(10, 90, 1, "Bob")], 38) == [Piece(0, 90, 1, "Bob")]


def test_a_shot_that_is_shorter_shows_one_thing() -> None:
    assert settled([Piece(0, 10, 0), Piece(10, 30, 1)], 38) == [Piece(0, 30, 1)]


@given(st.lists(st.tuples(st.integers(1, 80), st.integers(0, 2)), min_size=1, max_size=30), st.integers(1, 60))
def test_nothing_is_lost_and_nothing_is_short(rows: list[tuple[int, int]], least: int) -> None:
    pieces, at = [], 0
    for length, target in rows:
        pieces.append(Piece(at, at + length, target))
        at += length
    out = settled(pieces, least)
    assert [piece.first for piece in out[1:]] == [piece.end for piece in out[:-1]]
    assert (out[0].first, out[-1].end) == (0, at)
    assert len(out) == 1 or min(piece.length for piece in out) >= least
    assert all(a.target != b.target for a, b in itertools.pairwise(out))
