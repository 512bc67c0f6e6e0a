"""The embedded engine searches again where few words are found, and refuses what cannot be aligned."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.engine import AlignOptions, Recording
from align.errors import FileProblem, InputsDoNotFit
from align.hmm import engine
from align.hmm.engine import DOUBTFUL, FILLER_SCALES, GAIN, HIGH, SCORED, SEARCHED, EmbeddedEngine
from align.transcript import read_transcript


def searches(
    monkeypatch: pytest.MonkeyPatch, shares: list[float], *, accept_poor: bool = False
) -> tuple[float, list[float]]:
    """The share found by the alignment that is returned, and the filler scales of all searches."""
    scales: list[float] = []

    def align_words(*_: Any, filler_scale: float = 1.0, **__: Any) -> float:
        scales.append(filler_scale)
        return shares[len(scales) - 1]

    monkeypatch.setattr(engine, "align_words", align_words)
    monkeypatch.setattr(engine, "found_words", lambda share: np.array([share]))
    nothing: Any = None
    best: Any = engine.align_closely(nothing, nothing, nothing, None, lambda share, what: None, accept_poor=accept_poor)
    return best, scales


def test_where_most_words_are_found_one_search_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searches(monkeypatch, [HIGH]) == (HIGH, [1.0])


def test_another_recording_is_not_searched_again_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    few = DOUBTFUL - 0.01
    assert searches(monkeypatch, [few]) == (few, [1.0])
    assert searches(monkeypatch, [few, 0.6, 0.7], accept_poor=True) == (0.7, [1.0, *FILLER_SCALES])


def test_a_costlier_filler_is_kept_only_where_it_finds_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searches(monkeypatch, [0.6, 0.8, 0.7]) == (0.8, [1.0, *FILLER_SCALES])
    assert searches(monkeypatch, [0.6, 0.6 + GAIN / 2, 0.5]) == (0.6, [1.0, *FILLER_SCALES])
    assert searches(monkeypatch, [0.6, HIGH]) == (HIGH, [1.0, FILLER_SCALES[0]])


def test_progress_of_the_search_stays_within_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []

    def align_words(scores: Any, tokens: Any, script: Any, on_progress: Any, **_: Any) -> float:
        for share in (0.0, 0.5, 1.0):
            on_progress(share)
        return 1.0

    monkeypatch.setattr(engine, "align_words", align_words)
    monkeypatch.setattr(engine, "found_words", lambda share: np.array([share]))
    nothing: Any = None
    engine.align_closely(nothing, nothing, nothing, None, lambda share, what: told.append(share), accept_poor=False)
    assert told == pytest.approx([SCORED, (SCORED + SEARCHED) / 2, SEARCHED])


def align(folder: Path, text: str, seconds: float) -> None:
    audio, transcript = folder / "talk.wav", folder / "talk.txt"
    with wave.open(str(audio), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        noise = np.random.default_rng(1).normal(0, 900, int(16_000 * seconds))
        file.writeframes(noise.astype("<i2").tobytes())
    transcript.write_text(text, encoding="utf-8")
    EmbeddedEngine().align(
        Recording.open(audio), read_transcript(transcript), "en", AlignOptions(), lambda share, what: None
    )


def test_a_transcript_without_a_word_to_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="holds nothing that can be said") as caught:
        align(tmp_path, "*** \u2014 ***\n", 2.0)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_recording_too_short_for_a_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputsDoNotFit, match=r"talk\.wav is only 0\.10 s long") as caught:
        align(tmp_path, "We met by the harbour.\n", 0.1)
    assert (caught.value.found, caught.value.total) == (0, 5)
