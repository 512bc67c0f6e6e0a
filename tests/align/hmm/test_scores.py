"""Frames scored while a recording is still being decoded are those scored afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from align.hmm import opening, scores
from align.hmm.acoustic_model import UNITS
from align.hmm.adaptation import Transforms
from align.hmm.coarse import IN_WORD, CoarsePath
from align.hmm.confident import STEP
from align.hmm.filler import filler_line
from align.hmm.gaussians import COST_STEP
from align.hmm.opening import adapt
from align.hmm.scores import EarlyScorer, score_frames
from align.hmm.script import Script
from align.signal.spectra import RATE, Spectra, compute_spectra, near_floor

pytestmark = pytest.mark.slow

SECONDS = 130


def made_sound() -> NDArray[np.int16]:
    """Syllables of a hummed vowel and of noise, at changing loudness: something to adapt to."""
    rng = np.random.default_rng(3)
    time = np.arange(SECONDS * RATE) / RATE
    loud = 2000 * (np.sin(2 * np.pi * 2.5 * time) > -0.3) * (1 + 0.5 * np.sin(2 * np.pi * time / 40))
    hum = sum(np.sin(2 * np.pi * 130 * k * time) / k for k in range(1, 20))
    hiss = rng.normal(0, 1, len(time)) * (np.sin(2 * np.pi * 1.3 * time) > 0.6)
    return (loud * (hum + hiss) + rng.normal(0, 15, len(time))).astype(np.int16)


@pytest.fixture(scope="module")
def spectra() -> Spectra:
    return compute_spectra([made_sound()])


@pytest.fixture
def script() -> Script:
    rng = np.random.default_rng(4)
    speech = [n for n, name in enumerate(UNITS) if name.isalpha() and name != "SIL"]
    return Script.of([[rng.choice(speech, 4).tolist()] for _ in range(150)])


@pytest.fixture(autouse=True)
def _short_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (opening, scores):
        monkeypatch.setattr(module, "OPENING", 3000)
        monkeypatch.setattr(module, "WHOLE", 6000)


def test_what_is_scored_while_decoding_is_what_is_scored_afterwards(spectra: Spectra, script: Script) -> None:
    listener = EarlyScorer(script)
    growing = Spectra(spectra.mel.copy(), spectra.bands.copy(), spectra.samples)
    for frames in (5900, 10_000, 12_500):
        listener.on_spectra(Spectra(growing.mel[:frames], growing.bands[: 2 * frames], 160 * frames))
    # What grows may move: the listener must not look at it any more.
    growing.mel[:] = 0
    early = listener.result()
    assert early is not None
    assert len(early.adapted.costs) == 1000
    assert len(early.stretches.cepstra) == 6000  # of what lies behind, too little was heard yet
    meanwhile, afterwards = score_frames(spectra, script, early=early), score_frames(spectra, script)
    assert len(meanwhile.cepstra) == len(spectra.mel)
    assert np.array_equal(meanwhile.quiet, afterwards.quiet)
    assert np.array_equal(meanwhile.voices.labels, afterwards.voices.labels)
    assert np.array_equal(meanwhile.cepstra, afterwards.cepstra)
    assert np.array_equal(meanwhile.costs, afterwards.costs)
    assert np.array_equal(meanwhile.tops, afterwards.tops)


def test_a_short_recording_is_not_begun_early(spectra: Spectra, script: Script) -> None:
    listener = EarlyScorer(script)
    listener.on_spectra(Spectra(spectra.mel[:5999], spectra.bands[:11_998], 160 * 5999))
    assert listener.result() is None


def test_a_short_recording_is_adapted_to_as_a_whole(spectra: Spectra, script: Script) -> None:
    short = Spectra(spectra.mel[:5000], spectra.bands[:10_000], 160 * 5000)
    whole = adapt(short, script)
    found = score_frames(short, script)
    opening.respect_floor(whole.costs, found.quiet)
    assert np.array_equal(found.costs, whole.costs)
    assert len(found.cepstra) == 5000
    assert found.filler.shape == found.tops.shape == (1667,)


@pytest.mark.parametrize(
    ("said", "spent", "rounds"),
    [
        ([100, 100, 100], [9.0, 8.0, 7.9], 2),  # as long as the words fit better
        ([100, 200, 300, 300], [9.0, 9.5, 10.0, 10.0], 3),  # or more of them are heard, though they fit worse
        ([100, 90], [9.0, 9.2], 1),
    ],
)
def test_adaptation_goes_on_while_words_fit_better_or_more_are_heard(
    spectra: Spectra,
    script: Script,
    monkeypatch: pytest.MonkeyPatch,
    said: list[int],
    spent: list[float],
    rounds: int,
) -> None:
    searches: list[NDArray[np.float32]] = []

    def search(costs: NDArray[np.uint8], _: float, *others: Any, **__: Any) -> CoarsePath:
        searches.append(others[2])
        kind = np.zeros(len(costs), np.uint8)
        kind[: said[len(searches) - 1]] = IN_WORD
        return CoarsePath(kind, np.zeros(len(costs), np.int32), 0.0)

    unchanged = Transforms(np.eye(13, 14, dtype=np.float32)[None])
    monkeypatch.setattr(opening, "search", search)
    monkeypatch.setattr(opening, "_cost_in_words", lambda *_: spent[len(searches) - 1])
    monkeypatch.setattr(opening, "global_transform", lambda _: unchanged)
    short = Spectra(spectra.mel[:1500], spectra.bands[:3000], 160 * 1500)
    found = adapt(short, script)
    assert len(found.changes) == rounds
    opening.respect_floor(found.costs, near_floor(short)[::STEP])
    assert np.allclose(searches[0], opening.DEARER * filler_line(found.costs, COST_STEP))


def test_in_silence_words_pay_beyond_closures() -> None:
    costs = np.full((12, len(UNITS)), 10, np.uint8)
    costs[6, 3] = 254
    quiet = np.zeros(12, np.bool_)
    quiet[1:3] = True  # a closure
    quiet[4:11] = True
    opening.respect_floor(costs, quiet)
    sil = UNITS.index("SIL")
    assert costs[quiet, sil].tolist() == [opening.QUIET_COST] * 9
    assert costs[:, 5].tolist() == [10] * 6 + [10 + opening.SILENT_COST] * 3 + [10] * 3
    assert costs[6, 3] == 255


def test_stretches_are_scored_as_the_whole_would_be(spectra: Spectra, script: Script) -> None:
    found = score_frames(spectra, script)
    changes = opening.adapt_to_opening(spectra, script).changes
    whole = scores._score_stretch(spectra, 0, len(spectra.mel), changes)
    assert np.array_equal(found.quiet, whole.near_floor[::3])
    assert np.abs(found.cepstra - whole.cepstra).max() < 0.01
    assert np.abs(found.tops - whole.tops).max() < 0.1
