"""Converted models score as torch does, in both shapes of the architecture."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from align.ctc.models import load_model
from align.ctc.onnx_export import convert
from align.ctc.onnx_model import load_onnx
from align.engine import ModelOptions

TOLERANCE = 2e-3
"""Of a log-probability: sums are taken in another order."""


def difference(module: torch.nn.Module, folder: Path) -> float:
    sound = np.random.default_rng(3).standard_normal((1, 20_000)).astype(np.float32)
    with torch.inference_mode():
        known = torch.log_softmax(module(torch.from_numpy(sound)).logits, dim=-1).numpy()
    made = load_onnx(ModelOptions(str(folder)), "cpu").module(sound)
    assert made.shape == known.shape
    return float(np.abs(made - known).max())


def test_the_fixture_scores_alike(fixture_model: Path, options: ModelOptions, tmp_path: Path) -> None:
    module = load_model("en", options, "cpu").module
    assert difference(module, convert(fixture_model, tmp_path / "new")) < TOLERANCE


@pytest.mark.parametrize("shape", ["group", "layer"])
@pytest.mark.parametrize("kernel", [15, 16])
def test_both_shapes_score_alike(shape: str, kernel: int, fixture_model: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    config = Wav2Vec2Config(
        vocab_size=32,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        conv_dim=(24, 24, 24),
        conv_kernel=(10, 3, 2),
        conv_stride=(5, 4, 2),
        conv_bias=shape == "layer",
        num_conv_pos_embeddings=kernel,
        num_conv_pos_embedding_groups=4,
        feat_extract_norm=shape,
        do_stable_layer_norm=shape == "layer",
    )
    module = Wav2Vec2ForCTC(config).eval()
    for weight in module.parameters():
        torch.nn.init.normal_(weight, std=0.2)
    source = tmp_path / "source"
    module.save_pretrained(source)
    for name in ("preprocessor_config.json", "vocab.json"):
        shutil.copyfile(fixture_model / name, source / name)
    assert difference(module, convert(source, tmp_path / "new")) < TOLERANCE
