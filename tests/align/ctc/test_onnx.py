"""Models converted to ONNX: the fixture is converted and aligns; what cannot be converted or run is one line."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.aligner import align_file
from align.ctc import onnx_model
from align.ctc.onnx_export import convert, read_safetensors
from align.ctc.onnx_model import choose_provider, load_onnx
from align.engine import AlignOptions, ModelOptions
from align.errors import FileProblem, LanguageNotServed, OutputExists, UsageError, naming_options
from align.media import stream_pcm
from cli import main

ROOT = Path(__file__).parents[3]
FIXTURE = ROOT / "tests" / "whisperx" / "fixture"
RATE = 16_000


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return convert(FIXTURE, tmp_path_factory.mktemp("onnx") / "model")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_converted_folder_has_all_it_needs(converted: Path) -> None:
    assert {one.name for one in converted.iterdir()} == {
        "config.json",
        "model.onnx",
        "preprocessor_config.json",
        "vocab.json",
    }
    model = load_onnx(ModelOptions(str(converted)), "cpu")
    assert set(model.symbols) == set("abcdefghijklmnopqrstuvwxyz'")
    assert (model.blank, model.separator, model.count, model.normalise) == (0, 4, 32, True)
    assert (model.geometry.hop, model.geometry.width) == (320, 1680)


@pytest.mark.parametrize("samples", [1680, 16_000, 48_123])
def test_scores_are_log_probabilities_of_as_many_frames_as_are_told(converted: Path, samples: int) -> None:
    model = load_onnx(ModelOptions(str(converted)), "cpu")
    sound = np.random.default_rng(1).standard_normal((2, samples)).astype(np.float32)
    scores = model.module(sound)
    assert scores.shape == (2, model.geometry.frames(samples), model.count)
    assert np.exp(scores).sum(axis=2) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.slow
def test_the_sample_is_aligned_as_by_torch(converted: Path, tmp_path: Path) -> None:
    rows = [line.split("\t") for line in (ROOT / "samples" / "gold.tsv").read_text(encoding="utf-8").splitlines()]
    said = [(text, float(start)) for _, text, start, end in rows if float(start) >= 0 and float(end) < 40]
    sound = np.concatenate(list(stream_pcm(ROOT / "samples" / "sample.mp3")))[: 41 * RATE]
    with wave.open(str(tmp_path / "said.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.astype("<i2").tobytes())
    (tmp_path / "said.txt").write_text(" ".join(text for text, _ in said), encoding="utf-8")
    options = AlignOptions(models=ModelOptions(str(converted)))
    found = align_file(tmp_path / "said.wav", tmp_path / "said.txt", language="en", engine="onnx", options=options)
    assert found.engine.name == "onnx"
    distances = [abs(word.span[0] - start) for word, (_, start) in zip(found.words, said, strict=True) if word.timed]
    assert len(distances) > 0.97 * len(said)
    assert np.mean(distances) < 0.03


def run(*options: str) -> str:
    """What the command says, without the model that it needs."""
    done = CliRunner().invoke(main, ["align", "samples/sample.mp3", "samples/transcript.txt", *options])
    assert done.exit_code in (2, 4), done.output
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_bad_models_are_one_line(converted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    out = ["-o", str(tmp_path / "x.align.json"), "--engine", "onnx"]
    assert "--engine onnx needs --align-model" in run(*out)
    assert "there is no such model folder" in run(*out, "--align-model", str(tmp_path / "nowhere"))
    assert "it has no model.onnx; python -m align.ctc.onnx_export" in run(*out, "--align-model", str(FIXTURE))
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("config.json", "vocab.json"):
        (broken / name).write_bytes((converted / name).read_bytes())
    (broken / "model.onnx").write_bytes(b"nothing")
    assert "model.onnx: cannot be run" in run(*out, "--align-model", str(broken))
    (broken / "config.json").write_text("{")
    assert "its config.json or vocab.json cannot be read" in run(*out, "--align-model", str(broken))
    assert "finds no CUDA device" in run(*out, "--align-model", str(converted), "--device", "cuda")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install 'pullquote[onnx]'" in run(*out, "--align-model", str(converted))


def test_the_engine_is_never_chosen_by_itself() -> None:
    from align.ctc.engine import OnnxEngine
    from align.transcript import read_transcript

    with pytest.raises(LanguageNotServed, match="needs"):
        OnnxEngine().check(read_transcript(ROOT / "samples" / "transcript.txt"), "en")


def test_what_cannot_be_converted_is_told(converted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputExists):
        convert(FIXTURE, converted)
    with pytest.raises(FileProblem, match=r"cannot be converted: it has no config\.json and no"):
        convert(tmp_path, tmp_path / "new")
    other = tmp_path / "other"
    other.mkdir()
    for one in FIXTURE.iterdir():
        (other / one.name).write_bytes(one.read_bytes())
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 4}))
    with pytest.raises(FileProblem, match=r"is not a wav2vec2 CTC model: it has no wav2vec2\.encoder\.layers\.3"):
        convert(other, tmp_path / "new")
    (other / "config.json").write_text(json.dumps({**config, "model_type": "hubert"}))
    with pytest.raises(FileProblem, match="is not a wav2vec2 model"):
        convert(other, tmp_path / "new")
    (other / "config.json").write_text(json.dumps(config))
    (other / "model.safetensors").write_bytes(b"\xff" * 40)
    with pytest.raises(FileProblem, match="is damaged"):
        convert(other, tmp_path / "new")
    assert not (tmp_path / "new").exists()

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(UsageError, match=r"pip install 'pullquote\[onnx\]'"):
        convert(FIXTURE, tmp_path / "new")


def test_tensors_are_read_in_single_precision() -> None:
    tensors = read_safetensors(FIXTURE / "model.safetensors")
    assert tensors["lm_head.weight"].shape == (32, 128)
    assert {values.dtype for values in tensors.values()} == {np.dtype(np.float32)}


def test_a_card_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: list(onnx_model.PROVIDERS.values()))
    assert [choose_provider(wanted) for wanted in ("auto", "cuda", "cpu")] == ["cuda", "cuda", "cpu"]
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    assert choose_provider("auto") == "cpu"
    with naming_options(), pytest.raises(UsageError, match="--device cuda: ONNX Runtime finds no CUDA device"):
        choose_provider("cuda")
