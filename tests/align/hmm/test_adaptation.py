"""Adaptation undoes what a room or a microphone does to the sound, and leaves alone what it knows too little of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.hmm.acoustic_model import SIL, load_model
from align.hmm.adaptation import BLOCK, EACH, Statistics, Transforms, gather, global_transform, local_transforms
from align.hmm.coarse import IN_WORD, search
from align.hmm.confident import STEP
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP, phone_costs
from align.hmm.script import Script
from align.media.pcm import stream_pcm
from align.pronunciation.g2p import pronounce
from align.signal.spectra import cepstra, compute_spectra
from align.transcript.reader import read_transcript

SAMPLES = Path(__file__).resolve().parents[3] / "samples"

Known = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.uint8]]


@pytest.fixture(scope="module")
def known() -> Known:
    """Cepstra of the sample, frames in words, and their phones."""
    from align.hmm.script import script_of

    features = cepstra(compute_spectra(stream_pcm(SAMPLES / "sample.mp3"))).astype(np.float32)
    script: Script = script_of(pronounce(read_transcript(SAMPLES / "transcript.txt").words))[1]
    costs, _ = phone_costs(load_model(), features, STEP, 0, -(-len(features) // STEP))
    path = search(costs, COST_STEP, script, SIL, filler_line(costs, COST_STEP))
    steps = np.flatnonzero(path.kind == IN_WORD)
    return features, steps * STEP, script.phones[path.place[steps]]


def mean_cost(features: NDArray[np.float32], frames: NDArray[np.int64], phones: NDArray[np.uint8]) -> float:
    costs, _ = phone_costs(load_model(), features, STEP, 0, -(-len(features) // STEP))
    return float(costs[frames // STEP, phones].mean() * COST_STEP)


@pytest.mark.slow
def test_a_distortion_is_undone(known: Known) -> None:
    features, frames, phones = known
    clear = mean_cost(features, frames, phones)
    rng = np.random.default_rng(1)
    room = np.diag(rng.uniform(0.5, 1.5, 13)) + rng.normal(0, 0.05, (13, 13))
    distorted = (features @ room.T + rng.normal(0, 4.0, 13)).astype(np.float32)
    spoilt = mean_cost(distorted, frames, phones)
    change = global_transform(gather(load_model(), distorted, frames, phones))
    assert change is not None
    assert spoilt > 1.3 * clear
    assert mean_cost(change.apply(distorted), frames, phones) < 1.1 * clear


@pytest.mark.slow
def test_each_speaker_gets_what_suits_him(known: Known) -> None:
    features, frames, phones = known
    half = len(features) // 2
    mixed = features.copy()
    mixed[half:] = mixed[half:] * np.linspace(0.5, 1.4, 13, dtype=np.float32) + 3.0
    found = gather(load_model(), mixed, frames, phones)
    whole, local = global_transform(found), local_transforms(found)
    assert whole is not None
    assert local is not None
    assert len(local.matrices) == -(-len(features) // BLOCK)
    apart = mean_cost(local.apply(mixed), frames, phones)
    assert apart < 0.97 * mean_cost(whole.apply(mixed), frames, phones)


@pytest.mark.slow
def test_little_that_is_known_changes_each_cepstrum_by_itself(known: Known) -> None:
    features, frames, phones = known
    colour = np.linspace(0.6, 1.4, 13, dtype=np.float32)
    distorted = features * colour + np.float32(2.0)
    few = slice(0, len(frames), len(frames) // 400)
    assert 26 * EACH <= len(frames[few]) < 182 * EACH
    change = global_transform(gather(load_model(), distorted, frames[few], phones[few]))
    assert change is not None
    matrix = change.matrices[0, :, :13]
    assert np.array_equal(matrix, np.diag(np.diag(matrix)))
    assert np.allclose(np.diag(matrix), 1 / colour, rtol=0.35)
    spoilt = mean_cost(distorted, frames, phones)
    assert mean_cost(change.apply(distorted), frames, phones) < 0.9 * spoilt


@pytest.mark.slow
def test_a_voice_far_from_the_model_is_adapted_to_in_rounds() -> None:
    from align.hmm import opening as module
    from align.hmm.scores import score_frames
    from align.hmm.script import script_of

    spectra = compute_spectra(stream_pcm(SAMPLES / "sample.mp3"))
    rng = np.random.default_rng(1)
    spectra.mel[:] = spectra.mel * np.linspace(0.75, 1.2, 25) + rng.normal(0, 0.8, spectra.mel.shape)
    script = script_of(pronounce(read_transcript(SAMPLES / "transcript.txt").words))[1]

    def cost(rounds: int) -> float:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(module, "ROUNDS", rounds)
            heard = score_frames(spectra, script)
        path = search(heard.costs, COST_STEP, script, SIL, heard.filler)
        steps = np.flatnonzero(path.kind == IN_WORD)
        return float(heard.costs[steps, script.phones[path.place[steps]]].mean())

    once, often = cost(1), cost(module.ROUNDS)
    assert often < 0.98 * once


@pytest.mark.slow
def test_too_little_that_is_known_changes_nothing(known: Known) -> None:
    features, frames, phones = known
    found = gather(load_model(), features, frames[: 26 * EACH - 1], phones[: 26 * EACH - 1])
    assert global_transform(found) is None
    assert local_transforms(found) is None
    assert global_transform(gather(load_model(), features, frames[:0], phones[:0])) is None


def test_transforms_are_blended_between_the_middles_of_blocks() -> None:
    matrices = np.tile(np.eye(13, 14, dtype=np.float32), (3, 1, 1))
    matrices[1, :, 13] = 10.0
    cepstra = np.zeros((3 * BLOCK, 13), np.float32)
    moved = Transforms(matrices).apply(cepstra)[:, 0]
    assert moved[0] == 0
    assert moved[BLOCK] == pytest.approx(5.0, abs=0.01)
    assert moved[BLOCK + BLOCK // 2] == pytest.approx(10.0, abs=0.01)
    assert moved[-1] == 0
    part = Transforms(matrices).apply(cepstra[BLOCK - 7 : BLOCK + 90], BLOCK - 7)[:, 0]
    np.testing.assert_array_equal(part, moved[BLOCK - 7 : BLOCK + 90])


def planted_statistics(
    rng: np.random.Generator, matrix: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums over frames that are likely under Gaussians of unit variance once `matrix` (13 x 14) is applied."""
    square, offset = matrix[:, :13], matrix[:, 13]
    quadratic, linear = np.zeros((13, 14, 14)), np.zeros((13, 14))
    for stream in range(3):
        means = rng.normal(0, 4, (count, 13))
        wanted = means + rng.normal(0, 1, means.shape)
        # Differences have no offset.
        heard = np.linalg.solve(square, (wanted - offset * (stream == 0)).T).T
        extended = np.column_stack([heard, np.full(count, float(stream == 0))])
        quadratic += extended.T @ extended
        linear += means.T @ extended
    return quadratic, linear


