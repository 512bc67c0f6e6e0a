"""Emissions on disk: taken up again, never trusted when damaged, kept within bounds."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from align.ctc import cache as ctc_cache
from align.ctc.cache import Emissions, Store, cache_folder
from align.ctc.chunks import RATE, Geometry, plan
from align.errors import FileProblem

GEOMETRY = Geometry(320, 400)


def filled(tmp_path: Path) -> tuple[Store, Emissions, np.ndarray[tuple[int, ...], np.dtype[np.float16]]]:
    samples = 100 * RATE
    chunks = plan(samples, GEOMETRY, [(30.0, 50.0)])
    frames = GEOMETRY.frames(samples)
    truth = np.random.default_rng(0).standard_normal((frames, 5)).astype(np.float16)
    store = Store("key", tmp_path)
    for chunk in chunks:
        store.save(chunk, truth[chunk.first : chunk.last])
    truth[1500:2500] = [-1e4, -1e4, 0, -1e4, -1e4]
    return store, Emissions(store, chunks, frames, 5, 2), truth


def test_frames_come_back_in_any_order(tmp_path: Path) -> None:
    _, emissions, truth = filled(tmp_path)
    for first, last in [(0, 256), (1200, 2600), (4000, len(truth)), (1290, 1310), (1600, 1700), (0, len(truth))]:
        assert np.array_equal(emissions.read(first, last), truth[first:last].astype(np.float32))


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"junk" * 50])
def test_a_damaged_chunk_counts_as_missing(tmp_path: Path, damage: bytes) -> None:
    store, _, _ = filled(tmp_path)
    chunk = plan(100 * RATE, GEOMETRY, [(30.0, 50.0)])[0]
    assert store.has(chunk)
    store.path(chunk).write_bytes(damage)
    assert not store.has(chunk)


def test_a_truncated_chunk_counts_as_missing(tmp_path: Path) -> None:
    store, _, _ = filled(tmp_path)
    chunk = plan(100 * RATE, GEOMETRY, [(30.0, 50.0)])[0]
    store.path(chunk).write_bytes(store.path(chunk).read_bytes()[:-100])
    assert not store.has(chunk)


def test_old_recordings_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctc_cache, "MOST_BYTES", 150_000)
    chunk = plan(20 * RATE, GEOMETRY)[0]
    for age, key in enumerate(("a", "b", "c")):
        store = Store(key, tmp_path)
        store.save(chunk, np.zeros((chunk.last - chunk.first, 50), np.float16))
        os.utime(store.folder, (1000 + age, 1000 + age))
    Store("d", tmp_path)
    assert sorted(folder.name for folder in (tmp_path / "emissions").iterdir()) == ["c", "d"]


def test_the_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "pullquote"


def test_a_cache_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "emissions").write_text("in the way")
    with pytest.raises(FileProblem, match="the cache cannot be written"):
        Store("key", tmp_path)
