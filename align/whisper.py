"""Whisper by faster-whisper alone: no torch, eight bits on processors, a few minutes of sound at a time.

What was recognised is kept piece by piece, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.cores import usable_cores
from align.ctc.cache import cache_folder
from align.engine import Recogniser
from align.errors import FileProblem, PullquoteError, UsageError
from align.files import write_whole
from align.hashing import BackgroundHash
from align.media import probe, stream_pcm
from align.whisper_models import Segment, first_line, load_problem, local_model, quietly

__all__ = ["Piece", "installed", "pieces", "recognise_lightly"]

RATE = 16_000

PIECE_SECONDS = 300.0
"""Of sound that is recognised at a time: what is lost at most when a run is stopped."""

LOOK_SECONDS = 30.0
"""At the end of a piece, in which the quietest place is looked for, so that no word is cut."""

QUIET_SECONDS = 0.3
"""Whose loudness decides which place is the quietest."""

COMPUTE = {"cpu": "int8", "cuda": "float16"}
"""Arithmetic: on processors eight bits are as right as 32 and several times as fast."""

KEPT = 200
"""Recordings whose pieces stay; the oldest go. A recording of two hours is about 150 kB."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some minutes of a recording: its number, its first second, and its samples (16 kHz, mono)."""

    number: int
    start: float
    samples: NDArray[np.int16]


def installed() -> bool:
    """Tell whether faster-whisper is there."""
    return importlib.util.find_spec("faster_whisper") is not None


def recognise_lightly(
    audio: Path,
    recogniser: Recogniser,
    tick: Callable[[float], None] = lambda share: None,
    *,
    stream: int | None = None,
    channel: int | None = None,
) -> tuple[str, tuple[Segment, ...]]:
    """Return the language and the segments of a recording; what an earlier run recognised is taken up.

    The language of the first piece in which somebody speaks is that of all.

    Raises `FileProblem` for media or a model, `UsageError` where a card was asked for and is absent, `PullquoteError`
    where the recogniser fails.
    """
    length = probe(audio).duration
    model = _Model(recogniser)
    store = _Store(_key(audio, recogniser, model, stream, channel))
    language = recogniser.language
    segments: list[Segment] = []
    for piece in pieces(stream_pcm(audio, stream=stream, channel=channel)):
        found = store.load(piece)
        if found is None:
            found = model.recognise(piece, language)
            store.save(piece, found)
        told, rows = found
        if rows:
            language = language or told
        segments += rows
        done = piece.start + len(piece.samples) / RATE
        tick(min(1.0, done / length) if length else 0.0)
    return language or "en", tuple(segments)


def pieces(blocks: Iterable[NDArray[np.int16]]) -> Iterator[Piece]:
    """Yield a stream of samples in pieces of `PIECE_SECONDS` at most, cut where it is quiet."""
    most = int(PIECE_SECONDS * RATE)
    held = np.zeros(0, np.int16)
    number, at = 0, 0
    for block in blocks:
        held = np.concatenate([held, block])
        while len(held) > most:
            cut = _quietest(held[:most])
            yield Piece(number, at / RATE, held[:cut])
            held, at, number = held[cut:], at + cut, number + 1
    if len(held):
        yield Piece(number, at / RATE, held)


def _quietest(samples: NDArray[np.int16]) -> int:
    """Return the middle of the quietest stretch at the end of a piece."""
    width = int(QUIET_SECONDS * RATE)
    step = width // 3
    first = max(1, len(samples) - int(LOOK_SECONDS * RATE))
    starts = range(first, len(samples) - width, step)
    tail = samples.astype(np.float64)
    energies = [float(np.square(tail[start : start + width]).sum()) for start in starts]
    return starts[int(np.argmin(energies))] + width // 2 if energies else len(samples)


