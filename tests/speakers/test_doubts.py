"""Voices that may be one person are found, taken as one, and said."""

from __future__ import annotations

import numpy as np
import pytest

from speakers.attribution import Attribution
from speakers.doubts import Doubted, doubts_of, may_be_one, taken_as_one
from speakers.statistics import GATHERING, Statistics
from tests.speakers.sounds import spoken

SPREAD = 0.1
"""Octaves."""


def planted(labels: list[int], octaves: tuple[float, ...], voiced: tuple[float, ...]) -> Statistics:
    """Words of voices of known pitch: a dimension of something else, the frames, the pitch."""
    heard = np.array([[0.5, 1.0, voiced[label]] for label in labels], np.float32)
    sums = np.array([[0.0, 0.0, octaves[label] / SPREAD * voiced[label]] for label in labels], np.float32)
    return Statistics(heard, sums, np.array([6.0, 20.0, (SPREAD / GATHERING.pitch_prior) ** 2], np.float32))


BLOCKS, TALK = [0] * 40 + [1] * 40, ([0] * 8 + [1] * 8) * 5


@pytest.mark.parametrize(
    ("labels", "two", "octaves", "voiced", "doubted"),
    [
        (BLOCKS, False, (0.0, 0.03), (1.0, 1.0), True),
        (BLOCKS, False, (-0.2, 0.2), (1.0, 1.0), True),  # a telephone carries no low tones
        (BLOCKS, True, (0.0, 0.4), (1.0, 0.1), True),  # the second half is whispered
        (BLOCKS, True, (0.0, 0.03), (1.0, 1.0), False),
        (TALK, False, (-0.2, 0.2), (1.0, 1.0), False),
    ],
)
def test_voices_that_differ_as_microphones_do_and_take_no_turns_may_be_one_person(
    labels: list[int], two: bool, octaves: tuple[float, float], voiced: tuple[float, float], doubted: bool
) -> None:
    words, spectra = spoken(labels if two else [0] * len(labels), labels)
    pairs = may_be_one(words, spectra, planted(labels, octaves, voiced), np.array(labels))
    assert [(pair.one, pair.other) for pair in pairs] == [(0, 1)] * doubted
    said = doubts_of(pairs, ["Ada", "Bob"])
    assert [line.startswith("Ada and Bob hardly take turns") for line in said] == [True] * doubted


def told_of(labels: list[int]) -> Attribution:
    return Attribution(np.array(labels), np.ones(len(labels)), np.full(len(labels), 0.9))


def test_among_several_voices_only_a_clear_case_is_taken_as_one() -> None:
    told = told_of([0, 0, 1, 1, 2, 2, 1])
    fewer, said = taken_as_one(told, [Doubted(0, 2, True)])
    assert fewer.labels.tolist() == [0, 0, 1, 1, 0, 0, 1]
    assert fewer.count == 2
    assert "give --speakers 3" in said[0]
    assert taken_as_one(told, [Doubted(0, 2, False)]) == (told, [])


def test_of_two_voices_a_doubt_leaves_one_without_turns() -> None:
    fewer, said = taken_as_one(told_of([0, 0, 1, 1]), [Doubted(0, 1, False)])
    assert fewer.labels.tolist() == [0, 0, 0, 0]
    assert fewer.changes.tolist() == [0.0, 0.0, 0.0, 0.0]
    assert said[0].startswith("2 voices were heard, but they hardly take turns")


def test_three_sounds_of_one_person_are_one() -> None:
    fewer, _ = taken_as_one(told_of([0, 1, 2]), [Doubted(0, 1, True), Doubted(1, 2, True)])
    assert fewer.labels.tolist() == [0, 0, 0]
