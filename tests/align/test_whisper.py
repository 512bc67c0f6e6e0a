"""faster-whisper alone: pieces cut where it is quiet, kept as they come, taken up by the next run."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from align import whisper
from align.engine import ModelOptions, Recogniser
from align.errors import FileProblem, PullquoteError, UsageError, naming_options
from align.transcribe import transcribe_file
from align.whisper import pieces, recognise_lightly
from cli import main
from tests.align.ctc.fakes import install

RATE = whisper.RATE
PIECE = 4.0
"""Seconds of a piece in these tests."""


class FakeWhisper:
    """A faster-whisper that says how loud each piece is, and notes how it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, fails_at: int | None = None, cards: int = 0) -> None:
        self.asked: list[str | None] = []
        self.options: dict[str, Any] = {}
        self.fails_at = fails_at
        self.problem: Exception = RuntimeError("the processor is on fire\nmore")
        install(monkeypatch, "faster_whisper", WhisperModel=self.load)
        install(monkeypatch, "ctranslate2", get_cuda_device_count=lambda: cards)
        monkeypatch.setattr("importlib.metadata.version", lambda name: "1.2.1")

    def load(self, name: str, **options: Any) -> Any:
        self.options = {"name": name, **options}
        return SimpleNamespace(transcribe=self.transcribe, model=SimpleNamespace(is_multilingual=True))

    def transcribe(self, sound: NDArray[np.float32], *, language: str | None, vad_filter: bool) -> Any:
        if self.fails_at == len(self.asked):
            raise self.problem
        self.asked.append(language)
        level = round(float(np.abs(sound).max()) * 100)
        rows = [SimpleNamespace(start=0.5, end=1.0, text=f"  Level {level}. ")] if level else []
        return iter(rows), SimpleNamespace(language=language or "de")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(whisper, "PIECE_SECONDS", PIECE)
    monkeypatch.setattr(whisper, "LOOK_SECONDS", 1.5)
    with naming_options():
        yield


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Ten seconds of four levels, with silence from 3.0 to 3.4 and from 6.5 to 6.9."""
    levels = [(3.0, 10), (0.4, 0), (3.1, 20), (0.4, 0), (3.1, 30)]
    sound = np.concatenate([np.full(round(seconds * RATE), round(level * 327.68)) for seconds, level in levels])
    path = tmp_path / "said.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.astype("<i2").tobytes())
    return path


def model_folder(tmp_path: Path) -> str:
    folder = tmp_path / "model"
    folder.mkdir(exist_ok=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    return str(folder)


def test_pieces_are_cut_where_it_is_quiet() -> None:
    sound = np.full(10 * RATE, 1000, np.int16)
    sound[3 * RATE : 3 * RATE + RATE // 2] = 0
    found = list(pieces([sound[:RATE], sound[RATE:]]))
    assert np.array_equal(np.concatenate([one.samples for one in found]), sound)
    assert 3.0 < found[1].start < 3.5
    assert [one.number for one in found] == list(range(len(found)))
    assert all(len(one.samples) <= PIECE * RATE for one in found)


def test_segments_lie_on_the_clock_of_the_recording(
    monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path
) -> None:
    fake = FakeWhisper(monkeypatch)
    shares: list[float] = []
    language, segments = recognise_lightly(recording, Recogniser(model_folder(tmp_path)), shares.append)
    assert [one.text for one in segments] == ["Level 10.", "Level 20.", "Level 30."]
    assert segments[0].start == 0.5
    assert 3.5 < segments[1].start < 3.9 < 7.0 < segments[2].start < 7.4
    # What the first piece is in is what all are in.
    assert (language, fake.asked) == ("de", [None, "de", "de"])
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert (fake.options["device"], fake.options["compute_type"]) == ("cpu", "int8")
    assert fake.options["local_files_only"] is True


def test_a_run_that_was_stopped_goes_on(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    model = model_folder(tmp_path)
    broken = FakeWhisper(monkeypatch, fails_at=2)
    with pytest.raises(PullquoteError, match=r"the recogniser failed: the processor is on fire$"):
        recognise_lightly(recording, Recogniser(model))
    assert len(broken.asked) == 2
    again = FakeWhisper(monkeypatch)
    _, segments = recognise_lightly(recording, Recogniser(model))
    assert len(again.asked) == 1
    assert [one.text for one in segments] == ["Level 10.", "Level 20.", "Level 30."]
    # Another language is another question.
    assert recognise_lightly(recording, Recogniser(model, "fr"))[0] == "fr"
    assert again.asked[1:] == ["fr"] * 3


def test_a_damaged_piece_is_recognised_again(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    model = model_folder(tmp_path)
    fake = FakeWhisper(monkeypatch)
    first = recognise_lightly(recording, Recogniser(model))
    kept = sorted((tmp_path / "cache").rglob("*.json"))
    kept[1].write_text("{")
    assert recognise_lightly(recording, Recogniser(model)) == first
    assert len(fake.asked) == 4


def test_too_little_memory_is_one_line(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    fake = FakeWhisper(monkeypatch, fails_at=0)
    fake.problem = MemoryError()
    with pytest.raises(PullquoteError, match="out of memory on cpu; use a smaller --model"):
        recognise_lightly(recording, Recogniser(model_folder(tmp_path)))


def test_a_card_that_is_not_there(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    FakeWhisper(monkeypatch)
    with pytest.raises(UsageError, match="CTranslate2 finds no CUDA device"):
        recognise_lightly(recording, Recogniser(model_folder(tmp_path), models=ModelOptions(device="cuda")))
    FakeWhisper(monkeypatch, cards=1)
    assert recognise_lightly(recording, Recogniser(model_folder(tmp_path)))[1]


def test_a_model_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    FakeWhisper(monkeypatch)

    def refuse(name: str, **options: Any) -> None:
        raise ValueError(f"Invalid model size '{name}'")

    install(monkeypatch, "faster_whisper", WhisperModel=refuse)
    with pytest.raises(FileProblem, match=r"smol: there is no such model to be had: Invalid model size"):
        recognise_lightly(recording, Recogniser("smol"))
    with pytest.raises(FileProblem, match="there is no such model folder"):
        recognise_lightly(recording, Recogniser(str(tmp_path / "nowhere" / "model")))


def test_silence_is_refused_and_the_command_writes(
    monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path
) -> None:
    FakeWhisper(monkeypatch)
    out = tmp_path / "said.txt"
    options = ["--model", model_folder(tmp_path), "-o", str(out)]
    done = CliRunner().invoke(main, ["transcribe", str(recording), *options])
    assert done.exit_code == 0, done.output
    assert out.read_text() == "Level 10.\n\nLevel 20.\n\nLevel 30.\n"
    monkeypatch.setattr(whisper, "stream_pcm", lambda path, **track: iter([np.zeros(RATE, np.int16)]))
    with pytest.raises(FileProblem, match="holds no speech"):
        transcribe_file(recording, Recogniser(model_folder(tmp_path), "en"))


def test_diarize_without_whisperx_is_told_before_anything(
    monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path
) -> None:
    fake = FakeWhisper(monkeypatch)
    done = CliRunner().invoke(main, ["transcribe", str(recording), "--diarize", "-o", str(tmp_path / "x.txt")])
    assert done.exit_code == 2
    assert "pip install 'pullquote[whisperx]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert fake.asked == []
