"""What the benchmark of edits measures with: numbered frames, counted samples, edits of known kinds, known new cuts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import films
from benchmarks.conform import LENGTHS, random_cut, truth_of
from benchmarks.edits import DELETIONS, MOVES, REPEATS, random_runs
from tests.conftest import SAMPLES


@pytest.mark.slow
def test_every_frame_has_its_number_and_they_begin_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "NUMBERS", 30)
    film = films.numbered_film(SAMPLES / "sample.mp3", tmp_path, 3.0, 180)
    assert list(films.film_numbers(film)) == [n % 30 for n in range(75)]
    assert [path.name for path in tmp_path.iterdir()] == [film.name]


def test_every_sample_has_its_number(tmp_path: Path) -> None:
    films.counter(tmp_path / "c.wav", 1.0)
    assert films.samples_of(tmp_path / "c.wav", 29_990, 30_010).tolist() == list(range(29_990, 30_010))


def test_an_edit_has_as_many_changes_as_it_says() -> None:
    count = 4000
    runs = random_runs(count, np.random.default_rng(3))
    heard = [k for run in runs for k in range(run.first, run.last + 1)]
    times = np.bincount(heard, minlength=count)
    gone = int((np.diff(np.flatnonzero(np.concatenate([[1], times, [1]]))) > 1).sum())
    twice = int((np.diff(np.concatenate([[0], (times == 2).astype(int)])) == 1).sum())
    assert (gone, twice) == (DELETIONS, REPEATS)
    assert len(runs) >= DELETIONS + MOVES + REPEATS


@pytest.mark.parametrize("seed", range(20))
def test_no_change_of_a_new_cut_is_shorter_than_changes_are(seed: int) -> None:
    pieces = random_cut(np.random.default_rng(seed), 300.0, 300.0)
    truth = truth_of(pieces, 1.0)
    assert min(each.end - each.start for each in truth) >= LENGTHS[0] - 1e-3
    assert all(each.old_start >= 0 and each.old_end <= 300.0 + 1e-3 for each in truth)
