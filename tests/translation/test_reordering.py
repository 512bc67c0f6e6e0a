"""Paragraphs of a translation move only where clearly more of them is known elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from translation.reordering import in_our_order
from translation.sentences import Sentence

COUNT = 8


def paragraphs(count: int) -> list[Sentence]:
    return [Sentence(k, k + 1, (f"word{k}",), k) for k in range(count)]


def evidence(moved: int, place: int, *, there: float, here: float) -> NDArray[np.float32]:
    """Every paragraph is known at its place, but one is known `there` at another, and `here` where it stands."""
    made = 3 * np.eye(COUNT, dtype=np.float32)
    made[moved, moved] = here
    made[place, moved] = there
    return made


def test_a_paragraph_that_is_known_elsewhere_moves_there() -> None:
    found = in_our_order(paragraphs(COUNT), evidence(1, 5, there=4.0, here=0.5))
    assert found.index(1) > found.index(4)


def test_a_short_line_does_not_move_for_a_word_more() -> None:
    # As of a caption of two questions, which shared common words with a later one.
    found = in_our_order(paragraphs(COUNT), evidence(1, 5, there=2.45, here=1.12))
    assert found == list(range(COUNT))
