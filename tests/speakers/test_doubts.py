from __future__ import annotations

import numpy as np
import pytest

from speakers.doubts import doubts_of, may_be_one
from speakers.statistics import GATHERING, Statistics

SPREAD = 0.1
"""Octaves."""


def planted(labels: list[int], octaves: tuple[float, float], voiced: tuple[float, float] = (1.0, 1.0)) -> Statistics:
    """Words of two voices of known pitch: a dimension of something else, the frames, the pitch."""
    heard = np.array([[0.5, 1.0, voiced[label]] for label in labels], np.float32)
    sums = np.array([[0.0, 0.0, octaves[label] / SPREAD * voiced[label]] for label in labels], np.float32)
    return Statistics(heard, sums, np.array([6.0, 20.0, (SPREAD / GATHERING.pitch_prior) ** 2], np.float32))


BLOCKS, TALK = [0] * 40 + [1] * 40, ([0] * 8 + [1] * 8) * 5


@pytest.mark.parametrize(
    ("labels", "octaves", "voiced", "doubted"),
    [
        (BLOCKS, (0.0, 0.03), (1.0, 1.0), True),
        (BLOCKS, (0.0, 0.4), (1.0, 0.1), True),  # the second half is whispered
        (BLOCKS, (-0.2, 0.2), (1.0, 1.0), False),
        (TALK, (0.0, 0.03), (1.0, 1.0), False),
    ],
)
def test_voices_that_take_no_turns_and_are_alike_in_pitch_may_be_one_person(
    labels: list[int], octaves: tuple[float, float], voiced: tuple[float, float], doubted: bool
) -> None:
    pairs = may_be_one(planted(labels, octaves, voiced), np.array(labels))
    assert pairs == [(0, 1)] * doubted
    said = doubts_of(pairs, ["Ada", "Bob"])
    assert [line.startswith("Ada and Bob hardly take turns") for line in said] == [True] * doubted
