"""Models of OpenAI's Whisper in CTranslate2's form, as faster-whisper and whisperX load them."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from align.ctc.models import offline_environment, path_meant
from align.engine import Recogniser
from align.errors import FileProblem, shown

__all__ = ["Segment", "first_line", "load_problem", "local_model", "quietly"]

NEEDED = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Segment:
    """Some sentences, at most 30 s; times in seconds are those of the voice activity, not of words."""

    start: float
    end: float
    text: str


def local_model(recogniser: Recogniser) -> str | None:
    """Return the folder of the model, made sure of, or `None` for one that has a name; offline it must be there.

    Raises `FileProblem`.
    """
    name, models = recogniser.model, recogniser.models
    folder = Path(name).expanduser()
    if folder.is_dir() or path_meant(name):
        _check_folder(folder)
        return str(folder)
    if models.offline:
        _check_present(name, models.model_dir)
    return None


def load_problem(recogniser: Recogniser, error: Exception, *, local: bool) -> FileProblem:
    """Return what to say of a model that the library could not load."""
    problem = "is not a model that the recogniser can load" if local else "there is no such model to be had"
    return FileProblem(recogniser.model, f"{problem}: {first_line(error)}")


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise FileProblem(folder, "there is no such model folder")
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if missing:
        raise FileProblem(folder, f"is not a recogniser in CTranslate2's form: it has no {' and no '.join(missing)}")


def _check_present(name: str, model_dir: Path | None) -> None:
    """Offline: raise `FileProblem` that says which file is missing and where it would go."""
    known: Mapping[str, str] = importlib.import_module("faster_whisper.utils")._MODELS
    repository = name if "/" in name else known.get(name)
    if repository is None:
        raise FileProblem(name, f"there is no such model; the sizes are {', '.join(known)}")
    hub = importlib.import_module("huggingface_hub")
    folder = model_dir or Path(importlib.import_module("huggingface_hub.constants").HF_HUB_CACHE)
    for file in NEEDED:
        if not isinstance(hub.try_to_load_from_cache(repository, file, cache_dir=folder), str):
            place = folder / f"models--{repository.replace('/', '--')}" / "snapshots"
            problem = f"{file} is missing and --offline forbids to fetch it; it belongs under {shown(place)}"
            raise FileProblem(repository, problem)


def first_line(error: BaseException) -> str:
    """Return the first line of an error, fit to be shown."""
    return shown(next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300])


@contextlib.contextmanager
def quietly(offline: bool) -> Iterator[None]:
    """Keep the libraries from printing, from telling their makers who uses them, and, if asked, off the network."""
    os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")
    with offline_environment(offline), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
