"""A converted wav2vec2 CTC model, run by ONNX Runtime: no torch, no whisperX."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from align.cores import usable_cores
from align.ctc.models import CtcModel, spelling_model
from align.ctc.onnx_export import ONNX_NAME
from align.engine import ModelOptions
from align.errors import FileProblem, UsageError, shown

__all__ = ["choose_provider", "load_onnx", "require_onnx"]

NEEDED = (ONNX_NAME, "config.json", "vocab.json")
PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
CONVERT = "python -m align.ctc.onnx_export MODEL_FOLDER NEW_FOLDER"


def require_onnx() -> None:
    """Raise `UsageError` where ONNX Runtime is not installed."""
    if importlib.util.find_spec("onnxruntime") is None:
        raise UsageError("ONNX Runtime is not installed; install it with pip install 'pullquote[onnx]'")


def choose_provider(wanted: str) -> str:
    """`cpu` or `cuda`; raises `UsageError` where CUDA was asked for and is absent."""
    require_onnx()
    available = PROVIDERS["cuda"] in importlib.import_module("onnxruntime").get_available_providers()
    if wanted == "cuda" and not available:
        raise UsageError("--device cuda: ONNX Runtime finds no CUDA device here; use --device cpu")
    return "cuda" if available and wanted != "cpu" else "cpu"


def load_onnx(options: ModelOptions, device: str) -> CtcModel:
    """Load the converted folder that `options` name; raises `UsageError` or `FileProblem`."""
    if options.align_model is None:
        raise UsageError(f"--engine onnx needs --align-model with a converted folder; {CONVERT} makes one")
    folder = Path(options.align_model).expanduser()
    if not folder.is_dir():
        raise FileProblem(folder, "there is no such model folder")
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise FileProblem(
            folder, f"is not a converted model: it has no {' and no '.join(missing)}; {CONVERT} makes one"
        )
    content = (folder / ONNX_NAME).read_bytes()
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        symbols = {str(text).lower(): int(code) for text, code in _read_symbols(folder).items()}
        layers = list(zip(config["conv_kernel"], config["conv_stride"], strict=True))
        normalise = config["feat_extract_norm"] == "layer"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise FileProblem(folder, "its config.json or vocab.json cannot be read") from None
    run = _session(folder, content, device)
    key = hashlib.sha256(content).hexdigest()
    return spelling_model(str(folder), run, "onnx", symbols=symbols, layers=layers, normalise=normalise, key=key)


def _read_symbols(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    return found


def _session(folder: Path, content: bytes, device: str) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Return a function from sound `(batch, samples)` to log-probabilities `(batch, frames, symbols)`."""
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = usable_cores()
    try:
        session = runtime.InferenceSession(content, options, providers=[PROVIDERS[device]])
        (given,) = (one.name for one in session.get_inputs())
    except Exception as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise FileProblem(folder / ONNX_NAME, f"cannot be run: {shown(reason[:300])}") from None

    def run(waves: NDArray[np.float32]) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = session.run(None, {given: waves})[0]
        return scores

    return run
