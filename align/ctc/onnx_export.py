"""A wav2vec2 CTC model as an ONNX graph, made from its weights alone: no torch is needed to convert or to run it.

    python -m align.ctc.onnx_export MODEL_FOLDER NEW_FOLDER

The architecture is that of transformers' `Wav2Vec2ForCTC` (Baevski et al. 2020, "wav2vec 2.0"), in both of its shapes:
one group norm and norms behind the blocks (base), or layer norms everywhere and before the blocks (large).
"""

from __future__ import annotations

import importlib
import json
import shutil
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.errors import FileProblem, OutputExists, PullquoteError, UsageError
from align.files import temporary_folder

__all__ = ["ONNX_NAME", "convert", "read_safetensors"]

ONNX_NAME = "model.onnx"
"""Of the graph in a converted folder, beside what says how it spells."""

COPIED = ("config.json", "preprocessor_config.json", "vocab.json")
WEIGHTS = "model.safetensors"

OPSET, IR_VERSION = 17, 8
"""Of ONNX: the first that has layer norms, and what goes with it; every onnxruntime since 1.13 runs it."""

NORM_EPSILON = 1e-5
"""Of the feature extractor's norms: torch's own."""

MOST_BYTES = (1 << 31) - (1 << 20)
"""Of a graph with its weights inside: what protobuf holds. The largest models in use have 1.3 GB."""

TYPES = {"F32": np.float32, "F16": np.float16}

Weights = Mapping[str, NDArray[np.float32]]


