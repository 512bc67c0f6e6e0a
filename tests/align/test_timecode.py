from __future__ import annotations

from fractions import Fraction

import opentimelineio.opentime as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import UsageError
from align.timecode import Rate, Timecode, exact, nearest

NAMES = ("23.976", "24", "25", "29.97", "29.97df", "30", "48", "50", "59.94", "59.94df", "60")


@pytest.mark.parametrize(
    ("text", "fps", "drop"),
    [
        ("25", Fraction(25), False),
        ("23.976", Fraction(24000, 1001), False),
        ("23.98", Fraction(24000, 1001), False),
        ("23.976023976", Fraction(24000, 1001), False),
        ("24000/1001", Fraction(24000, 1001), False),
        ("29.97", Fraction(30000, 1001), False),
        (" 29.97DF ", Fraction(30000, 1001), True),
        ("29.97 ndf", Fraction(30000, 1001), False),
        ("59.94df", Fraction(60000, 1001), True),
        ("30.0", Fraction(30), False),
        ("12.5", Fraction(25, 2), False),
    ],
)
def test_rates_are_exact(text: str, fps: Fraction, drop: bool) -> None:
    assert Rate.parse(text) == Rate(fps, drop)


@pytest.mark.parametrize("text", ["", "0", "25/0", "fast", "25df", "30df", "-25", "1e9", "0.5", "9999999", "²⁵", "nan"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Rate.parse(text)


def test_drop_frame_leaves_out_108_numbers_an_hour() -> None:
    rate = Rate.parse("29.97df")
    assert Timecode.parse("01:00:00;00", rate).frame == 108_000 - 108
    assert str(Timecode(1799, rate)) == "00:00:59;29"
    assert str(Timecode(1800, rate)) == "00:01:00;02"
    assert str(Timecode(17_981, rate)) == "00:09:59;29"
    assert str(Timecode(17_982, rate)) == "00:10:00;00"
    fast = Rate.parse("59.94df")
    assert str(Timecode(3600, fast)) == "00:01:00;04"
    assert Timecode.parse("01:00:00;00", fast).frame == 216_000 - 216


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_text_agrees_with_opentimelineio(name: str) -> None:
    rate = Rate.parse(name)
    fps = float(rate.fps)
    drop = rate.drop if rate.may_drop else None
    for frame in [*range(0, 40_000, 97), *range(rate.frame_at(3590), rate.frame_at(3610)), rate.frame_at(86_000)]:
        assert str(Timecode(frame, rate)) == reference.to_timecode(reference.RationalTime(frame, fps), fps, drop)


@pytest.mark.slow
@given(name=st.sampled_from(NAMES), share=st.floats(0, 1, exclude_max=True))
def test_text_and_frames_round_trip_all_day(name: str, share: float) -> None:
    rate = Rate.parse(name)
    code = Timecode(int(share * rate.day), rate)
    assert Timecode.parse(str(code), rate) == code
    assert str(Timecode(code.frame + rate.day, rate)) == str(code)


def test_colons_take_the_rate_and_a_semicolon_means_drop_frame() -> None:
    drop, plain = Rate.parse("29.97df"), Rate.parse("29.97")
    assert Timecode.parse("00:01:00:02", drop).frame == 1800
    assert Timecode.parse("00:01:00:02", plain).frame == 1802
    assert Timecode.parse("00:01:00;02", plain) == Timecode(1800, drop)
    assert Timecode.parse("00;01;00;02", drop).frame == 1800


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("01:00:00", "25"),
        ("24:00:00:00", "25"),
        ("00:60:00:00", "25"),
        ("00:00:60:00", "25"),
        ("00:00:00:25", "25"),
        ("00:00:00;10", "25"),
        ("00:01:00;00", "29.97df"),
        ("00:01:00;03", "59.94df"),
        ("٠٠:00:00:00", "25"),
        ("", "25"),
    ],
)
def test_what_is_no_timecode_is_refused(text: str, rate: str) -> None:
    with pytest.raises(UsageError):
        Timecode.parse(text, Rate.parse(rate))


def test_seconds_become_the_nearest_frame_of_the_decimal_number() -> None:
    rate = Rate.parse("25")
    assert [rate.frame_at(t) for t in (0.0, 0.019999, 0.02, 0.06, 0.1, 3599.98)] == [0, 0, 1, 2, 3, 90_000]
    assert exact(0.1) == Fraction(1, 10)
    assert nearest(Fraction(-1, 2)) == 0


@pytest.mark.slow
@given(name=st.sampled_from(NAMES), frame=st.integers(0, 10_000_000))
def test_a_frame_survives_seconds_to_the_millisecond(name: str, frame: int) -> None:
    rate = Rate.parse(name)
    assert rate.frame_at(round(float(rate.seconds(frame)), 3)) == frame


def test_a_sample_rate_counts_but_has_no_timecode() -> None:
    rate = Rate.parse("48000")
    assert rate.frame_at(1.5) == 72_000
    with pytest.raises(UsageError, match="no timecode"):
        str(Timecode(1, rate))
