from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from align.document import Speaker
from clips.focus.units import turn_frame, units_of
from clips.frames import FramePlan
from clips.quotes import Span
from tests.clips.films import alignment_of


def plan(start: float, count: int) -> FramePlan:
    return FramePlan(start, count, Fraction(25), max(0.0, start - 0.02), True, start, start)


def test_units_are_turns_without_gaps_and_end_before_the_next_ones_word() -> None:
    # Word n stands at 1 + n / 2, and is 0.3 s long.
    document = alignment_of("a b c d e f", speakers=(Speaker(0, "Ada"), Speaker(2, "Bob"), Speaker(4, None)))
    units = units_of(document, [Span(0, 5)], [plan(0.8, 90)])
    assert [(unit.first, unit.end, unit.name) for unit in units] == [(0, 30, "Ada"), (30, 55, "Bob"), (55, 90, None)]
    assert units[1].words == ((30, 37), (42, 50))


def test_a_turn_under_way_counts_and_spans_are_counted_on() -> None:
    document = alignment_of("a b c d e f", speakers=(Speaker(0, "Ada"), Speaker(3, "Bob")))
    units = units_of(document, [Span(1, 2), Span(4, 5)], [plan(1.4, 25), plan(2.9, 30)])
    assert [(unit.first, unit.end, unit.name) for unit in units] == [(0, 25, "Ada"), (25, 55, "Bob")]


def test_without_turns_sentences_are_units_of_nobody_knows_whom() -> None:
    units = units_of(alignment_of("a b. c d? e"), [Span(0, 4)], [plan(0.8, 80)])
    assert [(unit.first, unit.name) for unit in units] == [(0, None), (30, None), (55, None)]


def test_words_without_times_make_no_units() -> None:
    document = alignment_of("- a b", speakers=(Speaker(0, "Ada"), Speaker(1, "Bob")))
    assert [unit.name for unit in units_of(document, [Span(0, 2)], [plan(0.8, 40)])] == ["Bob"]


@given(st.floats(0, 50), st.floats(0, 3), st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(60)]))
def test_the_picture_turns_in_the_pause_or_at_the_nearest_frame(ended: float, pause: float, rate: Fraction) -> None:
    at = turn_frame(ended, ended + pause, rate) / float(rate)
    half = 0.5 / float(rate)
    assert ended - half - 1e-3 <= at <= ended + pause + half + 1e-3
    if pause >= 2 * half:
        assert ended - 1e-3 <= at <= ended + pause + 1e-3