def read_safetensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the tensors of a safetensors file in single precision; raises `FileProblem`."""
    try:
        content = path.read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        header = json.loads(content[8 : 8 + length])
        found = {}
        for name, row in header.items():
            if name != "__metadata__":
                first, last = row["data_offsets"]
                values = np.frombuffer(content[8 + length + first : 8 + length + last], TYPES[row["dtype"]])
                found[name] = values.reshape(row["shape"]).astype(np.float32)
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    except KeyError as error:
        raise FileProblem(path, f"holds numbers of a kind that cannot be converted: {error.args[0]}") from None
    except (ValueError, TypeError, struct.error):
        raise FileProblem(path, "is damaged: it is not a safetensors file") from None
    return found


def convert(source: Path, target: Path) -> Path:
    """Convert a folder with `model.safetensors` into a new folder with `model.onnx`, and return that.

    Raises `FileProblem` where the source is no wav2vec2 CTC model, `OutputExists`, `UsageError` without onnx.
    """
    if target.exists():
        raise OutputExists(target)
    missing = [name for name in (*COPIED, WEIGHTS) if not (source / name).is_file()]
    if missing:
        raise FileProblem(source, f"cannot be converted: it has no {' and no '.join(missing)}")
    try:
        config = json.loads((source / "config.json").read_text(encoding="utf-8"))
        known = config["model_type"] == "wav2vec2" and not config.get("add_adapter")
    except (OSError, ValueError, KeyError, TypeError):
        raise FileProblem(source, "its config.json cannot be read") from None
    if not known:
        raise FileProblem(source, "is not a wav2vec2 model without an adapter; no other kind can be converted")
    try:
        content = _Graph(config, read_safetensors(source / WEIGHTS)).to_bytes()
    except KeyError as error:
        raise FileProblem(source, f"is not a wav2vec2 CTC model: it has no {error.args[0]}") from None
    with temporary_folder() as folder:
        made = folder / "converted"
        made.mkdir()
        (made / ONNX_NAME).write_bytes(content)
        for name in COPIED:
            shutil.copyfile(source / name, made / name)
        shutil.move(str(made), str(target))
    return target


class _Graph:
    """The graph under construction: sound `(batch, samples)` to log-probabilities `(batch, frames, symbols)`."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        try:
            self._onnx = importlib.import_module("onnx")
        except ImportError:
            raise UsageError("converting needs onnx; install it with pip install 'pullquote[onnx]'") from None
        self._config, self._weights = config, weights
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._hidden, self._heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        self._epsilon = float(config.get("layer_norm_eps", NORM_EPSILON))

    def to_bytes(self) -> bytes:
        """Return the model as a file's content."""
        self._node("Unsqueeze", ["sound", self._constant(np.array([1]), "axis")], "wave")
        hidden = self._encode(self._project(self._extract("wave")))
        logits = self._linear(hidden, "lm_head")
        self._node("LogSoftmax", [logits], "scores", axis=-1)
        helper, tensor = self._onnx.helper, self._onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self._nodes,
            "wav2vec2",
            [helper.make_tensor_value_info("sound", tensor, ["batch", "samples"])],
            [helper.make_tensor_value_info("scores", tensor, ["batch", "frames", "symbols"])],
            list(self._constants.values()),
        )
        opset = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opset, producer_name="pullquote", ir_version=IR_VERSION)
        if model.ByteSize() > MOST_BYTES:
            raise PullquoteError("the model is larger than 2 GB, which no single ONNX file can hold")
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _extract(self, wave: str) -> str:
        config, at = self._config, wave
        layers = list(zip(config["conv_kernel"], config["conv_stride"], strict=True))
        for k, (kernel, stride) in enumerate(layers):
            name = f"wav2vec2.feature_extractor.conv_layers.{k}"
            at = self._conv(at, f"{name}.conv", kernel_shape=[kernel], strides=[stride])
            if config["feat_extract_norm"] == "layer":
                at = self._turned(self._norm(self._turned(at), f"{name}.layer_norm", NORM_EPSILON))
            elif k == 0:
                # As many groups as channels: each is normalised by itself.
                scale, bias = (self._weight(f"{name}.layer_norm.{part}") for part in ("weight", "bias"))
                at = self._node("InstanceNormalization", [at, scale, bias], epsilon=NORM_EPSILON)
            at = self._gelu(at)
        return self._turned(at)

    def _project(self, features: str) -> str:
        normed = self._norm(features, "wav2vec2.feature_projection.layer_norm", self._epsilon)
        return self._linear(normed, "wav2vec2.feature_projection.projection")

    def _encode(self, hidden: str) -> str:
        hidden = self._node("Add", [hidden, self._positions(hidden)])
        stable = bool(self._config.get("do_stable_layer_norm"))
        if not stable:
            hidden = self._norm(hidden, "wav2vec2.encoder.layer_norm", self._epsilon)
        for k in range(int(self._config["num_hidden_layers"])):
            name = f"wav2vec2.encoder.layers.{k}"
            hidden = self._block(hidden, f"{name}.layer_norm", partial(self._attend, name), stable)
            hidden = self._block(hidden, f"{name}.final_layer_norm", partial(self._feed, name), stable)
        return self._norm(hidden, "wav2vec2.encoder.layer_norm", self._epsilon) if stable else hidden

    def _block(self, hidden: str, norm: str, make: Callable[[str], str], stable: bool) -> str:
        """Return what a block adds to what goes in, normed before it (`stable`) or behind."""
        if stable:
            return self._node("Add", [hidden, make(self._norm(hidden, norm, self._epsilon))])
        return self._norm(self._node("Add", [hidden, make(hidden)]), norm, self._epsilon)

    def _positions(self, hidden: str) -> str:
        name, size = "wav2vec2.encoder.pos_conv_embed.conv", int(self._config["num_conv_pos_embeddings"])
        groups = int(self._config["num_conv_pos_embedding_groups"])
        parts = ("parametrizations.weight.original0", "parametrizations.weight.original1")
        if f"{name}.{parts[0]}" not in self._weights:
            parts = ("weight_g", "weight_v")
        length, direction = (self._weights[f"{name}.{part}"] for part in parts)
        weight = length * direction / np.sqrt(np.square(direction).sum(axis=(0, 1), keepdims=True))
        inputs = [self._turned(hidden), self._constant(weight, f"{name}.weight"), self._weight(f"{name}.bias")]
        # An even kernel gives a frame more than goes in; padding one less behind leaves that out.
        pads = [size // 2, size // 2 - (size % 2 == 0)]
        at = self._node("Conv", inputs, kernel_shape=[size], pads=pads, group=groups)
        return self._turned(self._gelu(at))

    def _attend(self, name: str, hidden: str) -> str:
        size = self._hidden // self._heads
        query, key, value = (self._linear(hidden, f"{name}.attention.{part}_proj") for part in "qkv")
        scale = self._constant(np.array(size**-0.5, np.float32), "attention.scale")
        query = self._heads_of(self._node("Mul", [query, scale]), [0, 2, 1, 3])
        key, value = self._heads_of(key, [0, 2, 3, 1]), self._heads_of(value, [0, 2, 1, 3])
        weights = self._node("Softmax", [self._node("MatMul", [query, key])], axis=-1)
        heard = self._node("Transpose", [self._node("MatMul", [weights, value])], perm=[0, 2, 1, 3])
        whole = self._constant(np.array([0, 0, self._hidden]), "attention.whole")
        return self._linear(self._node("Reshape", [heard, whole]), f"{name}.attention.out_proj")

    def _heads_of(self, at: str, order: Sequence[int]) -> str:
        shape = self._constant(np.array([0, 0, self._heads, self._hidden // self._heads]), "attention.heads")
        return self._node("Transpose", [self._node("Reshape", [at, shape])], perm=list(order))

    def _feed(self, name: str, hidden: str) -> str:
        inner = self._gelu(self._linear(hidden, f"{name}.feed_forward.intermediate_dense"))
        return self._linear(inner, f"{name}.feed_forward.output_dense")

    def _conv(self, at: str, name: str, **attributes: Any) -> str:
        biases = [self._weight(f"{name}.bias")] if f"{name}.bias" in self._weights else []
        return self._node("Conv", [at, self._weight(f"{name}.weight"), *biases], **attributes)

    def _norm(self, at: str, name: str, epsilon: float) -> str:
        inputs = [at, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._node("LayerNormalization", inputs, axis=-1, epsilon=epsilon)

    def _linear(self, at: str, name: str) -> str:
        weight = self._constant(np.ascontiguousarray(self._weights[f"{name}.weight"].T), f"{name}.weight")
        return self._node("Add", [self._node("MatMul", [at, weight]), self._weight(f"{name}.bias")])

    def _gelu(self, at: str) -> str:
        """Return x (1 + erf(x / √2)) / 2."""
        half, one, root = (
            self._constant(np.array(value, np.float32), f"gelu.{name}")
            for name, value in (("half", 0.5), ("one", 1.0), ("root", 2**-0.5))
        )
        error = self._node("Erf", [self._node("Mul", [at, root])])
        return self._node("Mul", [self._node("Mul", [at, self._node("Add", [error, one])]), half])

    def _turned(self, at: str) -> str:
        return self._node("Transpose", [at], perm=[0, 2, 1])

    def _weight(self, name: str) -> str:
        return self._constant(self._weights[name], name)

    def _constant(self, values: NDArray[Any], name: str) -> str:
        if name not in self._constants:
            self._constants[name] = self._onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        output = output or f"{kind.lower()}.{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(kind, list(inputs), [output], **attributes))
        return output


def _main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m align.ctc.onnx_export MODEL_FOLDER NEW_FOLDER\n")
        return 2
    try:
        sys.stdout.write(f"{convert(Path(arguments[0]), Path(arguments[1]))}\n")
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
