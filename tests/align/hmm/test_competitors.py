"""A word that was said fits its place better than others do; one that was not is worse than most."""

from __future__ import annotations

import numpy as np

from align.hmm.competitors import MOST, compare_with_competitors
from align.hmm.script import Script

PHONES = 12


def said(*words: tuple[int, ...], length: int = 3) -> np.ndarray:
    """Costs of a recording in which every phone of the words lasts so many steps."""
    phones = [phone for word in words for phone in word]
    costs = np.full((len(phones) * length, PHONES), 20, np.uint8)
    for number, phone in enumerate(phones):
        costs[number * length : (number + 1) * length, phone] = 0
    return costs


def test_what_was_said_is_told_from_what_was_not() -> None:
    one, two, three, other = (1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 0)
    costs = said(one, two, three)
    script = Script.of([[one], [other], [three], [two]])
    start, end = np.array([0, 9, 18, -1], np.int32), np.array([9, 18, 27, -1], np.int32)
    fit = compare_with_competitors(costs, 0.25, script, start, end)
    assert fit.own[[0, 2]].tolist() == [0.0, 0.0]
    assert fit.own[1] == 5.0
    assert fit.best[1] == 0.0  # "two" is in the vocabulary, and was said there
    assert fit.better.tolist()[:3] == [0.0, np.float32(1 / 3), 0.0]
    assert np.all(fit.loop[:3] <= 6.0 * 3 / 9)  # a change for each phone
    assert fit.steps.tolist() == [9, 9, 9, 0]
    assert fit.own[3] == fit.better[3] == 0.0


def test_another_pronunciation_of_the_word_is_no_competitor() -> None:
    script = Script.of([[(1, 2, 3), (4, 5, 6)], [(4, 5, 6)]])
    fit = compare_with_competitors(
        said((4, 5, 6)), 0.25, script, np.array([0, 0], np.int32), np.array([9, 9], np.int32)
    )
    assert fit.own.tolist() == [0.0, 0.0]
    assert fit.better.tolist() == [0.0, 0.0]


def test_competitors_are_few_and_places_may_be_short() -> None:
    words = [[(a, b, c)] for a in range(6) for b in range(6) for c in range(6) if a != b != c]
    assert len(words) > MOST
    script = Script.of(words)
    start = np.zeros(len(words), np.int32)
    fit = compare_with_competitors(said((0, 1, 0), length=1), 0.25, script, start, start + 3)
    assert fit.better.max() <= 1.0
    # Three phones in two steps: there is nothing to compare.
    short = compare_with_competitors(said((0, 1, 0), length=1), 0.25, script, start, start + 2)
    assert not short.own.any()
    assert not short.better.any()
