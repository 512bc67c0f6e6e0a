from __future__ import annotations

import pytest

from align.errors import UsageError
from clips.focus.choice import Follow, check_names, read_focus


def test_plain_places_names_and_faces_are_read() -> None:
    assert read_focus(["30%"]) == (0.3, None)
    assert read_focus(["auto"]) == (0.5, Follow(faces=True))
    assert read_focus(["left", "Ada=30%", "Bob = right"]) == (0.0, Follow((("Ada", 0.3), ("Bob", 1.0))))
    # A name may hold the sign itself.
    assert read_focus(["A=B=40%"]) == (0.5, Follow((("A=B", 0.4),)))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["up"], "left, centre, right"),
        (["Ada=up"], "left, centre, right"),
        (["Ada=130%"], "left, centre, right"),
        (["=30%"], "names no speaker"),
        (["Ada=30%", "Ada=70%"], "gives Ada two places"),
        (["30%", "70%"], "has two places"),
        (["auto", "Ada=30%"], "finds the speakers' places itself"),
        (["auto", "left"], "finds the speakers' places itself"),
    ],
)
def test_what_cannot_be_meant_is_refused(rows: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_focus(rows)


def test_a_place_for_somebody_who_is_not_there_names_those_who_are() -> None:
    follow = Follow((("Ada", 0.3),))
    check_names(follow, ["Ada", "Bob"])
    with pytest.raises(UsageError, match="no speaker is called Ada; the alignment names Bob, Cleo"):
        check_names(follow, ["Bob", "Cleo"])
    with pytest.raises(UsageError, match="names nobody; tell speakers apart first"):
        check_names(follow, [])
