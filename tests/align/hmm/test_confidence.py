"""Judgement: which words are believed, and which stretches are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from align import Alignment, align_file
from align.hmm.confidence import _widened, misheard_probability
from align.hmm.confidence_features import (
    WORDING,
    ConfidenceModel,
    Network,
    confidence_model_of,
    load_confidence_model,
    neighbour,
)
from align.transcript.reader import read_transcript

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def test_a_network_is_an_average_of_probabilities() -> None:
    network = Network(
        mean=np.array([1.0], np.float32), scale=np.array([2.0], np.float32),
        hidden=np.array([[[1.0]], [[-1.0]]], np.float32), bias=np.zeros((2, 1), np.float32),
        last=np.ones((2, 1), np.float32), constant=np.array([0.0, 1.0], np.float32),
    )  # fmt: skip
    expected = [(1 / (1 + np.exp(-2.0)) + 1 / (1 + np.exp(-1.0))) / 2]
    np.testing.assert_allclose(network.chance(np.array([[5.0]])), expected, rtol=1e-6)


def plain_judgement() -> ConfidenceModel:
    """One number is the evidence on wording: its logit, less five, is what the network says."""
    learnt = load_confidence_model()
    hidden = np.zeros((1, WORDING, 1), np.float32)
    hidden[0, 0, 0] = 1
    flat = replace(
        learnt.wording, mean=np.zeros(WORDING, np.float32), scale=np.ones(WORDING, np.float32), hidden=hidden,
        bias=np.zeros((1, 1), np.float32), last=np.ones((1, 1), np.float32), constant=np.array([-5.0], np.float32),
    )  # fmt: skip
    return replace(learnt, wording=flat)


def test_the_share_of_wrong_words_is_taken_from_the_words() -> None:
    """The same evidence means less where everything else fits than where one word in five does not."""
    judgement = plain_judgement()

    def marked(bad: int) -> float:
        evidence = np.zeros((100, WORDING))
        evidence[:bad, 0] = 5.2
        return float(misheard_probability(evidence, judgement)[0])

    assert marked(40) > marked(5) > marked(1)
    assert len(misheard_probability(np.zeros((0, WORDING)), judgement)) == 0


def test_a_doubtful_word_beside_a_wrong_one_is_likelier_to_be_wrong() -> None:
    judgement = plain_judgement()
    evidence = np.zeros((200, WORDING))
    evidence[[50, 100], 0] = 5.0  # doubtful
    evidence[[101, 102], 0] = 6.0  # surely wrong; more is not believed
    chance = misheard_probability(evidence, judgement)
    assert chance[100] > 1.5 * chance[50]
    assert chance[10] < chance[99] < chance[100]


def test_the_weights_that_are_shipped_fit_the_evidence() -> None:
    learnt = load_confidence_model()
    assert learnt.wording.mean.shape == (WORDING,)
    assert learnt.edges.hidden.shape[1] == len(learnt.edges.mean)
    assert 0 < learnt.wrong < 0.3
    arrays = {
        f"{name}_{field}": getattr(getattr(learnt, name), field)
        for name in ("edges", "wording")
        for field in Network.__dataclass_fields__
    }
    again = confidence_model_of(arrays | {"wrong": np.float32(learnt.wrong)})
    assert again.wrong == pytest.approx(learnt.wrong)


def test_neighbours_beyond_the_ends() -> None:
    values = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(neighbour(values, 1, 0.0), [2, 3, 0])
    np.testing.assert_array_equal(neighbour(values, -2, 9.0), [9, 9, 1])
    np.testing.assert_array_equal(neighbour(values, 5, 7.0), [7, 7, 7])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(20, 180, (20, 180)), (50, 145, (48, 148)), (2, 95, (0, 100)), (60, 150, (55, 155)), (115, 210, (110, 210))],
)
def test_a_stretch_is_a_second_at_least_and_stays_between_its_words(
    first: int, last: int, expected: tuple[int, int]
) -> None:
    assert _widened(first, last, 0, 210) == expected


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Alignment, set[int]]:
    """The sample aligned with its transcript, of which one word in twelve is another, and which those are."""
    others = cycle(["marmalade", "gentle", "sixteen", "operator", "boundary", "winter", "carpet", "violence"])
    words = list(read_transcript(SAMPLES / "transcript.txt").words)
    plain = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 3]
    wrong = set(plain[7::12])
    for index in sorted(wrong):
        words[index] = next(others)
    path = tmp_path_factory.mktemp("spoilt") / "spoilt.txt"
    path.write_text(" ".join(words), encoding="utf-8")
    alignment = align_file(SAMPLES / "sample.mp3", path)
    return alignment, wrong


@pytest.mark.slow
def test_words_that_are_not_what_was_said_are_marked(spoilt: tuple[Alignment, set[int]]) -> None:
    alignment, wrong = spoilt
    assert len(wrong) > 10
    marked = {i for i, word in enumerate(alignment.words) if word.status in ("interpolated", "absent")}
    assert len(marked & wrong) >= 0.6 * len(wrong)
    assert len(marked - wrong) <= 0.02 * len(alignment.words)


def test_a_right_transcript_is_believed(sample_alignment: Alignment) -> None:
    assert sum(word.status in ("interpolated", "absent") for word in sample_alignment.words) <= 2
