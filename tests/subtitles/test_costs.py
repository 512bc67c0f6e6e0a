"""What a division costs, term by term, on problems whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from subtitles import get_profile
from subtitles.costs import (
    BAD,
    CUE,
    CUE_BREAK,
    DANGLING,
    FEW_WORDS,
    HARD,
    LEFTOVER,
    LINE_BREAK,
    ONE_WORD,
    ORPHAN,
    PAUSE,
    PAUSE_IN_PHRASE,
    SENTENCE_INSIDE,
    SHORT,
    SPEED,
    SPEED_STEP,
    TOP_HEAVY,
    UNEVEN,
    Problem,
    content_cost,
    ending_cost,
    line_break_cost,
    orphan_cost,
    reading_ticks,
    shape_cost,
    timing_cost,
)
from subtitles.language import Break
from subtitles.profiles import override
from subtitles.timing import FAR, make_clock

PROFILE = override(get_profile("default"), {"lead": 0.0, "lag": 0.0})


def problem(widths: list[int], kinds: list[int] | None = None, pauses: list[float] | None = None) -> Problem:
    """Words of so many characters, half a second each, with breaks and pauses before them."""
    count, clock = len(widths), make_clock(PROFILE)
    gaps = np.array(pauses or [0.0] * count)
    starts = (500 * np.arange(count) + np.round(1000 * np.cumsum(gaps))).astype(np.int64)
    return Problem(
        profile=PROFILE,
        clock=clock,
        widths=np.array(widths),
        edges=np.concatenate(([0], np.cumsum(np.array(widths) + 1))),
        gaps=np.ones(count, dtype=np.int64),
        kinds=np.array(kinds or [0] + [int(Break.FORBIDDEN)] * (count - 1)),
        pauses=gaps,
        turns=np.zeros(count, dtype=np.bool_),
        walls=np.zeros(count, dtype=np.bool_),
        starts=starts,
        ends=starts + 500,
        clear=np.zeros(count, dtype=np.int64),
        stops=np.full(count + 1, FAR, dtype=np.int64),
    )


def test_even_lines_cost_nothing_and_a_longer_upper_one_more_than_a_longer_lower_one() -> None:
    upper, lower = np.array([10.0, 10.0, 20.0]), np.array([[10.0, 20.0, 10.0]])
    cost = shape_cost(upper, lower, PROFILE)[0]
    assert cost.tolist() == pytest.approx([0.0, UNEVEN * 0.25, UNEVEN * 0.25 + TOP_HEAVY])
    strict = override(PROFILE, {"min_balance": 0.6})
    assert shape_cost(upper, lower, strict)[0, 1] == pytest.approx(UNEVEN * 0.25 + 15.0)


def test_breaks_cost_what_the_table_says_and_a_pause_relieves_them() -> None:
    kinds = [0, int(Break.SENTENCE), int(Break.FORBIDDEN)]
    still, paused = problem([3, 3, 3], kinds), problem([3, 3, 3], kinds, [0.0, 0.0, 9.0])
    assert line_break_cost(still).tolist() == [LINE_BREAK[kind] for kind in kinds]
    assert line_break_cost(paused)[2] == pytest.approx(0.25 * LINE_BREAK[kinds[2]], rel=1e-6)
    assert ending_cost(still).tolist() == [CUE_BREAK[kind] + CUE for kind in kinds] + [CUE]


def test_where_a_speaker_begins_a_cue_ends_for_nothing_but_itself() -> None:
    turn = replace(problem([3, 3, 3]), turns=np.array([False, True, False]))
    assert ending_cost(turn)[1] == CUE
    assert ending_cost(turn)[2] == CUE_BREAK[int(Break.FORBIDDEN)] + CUE


def test_a_cue_of_one_sentence_holds_nothing_that_costs() -> None:
    kinds = [0, *[int(Break.FORBIDDEN)] * 2, int(Break.SENTENCE), *[int(Break.FORBIDDEN)] * 2]
    cost = content_cost(problem([4] * 6, kinds), 6)
    assert (cost[3, 0], cost[3, 3]) == (0.0, 0.0)
    assert cost[6, 0] == SENTENCE_INSIDE
    # Words 1 and 2 of the first sentence, then all of the second.
    assert cost[5, 1] == SENTENCE_INSIDE + LEFTOVER
    # The whole first sentence, and a word of the second.
    assert cost[4, 0] == SENTENCE_INSIDE + DANGLING + FEW_WORDS
    assert cost[1, 0] == ONE_WORD


def test_pauses_inside_cost_by_their_length_and_walls_are_not_crossed() -> None:
    quiet = content_cost(problem([4] * 3, pauses=[0.0, 0.7, 0.0]), 3)
    assert quiet[2, 0] == pytest.approx(PAUSE_IN_PHRASE * (0.7 - PAUSE))
    assert quiet[2, 1] == 0.0
    wall = replace(problem([4] * 3), walls=np.array([False, True, False]))
    assert content_cost(wall, 3)[2, 0] >= HARD
    assert content_cost(wall, 3)[2, 1] == 0.0


def test_reading_counts_characters_without_line_breaks() -> None:
    posed = problem([19, 20])
    start, end = np.array([0]), np.array([2])
    assert reading_ticks(posed, start, end, 1).tolist() == [2000]
    assert reading_ticks(posed, start, end, 2).tolist() == [1950]
    slow = replace(posed, profile=override(PROFILE, {"max_wpm": 30.0}))
    assert reading_ticks(slow, start, end, 1).tolist() == [4000]


def test_a_cue_pays_for_being_too_short_too_long_or_too_fast_to_read() -> None:
    posed = problem([4] * 30)
    timing, speed = timing_cost(posed, np.ones((21, 30), dtype=np.int64))
    assert timing[4, 0] == 0.0
    assert timing[1, 0] == pytest.approx(BAD + SHORT * (1.2 - 0.417))
    assert timing[16, 0] > BAD
    assert speed[4, 0] == 0.0
    wide = problem([20, 20, *[4] * 28])
    _, speed = timing_cost(wide, np.ones((3, 30), dtype=np.int64))
    ratio = 2050 / 917
    assert speed[2, 0] >= SPEED_STEP + SPEED * (ratio - 1.0)


def test_a_lone_word_beside_a_long_line_is_an_orphan_where_the_profile_minds() -> None:
    minds = override(PROFILE, {"min_balance": 0.5})
    upper, lower = np.array([4.0, 9.0]), np.array([[20.0, 20.0], [20.0, 12.0]])
    one_above = orphan_cost(upper, lower, 1, minds)
    assert one_above.tolist() == [[0.0, 0.0], [ORPHAN, 0.0]]
    below = orphan_cost(np.array([20.0, 20.0]), np.array([[4.0, 12.0], [4.0, 4.0]]), 3, minds)
    assert below.tolist() == [[ORPHAN, 0.0], [0.0, 0.0]]
    assert not orphan_cost(upper, lower, 1, override(PROFILE, {"min_balance": 0.0})).any()
