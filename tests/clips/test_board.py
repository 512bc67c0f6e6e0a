from __future__ import annotations

from clips.board import Board


def silent(name: str | None, share: float, doing: str) -> None:
    """Tells nobody."""


def test_cores_are_shared_and_a_last_one_takes_what_is_left() -> None:
    board = Board({"a": 30.0, "b": 30.0, "c": 30.0}, 2, silent, cores=4)
    assert [board.begin("a"), board.begin("b")] == [2, 2]
    board.note("a", 0.9)
    board.end("b")
    assert board.begin("c") == 4


def test_a_last_one_that_ends_with_the_others_leaves_them_their_cores() -> None:
    board = Board({"a": 30.0, "b": 29.0}, 2, silent, cores=4)
    assert [board.begin("a"), board.begin("b")] == [2, 2]
    assert Board({"a": 1.0, "b": 1.0}, 1, silent, cores=4).begin("a") == 0
    assert Board({"a": 1.0, "b": 1.0, "c": 1.0}, 8, silent, cores=2).begin("a") == 1


def test_progress_of_each_and_of_all() -> None:
    told: list[tuple[str | None, float, str]] = []
    board = Board({"a": 30.0, "b": 10.0}, 2, lambda *what: told.append(what))
    board.begin("a")
    board.note("a", 0.5)
    board.end("a")
    board.begin("b")
    board.end("b")
    assert told == [
        (None, 0.0, "0 of 2 clips"),
        ("a", 0.0, "a"),
        ("a", 0.5, "a"),
        (None, 0.375, "0 of 2 clips"),
        ("a", 1.0, "a"),
        (None, 0.75, "1 of 2 clips"),
        ("b", 0.0, "b"),
        ("b", 1.0, "b"),
        (None, 1.0, "2 of 2 clips"),
    ]
