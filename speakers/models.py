"""Diarisation models that tell who speaks, where one is installed: one module and one row each.

A model's module has `segments(media, alignment, options, on_progress)`, which returns `Segment`s; what becomes of them
is the same for all.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.document import Alignment
from align.engine import ProgressCallback
from align.errors import ProgramMissing, UsageError
from speakers.segments import Segment

__all__ = ["MODELS", "ModelChoice", "SpeakerModel", "check_model", "parse_model", "segments_of"]


@dataclass(frozen=True, slots=True)
class SpeakerModel:
    """A model: the package that shows whether it is installed, the extra that installs it, our module."""

    title: str
    package: str
    extra: str
    module: str


MODELS: dict[str, SpeakerModel] = {
    "polyvoice": SpeakerModel("polyvoice", "polyvoice", "polyvoice", "speakers.polyvoice_model"),
    "pyannote": SpeakerModel("pyannote, through whisperX", "whisperx", "whisperx", "speakers.pyannote_model"),
}


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model, the folder where it lies (`None`: its own place), and how many speakers there are, where known."""

    name: str
    folder: Path | None = None
    count: int | None = None


def parse_model(text: str) -> ModelChoice:
    """Read `pyannote` or `pyannote=FOLDER`; raises `UsageError` for a model that is not known."""
    name, _, folder = (part.strip() for part in text.partition("="))
    if name not in MODELS:
        raise UsageError(f"--speaker-model {name!r} is not known; there are {', '.join(MODELS)}")
    return ModelChoice(name, Path(folder) if folder else None)


def check_model(choice: ModelChoice) -> None:
    """Raise `ProgramMissing`, with the command that installs it, for a model that is not installed."""
    model = MODELS[choice.name]
    if importlib.util.find_spec(model.package) is None:
        raise ProgramMissing(model.title, f"install it with pip install 'pullquote[{model.extra}]'")


def segments_of(
    media: Path, alignment: Alignment, choice: ModelChoice, on_progress: ProgressCallback | None = None
) -> Sequence[Segment]:
    """Return who speaks when; raises `ProgramMissing`, and `FileProblem` for media or a model that cannot be read."""
    check_model(choice)
    run: Callable[..., Any] = importlib.import_module(MODELS[choice.name].module).segments
    found: Sequence[Segment] = run(media, alignment, choice, on_progress or (lambda share, doing: None))
    return found
