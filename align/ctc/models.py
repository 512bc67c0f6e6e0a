"""Loading whisperX's alignment models, and saying plainly why one cannot be had.

torch, transformers and whisperx are imported inside the functions: pullquote works without them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import io
import json
import logging
import os
import struct
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.ctc.chunks import Geometry
from align.engine import ModelOptions
from align.errors import FileProblem, LanguageNotServed, UsageError, shown

__all__ = [
    "CtcModel",
    "choose_device",
    "default_model",
    "load_model",
    "offline_environment",
    "path_meant",
    "require_whisperx",
    "spelling_model",
]

CONFIG = "config.json"
WEIGHTS = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "pytorch_model.bin.index.json")
NEEDED = (CONFIG, "preprocessor_config.json", "vocab.json")


@dataclass(frozen=True, slots=True)
class CtcModel:
    """A model that whisperX loaded, or that ONNX Runtime runs.

    Args:
        module: the torch module, on its device, in evaluation mode; for `onnx` a function from sound to scores.
        kind: `torchaudio`, `huggingface` or `onnx`.
        symbols: character (lower case) to symbol.
        count: how many symbols the model has.
        blank, separator: symbols; `None` where the model has no word separator.
        normalise: whether the model was trained on sound brought to unit variance.
        key: SHA-256 over the weights: what was computed with them can be found again.
    """

    name: str
    module: Any
    kind: str
    symbols: Mapping[str, int]
    count: int
    blank: int
    separator: int | None
    geometry: Geometry
    normalise: bool
    key: str


def require_whisperx() -> Any:
    """Return the whisperx package; raises `UsageError` where it is not installed."""
    if importlib.util.find_spec("whisperx") is None:
        raise UsageError(
            "whisperX is not installed; install it with pip install 'pullquote[whisperx]'. Without it a transcript that"
            " you have is aligned all the same (--engine pocketsphinx), and pullquote import reads what other"
            " recognisers write"
        )
    # Without a handler of ours whisperX would put its own messages on stdout.
    logging.getLogger("whisperx").addHandler(logging.NullHandler())
    return importlib.import_module("whisperx")


def choose_device(wanted: str) -> str:
    """`cpu` or `cuda`; raises `UsageError` where CUDA was asked for and is absent."""
    import torch

    available = bool(torch.cuda.is_available())
    if wanted == "auto":
        return "cuda" if available else "cpu"
    if wanted == "cuda" and not available:
        raise UsageError(f"--device cuda: torch {torch.__version__} finds no CUDA device here; use --device cpu")
    return wanted


@contextlib.contextmanager
def offline_environment(offline: bool) -> Iterator[None]:
    """Keep Hugging Face's libraries off the network, also those that ask only the environment."""
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE") if offline else ()
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def default_model(language: str) -> str:
    """Return the model in whisperX's own tables; raises `LanguageNotServed`."""
    tables = importlib.import_module("whisperx.alignment")
    name = tables.DEFAULT_ALIGN_MODELS_TORCH.get(language) or tables.DEFAULT_ALIGN_MODELS_HF.get(language)
    if name is None:
        raise LanguageNotServed(language, "whisperX has no model for it; name a wav2vec2 CTC model with --align-model")
    return str(name)


def load_model(language: str, options: ModelOptions, device: str) -> CtcModel:
    """Load the model that `options` name, or whisperX's own for the language.

    Raises `UsageError`, `LanguageNotServed` or `FileProblem`.
    """
    whisperx = require_whisperx()
    name = options.align_model or default_model(language)
    folder, kept = Path(name).expanduser(), options.model_dir
    local = folder.is_dir() or path_meant(name)
    if local:
        name = str(folder)
        _check_folder(folder)
    elif options.offline:
        _check_present(name, kept)
    alone = options.offline or local
    printed = io.StringIO()
    with offline_environment(alone), contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module, told = whisperx.load_align_model(
                language,
                device,
                model_name=name,
                model_dir=None if kept is None else str(kept),
                model_cache_only=alone,
            )
        except Exception as error:
            raise _cannot_load(name, local, printed.getvalue(), error) from None
    if not local:
        _check_cached_head(name, kept)
    return _describe(name, module.eval(), told)


def path_meant(name: str) -> bool:
    """Tell whether a name can only be meant as a path on this machine."""
    return name.startswith((".", "/", "~")) or os.sep + os.sep in name or name.count("/") > 1 or "\\" in name


def _cannot_load(name: str, local: bool, printed: str, error: Exception) -> Exception:
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    lines += [*str(error).splitlines(), type(error).__name__]
    reason = shown(lines[0][:300])
    if local:
        return FileProblem(name, f"is not a model that whisperX can load: {reason}")
    return FileProblem(name, f"there is no such model, or it cannot be reached: {reason}")


def _check_folder(folder: Path) -> None:
    """Raise `FileProblem` for a folder that holds no CTC model."""
    if not folder.exists():
        raise FileProblem(folder, "there is no such model folder")
    if not folder.is_dir():
        raise FileProblem(folder, "is a file; a model is a folder with config.json, vocab.json and weights")
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if not any((folder / name).exists() for name in WEIGHTS):
        missing.append(WEIGHTS[0])
    if missing:
        raise FileProblem(folder, f"is not a whisperX alignment model: it has no {' and no '.join(missing)}")
    _check_head(folder / CONFIG, folder)


