"""Edges are where the sound is, not where the spike was."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align.ctc.boundaries import REACH, fill_between, find_edges, unscripted
from align.ctc.chunks import Geometry
from align.ctc.spans import Spans
from align.document import Word

GEOMETRY = Geometry(320, 320)


def made(*pairs: tuple[int, int], score: float = -0.1) -> Spans:
    count = len(pairs)
    return Spans(
        first=np.array([a for a, _ in pairs], np.int32),
        last=np.array([b for _, b in pairs], np.int32),
        score=np.full(count, score, np.float32),
        worst=np.full(count, score, np.float32),
        letters=np.full(count, 5, np.int32),
        unexplained=np.zeros(count, np.float32),
    )


def sounding(seconds: float, *stretches: tuple[float, float]) -> NDArray[np.float32]:
    levels = np.full(int(seconds * 100), -70.0, np.float32)
    for start, end in stretches:
        levels[round(start * 100) : round(end * 100)] = -20.0
    return levels


@pytest.mark.slow
def test_edges_next_to_pauses_are_where_the_sound_is() -> None:
    # Spikes at 1.09..1.31 s and 3.05..3.25 s, inside sound from 1.00 to 1.50 and from 2.95 to 3.40.
    edges = find_edges(made((54, 65), (152, 162)), GEOMETRY, sounding(5, (1.0, 1.5), (2.95, 3.4)), 5.0)
    assert edges.start == pytest.approx([1.0, 2.95], abs=0.021)
    assert edges.end == pytest.approx([1.5, 3.4], abs=0.021)


def test_words_that_touch_share_one_edge() -> None:
    edges = find_edges(made((54, 65), (70, 80)), GEOMETRY, sounding(5, (1.0, 1.8)), 5.0)
    assert edges.end[0] == edges.start[1]
    assert 1.31 < edges.end[0] < 1.41


def test_an_end_never_runs_far_from_its_spike() -> None:
    # Music from the end of the word on: no silence supports an end.
    edges = find_edges(made((54, 65), (1000, 1010)), GEOMETRY, sounding(25, (1.0, 25.0)), 25.0)
    assert 1.31 <= edges.end[0] <= 1.6
    assert 19.7 <= edges.start[1] <= 20.01


def test_skipped_units_have_no_edges() -> None:
    edges = find_edges(made((54, 65), (-1, -1)), GEOMETRY, sounding(5, (1.0, 1.5)), 5.0)
    assert np.isnan(edges.start[1])
    assert np.isnan(edges.end[1])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=24), st.integers(0, 2**32 - 1))
def test_edges_enclose_their_spikes_in_order_and_stay_near(steps: list[int], seed: int) -> None:
    frames = np.cumsum(steps[: len(steps) // 2 * 2]).reshape(-1, 2)
    first, last = (0.02 * frames + 0.01).T
    seconds = float(last[-1]) + 1.0
    levels = np.random.default_rng(seed).choice([-60.0, -25.0], int(seconds * 10) + 1).repeat(10)
    units = made(*[(int(a), int(b)) for a, b in frames])
    edges = find_edges(units, GEOMETRY, levels.astype(np.float32), seconds)
    assert np.all((first - REACH - 1e-9 <= edges.start) & (edges.start <= first + 1e-9))
    assert np.all((last - 1e-9 <= edges.end) & (edges.end <= last + REACH + 1e-9))
    assert np.all(edges.end[:-1] <= edges.start[1:])


def test_a_stop_is_no_pause_and_steady_sound_has_none() -> None:
    # 50 ms of closure between two words, which is shorter than a pause; then steady noise: both share the way.
    closure = sounding(5, (1.0, 1.33), (1.38, 1.8))
    for levels in (closure, np.full(500, -40.0, np.float32)):
        edges = find_edges(made((54, 64), (74, 84)), GEOMETRY, levels, 5.0)
        assert edges.end[0] == edges.start[1] == pytest.approx(1.29 + 0.3 * 0.2, abs=0.002)


def test_unspelt_words_share_the_room_between_their_neighbours() -> None:
    words = [Word("a", 1.0, 1.5), Word("☂"), Word("☃"), Word("b", 2.1, 2.4)]
    filled = fill_between(words, [False, True, True, False], 9.0)
    assert [word.status for word in filled] == ["aligned", "interpolated", "interpolated", "aligned"]
    assert filled[1].span == pytest.approx((1.5, 1.8))
    assert filled[2].span == pytest.approx((1.8, 2.1))


def test_unspelt_words_at_the_ends_stay_near() -> None:
    filled = fill_between([Word("☂"), Word("b", 5.0, 5.4), Word("☃")], [True, False, True], 9.0)
    assert filled[0].span == pytest.approx((0.0, 0.6))
    assert filled[2].span == pytest.approx((5.4, 6.0))


def test_unscripted_sound_is_reported_without_its_silence() -> None:
    words = [Word("a", 1.0, 1.5), Word("b", 20.0, 20.5)]
    levels = sounding(30, (1.0, 1.5), (4.0, 9.0), (20.0, 20.5), (22.0, 28.0))
    found = unscripted(words, levels, lambda start, end: 12.0 if start < 10 else 0.0, 30.0)
    assert [(round(s.start, 1), round(s.end, 1), s.kind) for s in found] == [
        (4.0, 9.0, "speech"),
        (22.0, 28.0, "music"),
    ]


def test_the_room_is_no_unscripted_sound() -> None:
    # Steady noise at -40 dB: pauses of seconds hold nothing to report, a burst above it does.
    levels = np.maximum(sounding(40, (1.0, 4.0), (12.0, 14.0), (20.0, 24.0)), np.float32(-40.0))
    words = [Word("a", 1.0, 4.0), Word("b", 20.0, 24.0)]
    found = unscripted(words, levels, lambda start, end: 0.0, 40.0)
    assert [(round(s.start, 1), round(s.end, 1)) for s in found] == [(12.0, 14.0)]
