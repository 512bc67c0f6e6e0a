from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clips.framing import Move, enabled, position_expression


def value(expression: str, n: int) -> float:
    """What ffmpeg makes of an expression."""
    names = {
        "n": n,
        "gte": lambda a, b: float(a >= b),
        "clip": lambda x, low, high: min(max(x, low), high),
        "between": lambda x, low, high: float(low <= x <= high),
    }
    return float(eval(expression, {"__builtins__": {}}, names))


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100), st.integers(0, 10)), max_size=8))
def test_each_move_is_reached_and_held_until_the_next(rows: list[tuple[int, int, int]]) -> None:
    moves, frame = [Move(0, 0.5)], 0
    for length, place, glide in rows:
        frame += length + glide
        moves.append(Move(frame, place / 100, glide=glide))
        frame += glide
    expression = position_expression(moves, lambda move: move.x)
    for move, after in zip(moves, [*moves[1:], Move(frame + 20, 0.0)], strict=True):
        for n in {move.frame + max(0, move.glide - 1), after.frame - 1}:
            assert abs(value(expression, n) - move.x) < 1e-3


def test_cells_are_shown_in_their_frames_alone() -> None:
    expression = enabled([(0, 3), (7, 9)])
    assert [n for n in range(12) if value(expression, n)] == [0, 1, 2, 7, 8]
