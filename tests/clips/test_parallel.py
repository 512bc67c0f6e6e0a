from __future__ import annotations

import threading

import pytest

from align.errors import PullquoteError, UsageError
from align.media import run_ffmpeg
from clips.parallel import side_by_side


def test_results_and_errors_come_with_their_numbers() -> None:
    def work(item: int) -> int:
        if item == 2:
            raise UsageError("two")
        return item * 10

    found = dict(side_by_side(work, [1, 2, 3], 2))
    assert (found[0], found[2]) == (10, 30)
    assert isinstance(found[1], PullquoteError)


def test_things_run_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=20)
    assert [result for _, result in side_by_side(lambda _: meeting.wait() >= 0, ["a", "b"], 2)] == [True, True]


def test_a_bug_stops_the_programs_of_the_others() -> None:
    def work(item: str) -> None:
        if item == "bug":
            raise ZeroDivisionError
        run_ffmpeg(["-v", "error", "-re", "-f", "lavfi", "-i", "anullsrc", "-t", "60", "-f", "null", "-"])

    with pytest.raises(ZeroDivisionError):
        list(side_by_side(work, ["long", "bug"], 2))
    assert threading.active_count() < 10
