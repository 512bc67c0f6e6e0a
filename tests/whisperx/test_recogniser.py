"""The real chain of whisperX's recogniser, with a model in miniature; diarisation by a table of its shape."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pandas
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from align import transcribe
from align.document import Alignment
from align.engine import AlignOptions, ModelOptions, Recogniser
from align.errors import FileProblem
from align.media import stream_pcm
from align.transcribe import Draft, recognise, transcribe_file, turns_of
from align.transcript import read_transcript
from cli import main
from tests.whisperx.recogniser import RATE, make

SAMPLES = Path(__file__).parents[2] / "samples"
LESSONS = ((0, 10), (130, 141))
"""First and last token of the stretches of the sample that are learnt by heart."""


def stretch(first: int, last: int) -> tuple[NDArray[np.float32], str]:
    rows = [line.split("\t") for line in (SAMPLES / "gold.tsv").read_text(encoding="utf-8").splitlines()]
    low, high = (int(float(rows[first][2]) * RATE) - RATE // 4, int(float(rows[last][3]) * RATE) + RATE // 4)
    sound = np.concatenate(list(stream_pcm(SAMPLES / "sample.mp3")))[low:high]
    return np.asarray(sound / 32768, dtype=np.float32), " ".join(row[1] for row in rows[first : last + 1])


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model in miniature, which knows two sentences by heart, is too small for arithmetic in eight bits."""
    monkeypatch.setattr(transcribe, "COMPUTE", {"cpu": "float32", "cuda": "float16"})
    # faster-whisper is there, too, and would do it alone on a processor.
    monkeypatch.setattr(transcribe, "installed", lambda: False)


@pytest.fixture(scope="module")
def lessons() -> list[tuple[NDArray[np.float32], str]]:
    return [stretch(*lesson) for lesson in LESSONS]


@pytest.fixture(scope="module")
def model(lessons: list[tuple[NDArray[np.float32], str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("recogniser"), lessons) / "model"


@pytest.fixture(scope="module")
def recogniser(model: Path) -> Recogniser:
    return Recogniser(str(model), "en", models=ModelOptions(offline=True, device="cpu"))


@pytest.fixture(scope="module")
def recording(lessons: list[tuple[NDArray[np.float32], str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "said.wav"
    silence = np.zeros(RATE // 2, np.float32)
    samples = np.concatenate([silence, lessons[0][0], silence])
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_learnt_is_recognised(
    which: int, lessons: list[tuple[NDArray[np.float32], str]], recogniser: Recogniser
) -> None:
    sound, text = lessons[which]
    shares: list[float] = []
    language, segments = recognise(sound, recogniser, shares.append)
    assert language == "en"
    assert " ".join(segment.text for segment in segments) == text
    assert 0 <= segments[0].start < segments[-1].end <= len(sound) / RATE + 0.1
    assert shares[-1] == 1.0


def test_transcribe_writes_a_transcript(recording: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "said.txt"
    options = ["--model", str(model), "--language", "en", "--offline", "--device", "cpu", "--json"]
    result = CliRunner().invoke(main, ["transcribe", str(recording), "-o", str(out), *options])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith('{"transcript"')
    assert read_transcript(out).words[:3] == ("Today", "I'm", "in")


def test_run_without_a_transcript_makes_one(recording: Path, model: Path, fixture_model: Path, tmp_path: Path) -> None:
    options = ["--model", str(model), "--align-model", str(fixture_model), "--engine", "whisperx", "--offline"]
    result = CliRunner().invoke(main, ["run", str(recording), "-o", str(tmp_path / "out"), "--device", "cpu", *options])
    assert result.exit_code == 0, result.output
    made = Alignment.load(tmp_path / "out" / "said.align.json")
    assert [word.text for word in made.words][:3] == ["Today", "I'm", "in"]
    assert sum(word.timed for word in made.words) >= len(made.words) - 1
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"said.txt", "said.srt", "said.vtt"}


def test_silence_holds_no_speech(tmp_path: Path, recogniser: Recogniser) -> None:
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(2 * 3 * RATE))
    with pytest.raises(FileProblem, match="holds no speech"):
        transcribe_file(path, recogniser)


def test_speakers_reach_document_and_subtitles(
    recording: Path, recogniser: Recogniser, fixture_model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The diarisation model is gated, so a table of the type that whisperX returns takes its place."""
    from dataclasses import replace

    table = pandas.DataFrame(
        {"start": [0.4, 2.0], "end": [2.0, 9.0], "speaker": ["SPEAKER_01", "SPEAKER_00"], "segment": [None, None]}
    )
    monkeypatch.setattr(transcribe, "load_diariser", lambda recogniser: "a model")
    monkeypatch.setattr(transcribe, "diarise", lambda *_: turns_of(table))
    monkeypatch.setattr(transcribe, "_placed", _by_fixture(fixture_model))
    draft = transcribe_file(recording, replace(recogniser, diarize=True))
    assert isinstance(draft, Draft)
    assert draft.speakers == 2
    path = tmp_path / "labelled.txt"
    path.write_text(draft.text, encoding="utf-8")
    speakers = read_transcript(path).speakers
    assert [speaker.name for speaker in speakers] == ["Speaker 1", "Speaker 2"]
    assert 3 <= speakers[1].word <= 9


def _by_fixture(model: Path):  # type: ignore[no-untyped-def]
    from align.aligner import align_file

    def placed(audio: Path, text: str, language: str, models: ModelOptions, **track: int | None):  # type: ignore[no-untyped-def]
        draft = audio.with_suffix(".draft.txt")
        draft.write_text(text, encoding="utf-8")
        options = ModelOptions(str(model), offline=True, device="cpu")
        return align_file(audio, draft, engine="whisperx", options=AlignOptions(models=options)).words

    return placed


def test_bad_recognisers_are_one_line(recogniser: Recogniser, tmp_path: Path) -> None:
    from dataclasses import replace

    sound = np.zeros(RATE, np.float32)

    def refused(name: str) -> str:
        with pytest.raises(FileProblem) as caught:
            recognise(sound, replace(recogniser, model=name))
        assert len(str(caught.value).splitlines()) == 1
        return str(caught.value)

    (tmp_path / "empty").mkdir()
    assert "it has no model.bin and no config.json and no tokenizer.json" in refused(str(tmp_path / "empty"))
    assert "there is no such model folder" in refused(str(tmp_path / "nowhere"))
    assert "there is no such model; the sizes are tiny.en, tiny" in refused("enormous")
    kept = replace(recogniser, model="tiny", models=ModelOptions(model_dir=tmp_path, offline=True, device="cpu"))
    with pytest.raises(FileProblem, match=r"model\.bin is missing and offline=True forbids to fetch it"):
        recognise(sound, kept)
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (broken / name).write_text("{}")
    assert "is not a model that the recogniser can load" in refused(str(broken))


def test_a_diarisation_model_that_cannot_be_had(recogniser: Recogniser, tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(FileProblem, match="the diarisation model cannot be had"):
        transcribe.load_diariser(replace(recogniser, diarize_model=str(tmp_path)))
