from __future__ import annotations

import threading

import pytest

from align.errors import PullquoteError, UsageError
from align.media import run_ffmpeg
from clips.parallel import side_by_side
from clips.produce import Cores


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


def test_cores_are_shared_and_the_last_one_takes_what_is_left() -> None:
    cores = Cores(3, 2, cores=4)
    assert cores.begin("a", 30.0) == 2
    assert cores.begin("b", 30.0) == 2
    cores.note("a", 1.0)
    cores.end("b")
    assert cores.begin("c", 30.0) == 4
    cores = Cores(2, 2, cores=4)
    assert [cores.begin("a", 30.0), cores.begin("b", 29.0)] == [2, 2]
    assert Cores(5, 1, cores=4).begin("a", 30.0) == 0
    assert Cores(5, 8, cores=2).begin("a", 30.0) == 1