def _check_head(config: Path, model: str | Path) -> None:
    """Refuse a model without a head: transformers would put a random one on it, and only warn."""
    try:
        data = json.loads(config.read_text(encoding="utf-8"))
        architectures = [str(one) for one in data.get("architectures") or ()]
    except (OSError, ValueError, AttributeError):
        raise FileProblem(model, "its config.json cannot be read") from None
    weights = config.parent / "model.safetensors"
    headless = bool(architectures) and not any(one.endswith("ForCTC") for one in architectures)
    if weights.exists():
        headless = headless or "lm_head.weight" not in _tensors(weights)
    if headless:
        raise FileProblem(model, "has no CTC head: it was not trained to spell, so it cannot align")


def _tensors(weights: Path) -> frozenset[str]:
    """Return the names in a safetensors file, from its header."""
    try:
        with weights.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            header = json.loads(stream.read(min(length, 100_000_000)))
        return frozenset(header)
    except (OSError, ValueError, struct.error, MemoryError, TypeError):
        raise FileProblem(weights, "is damaged: it is not a safetensors file") from None


def _check_present(name: str, model_dir: Path | None) -> None:
    """Offline: raise `FileProblem` that says which file is missing and where it would go."""
    pipelines = importlib.import_module("torchaudio.pipelines")
    if name in pipelines.__all__:
        torch_hub = importlib.import_module("torch.hub")
        folder = model_dir or Path(torch_hub.get_dir()) / "checkpoints"
        path = folder / Path(getattr(pipelines, name)._path).name
        if not path.exists():
            url = f"https://download.pytorch.org/torchaudio/models/{getattr(pipelines, name)._path}"
            raise FileProblem(path, f"is missing and --offline forbids to fetch it ({url})")
        return
    for file in NEEDED:
        _cached(name, file, model_dir)
    if not any(_in_cache(name, file, model_dir) for file in WEIGHTS):
        _cached(name, WEIGHTS[0], model_dir)


def _cached(name: str, file: str, model_dir: Path | None) -> Path:
    found = _in_cache(name, file, model_dir)
    if found is None:
        folder = _hub_folder(model_dir) / f"models--{name.replace('/', '--')}" / "snapshots"
        problem = f"{file} is missing and --offline forbids to fetch it; it belongs under {shown(folder)}"
        raise FileProblem(name, problem)
    return found


def _in_cache(name: str, file: str, model_dir: Path | None) -> Path | None:
    hub = importlib.import_module("huggingface_hub")
    try:
        found = hub.try_to_load_from_cache(name, file, cache_dir=_hub_folder(model_dir))
    except ValueError:
        raise FileProblem(name, "is neither a folder nor the name of a model") from None
    return Path(found) if isinstance(found, str) else None


def _hub_folder(model_dir: Path | None) -> Path:
    return model_dir or Path(importlib.import_module("huggingface_hub.constants").HF_HUB_CACHE)


def _check_cached_head(name: str, model_dir: Path | None) -> None:
    if name in importlib.import_module("torchaudio.pipelines").__all__:
        return
    config = _in_cache(name, CONFIG, model_dir)
    if config is not None:
        _check_head(config, name)


def _describe(name: str, module: Any, told: Mapping[str, Any]) -> CtcModel:
    symbols = {str(text): int(code) for text, code in told["dictionary"].items()}
    kind = str(told["type"])
    if kind == "huggingface":
        layers = list(zip(module.config.conv_kernel, module.config.conv_stride, strict=True))
        normalise = module.config.feat_extract_norm == "layer"
    else:
        inner = getattr(module, "model", module)
        layers = [(layer.kernel_size, layer.stride) for layer in inner.feature_extractor.conv_layers]
        normalise = False  # torchaudio's wrapper does it where it is needed
    return spelling_model(
        name, module, kind, symbols=symbols, layers=layers, normalise=normalise, key=_weights_key(module)
    )


def spelling_model(
    name: str,
    module: Any,
    kind: str,
    *,
    symbols: Mapping[str, int],
    layers: Iterable[tuple[int, int]],
    normalise: bool,
    key: str,
) -> CtcModel:
    """Return a model with what its vocabulary and its convolutions tell.

    Args:
        symbols: text in lower case to symbol.
        layers: size and step of each convolution that goes over the sound.
    """
    hop, width = 1, 1
    for kernel, stride in layers:
        width += (int(kernel) - 1) * hop
        hop *= int(stride)
    blank = next((code for text, code in symbols.items() if text in ("[pad]", "<pad>")), 0)
    separator = next((symbols[text] for text in ("|", " ") if text in symbols), None)
    letters = {text: code for text, code in symbols.items() if len(text) == 1 and code not in (blank, separator)}
    return CtcModel(
        name=name,
        module=module,
        kind=kind,
        symbols=letters,
        count=max(symbols.values()) + 1,
        blank=blank,
        separator=separator,
        geometry=Geometry(hop, width),
        normalise=normalise,
        key=key,
    )


def _weights_key(module: Any) -> str:
    digest = hashlib.sha256(f"{sys.byteorder}".encode())
    for name, tensor in sorted(module.state_dict().items()):
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return digest.hexdigest()
