"""What the model hears of every chunk is stored once, without its context, whatever the batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.ctc.cache import Emissions, Store
from align.ctc.chunks import RATE, Chunk, plan
from align.ctc.emissions import _batches, _wave, compute
from align.errors import PullquoteError, naming_options
from tests.align.ctc.fakes import BLANK, COUNT, GEOMETRY, OutOfMemory, Reader, fake_torch, model_of, planted


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Errors as the command says them."""
    with naming_options():
        yield


FRAMES = 3600
"""A little more than 72 s: two chunks of one length and a shorter one at the end, with context on either side."""


@pytest.fixture(scope="module")
def symbols() -> list[int]:
    """A symbol for each frame, none like its neighbours."""
    rng = np.random.default_rng(5)
    return [int(symbol) for symbol in rng.integers(1, COUNT, FRAMES)]


@pytest.fixture(scope="module")
def sound(symbols: list[int]) -> NDArray[np.int16]:
    """The sound in which they are planted."""
    return planted(symbols)


def opened(sound: NDArray[np.int16], times: list[int]) -> Iterator[NDArray[np.int16]]:
    times.append(1)
    return iter(np.array_split(sound, 7))


def heard(store: Store, chunks: tuple[Chunk, ...]) -> list[int]:
    """The best symbol of each frame in the store."""
    emissions = Emissions(store, chunks, FRAMES, COUNT, BLANK)
    return [int(symbol) for symbol in emissions.read(0, FRAMES).argmax(axis=1)]


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_every_frame_says_what_was_planted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, symbols: list[int], sound: NDArray[np.int16], device: str
) -> None:
    fake_torch(monkeypatch, cuda=True)
    module, store = Reader(), Store("key", tmp_path)
    chunks = plan(len(sound), GEOMETRY)
    assert len(chunks) == 3
    shares: list[float] = []
    opens: list[int] = []
    computed = compute(model_of(module), chunks, store, lambda: opened(sound, opens), device=device, tick=shares.append)
    assert computed == 3
    assert heard(store, chunks) == symbols
    assert shares == pytest.approx([1 / 3, 2 / 3, 1])
    assert opens == [1]
    assert module.halved == (device == "cuda")


def test_what_is_in_the_store_is_not_computed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, symbols: list[int], sound: NDArray[np.int16]
) -> None:
    fake_torch(monkeypatch)
    store, opens = Store("key", tmp_path), list[int]()
    chunks = plan(len(sound), GEOMETRY)
    assert compute(model_of(Reader()), chunks[1:2], store, lambda: opened(sound, opens), device="cpu") == 1
    module = Reader()
    assert compute(model_of(module), chunks, store, lambda: opened(sound, opens), device="cpu") == 2
    assert module.batches == [1, 1]
    assert compute(model_of(module), chunks, store, lambda: opened(sound, opens), device="cpu") == 0
    assert len(opens) == 2
    assert heard(store, chunks) == symbols


@pytest.mark.slow
def test_a_full_card_gets_smaller_batches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, symbols: list[int], sound: NDArray[np.int16]
) -> None:
    fake_torch(monkeypatch, cuda=True)
    module, store = Reader(most=1), Store("key", tmp_path)
    # Chunks of one length, so that they would go together.
    chunks = tuple(Chunk(first, first + 100, first * 320, (first + 99) * 320 + 400) for first in range(0, FRAMES, 100))
    assert compute(model_of(module), chunks, store, lambda: iter([sound]), device="cuda") == 36
    assert module.batches[:5] == [24, 12, 6, 3, 1]
    assert set(module.batches[4:]) == {1}
    assert heard(store, chunks) == symbols


@pytest.mark.parametrize(
    ("device", "error", "advice"),
    [
        ("cuda", OutOfMemory("CUDA out of memory"), "use a smaller --align-model or --device cpu"),
        ("cpu", RuntimeError("DefaultCPUAllocator: Out of memory"), "use a smaller --align-model"),
        ("cpu", MemoryError(), "use a smaller --align-model"),
    ],
)
def test_memory_that_is_too_small_for_one_chunk_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sound: NDArray[np.int16],
    device: str,
    error: Exception,
    advice: str,
) -> None:
    fake_torch(monkeypatch, cuda=True)
    chunks, module = plan(len(sound), GEOMETRY), Reader(most=0, error=error)
    with pytest.raises(PullquoteError, match=f"out of memory on {device}") as caught:
        compute(model_of(module), chunks, Store("key", tmp_path), lambda: iter([sound]), device=device)
    assert str(caught.value).endswith(advice)
    assert caught.value.exit_code == 4


def test_a_bug_keeps_its_own_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound: NDArray[np.int16]) -> None:
    fake_torch(monkeypatch)
    module = Reader(most=0, error=RuntimeError("shapes do not agree"))
    with pytest.raises(RuntimeError, match="shapes do not agree"):
        compute(model_of(module), plan(len(sound), GEOMETRY), Store("k", tmp_path), lambda: iter([sound]), device="cpu")


def piece(length: int) -> tuple[Chunk, NDArray[np.int16]]:
    return Chunk(0, 1, 0, length), np.zeros(length, np.int16)


@pytest.mark.parametrize(
    ("lengths", "size", "batches"),
    [
        ([], 4, []),
        ([9], 4, [[9]]),
        ([9, 9, 9], 2, [[9, 9], [9]]),
        ([9, 9, 9, 9], 2, [[9, 9], [9, 9]]),
        ([9, 8, 9, 9], 4, [[9], [8], [9, 9]]),
        ([9, 9, 8, 8, 8], 1, [[9], [9], [8], [8], [8]]),
    ],
)
def test_batches_hold_neighbours_of_one_length(lengths: list[int], size: int, batches: list[list[int]]) -> None:
    found = list(_batches(map(piece, lengths), size))
    assert [[len(samples) for _, samples in batch] for batch in found] == batches


def test_a_model_that_wants_unit_variance_gets_it() -> None:
    model = replace(model_of(None), normalise=True)
    samples = np.random.default_rng(0).normal(500, 3000, RATE).astype(np.int16)
    wave = _wave(samples, model)
    assert wave.dtype == np.float32
    assert float(wave.mean()) == pytest.approx(0, abs=1e-4)
    assert float(wave.std()) == pytest.approx(1, abs=1e-3)
    # Silence stays silence.
    assert np.all(_wave(np.zeros(1000, np.int16), model) == 0)


def test_other_models_get_samples_between_minus_one_and_one() -> None:
    wave = _wave(np.array([-32768, 0, 16384] * 200, np.int16), model_of(None))
    assert wave[:3].tolist() == [-1.0, 0.0, 0.5]


def test_sound_shorter_than_a_frame_is_filled_up() -> None:
    wave = _wave(np.full(10, 16384, np.int16), model_of(None))
    assert len(wave) == GEOMETRY.width
    assert wave[:10].tolist() == [0.5] * 10
    assert not wave[10:].any()