def made_matrix(rng: np.random.Generator) -> NDArray[np.float64]:
    square = np.diag(rng.uniform(0.7, 1.4, 13)) + rng.normal(0, 0.05, (13, 13))
    return np.column_stack([square, rng.normal(0, 2, 13)])


def test_a_planted_transform_is_recovered() -> None:
    rng = np.random.default_rng(5)
    matrix = made_matrix(rng)
    quadratic, linear = planted_statistics(rng, matrix, 20_000)
    change = global_transform(Statistics(quadratic[None], linear[None], np.array([20_000.0])))
    assert change is not None
    np.testing.assert_allclose(change.matrices[0, :, :13], matrix[:, :13], atol=0.05)
    np.testing.assert_allclose(change.matrices[0, :, 13], matrix[:, 13], atol=0.15)


@pytest.mark.slow
def test_planted_transforms_of_two_voices_are_recovered_in_their_blocks() -> None:
    rng = np.random.default_rng(6)
    voices = [made_matrix(rng), made_matrix(rng)]
    sums = [planted_statistics(rng, voices[block // 3], 8_000) for block in range(6)]
    quadratic, linear = (np.stack(side) for side in zip(*sums, strict=True))
    change = local_transforms(Statistics(quadratic, linear, np.full(6, 8_000.0)))
    assert change is not None
    for block, voice in ((0, 0), (1, 0), (4, 1), (5, 1)):
        np.testing.assert_allclose(change.matrices[block, :, :13], voices[voice][:, :13], atol=0.06)
