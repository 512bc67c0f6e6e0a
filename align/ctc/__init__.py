"""The neural engine: wav2vec2 CTC models that whisperX loads, over whole untimed episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.ctc.engine import NeuralEngine
    from align.ctc.models import choose_device, offline_environment, path_meant, require_whisperx

__all__ = [
    "NeuralEngine",
    "choose_device",
    "offline_environment",
    "path_meant",
    "require_whisperx",
]

_HOMES = {
    "align.ctc.engine": ("NeuralEngine",),
    "align.ctc.models": ("choose_device", "offline_environment", "path_meant", "require_whisperx"),
}

__getattr__ = lazy_names(__name__, _HOMES)
