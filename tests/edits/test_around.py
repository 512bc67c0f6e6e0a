"""Of the pauses around words that go, as much stays as is needed for the rhythm, and no more."""

from __future__ import annotations

import pytest

from align import Alignment, EngineInfo, Media, Word
from edits.around import GUARD, Around, around_words

NONE = (False, False)


def left_over(left: float, right: float) -> float:
    """Seconds between the neighbours when the words between the pauses are gone."""
    around = Around(10.0, 10.0 + left, 10.4 + left, 10.4 + left + right)
    start, end = around.stretch(0.55, 0.35, joined=NONE)
    assert around.before + GUARD <= start < end <= around.after - GUARD
    return start - around.before + around.after - end


@pytest.mark.parametrize(
    ("left", "right", "stays"),
    [
        (0.0, 0.0, 2 * GUARD),
        (0.2, 0.0, 0.2 + GUARD),
        (0.0, 0.2, 0.2 + GUARD),
        (0.2, 0.1, 0.2),
        (0.1, 0.3, 0.3),
        (0.5, 0.5, 0.35),
        (0.1, 0.5, 0.35),
    ],
)
def test_the_longer_pause_stays(left: float, right: float, stays: float) -> None:
    assert left_over(left, right) == pytest.approx(stays, abs=GUARD + 1e-6)


def test_a_long_pause_is_a_place_of_its_own() -> None:
    around = Around(10.0, 11.0, 11.4, 12.4)
    assert around.stretch(0.55, 0.35, joined=NONE) == pytest.approx((11.0 - 0.175, 11.4 + 0.175))


def test_neighbours_that_go_meet_in_the_middle() -> None:
    assert Around(10.0, 10.2, 10.4, 10.6).stretch(0.9, 0.6, joined=(True, True)) == pytest.approx((10.1, 10.5))


def test_first_and_last_words_go_to_the_ends_but_not_through_music() -> None:
    assert Around(0.0, 0.4, 0.7, 0.9, opens=True).stretch(0.9, 0.6, joined=NONE)[0] == 0.0
    start, end = Around(0.0, 5.0, 5.3, 5.4, opens=True).stretch(0.9, 0.6, joined=NONE)
    assert start == end
    assert Around(8.0, 8.2, 8.5, 9.0, closes=True).stretch(0.9, 0.6, joined=NONE)[1] == 9.0


def test_words_whose_neighbours_are_said_elsewhere_have_no_surroundings() -> None:
    words = tuple(Word(text, start, start + 0.3, 0.9) for text, start in (("a", 1.0), ("um", 5.0), ("b", 2.0)))
    alignment = Alignment(Media("a", "", 9.0), "en", EngineInfo("t", "1"), words)
    assert around_words(alignment, 1, 1) is None
    assert around_words(alignment, 0, 0) is not None
