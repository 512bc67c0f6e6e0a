"""Which cues move: those that were chosen, and none further than allowed; of the others every byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import FileProblem, UsageError
from subtitles.reading import TextFile, read_subtitles
from subtitles.retime import Retimed, write_retimed
from subtitles.retime_limits import Limits, check_largest, limited, numbers_text, read_numbers, shift_of

STARTS = (1.0, 3.0, 5.0, 7.0)
MOVED = (1.2, 3.2, 9.0, 7.2)


@pytest.fixture
def file(tmp_path: Path) -> TextFile:
    path = tmp_path / "theirs.srt"
    rows = [f"{k}\n00:00:0{at:.0f},000 --> 00:00:0{at + 1:.0f},000\nCue <i>{k}</i>\n" for k, at in enumerate(STARTS, 1)]
    path.write_text("\n".join(rows))
    return read_subtitles(path)


@pytest.fixture
def made(file: TextFile) -> Retimed:
    from dataclasses import replace

    cues = [replace(cue, start=at, end=at + 1) for cue, at in zip(file.cues, MOVED, strict=True)]
    return Retimed(tuple(cues), guessed=(3, 4), words=tuple(() for _ in cues))


def changed(file: TextFile, made: Retimed) -> list[int]:
    """The cues whose line of times is another one."""
    old, new = file.text.split("\n"), write_retimed(file, made).split("\n")
    return [n for n, cue in enumerate(file.cues, 1) if old[cue.at - 1] != new[cue.at - 1]]


def test_a_cue_that_would_move_too_far_stays_and_is_named(file: TextFile, made: Retimed) -> None:
    assert shift_of(file, made) == pytest.approx([0.2, 0.2, 4.0, 0.2])
    final = limited(file, made, Limits(largest=1.0))
    assert (final.too_far, final.left, final.guessed) == ((3,), (), (4,))
    assert changed(file, final) == [1, 2, 4]


def test_only_the_chosen_cues_move(file: TextFile, made: Retimed) -> None:
    final = limited(file, made, Limits(only={2, 3}, largest=1.0))
    assert (final.too_far, final.left) == ((3,), (1, 4))
    assert changed(file, final) == [2]


def test_without_limits_nothing_is_different(file: TextFile, made: Retimed) -> None:
    assert limited(file, made, Limits()) == made


def test_numbers_are_read_in_ranges_with_comments(tmp_path: Path) -> None:
    path = tmp_path / "list.cues.txt"
    path.write_text("# The cues that move\n1-3, 7\n9; 12-12\n")
    assert read_numbers(path) == {1, 2, 3, 7, 9, 12}


@pytest.mark.parametrize("text", ["one", "0", "3-1", "-4", "1-9999999", "5 and 6", "1.5"])
def test_what_is_no_number_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.cues.txt"
    path.write_text(text)
    with pytest.raises(FileProblem, match="is no number of a cue; write numbers and ranges, as in 3, 5-9"):
        read_numbers(path)


@given(st.sets(st.integers(1, 500)))
def test_ranges_come_back(numbers: set[int]) -> None:
    import re

    found: set[int] = set()
    for part in filter(None, re.split(", ", numbers_text(sorted(numbers)))):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    assert found == numbers


@pytest.mark.parametrize("largest", [0.0, -1.0, float("nan")])
def test_a_largest_shift_is_above_zero(largest: float) -> None:
    with pytest.raises(UsageError, match="above 0"):
        check_largest(largest)
