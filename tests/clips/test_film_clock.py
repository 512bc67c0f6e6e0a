from __future__ import annotations

from fractions import Fraction

import pytest

from align.errors import UsageError
from clips.film_clock import FilmClock, seconds_in


def clock(fps: Fraction, start: str | None = None) -> FilmClock:
    film = FilmClock.of(fps, start)
    assert film is not None
    return film


@pytest.mark.parametrize(
    ("text", "fps", "start", "seconds"),
    [
        ("00:00:12:15", Fraction(25), None, 12.6),
        ("0:00:12:15", Fraction(30), "00:00:00:00", 12.5),
        ("10:00:12:15", Fraction(25), "10:00:00:00", 12.6),
        # Before the film's own timecode: somebody counts from 0.
        ("00:00:12:15", Fraction(25), "10:00:00:00", 12.6),
        ("00:01:00;02", Fraction(30000, 1001), "00:00:00;00", 60.06),
        ("00:00:12:15", Fraction(25), "99:99:99:99", 12.6),
    ],
)
def test_frames_count_at_the_films_rate(text: str, fps: Fraction, start: str | None, seconds: float) -> None:
    assert seconds_in(text, clock(fps, start)) == pytest.approx(seconds, abs=1e-6)


def test_times_without_frames_need_no_film() -> None:
    assert seconds_in("1:02:03,5", None) == 3723.5
    assert FilmClock.of(Fraction(1, 2), None) is None


def test_frames_without_a_rate_are_refused() -> None:
    with pytest.raises(UsageError, match="need a frame rate"):
        seconds_in("00:00:12:15", None)
    with pytest.raises(UsageError, match="is not a timecode at 25 frames"):
        seconds_in("00:00:12:25", clock(Fraction(25)))


def test_frames_of_the_film_have_its_timecode() -> None:
    assert clock(Fraction(30000, 1001), "00:00:00;00").timecode(1800) == "00:01:00;02"
    assert clock(Fraction(25), "10:00:00:00").timecode(90000) == "11:00:00:00"
