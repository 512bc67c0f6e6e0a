from __future__ import annotations

import pytest

from align.errors import UsageError
from clips.focus.choice import Follow, named_as_known, read_focus


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
    assert named_as_known(follow, ["Ada", "Bob"]) == follow
    with pytest.raises(UsageError, match="no speaker is called Ada; the alignment names Bob, Cleo"):
        named_as_known(follow, ["Bob", "Cleo"])
    with pytest.raises(UsageError, match="names nobody; tell speakers apart first"):
        named_as_known(follow, [])


def test_names_may_be_written_in_any_case_and_still_have_one_place_each() -> None:
    assert named_as_known(Follow((("ADA", 0.3),)), ["Ada", "Bob"]).places == (("Ada", 0.3),)
    with pytest.raises(UsageError, match="gives Ada two places"):
        named_as_known(Follow((("Ada", 0.3), ("ada", 0.7))), ["Ada", "Bob"])
