"""Each bad input to the engine: one clear line, the right exit code, nothing written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from align.ctc import emissions as ctc_emissions
from align.ctc.models import load_model
from align.engine import ModelOptions
from align.errors import FileProblem, LanguageNotServed, PullquoteError, UsageError
from cli import main

SAMPLES = Path(__file__).parents[2] / "samples"


def refused(*arguments: str, code: int = 4) -> str:
    """What the command says when it refuses."""
    result = CliRunner().invoke(
        main, ["align", str(SAMPLES / "sample.mp3"), *arguments, "--engine", "whisperx", "--offline"]
    )
    assert result.exit_code == code, result.output
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert result.stdout == ""
    return lines[0].removeprefix("pullquote: ")


def refused_model(model: str, tmp_path: Path, *more: str, code: int = 4) -> str:
    out = tmp_path / "x.align.json"
    told = refused(
        str(SAMPLES / "transcript.txt"), "-o", str(out), "--align-model", model, "--device", "cpu", *more, code=code
    )
    assert not out.exists()
    return told


@pytest.fixture
def copy(fixture_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fixture_model, tmp_path / "model"))


def test_no_such_folder(tmp_path: Path) -> None:
    assert refused_model(str(tmp_path / "nowhere"), tmp_path).endswith("there is no such model folder")


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told = refused_model(str(tmp_path / "empty"), tmp_path)
    assert "is not a whisperX alignment model: it has no config.json and no preprocessor_config.json" in told


def test_weights_that_are_not(copy: Path, tmp_path: Path) -> None:
    (copy / "model.safetensors").write_bytes(b"\xff" * 100)
    assert "is damaged: it is not a safetensors file" in refused_model(str(copy), tmp_path)


def test_a_config_that_is_not(copy: Path, tmp_path: Path) -> None:
    (copy / "config.json").write_text("{")
    assert "its config.json cannot be read" in refused_model(str(copy), tmp_path)


def test_a_model_without_ctc_head(copy: Path, tmp_path: Path) -> None:
    from transformers import Wav2Vec2ForCTC

    Wav2Vec2ForCTC.from_pretrained(copy).wav2vec2.save_pretrained(copy)
    assert "has no CTC head" in refused_model(str(copy), tmp_path)


def test_a_model_of_another_kind(copy: Path, tmp_path: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "architectures": ["WhisperForConditionalGeneration"]}))
    assert "has no CTC head" in refused_model(str(copy), tmp_path)


def test_a_transcript_that_says_nothing(fixture_model: Path, tmp_path: Path) -> None:
    silent = tmp_path / "silent.txt"
    silent.write_text("- - ...")
    told = refused(str(silent), "--align-model", str(fixture_model), "--device", "cpu")
    assert told == f"{silent}: holds nothing that can be said"


def test_times_of_the_transcript_are_for_the_embedded_engine(fixture_model: Path, tmp_path: Path) -> None:
    assert "leave --hints out" in refused_model(str(fixture_model), tmp_path, "--hints", code=2)


def test_another_architecture(copy: Path, tmp_path: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "hidden_size": 96}))
    assert "is not a model that whisperX can load" in refused_model(str(copy), tmp_path)


def test_offline_names_the_missing_file_and_its_place(tmp_path: Path) -> None:
    told = refused_model("WAV2VEC2_ASR_BASE_960H", tmp_path, "--model-dir", str(tmp_path))
    assert told.startswith(str(tmp_path / "wav2vec2_fairseq_base_ls960_asr_ls960.pth"))
    assert "is missing and --offline forbids to fetch it" in told
    told = refused_model("somebody/some-model", tmp_path, "--model-dir", str(tmp_path))
    assert "config.json is missing and --offline forbids to fetch it" in told
    assert str(tmp_path / "models--somebody--some-model" / "snapshots") in told


def test_the_default_model_offline(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"wav2vec2_voxpopuli_base_10k_asr_fr\.pt.* is missing"):
        load_model("fr", ModelOptions(model_dir=tmp_path, offline=True), "cpu")


def test_a_script_that_the_model_cannot_spell(fixture_model: Path, tmp_path: Path) -> None:
    russian = tmp_path / "ru.txt"
    russian.write_text("Добрый вечер, дорогие друзья, сегодня мы говорим о погоде.", encoding="utf-8")
    told = refused(str(russian), "--language", "ru", "--align-model", str(fixture_model))
    assert "cannot spell this transcript: 100% of its letters are unknown to the model" in told


def test_another_transcript(fixture_model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    line = "Seventeen purple elephants quietly juggled enormous watermelons behind Wellington's abandoned observatory. "
    other.write_text(line * 20)
    told = refused(str(other), "--align-model", str(fixture_model), "--device", "cpu", code=3)
    assert "the transcript does not belong to this recording" in told


def test_a_language_without_a_model() -> None:
    with pytest.raises(LanguageNotServed, match="whisperX has no model for it"):
        load_model("tlh", ModelOptions(offline=True), "cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_cuda_that_is_not_there(tmp_path: Path, fixture_model: Path) -> None:
    told = refused_model(str(fixture_model), tmp_path, "--device", "cuda", code=2)
    assert "finds no CUDA device here" in told


class Hungry:
    """Has memory for so many chunks at once."""

    def __init__(self, module: Any, most: int) -> None:
        self.module, self.most, self.asked = module, most, list[int]()

    def __call__(self, waves: Any) -> Any:
        self.asked.append(len(waves))
        if len(waves) > self.most:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")
        return self.module(waves)


@pytest.mark.parametrize("most", [2, 0])
def test_out_of_memory(most: int, options: ModelOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from align.ctc.cache import Store
    from align.ctc.chunks import RATE, plan
    from align.media import stream_pcm

    monkeypatch.setitem(ctc_emissions.BATCH, "cpu", 8)
    model = load_model("en", options, "cpu")
    hungry = Hungry(model.module, most)
    samples = sum(len(block) for block in stream_pcm(SAMPLES / "sample.mp3", rate=RATE))
    chunks, store = plan(samples, model.geometry), Store("hungry", tmp_path)

    def run() -> int:
        sound = SAMPLES / "sample.mp3"
        return ctc_emissions.compute(
            replace(model, module=hungry), chunks, store, lambda: stream_pcm(sound, rate=RATE), device="cpu"
        )

    if most:
        assert run() == len(chunks)
        assert all(store.has(chunk) for chunk in chunks)
        assert max(hungry.asked) > 2 >= hungry.asked[-1]
    else:
        with pytest.raises(PullquoteError, match="out of memory on cpu, even with one chunk at a time"):
            run()


def test_whisperx_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'pullquote\[whisperx\]'"):
        load_model("en", ModelOptions(), "cpu")
