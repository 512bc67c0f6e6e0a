"""Models are described as they are, and why one cannot be had is one line; torch and whisperX are stand-ins."""

from __future__ import annotations

import json
import logging
import os
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from align.ctc.chunks import Geometry
from align.ctc.models import choose_device, default_model, load_model, offline_environment, path_meant, require_whisperx
from align.engine import ModelOptions
from align.errors import FileProblem, LanguageNotServed, UsageError, naming_options
from tests.align.ctc.fakes import Tensor, fake_torch, install


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Errors as the command says them."""
    with naming_options():
        yield


VOCABULARY = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, "e": 5, "t": 6, "'": 7}

KERNELS, STRIDES = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)
"""Of the convolutions of wav2vec 2.0 (Baevski et al. 2020): frames of 400 samples every 320."""


class Module:
    """A torch module with a configuration and weights."""

    def __init__(self, weights: Mapping[str, Any] | None = None, *, norm: str = "layer") -> None:
        self.config = SimpleNamespace(conv_kernel=KERNELS, conv_stride=STRIDES, feat_extract_norm=norm)
        self.weights = weights or {"a": np.arange(6.0).reshape(2, 3), "b": np.ones(4)}
        self.evaluated = False

    def eval(self) -> Module:
        """Note it."""
        self.evaluated = True
        return self

    def state_dict(self) -> dict[str, Tensor]:
        """The weights."""
        return {name: Tensor(np.asarray(values)) for name, values in self.weights.items()}


Loader = Callable[..., tuple[Any, dict[str, Any]]]


def fake_whisperx(monkeypatch: pytest.MonkeyPatch, loader: Loader) -> None:
    """Install a whisperX with tables of two languages that loads models with `loader`."""
    install(monkeypatch, "whisperx", load_align_model=loader)
    tables = {
        "DEFAULT_ALIGN_MODELS_TORCH": {"en": "WAV2VEC2_ASR_BASE_960H"},
        "DEFAULT_ALIGN_MODELS_HF": {"uk": "somebody/wav2vec2-uk"},
    }
    install(monkeypatch, "whisperx.alignment", **tables)
    install(
        monkeypatch,
        "torchaudio.pipelines",
        __all__=["WAV2VEC2_ASR_BASE_960H"],
        WAV2VEC2_ASR_BASE_960H=SimpleNamespace(_path="wav2vec2_960h.pth"),
    )


def fake_hub(monkeypatch: pytest.MonkeyPatch, cache: Path, files: Mapping[str, Path]) -> None:
    """Install a Hugging Face hub whose cache holds these files."""

    def cached(name: str, file: str, cache_dir: Path) -> str | None:
        if "?" in name:
            raise ValueError(name)
        return str(files[file]) if file in files else None

    install(monkeypatch, "huggingface_hub", try_to_load_from_cache=cached)
    install(monkeypatch, "huggingface_hub.constants", HF_HUB_CACHE=str(cache))


def safetensors(*names: str) -> bytes:
    header = json.dumps({name: {} for name in names}).encode()
    return struct.pack("<Q", len(header)) + header


def model_folder(folder: Path, *, architecture: str = "Wav2Vec2ForCTC", weights: bytes | None = None) -> Path:
    """A folder that looks like a model."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"architectures": [architecture]}))
    (folder / "preprocessor_config.json").write_text("{}")
    (folder / "vocab.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(safetensors("lm_head.weight") if weights is None else weights)
    return folder


def loaded(module: Any, kind: str = "huggingface", vocabulary: Mapping[str, int] = VOCABULARY) -> Loader:
    """A loader that always gives this model."""
    return lambda *args, **kwargs: (module, {"language": "en", "dictionary": dict(vocabulary), "type": kind})


def refused(language: str, options: ModelOptions) -> str:
    """What is said of a model that cannot be had."""
    with pytest.raises(FileProblem) as caught:
        load_model(language, options, "cpu")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_local_model_is_described(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    module = Module()

    def loader(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        calls.append((args, kwargs))
        assert os.environ["HF_HUB_OFFLINE"] == "1"
        return loaded(module)()

    fake_whisperx(monkeypatch, loader)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    folder = model_folder(tmp_path / "model")
    model = load_model("en", ModelOptions(str(folder), tmp_path), "cpu")
    assert calls == [(("en", "cpu"), {"model_name": str(folder), "model_dir": str(tmp_path), "model_cache_only": True})]
    assert module.evaluated
    assert model.geometry == Geometry(320, 400)
    assert (model.blank, model.separator, model.count) == (0, 4, 8)
    assert model.symbols == {"e": 5, "t": 6, "'": 7}
    assert (model.kind, model.normalise, model.name) == ("huggingface", True, str(folder))
    assert "HF_HUB_OFFLINE" not in os.environ


@pytest.mark.parametrize(
    ("vocabulary", "blank", "separator", "letters"),
    [
        ({"[pad]": 3, "a": 0, " ": 1, "b": 2}, 3, 1, {"a": 0, "b": 2}),
        ({"-": 0, "|": 1, "e": 2}, 0, 1, {"e": 2}),
        ({"a": 1, "b": 2, "<pad>": 0}, 0, None, {"a": 1, "b": 2}),
    ],
)
def test_blank_and_separator_are_told_by_the_vocabulary(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    vocabulary: dict[str, int],
    blank: int,
    separator: int | None,
    letters: dict[str, int],
) -> None:
    fake_whisperx(monkeypatch, loaded(Module(norm="group"), vocabulary=vocabulary))
    model = load_model("en", ModelOptions(str(model_folder(tmp_path / "m"))), "cpu")
    assert (model.blank, model.separator, model.symbols) == (blank, separator, letters)
    assert not model.normalise


def test_a_pipeline_of_torchaudio_is_described_by_its_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = [SimpleNamespace(kernel_size=k, stride=s) for k, s in zip(KERNELS[:2], STRIDES[:2], strict=True)]
    module = Module()
    module.model = SimpleNamespace(feature_extractor=SimpleNamespace(conv_layers=layers))  # type: ignore[attr-defined]
    fake_whisperx(monkeypatch, loaded(module, "torchaudio"))
    model = load_model("en", ModelOptions(), "cpu")
    # A window of 10, of which the second layer takes three, 5 apart: 10 + 2 * 5 samples, every 5 * 2.
    assert model.geometry == Geometry(10, 20)
    assert (model.name, model.normalise) == ("WAV2VEC2_ASR_BASE_960H", False)


def test_the_key_is_that_of_the_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    weights = {"a": np.arange(6.0).reshape(2, 3), "b": np.ones(4)}
    changed = {**weights, "b": np.array([1.0, 1.0, 1.0, 1.5])}
    turned = {**weights, "a": weights["a"].reshape(3, 2)}
    renamed = {"a": weights["a"], "c": weights["b"]}
    swapped = dict(reversed(weights.items()))
    keys = []
    for each in (weights, swapped, changed, turned, renamed):
        fake_whisperx(monkeypatch, loaded(Module(each)))
        keys.append(load_model("en", ModelOptions(str(folder)), "cpu").key)
    assert keys[0] == keys[1]
    assert len(set(keys[1:])) == 4


def test_folders_that_hold_no_model_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_whisperx(monkeypatch, loaded(Module()))
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    partial = model_folder(tmp_path / "partial")
    (partial / "vocab.json").unlink()
    broken = model_folder(tmp_path / "broken")
    (broken / "config.json").write_text("{")
    cases = {
        str(tmp_path / "none"): "there is no such model folder",
        str(tmp_path / "file"): "is a file; a model is a folder",
        str(tmp_path / "empty"): "it has no config.json and no preprocessor_config.json and no vocab.json and no model",
        str(partial): "it has no vocab.json",
        str(broken): "its config.json cannot be read",
        str(model_folder(tmp_path / "a", architecture="Wav2Vec2ForPreTraining")): "has no CTC head",
        str(model_folder(tmp_path / "b", weights=safetensors("encoder.weight"))): "has no CTC head",
        str(model_folder(tmp_path / "c", weights=b"\x01")): "is damaged: it is not a safetensors file",
        str(model_folder(tmp_path / "d", weights=struct.pack("<Q", 9) + b"not json!")): "is damaged",
    }
    for name, problem in cases.items():
        assert problem in refused("en", ModelOptions(name))


def test_a_model_without_safetensors_is_believed_by_its_architecture(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_whisperx(monkeypatch, loaded(Module()))
    folder = model_folder(tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert load_model("en", ModelOptions(str(folder)), "cpu").count == 8


def test_the_librarys_own_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def loader(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        sys.stdout.write("\n  Error loading model: the file\x1b is odd \nmore\n")
        raise ValueError("The chosen align_model could not be found")

    fake_whisperx(monkeypatch, loader)
    local = refused("en", ModelOptions(str(model_folder(tmp_path / "m"))))
    assert local.endswith("is not a model that whisperX can load: Error loading model: the file\\x1b is odd")
    far = refused("en", ModelOptions("nobody/nothing"))
    assert far == "nobody/nothing: there is no such model, or it cannot be reached: " + local.rpartition("load: ")[2]


def test_an_error_without_words_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def loader(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        raise ConnectionError

    fake_whisperx(monkeypatch, loader)
    assert refused("en", ModelOptions("nobody/nothing")).endswith("cannot be reached: ConnectionError")


def test_offline_the_missing_file_and_its_place_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_whisperx(monkeypatch, loaded(Module()))
    config = model_folder(tmp_path / "m") / "config.json"
    present = {name: config.parent / name for name in ("config.json", "preprocessor_config.json", "vocab.json")}
    place = tmp_path / "hub" / "models--somebody--model" / "snapshots"
    options = ModelOptions("somebody/model", offline=True)
    fake_hub(monkeypatch, tmp_path / "hub", {"config.json": config})
    assert (
        f"preprocessor_config.json is missing and --offline forbids to fetch it; it belongs under {place}"
        in refused("en", options)
    )
    fake_hub(monkeypatch, tmp_path / "hub", present)
    assert "model.safetensors is missing" in refused("en", options)
    fake_hub(monkeypatch, tmp_path / "hub", {**present, "pytorch_model.bin": config})
    assert load_model("en", options, "cpu").name == "somebody/model"
    assert "neither a folder nor the name of a model" in refused("en", ModelOptions("what?", offline=True))


def test_offline_a_pipeline_of_torchaudio_is_looked_for_in_its_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = Module()
    fake_whisperx(monkeypatch, loaded(module))
    install(monkeypatch, "torch.hub", get_dir=lambda: str(tmp_path / "hub"))
    path = tmp_path / "hub" / "checkpoints" / "wav2vec2_960h.pth"
    said = refused("en", ModelOptions(offline=True))
    assert said.startswith(f"{path}: is missing and --offline forbids to fetch it (https://")
    assert str(tmp_path / "mine" / "wav2vec2_960h.pth") in refused("en", ModelOptions(None, tmp_path / "mine", True))
    path.parent.mkdir(parents=True)
    path.touch()
    assert load_model("en", ModelOptions(offline=True), "cpu").count == 8


def test_a_fetched_model_without_a_head_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_whisperx(monkeypatch, loaded(Module()))
    folder = model_folder(tmp_path / "m", architecture="Wav2Vec2Model")
    fake_hub(monkeypatch, tmp_path, {"config.json": folder / "config.json"})
    assert refused("uk", ModelOptions()).startswith("somebody/wav2vec2-uk: has no CTC head")


def test_a_language_without_a_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_whisperx(monkeypatch, loaded(Module()))
    assert default_model("en") == "WAV2VEC2_ASR_BASE_960H"
    assert default_model("uk") == "somebody/wav2vec2-uk"
    with pytest.raises(LanguageNotServed, match="name a wav2vec2 CTC model with --align-model"):
        default_model("tlh")


@pytest.mark.parametrize(
    ("wanted", "present", "device"),
    [("auto", True, "cuda"), ("auto", False, "cpu"), ("cpu", True, "cpu"), ("cuda", True, "cuda")],
)
def test_the_device(monkeypatch: pytest.MonkeyPatch, wanted: str, present: bool, device: str) -> None:
    fake_torch(monkeypatch, cuda=present)
    assert choose_device(wanted) == device


def test_a_card_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_torch(monkeypatch)
    with pytest.raises(UsageError, match=r"torch 9\.9 finds no CUDA device here; use --device cpu"):
        choose_device("cuda")


@pytest.mark.parametrize("before", [None, "0"])
def test_the_environment_is_as_it_was_afterwards(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    if before is None:
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    else:
        monkeypatch.setenv("HF_HUB_OFFLINE", before)
    with offline_environment(True):
        assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"
    assert os.environ.get("HF_HUB_OFFLINE") == before
    with pytest.raises(ZeroDivisionError), offline_environment(True):
        raise ZeroDivisionError
    assert os.environ.get("HF_HUB_OFFLINE") == before
    with offline_environment(False):
        assert os.environ.get("HF_HUB_OFFLINE") == before


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("WAV2VEC2_ASR_BASE_960H", False),
        ("facebook/wav2vec2-base-960h", False),
        ("./model", True),
        ("/models/mine", True),
        ("~/model", True),
        ("a/b/c", True),
        ("models\\mine", True),
    ],
)
def test_what_can_only_be_a_path(name: str, path: bool) -> None:
    assert path_meant(name) is path


def test_whisperx_says_nothing_on_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def loader(*args: Any, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        sys.stdout.write("progress\n")
        warnings.warn("old model", stacklevel=1)
        return loaded(Module())()

    fake_whisperx(monkeypatch, loader)
    assert require_whisperx() is sys.modules["whisperx"]
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("whisperx").handlers)
    shown: list[str] = []
    monkeypatch.setattr(sys.stdout, "write", shown.append)
    load_model("en", ModelOptions(str(model_folder(tmp_path / "m"))), "cpu")
    assert shown == []


def test_without_whisperx_what_else_can_be_done_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install 'pullquote\\[whisperx\\]'") as caught:
        load_model("en", ModelOptions(), "cpu")
    assert "--engine pocketsphinx" in str(caught.value)
