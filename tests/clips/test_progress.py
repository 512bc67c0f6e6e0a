from __future__ import annotations

from clips.progress import ProgressTracker


def silent(name: str | None, share: float, doing: str) -> None:
    """Print nothing."""


def test_cores_are_shared_and_a_last_one_takes_what_is_left() -> None:
    tracker = ProgressTracker({"a": 30.0, "b": 30.0, "c": 30.0}, 2, silent, cores=4)
    assert [tracker.start("a"), tracker.start("b")] == [2, 2]
    tracker.update("a", 0.9)
    tracker.finish("b")
    assert tracker.start("c") == 4


def test_a_last_one_that_ends_with_the_others_leaves_them_their_cores() -> None:
    tracker = ProgressTracker({"a": 30.0, "b": 29.0}, 2, silent, cores=4)
    assert [tracker.start("a"), tracker.start("b")] == [2, 2]
    assert ProgressTracker({"a": 1.0, "b": 1.0}, 1, silent, cores=4).start("a") == 0
    assert ProgressTracker({"a": 1.0, "b": 1.0, "c": 1.0}, 8, silent, cores=2).start("a") == 1


def test_progress_of_each_and_of_all() -> None:
    calls: list[tuple[str | None, float, str]] = []
    tracker = ProgressTracker({"a": 30.0, "b": 10.0}, 2, lambda *what: calls.append(what))
    tracker.start("a")
    tracker.update("a", 0.5)
    tracker.finish("a")
    tracker.start("b")
    tracker.finish("b")
    assert calls == [
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
