"""Diarisation models: what they return is used as a voice is; what is missing is named with what installs it."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.document import Alignment
from align.errors import UsageError
from align.turns import word_speakers
from speakers.models import MODELS, ModelChoice, parse_model
from tests.speakers.conversation import TURNS, WORDS
from tests.speakers.test_speakers_command import place, run

pytestmark = pytest.mark.slow

Stand = Callable[[list[tuple[float, float, str]]], None]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Put a package in place of each model, which returns given stretches, and keeps what it was called with."""

    def install(stretches: list[tuple[float, float, str]]) -> None:
        class Pipeline:
            def __init__(self, **options: Any) -> None:
                CALLS.append(options)

            @classmethod
            def balanced(cls, folder: str | None = None) -> Pipeline:
                return cls(folder=folder)

            def run(self, samples: list[float], rate: int) -> dict[str, Any]:
                CALLS.append({"samples": len(samples), "rate": rate})
                return {"num_speakers": 2, "turns": [{"start": a, "end": b, "speaker": who} for a, b, who in stretches]}

            def __call__(self, sound: Any, **options: Any) -> dict[str, Any]:
                CALLS.append({"samples": len(sound), "peak": float(np.abs(sound).max()), **options})
                return {
                    "start": [a for a, _, _ in stretches],
                    "end": [b for _, b, _ in stretches],
                    "speaker": [who for _, _, who in stretches],
                }

        CALLS.clear()
        package = types.ModuleType("polyvoice")
        package.Pipeline = Pipeline  # type: ignore[attr-defined]  # a module has what is put into it
        monkeypatch.setitem(sys.modules, "polyvoice", package)
        diarize = types.ModuleType("whisperx.diarize")
        diarize.DiarizationPipeline = Pipeline  # type: ignore[attr-defined]  # as above
        monkeypatch.setitem(sys.modules, "whisperx", types.ModuleType("whisperx"))
        monkeypatch.setitem(sys.modules, "whisperx.diarize", diarize)
        monkeypatch.setattr("align.diarise.choose_device", lambda device: "cpu")
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())

    return install


CALLS: list[dict[str, Any]] = []


def turns_of(document: Path) -> list[tuple[float, float, str]]:
    """The planted turns, with edges that are off by a fifth of a second, as a model's are."""
    words = Alignment.load(document).words
    edges = [words[n * WORDS].span[0] - 0.2 for n in range(len(TURNS))]
    ends = [*edges[1:], words[-1].span[1] + 0.2]
    return [(a, b, f"SPEAKER_0{voice}") for a, b, voice in zip(edges, ends, TURNS, strict=True)]


@pytest.mark.parametrize("model", MODELS)
def test_a_models_stretches_become_turns_at_words(tmp_path: Path, stand_in: Stand, model: str) -> None:
    document, truth = place(tmp_path)
    stand_in(turns_of(document))
    names = ["--name", "1=Ada", "--name", "2=Bob"]
    result = run(document, "--speaker-model", f"{model}={tmp_path}", "--speakers", "2", *names, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["speakers"] == ["Ada", "Bob"]
    alignment = Alignment.load(document)
    told = word_speakers(alignment.speakers, len(alignment.words))
    assert told == [("Ada", "Bob")[voice] for voice in truth]
    assert str(tmp_path) in str(CALLS[0])
    assert CALLS[1]["samples"] > 16000 * alignment.media.duration - 1600
    if model == "pyannote":
        assert CALLS[1]["num_speakers"] == 2


def test_voices_of_a_model_are_known_in_the_next_episode(tmp_path: Path, stand_in: Stand) -> None:
    document, _ = place(tmp_path)
    stand_in(turns_of(document))
    voices = tmp_path / "voices.json"
    arguments = ["--speaker-model", "polyvoice", "--voices", voices, "--name", "1=Ada", "--name", "2=Bob"]
    assert run(document, *arguments).exit_code == 0
    assert [row["name"] for row in json.loads(voices.read_text())["voices"]] == ["Ada", "Bob"]


@pytest.mark.parametrize("model", MODELS)
def test_what_is_missing_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    document, _ = place(tmp_path)
    before = document.read_bytes()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = run(document, "--speaker-model", model)
    assert result.exit_code == 4
    assert f"is not installed; install it with pip install 'pullquote[{MODELS[model].extra}]'" in result.stderr
    assert document.read_bytes() == before


def test_a_model_that_fails_is_one_line_and_the_document_stays(
    tmp_path: Path, stand_in: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _ = place(tmp_path)
    before = document.read_bytes()
    stand_in([])

    def fail(folder: str | None) -> None:
        raise RuntimeError("download failed: no network\nand more")

    monkeypatch.setattr(sys.modules["polyvoice"].Pipeline, "balanced", fail)
    result = run(document, "--speaker-model", "polyvoice")
    assert result.exit_code == 4
    assert "its model cannot be had; connect to the network once" in result.stderr
    assert "and more" not in result.stderr
    assert document.read_bytes() == before


def test_a_model_by_name_and_its_folder_are_read_and_others_refused() -> None:
    assert parse_model("pyannote = models/p") == ModelChoice("pyannote", Path("models/p"))
    with pytest.raises(UsageError, match="'nemo' is not known; there are polyvoice, pyannote"):
        parse_model("nemo")


def test_a_track_and_a_model_are_not_asked_for_together(tmp_path: Path) -> None:
    document, _ = place(tmp_path)
    tracks = ["--track", f"Ada={tmp_path / 'ada.wav'}", "--track", f"Bob={tmp_path / 'bob.wav'}"]
    result = run(document, *tracks, "--speaker-model", "pyannote")
    assert result.exit_code == 2
    assert "leave --speaker-model out" in result.stderr
