"""A few words between two long pieces of other sound are found, and words that are only like them are not."""

from __future__ import annotations

import numpy as np
import pytest

from edits.conform.prints import RATE
from edits.conform.short_pieces import with_short_pieces
from edits.conform.stretches import NewCut, Stretch
from tests.edits.conform.test_edges import OLD, part, voice

OTHER = voice(14.0, 3)


def cut_of(new: np.ndarray) -> NewCut:
    """Seconds 0 to 5 and 12 to 20 of the old recording stayed; what is between them is not known."""
    end = len(new) / RATE
    stretches = (Stretch(0.0, 5.0, 0.0), Stretch(end - 8.0, end, 12.0))
    return NewCut(stretches, end, len(OLD) / RATE)


@pytest.mark.parametrize(("at", "length"), [(2.0, 0.3), (7.0, 0.35), (9.5, 1.0)])
def test_a_piece_within_other_sound(at: float, length: float) -> None:
    before, after = OTHER[: round(at * RATE)], OTHER[round(at * RATE) :]
    new = np.concatenate([part(0.0, 5.0), before, part(8.0, 8.0 + length), after, part(12.0, 20.0)])
    new = new + (20 * np.random.default_rng(4).standard_normal(len(new))).astype(np.int16)
    found = with_short_pieces(new, OLD, cut_of(new)).stretches
    assert [round(each.old_start) for each in found] == [0, 8, 12]
    assert [found[1].start, found[1].end] == pytest.approx([5.0 + at, 5.0 + at + length], abs=0.015)


def test_sound_that_is_only_like_it_is_none() -> None:
    like = voice(1.0, 9)
    mixed = (0.9 * part(8.0, 9.0) + 0.5 * like).astype(np.int16)
    new = np.concatenate([part(0.0, 5.0), OTHER[: 6 * RATE], mixed, OTHER[6 * RATE :], part(12.0, 20.0)])
    cut = cut_of(new)
    assert with_short_pieces(new, OLD, cut) == cut


def test_nothing_is_looked_for_where_nothing_was_removed() -> None:
    new = np.concatenate([OLD, OTHER])
    cut = NewCut((Stretch(0.0, 20.0, 0.0),), len(new) / RATE, 20.0)
    assert with_short_pieces(new, OLD, cut) == cut


def test_a_sound_and_silence_are_too_little() -> None:
    old = OLD.copy()
    old[round(8.18 * RATE) : round(8.7 * RATE)] = 0
    same = old[8 * RATE : round(8.6 * RATE)]
    new = np.concatenate([part(0.0, 5.0), OTHER[: 6 * RATE], same, OTHER[6 * RATE :], part(12.0, 20.0)])
    cut = cut_of(new)
    assert with_short_pieces(new, old, cut) == cut
