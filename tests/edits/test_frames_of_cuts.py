"""Cut points on whole frames: no word loses its edge to the picture, no sound is heard twice."""

from __future__ import annotations

from fractions import Fraction

import pytest

from edits.match import Run
from edits.plan import Part, framed

FILM = Fraction(25)
"""Frames of 40 ms."""


def on_frames(start: float, end: float, said: tuple[float, float], heard: tuple[float, float]) -> tuple[float, float]:
    (part,) = framed([Part(start, end, Run(5, 9), heard, said)], FILM)
    return part.start, part.end


def test_with_room_around_the_nearest_frame_is_taken() -> None:
    assert on_frames(10.13, 12.09, (10.3, 11.9), (10.0, 12.3)) == (10.12, 12.08)


def test_a_word_keeps_its_first_and_last_sounds() -> None:
    begin = on_frames(10.101, 12.0, (10.105, 11.9), (10.0, 12.3))
    assert begin[0] == 10.08, "at 10.12 the word has begun for 15 ms"
    assert on_frames(10.0, 12.059, (10.2, 12.055), (9.0, 12.3))[1] == 12.08, "at 12.04 it lacks 15 ms"


def test_a_short_neighbour_without_a_pause_is_not_heard_half() -> None:
    # "a job": the "a" of 53 ms ends where the "job" begins, and the quietest place is 26 ms into it.
    assert on_frames(196.056, 198.0, (196.082, 197.9), (196.056, 198.5))[0] == 196.08
    assert on_frames(190.0, 196.108, (190.1, 196.082), (189.0, 196.108))[1] == 196.08


@pytest.mark.parametrize("edge", [7.981, 8.0, 8.019, 8.021])
def test_stretches_that_follow_each_other_share_their_frame(edge: float) -> None:
    before = Part(7.0, edge, Run(0, 3), (6.0, edge + 0.004), (7.1, edge + 0.012))
    after = Part(edge, 9.0, Run(5, 8), (edge - 0.004, 9.5), (edge - 0.012, 8.9))
    first, second = framed([before, after], FILM)
    assert first.end == second.start
    assert round(first.end * 25) == pytest.approx(first.end * 25)


def test_without_a_picture_nothing_moves() -> None:
    part = Part(10.101, 12.059, Run(5, 9), (10.0, 12.3), (10.105, 11.9))
    assert framed([part], None) == [part]
