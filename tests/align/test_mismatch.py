"""Transcripts of other recordings are refused, unless the user accepts a poor match."""

from __future__ import annotations

import numpy as np
import pytest

from align.document import PoorMatch
from align.errors import InputsDoNotFit
from align.mismatch import check_match, few_found, lost_runs


def found(share: float, longest: int = 0, total: int = 200) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """A mask with so many words found one by one, after a run of `longest`."""
    out = np.zeros(total, np.bool_)
    out[:longest] = True
    out[longest + 1 :: 2][: max(0, round(share * total) - longest)] = True
    return out


def test_enough_words_or_one_long_run_will_do() -> None:
    assert check_match(found(0.3), found(0.3)) is None
    assert check_match(found(0.3, 60), found(0.3, 60)) is None


def test_a_refusal_says_how_many_words_and_the_way_round_it() -> None:
    with pytest.raises(InputsDoNotFit) as refused:
        check_match(found(0.2), found(0.2))
    assert str(refused.value) == (
        "the transcript does not belong to this recording (40 of 200 words found);"
        " if it does, accept_poor=True writes the times all the same"
    )


def test_a_poor_match_can_be_accepted() -> None:
    assert check_match(found(0.2), found(0.2), accept_poor=True) == PoorMatch(40, 200)


def test_lost_words_come_in_runs() -> None:
    score = np.array([5, -2, -3, -2, -4, 5, -9, -9, -9, 5, -1, -0.5, -1, -0.5, 5], np.float32)
    assert np.flatnonzero(lost_runs(score, 0.0, -1.0)).tolist() == [1, 2, 3, 4]
    assert not lost_runs(np.full(3, -9, np.float32), 0.0, -1.0).any()
    assert lost_runs(np.full(4, -9, np.float32), 0.0, -1.0).all()


def test_few_words_that_were_heard_are_said() -> None:
    assert few_found(found(0.5)) == ""
    assert few_found(found(0.3, 60)) == ""
    assert few_found(np.zeros(0, np.bool_)) == ""
    said = few_found(np.array([True] + [False] * 10))
    assert said.startswith("only 1 of 11 words were heard")
