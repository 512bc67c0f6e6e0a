"""Confidence: which words are believed, and which stretches are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from align import Alignment, align_file
from align.hmm.confidence import BELIEVED_REACH, LEAST_WORDS, PRIOR, SAID, _among_believed, misheard_probability
from align.hmm.confidence_features import BOUNDARY, Features, neighbour
from align.hmm.confidence_model import ConfidenceModel, Network, confidence_model_of, load_confidence_model
from align.hmm.unscripted import _widened
from align.hmm.wording_features import WORDING
from align.transcript.reader import read_transcript

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def test_a_network_is_an_average_of_probabilities() -> None:
    network = Network(
        names=("loudness",), mean=np.array([1.0], np.float32), scale=np.array([2.0], np.float32),
        hidden=np.array([[[1.0]], [[-1.0]]], np.float32), bias=np.zeros((2, 1), np.float32),
        last=np.ones((2, 1), np.float32), constant=np.array([0.0, 1.0], np.float32),
    )  # fmt: skip
    expected = [(1 / (1 + np.exp(-2.0)) + 1 / (1 + np.exp(-1.0))) / 2]
    np.testing.assert_allclose(network.chance(Features(("loudness",), np.array([[5.0]]))), expected, rtol=1e-6)
    with pytest.raises(ValueError, match="number 0 was 'loudness' and is 'pace'"):
        network.chance(Features(("pace",), np.array([[5.0]])))


def plain_model() -> ConfidenceModel:
    """The first feature of the wording counts alone: its logit, less five, is what the network says."""
    learnt = load_confidence_model()
    hidden = np.zeros((1, len(WORDING), 1), np.float32)
    hidden[0, 0, 0] = 1
    flat = replace(
        learnt.wording, mean=np.zeros(len(WORDING), np.float32), scale=np.ones(len(WORDING), np.float32),
        hidden=hidden, bias=np.zeros((1, 1), np.float32), last=np.ones((1, 1), np.float32),
        constant=np.array([-5.0], np.float32),
    )  # fmt: skip
    return replace(learnt, wording=flat, wrong=0.1)


def misheard(first: np.ndarray) -> np.ndarray:
    values = np.zeros((len(first), len(WORDING)))
    values[:, 0] = first
    return misheard_probability(Features(WORDING, values), plain_model())


def test_the_share_of_wrong_words_is_taken_from_the_words_around() -> None:
    """The same word means less where everything else fits than where one word in five does not."""

    def marked(bad: int) -> float:
        first = np.zeros(100)
        first[:bad] = 5.2
        return float(misheard(first)[0])

    assert marked(40) > marked(5) > marked(1)
    assert len(misheard(np.zeros(0))) == 0


def test_a_minute_of_crosstalk_does_not_doubt_the_rest_of_an_episode() -> None:
    first = np.zeros(3000)
    first[1000] = first[2500] = 5.2
    alone = misheard(first)
    first[1050:1100] = 6.0
    beside = misheard(first)
    assert beside[1000] > 1.5 * alone[1000]
    assert beside[2500] == pytest.approx(alone[2500], rel=1e-6)
    assert abs(2500 - 1100) > 2 * PRIOR.reach


def test_words_that_nothing_around_them_bears_out_do_not_count_as_found() -> None:
    """A text of another recording fits noise well enough, but hardly a word of it is believed."""
    believed = np.zeros(400, np.bool_)
    believed[[20, 90]] = True
    assert not _among_believed(believed).any()
    believed[200:230:2] = True  # a part of a text that is right counts where it is
    found = _among_believed(believed)
    assert found[200:230].all()
    assert not found[: 200 - BELIEVED_REACH].any()
    assert not found[230 + BELIEVED_REACH :].any()
    assert _among_believed(np.zeros(LEAST_WORDS - 1, np.bool_)).all()


def test_a_doubtful_word_beside_a_wrong_one_is_likelier_to_be_wrong() -> None:
    first = np.zeros(200)
    first[[50, 100]] = 5.0  # doubtful
    first[[101, 102]] = 6.0  # surely wrong; more is not believed
    chance = misheard(first)
    assert chance[100] > 1.5 * chance[50]
    assert chance[10] < chance[99] < chance[100]


def arrays_of(model: ConfidenceModel) -> dict[str, np.ndarray]:
    return {
        f"{name}_{field}": np.asarray(getattr(getattr(model, name), field))
        for name in ("boundaries", "wording")
        for field in Network.__dataclass_fields__
    } | {"wrong": np.float32(model.wrong)}


def test_the_weights_that_are_shipped_are_of_the_features_that_there_are() -> None:
    learnt = load_confidence_model()
    assert learnt.wording.names == WORDING
    assert learnt.boundaries.names == tuple(BOUNDARY)
    assert learnt.boundaries.hidden.shape[1] == len(learnt.boundaries.mean) == len(BOUNDARY)
    assert 0 < learnt.wrong < 0.5
    assert confidence_model_of(arrays_of(learnt)).wrong == pytest.approx(learnt.wrong)


def test_weights_of_other_features_are_refused() -> None:
    """A feature that is put in between would shift all that follow, and nobody would notice."""
    arrays = arrays_of(load_confidence_model())
    names = arrays["wording_names"].tolist()
    arrays["wording_names"] = np.array(["a new one", *names])
    with pytest.raises(ValueError, match=r"weights of wording .*number 0 was 'a new one'"):
        confidence_model_of(arrays)


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


@pytest.mark.slow
def test_status_and_score_never_contradict(spoilt: tuple[Alignment, set[int]]) -> None:
    words = spoilt[0].words
    assert any(word.status == "interpolated" for word in words)
    assert all((word.score or 0.0) < SAID for word in words if word.status == "interpolated")


@pytest.mark.slow
def test_a_right_transcript_is_believed(sample_alignment: Alignment) -> None:
    assert sum(word.status in ("interpolated", "absent") for word in sample_alignment.words) <= 2
