"""What is told of a model agrees with what it does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from align.ctc.models import default_model, load_model
from align.engine import ModelOptions


def test_the_geometry_is_the_models(options: ModelOptions) -> None:
    model = load_model("en", options, "cpu")
    for samples in (model.geometry.width, 16_000, 48_123):
        with torch.inference_mode():
            logits = model.module(torch.randn(1, samples)).logits
        assert logits.shape[1:] == (model.geometry.frames(samples), model.count)


def test_the_fixture_is_small_and_spells(fixture_model: Path, options: ModelOptions) -> None:
    assert (fixture_model / "model.safetensors").stat().st_size <= 8_000_000
    model = load_model("en", options, "cpu")
    assert set("abcdefghijklmnopqrstuvwxyz'") == set(model.symbols)
    assert model.blank == 0
    assert model.separator == 4


def test_the_key_is_that_of_the_weights(options: ModelOptions) -> None:
    model = load_model("en", options, "cpu")
    assert model.key == load_model("en", options, "cpu").key
    with torch.no_grad():
        model.module.lm_head.bias += 1e-3
    from align.ctc import models as ctc_models

    assert ctc_models._weights_key(model.module) != model.key


def test_a_torchaudio_pipeline_of_random_weights(monkeypatch: object) -> None:
    import torchaudio

    from align.ctc.models import _describe

    bundle = torchaudio.pipelines.WAV2VEC2_ASR_BASE_960H
    module = torchaudio.models.wav2vec2_model(**{**bundle._params, "encoder_num_layers": 1}).eval()
    labels = {label.lower(): code for code, label in enumerate(bundle.get_labels())}
    model = _describe("base", module, {"dictionary": labels, "language": "en", "type": "torchaudio"})
    assert (model.geometry.hop, model.geometry.width, model.blank, model.separator) == (320, 400, 0, 1)
    with torch.inference_mode():
        assert module(torch.randn(1, 32_000))[0].shape == (1, model.geometry.frames(32_000), model.count)


def test_whisperx_has_its_own_models() -> None:
    assert default_model("en") == "WAV2VEC2_ASR_BASE_960H"
    assert "japanese" in default_model("ja")
    assert np.all([default_model(code) for code in ("de", "fr", "nl", "zh", "ar", "hi")])
