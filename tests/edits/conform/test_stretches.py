"""What changed, told from stretches."""

from __future__ import annotations

import pytest

from edits.conform import NewCut, Stretch, changes_of


def cut(*stretches: tuple[float, float, float], duration: float = 100.0, old: float = 100.0) -> NewCut:
    return NewCut(tuple(Stretch(*each) for each in stretches), duration, old)


def test_changes_stand_in_the_order_of_the_new_recording() -> None:
    made = cut((0, 10, 0), (12, 30, 15), (30, 40, 60), (40, 60, 33), duration=61)
    found = [(each.kind, each.start, each.old_start) for each in changes_of(made)]
    assert found == [
        ("kept", 0, 0),
        ("removed", None, 10),
        ("inserted", 10, None),
        ("kept", 12, 15),
        ("moved", 30, 60),
        ("removed", None, 70),
        ("kept", 40, 33),
        ("removed", None, 53),
        ("inserted", 60, None),
    ]
    assert sum(each.length for each in changes_of(made) if each.start is not None) == pytest.approx(61)
    assert sum(each.length for each in changes_of(made) if each.kind == "removed") == pytest.approx(5 + 7 + 30)


def test_a_stretch_heard_before_is_a_repeat() -> None:
    kinds = [each.kind for each in changes_of(cut((0, 50, 0), (50, 60, 20), (60, 110, 50), duration=110))]
    assert kinds == ["kept", "repeated", "kept"]


def test_another_speed_is_told() -> None:
    made = NewCut((Stretch(0, 50, 0, 1.001), Stretch(50, 99.9, 50.05, 1.001)), 99.9, 100.0)
    assert [round(each.retimed, 4) for each in changes_of(made)] == [1.001, 1.001]
    assert made.speed == pytest.approx(1.001)


def test_places_are_where_a_span_is_heard() -> None:
    made = cut((0, 10, 0), (10, 20, 50), (20, 30, 5))
    assert [times for _, *times in made.places(4, 8)] == [[4, 8], [20, 23]]
    assert made.places(30, 40) == []