class _Model:
    """A model that is loaded when it is first needed."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._folder = local_model(recogniser)
        self._device = _device(recogniser.models.device)
        self._loaded: Any = None

    @property
    def identity(self) -> str:
        """What tells it from other models: its name, or the size and age of its weights."""
        if self._folder is None:
            return self._recogniser.model
        told = (Path(self._folder) / "model.bin").stat()
        return f"{Path(self._folder).resolve()} {told.st_size} {told.st_mtime_ns}"

    def recognise(self, piece: Piece, language: str | None) -> tuple[str, list[Segment]]:
        """Return the language of a piece and its segments, on the recording's clock."""
        with quietly(self._recogniser.models.offline or self._folder is not None):
            model = self._load()
            try:
                rows, told = model.transcribe(
                    piece.samples.astype(np.float32) / 32768,
                    language=language or (None if model.model.is_multilingual else "en"),
                    vad_filter=True,
                )
                segments = [
                    Segment(round(piece.start + row.start, 3), round(piece.start + row.end, 3), text)
                    for row in rows
                    if (text := " ".join(row.text.split()))
                ]
            except (RuntimeError, MemoryError, ValueError) as error:
                if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
                    raise PullquoteError(f"out of memory on {self._device}; use a smaller --model") from None
                raise PullquoteError(f"the recogniser failed: {first_line(error)}") from None
        return str(told.language), segments

    def _load(self) -> Any:
        if self._loaded is None:
            models = self._recogniser.models
            try:
                self._loaded = importlib.import_module("faster_whisper").WhisperModel(
                    self._folder or self._recogniser.model,
                    device=self._device,
                    compute_type=COMPUTE[self._device],
                    cpu_threads=usable_cores(),
                    download_root=None if models.model_dir is None else str(models.model_dir),
                    local_files_only=models.offline or self._folder is not None,
                )
            except Exception as error:
                raise load_problem(self._recogniser, error, local=self._folder is not None) from None
        return self._loaded


def _device(wanted: str) -> str:
    cards = int(importlib.import_module("ctranslate2").get_cuda_device_count()) if wanted != "cpu" else 0
    if wanted == "cuda" and not cards:
        raise UsageError("--device cuda: CTranslate2 finds no CUDA device here; use --device cpu")
    return "cuda" if cards else "cpu"


def _key(audio: Path, recogniser: Recogniser, model: _Model, stream: int | None, channel: int | None) -> str:
    recording = f"{BackgroundHash(audio).hexdigest()} {stream} {channel}"
    engine = f"{importlib.metadata.version('faster-whisper')} {model.identity} {recogniser.language}"
    made_of = f"1 {recording} {engine} {PIECE_SECONDS} {LOOK_SECONDS} {QUIET_SECONDS}"
    return hashlib.sha256(made_of.encode()).hexdigest()[:40]


class _Store:
    """The pieces of one recording and one model, in the user's cache folder."""

    def __init__(self, key: str) -> None:
        self._folder = cache_folder() / "recognised" / key
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(self._folder.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)
        except OSError as error:
            raise FileProblem(self._folder, f"the cache cannot be written: {error.strerror}") from None
        for folder in kept[:-KEPT]:
            shutil.rmtree(folder, ignore_errors=True)

    def _path(self, piece: Piece) -> Path:
        return self._folder / f"{piece.number:05d}-{len(piece.samples)}.json"

    def load(self, piece: Piece) -> tuple[str, list[Segment]] | None:
        """Return what is kept of a piece, or `None` where the file is missing or damaged."""
        try:
            told = json.loads(self._path(piece).read_text(encoding="utf-8"))
            return str(told["language"]), [Segment(float(a), float(b), str(text)) for a, b, text in told["segments"]]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, piece: Piece, found: tuple[str, list[Segment]]) -> None:
        """Keep a piece, whole or not at all."""
        rows = [[row.start, row.end, row.text] for row in found[1]]
        content = json.dumps({"language": found[0], "segments": rows}, ensure_ascii=False)
        write_whole(self._path(piece), content, force=True)
