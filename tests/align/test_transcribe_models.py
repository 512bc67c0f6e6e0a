"""The recogniser and the diarisation as whisperX gives them: loading, running short of memory, labels in order."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from align import transcribe
from align.document import Speaker, Word
from align.engine import ModelOptions, Recogniser
from align.errors import FileProblem, PullquoteError, UsageError, naming_options
from align.transcribe import (
    Segment,
    Turn,
    diarise,
    labelled_text,
    load_diariser,
    recognise,
    speakers_of,
    transcribe_file,
    transcript_text,
)
from tests.align.ctc.fakes import fake_torch, install

SOUND = np.zeros(16000, np.float32)
RESULT = {"language": "en", "segments": [{"start": 0.0, "end": 2.0, "text": " Good evening. All well? "}]}


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Errors as the command says them."""
    with naming_options():
        yield


Transcribe = Callable[..., dict[str, Any]]


class Whisper:
    """A whisperX that notes how it was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, transcribe: Transcribe | None = None) -> None:
        fake_torch(monkeypatch, cuda=True)
        self.loaded: list[tuple[Any, ...]] = []
        self.options: dict[str, Any] = {}
        self.batches: list[int] = []
        self.transcribe = transcribe or (lambda **kwargs: RESULT)
        install(monkeypatch, "whisperx", load_model=self.load)

    def load(self, *args: Any, **kwargs: Any) -> Any:
        """Note the call; the pipeline notes its batches."""
        self.loaded.append(args)
        self.options = kwargs

        def run(sound: NDArray[np.float32], **kwargs: Any) -> dict[str, Any]:
            self.batches.append(kwargs["batch_size"])
            return self.transcribe(**kwargs)

        return SimpleNamespace(transcribe=run)


def recogniser_folder(folder: Path) -> Path:
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).touch()
    return folder


def test_a_named_model_is_loaded_as_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper = Whisper(monkeypatch)
    models = ModelOptions(model_dir=tmp_path, device="cpu")
    language, segments = recognise(SOUND, Recogniser("base", "en", models=models))
    assert (language, segments) == ("en", (Segment(0.0, 2.0, "Good evening. All well?"),))
    assert whisper.loaded == [("base", "cpu")]
    assert (whisper.options["language"], whisper.options["download_root"]) == ("en", str(tmp_path))
    assert whisper.options["local_files_only"] is False
    assert whisper.batches == [4]


def test_a_folder_needs_no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str | None] = []

    def transcribe(**kwargs: Any) -> dict[str, Any]:
        seen.append(os.environ.get("HF_HUB_OFFLINE"))
        kwargs["progress_callback"](50)
        return RESULT

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    whisper = Whisper(monkeypatch, transcribe)
    shares: list[float] = []
    recognise(SOUND, Recogniser(str(recogniser_folder(tmp_path / "m"))), shares.append)
    assert whisper.loaded == [(str(tmp_path / "m"), "cuda")]
    assert whisper.options["local_files_only"] is True
    assert seen == ["1"]
    assert "HF_HUB_OFFLINE" not in os.environ
    assert shares == [0.5]


@pytest.mark.parametrize("error", [RuntimeError("CUDA failed: Out Of Memory"), MemoryError()])
def test_too_little_memory_makes_smaller_batches(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def transcribe(**kwargs: Any) -> dict[str, Any]:
        if kwargs["batch_size"] > 2:
            raise error
        return RESULT

    whisper = Whisper(monkeypatch, transcribe)
    recognise(SOUND, Recogniser())
    assert whisper.batches == [16, 8, 4, 2]


def failing(error: Exception) -> Transcribe:
    def transcribe(**kwargs: Any) -> dict[str, Any]:
        raise error

    return transcribe


def test_when_nothing_helps_a_smaller_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whisper = Whisper(monkeypatch, failing(MemoryError()))
    with pytest.raises(PullquoteError, match="out of memory on cuda; use a smaller --model"):
        recognise(SOUND, Recogniser())
    assert whisper.batches[-1] == 1


def test_another_failure_is_told_by_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    Whisper(monkeypatch, failing(RuntimeError("\n  no kernel image \nlong trace")))
    with pytest.raises(PullquoteError) as caught:
        recognise(SOUND, Recogniser())
    assert str(caught.value) == "the recogniser failed: no kernel image"


def test_what_the_libraries_print_and_warn_stays_inside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def transcribe(**kwargs: Any) -> dict[str, Any]:
        sys.stdout.write("Detected language: en\n")
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        return RESULT

    Whisper(monkeypatch, transcribe)
    recognise(SOUND, Recogniser())
    assert capsys.readouterr().out == ""


def test_folders_that_hold_no_recogniser_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Whisper(monkeypatch)
    half = recogniser_folder(tmp_path / "half")
    (half / "tokenizer.json").unlink()
    (half / "model.bin").unlink()
    with pytest.raises(FileProblem, match=r"it has no model\.bin and no tokenizer\.json"):
        recognise(SOUND, Recogniser(str(half)))
    with pytest.raises(FileProblem, match="there is no such model folder"):
        recognise(SOUND, Recogniser(str(tmp_path / "none")))


def test_a_model_that_cannot_be_loaded_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper = Whisper(monkeypatch)

    def load(*args: Any, **kwargs: Any) -> Any:
        raise ValueError("Invalid model size 'smol'\nexpected one of ...")

    monkeypatch.setattr(sys.modules["whisperx"], "load_model", load)
    with pytest.raises(FileProblem) as caught:
        recognise(SOUND, Recogniser("smol"))
    assert str(caught.value) == "smol: there is no such model to be had: Invalid model size 'smol'"
    with pytest.raises(FileProblem, match="is not a model that the recogniser can load: Invalid"):
        recognise(SOUND, Recogniser(str(recogniser_folder(tmp_path / "m"))))
    assert whisper.loaded == []


def test_offline_the_missing_file_and_its_place_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper = Whisper(monkeypatch)
    present = {"model.bin", "config.json"}
    install(monkeypatch, "faster_whisper.utils", _MODELS={"tiny": "somebody/tiny", "small": "somebody/small"})
    install(
        monkeypatch,
        "huggingface_hub",
        try_to_load_from_cache=lambda name, file, cache_dir: f"/{file}" if file in present else None,
    )
    install(monkeypatch, "huggingface_hub.constants", HF_HUB_CACHE=str(tmp_path / "hub"))
    offline = ModelOptions(offline=True, device="cpu")
    place = tmp_path / "hub" / "models--somebody--small" / "snapshots"
    with pytest.raises(FileProblem, match=rf"tokenizer\.json is missing .* it belongs under {place}"):
        recognise(SOUND, Recogniser("small", models=offline))
    with pytest.raises(FileProblem, match="there is no such model; the sizes are tiny, small"):
        recognise(SOUND, Recogniser("smol", models=offline))
    present.add("tokenizer.json")
    recognise(SOUND, Recogniser("else/where", models=offline))
    assert whisper.loaded == [("else/where", "cpu")]
    assert whisper.options["local_files_only"] is True


TABLE = {"start": [1.0, 0.0], "end": [2.0, 1.0], "speaker": ["B", "A"]}


def test_turns_are_asked_for_as_the_user_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Whisper(monkeypatch)
    made: dict[str, Any] = {}
    shares: list[float] = []

    def pipeline(**kwargs: Any) -> Any:
        made.update(kwargs)

        def run(sound: NDArray[np.float32], progress_callback: Callable[[float], None]) -> Any:
            progress_callback(25)
            return TABLE

        return run

    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=pipeline)
    monkeypatch.setenv("HF_TOKEN", "secret")
    recogniser = Recogniser(diarize=True, diarize_model="ours", models=ModelOptions(model_dir=tmp_path, device="cpu"))
    assert diarise(load_diariser(recogniser), SOUND, recogniser, shares.append) == (
        Turn(0.0, 1.0, "A"),
        Turn(1.0, 2.0, "B"),
    )
    assert made == {"model_name": "ours", "token": "secret", "device": "cpu", "cache_dir": str(tmp_path)}
    assert shares == [0.25]


@pytest.mark.parametrize(("name", "shown"), [(None, "--diarize"), ("ours", "ours")])
def test_a_gated_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, name: str | None, shown: str) -> None:
    Whisper(monkeypatch)

    def pipeline(**kwargs: Any) -> Any:
        raise OSError("401 Client Error\nmore")

    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=pipeline)
    with pytest.raises(FileProblem, match="accept its licence and set HF_TOKEN") as caught:
        load_diariser(Recogniser(diarize=True, diarize_model=name))
    assert str(caught.value).startswith(f"{shown}: ")
    assert str(caught.value).endswith(": 401 Client Error")


def test_a_card_that_is_not_there_is_the_users_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    Whisper(monkeypatch)
    fake_torch(monkeypatch, cuda=False)
    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=lambda **kwargs: None)
    with pytest.raises(UsageError, match="finds no CUDA device"):
        load_diariser(Recogniser(diarize=True, models=ModelOptions(device="cuda")))


def test_a_recording_becomes_a_draft_with_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    Whisper(monkeypatch)
    placed = (Word("Good", 0.1, 0.4), Word("evening.", 0.4, 0.9), Word("All", 1.1, 1.3), Word("well?", 1.3, 1.8))
    tracks: list[dict[str, Any]] = []

    def decode(path: Path, **track: Any) -> Any:
        tracks.append(track)
        return iter([np.full(800, 16384, np.int16)] * 2)

    def align(*args: Any, **track: Any) -> tuple[Word, ...]:
        tracks.append(track)
        return placed

    monkeypatch.setattr(transcribe, "stream_pcm", decode)
    monkeypatch.setattr(transcribe, "_placed", align)
    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=lambda **kwargs: lambda sound, **other: TABLE)
    shares: list[float] = []
    draft = transcribe_file(
        Path("a.mp3"), Recogniser(diarize=True), lambda share, doing: shares.append(share), stream=1, channel=0
    )
    assert tracks == [{"stream": 1, "channel": 0}] * 2
    assert draft.text == "[00:00:00] Speaker 1: Good evening.\n\n[00:00:01] Speaker 2: All well?\n"
    assert (draft.language, draft.segments, draft.speakers) == ("en", 1, 2)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    plain = transcribe_file(Path("a.mp3"), Recogniser())
    assert (plain.text, plain.speakers) == ("Good evening.\nAll well?\n", 0)


def test_a_recording_without_speech_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Whisper(monkeypatch, lambda **kwargs: {"language": "en", "segments": [{"start": 0, "end": 1, "text": " "}]})
    monkeypatch.setattr(transcribe, "stream_pcm", lambda path, **track: iter([np.zeros(800, np.int16)]))
    with pytest.raises(FileProblem, match=r"a\.mp3: holds no speech"):
        transcribe_file(Path("a.mp3"), Recogniser())


turns = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20), st.sampled_from("ABC")).map(
        lambda row: Turn(row[0] / 4, (row[0] + row[1]) / 4, row[2])
    ),
    max_size=6,
)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 12), turns)
def test_labels_are_numbered_in_order_and_never_repeat(count: int, heard: list[Turn]) -> None:
    words = [Word(f"w{k}", k * 0.9, k * 0.9 + 0.6) for k in range(count)]
    speakers = speakers_of(words, heard)
    assert not speakers or speakers[0].word == 0
    assert all(a.word < b.word and a.name != b.name for a, b in pairwise(speakers))
    names = list(dict.fromkeys(speaker.name for speaker in speakers))
    assert names == [f"Speaker {k + 1}" for k in range(len(names))]
    if speakers:
        text = labelled_text(words, speakers)
        assert text.count("Speaker ") == len(speakers)
        assert [part for part in text.split() if part.startswith("w")] == [word.text for word in words]


def test_a_turn_without_times_is_still_labelled() -> None:
    words = [Word("Well,", 1.0, 1.4), Word("no.", status="absent")]
    text = labelled_text(words, (Speaker(0, "Speaker 1"), Speaker(1, "Speaker 2")))
    assert text == "[00:00:01] Speaker 1: Well,\n\n>> Speaker 2: no.\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("He said “No!” Then left.", ["He said “No!”", "Then left."]),
        ("What?! Really...  Yes", ["What?!", "Really...", "Yes"]),
        ("It is 3.5 or so.", ["It is 3.5 or so."]),
        ("一。 二。", ["一。", "二。"]),
    ],
)
def test_each_sentence_has_its_line(text: str, lines: list[str]) -> None:
    assert transcript_text([Segment(0.0, 1.0, text)]).splitlines() == lines


def test_the_diarisation_model_is_looked_for_before_anything_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(**kwargs: Any) -> dict[str, Any]:
        raise AssertionError("recognised although the diarisation model is missing")

    Whisper(monkeypatch, never)
    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=failing(OSError("401 Client Error")))
    monkeypatch.setattr(transcribe, "stream_pcm", lambda path, **track: iter([np.full(800, 16384, np.int16)]))
    with pytest.raises(FileProblem, match="diarisation model cannot be had"):
        transcribe_file(Path("a.mp3"), Recogniser(diarize=True))


def test_a_failing_diarisation_never_throws_the_transcript_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(sound: NDArray[np.float32], **other: Any) -> Any:
        raise RuntimeError("out of luck\nmore")

    Whisper(monkeypatch)
    install(monkeypatch, "whisperx.diarize", DiarizationPipeline=lambda **kwargs: broken)
    monkeypatch.setattr(transcribe, "stream_pcm", lambda path, **track: iter([np.full(800, 16384, np.int16)]))
    draft = transcribe_file(Path("a.mp3"), Recogniser(diarize=True))
    assert draft.text == "Good evening.\nAll well?\n"
    assert (draft.speakers, draft.warning) == (
        0, "speakers could not be told apart, the transcript has no labels: out of luck",
    )  # fmt: skip


def test_a_model_of_english_alone_is_not_asked_for_the_language() -> None:
    def pipeline(multilingual: bool) -> Any:
        return SimpleNamespace(model=SimpleNamespace(model=SimpleNamespace(is_multilingual=multilingual)))

    assert transcribe._only_language(pipeline(False)) == "en"
    assert transcribe._only_language(pipeline(True)) is None
    assert transcribe._only_language(object()) is None
