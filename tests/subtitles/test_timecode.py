"""Timecode against the counts that SMPTE ST 12-1 gives."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import UsageError
from subtitles.timecode import format_timecode, parse_fps, parse_time, parse_timecode

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("frame", "text"),
    [(0, "00:00:00;00"), (1799, "00:00:59;29"), (1800, "00:01:00;02"), (17981, "00:09:59;29"), (17982, "00:10:00;00"),
     (107892, "01:00:00;00")],
)  # fmt: skip
def test_drop_frame_numbers(frame: int, text: str) -> None:
    assert format_timecode(frame, NTSC, drop=True) == text
    assert parse_timecode(text, NTSC, drop=True) == frame


@given(
    st.integers(0, 5_000_000), st.sampled_from([(NTSC, True), (NTSC * 2, True), (NTSC, False), (Fraction(25), False)])
)
def test_every_frame_has_one_name(frame: int, clock: tuple[Fraction, bool]) -> None:
    fps, drop = clock
    assert parse_timecode(format_timecode(frame, fps, drop=drop), fps, drop=drop) == frame


@pytest.mark.parametrize("text", ["00:01:00;00", "00:60:00:00", "00:00:00:30", "1:2", "aa:bb:cc:dd"])
def test_a_timecode_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_timecode(text, NTSC, drop=True)


@pytest.mark.parametrize("text", ["0", "-25", "1000", "x", "1/0", "nan", "inf"])
def test_a_frame_rate_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_fps(text)


def test_drop_frame_needs_a_rate_that_drops() -> None:
    with pytest.raises(UsageError, match=r"29\.97"):
        parse_timecode("01:00:00;00", Fraction(25), drop=True)


@pytest.mark.parametrize("text", ["", "1:2:3:4", "ten", "--1", "٣"])
def test_a_time_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_time(text)
