"""Stand-ins for torch and for a CTC model, and sound in which the model's answer is planted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from align.ctc.chunks import Geometry
from align.ctc.models import CtcModel

GEOMETRY = Geometry(320, 400)
LOUD = 700
"""Value of a sample for each step of the symbol planted there."""

BLANK, SEPARATOR = 0, 1
LETTERS = {letter: code for code, letter in enumerate("abcdefghijklmnopqrstuvwxyz'", start=2)}
COUNT = len(LETTERS) + 2


def install(monkeypatch: pytest.MonkeyPatch, name: str, **attributes: Any) -> ModuleType:
    """Make `import name` give a module with these attributes for the length of a test."""
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    for key, value in attributes.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, name, module)
    return module


class Tensor:
    """As much of a tensor as `align.ctc.emissions` touches."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values

    def to(self, device: str) -> Tensor:
        """The same."""
        return self

    def half(self) -> Tensor:
        """Half precision."""
        return Tensor(self.values.astype(np.float16))

    def float(self) -> Tensor:
        """Full precision."""
        return Tensor(self.values.astype(np.float32))

    def cpu(self) -> Tensor:
        """The same."""
        return self

    def detach(self) -> Tensor:
        """The same."""
        return self

    def contiguous(self) -> Tensor:
        """The same."""
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        """The array's."""
        return self.values.shape

    def numpy(self) -> NDArray[Any]:
        """The array."""
        return self.values


class OutOfMemory(RuntimeError):
    """What a card raises when it is full."""


def log_softmax(given: Tensor, dim: int) -> Tensor:
    """Logarithm of the softmax over the last axis."""
    assert dim == -1
    rows = given.values - given.values.max(axis=-1, keepdims=True)
    return Tensor(rows - np.log(np.exp(rows).sum(axis=-1, keepdims=True)))


def fake_torch(monkeypatch: pytest.MonkeyPatch, *, cuda: bool = False) -> ModuleType:
    """Install a torch that knows what this package asks of it."""

    @contextlib.contextmanager
    def inference_mode() -> Iterator[None]:
        yield

    card = SimpleNamespace(is_available=lambda: cuda, OutOfMemoryError=OutOfMemory, empty_cache=lambda: None)
    return install(
        monkeypatch,
        "torch",
        __version__="9.9",
        cuda=card,
        inference_mode=inference_mode,
        from_numpy=Tensor,
        log_softmax=log_softmax,
    )


class Reader:
    """A torch module that reads the symbol planted at the beginning of each frame.

    Args:
        most: so many chunks at once are too many, `None` for any number.
    """

    def __init__(self, most: int | None = None, error: Exception | None = None) -> None:
        self.most, self.error = most, error or OutOfMemory("CUDA out of memory")
        self.batches: list[int] = []
        self.halved = False

    def half(self) -> None:
        """Note that half precision was asked for."""
        self.halved = True

    def __call__(self, given: Tensor) -> tuple[Tensor, None]:
        """Return logits that are sure of each frame's symbol."""
        self.batches.append(len(given.values))
        if self.most is not None and len(given.values) > self.most:
            raise self.error
        rows = [self._logits(wave.astype(np.float64)) for wave in given.values]
        return Tensor(np.stack(rows)), None

    def _logits(self, wave: NDArray[np.float64]) -> NDArray[np.float32]:
        frames = (len(wave) - GEOMETRY.width) // GEOMETRY.hop + 1
        heard = wave[: frames * GEOMETRY.hop].reshape(frames, GEOMETRY.hop)
        level = np.abs(heard).max(axis=1) * 32768
        symbol = np.rint(level / LOUD).astype(int).clip(0, COUNT - 1)
        out = np.zeros((frames, COUNT), np.float32)
        out[np.arange(frames), symbol] = 14.0
        return out


def model_of(module: Any) -> CtcModel:
    """A model whose symbols are the letters of English."""
    return CtcModel("fake", module, "torchaudio", LETTERS, COUNT, BLANK, SEPARATOR, GEOMETRY, False, "k" * 64)


def planted(symbols: Sequence[int], *, seed: int = 1) -> NDArray[np.int16]:
    """Sound that says one symbol a frame to `Reader`: noise whose peak in each hop names it."""
    rng = np.random.default_rng(seed)
    sound = rng.uniform(-0.6, 0.6, (len(symbols), GEOMETRY.hop))
    sound[np.arange(len(symbols)), rng.integers(40, 280, len(symbols))] = 1.0
    rows = sound * (np.asarray(symbols)[:, None] * LOUD)
    tail = np.zeros(GEOMETRY.width - GEOMETRY.hop)
    return np.concatenate([rows.ravel(), tail]).astype(np.int16)


def said(words: Sequence[str], *, rest: int = 3, stretch: int = 2) -> tuple[list[int], list[tuple[int, int]]]:
    """The symbols of some words, a boundary behind each, and each word's first and last frame of a letter."""
    symbols: list[int] = [BLANK] * rest
    places = []
    for word in words:
        first = len(symbols)
        for place, letter in enumerate(word):
            if place and letter == word[place - 1]:
                symbols.append(BLANK)
            symbols.append(LETTERS[letter])
            last = len(symbols) - 1
            symbols += [BLANK] * stretch
        places.append((first, last))
        symbols += [SEPARATOR, *[BLANK] * rest]
    return symbols, places
