"""Running a CTC model over the chunks of an episode."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from align.ctc.cache import Store
from align.ctc.chunks import Chunk, cut
from align.ctc.models import CtcModel
from align.errors import PullquoteError

__all__ = ["compute"]

log = logging.getLogger(__name__)

BATCH = {"cpu": 1, "cuda": 24}
"""Chunks at once. On a processor more gain nothing; 24 chunks of 30 s of a base model take about 6 GB on a card."""

Piece = tuple[Chunk, NDArray[np.int16]]


def compute(
    model: CtcModel,
    chunks: Sequence[Chunk],
    store: Store,
    sound: Callable[[], Iterable[NDArray[np.int16]]],
    *,
    device: str,
    tick: Callable[[float], None] = lambda share: None,
) -> int:
    """Put the emissions of every chunk into the store; those that are there already are not computed again.

    `sound` opens the stream of samples; it is called only when something is missing.

    Returns how many chunks were computed. Raises `PullquoteError` where the device has too little memory.
    """
    missing = [chunk for chunk in chunks if not store.has(chunk)]
    if not missing:
        return 0
    done = 0
    size = BATCH.get(device, 1)
    if device == "cuda" and model.kind != "onnx":
        model.module.half()
    for batch in _batches(cut(sound(), missing), size):
        at = 0
        while at < len(batch):
            try:
                rows = _run(model, [samples for _, samples in batch[at : at + size]], device)
            except Exception as error:
                if not _out_of_memory(error):
                    raise
                size = _smaller(size, device)
                continue
            for (chunk, _), scores in zip(batch[at : at + size], rows, strict=True):
                store.save(chunk, _core(scores, chunk, model))
                done += 1
                tick(done / len(missing))
            at += size
    return done


def _batches(pieces: Iterable[Piece], size: int) -> Iterator[list[Piece]]:
    """Yield neighbours of one length: nothing is padded, since padding changes what a group-normalised model hears."""
    for _, same in groupby(pieces, key=lambda piece: len(piece[1])):
        batch: list[Piece] = []
        for piece in same:
            batch.append(piece)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch


def _run(model: CtcModel, pieces: Sequence[NDArray[np.int16]], device: str) -> NDArray[np.float32]:
    """Run the model: chunks x frames x symbols, log-probabilities."""
    waves = np.stack([_wave(piece, model) for piece in pieces])
    if model.kind == "onnx":
        return np.asarray(model.module(waves), dtype=np.float32)
    import torch

    with torch.inference_mode():
        given = torch.from_numpy(waves).to(device)
        if device == "cuda":
            given = given.half()
        logits = model.module(given)
        logits = logits.logits if model.kind == "huggingface" else logits[0]
        scores: Any = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
    out: NDArray[np.float32] = scores
    return out


def _wave(samples: NDArray[np.int16], model: CtcModel) -> NDArray[np.float32]:
    wave = samples.astype(np.float32) / 32768
    if len(wave) < model.geometry.width:
        wave = np.pad(wave, (0, model.geometry.width - len(wave)))
    if model.normalise:
        wave = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
    return np.asarray(wave, dtype=np.float32)


def _core(scores: NDArray[np.float32], chunk: Chunk, model: CtcModel) -> NDArray[np.float16]:
    """Return the frames without the context."""
    skip = chunk.first - chunk.low // model.geometry.hop
    return scores[skip : skip + chunk.last - chunk.first].astype(np.float16)


def _out_of_memory(error: Exception) -> bool:
    """Tell by what is said: torch's own class for it is a `RuntimeError` whose message says so."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in said or "failed to allocate memory" in said


def _smaller(size: int, device: str) -> int:
    if size == 1:
        raise PullquoteError(
            f"out of memory on {device}, even with one chunk at a time; use a smaller --align-model"
            + (" or --device cpu" if device == "cuda" else "")
        )
    log.warning("out of memory on %s: going on with %d chunks at a time", device, size // 2)
    if device == "cuda" and importlib.util.find_spec("torch") is not None:
        import torch

        torch.cuda.empty_cache()
    return size // 2
