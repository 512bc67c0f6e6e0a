"""Which neural model, from where, and on what: the options that the whisperX engine and its recogniser share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DEVICES", "ENGINES", "ModelOptions", "Recogniser"]

ENGINES = ("auto", "pocketsphinx", "whisperx")

DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Where models come from and where they run.

    Args:
        align_model: a folder, a Hugging Face name or a torchaudio pipeline; `None`: whisperX's own for the language.
        model_dir: where models are kept; `None`: the libraries' own place.
        offline: never touch the network.
        device: `auto` (a CUDA card where there is one), `cpu` or `cuda`.
    """

    align_model: str | None = None
    model_dir: Path | None = None
    offline: bool = False
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Recogniser:
    """What recognises.

    Args:
        model: a size (`small`, `large-v3`, ...), a Hugging Face name, or a folder in CTranslate2's form.
        language: two letters, or `None` to tell from the first 30 s.
        diarize: whether turns get labels.
        diarize_model: a pyannote pipeline by name or folder; `None`: whisperX's own.
        models: where models are kept, whether the network is allowed, and the device.
    """

    model: str = "small"
    language: str | None = None
    diarize: bool = False
    diarize_model: str | None = None
    models: ModelOptions = field(default_factory=ModelOptions)
