"""The model's files are read for what they hold; damaged ones are refused in one line."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from align.errors import FileProblem
from align.hmm import acoustic_model
from align.hmm.acoustic_model import DIMENSIONS, GAUSSIANS, SIL, STATES, STREAMS, TERMS, UNITS, load_model

FILES = ("means", "variances", "sendump", "transition_matrices")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model that may be damaged, read in place of the real one."""
    source = acoustic_model.model_folder()
    for name in FILES:
        shutil.copyfile(source / name, tmp_path / name)
    monkeypatch.setattr(acoustic_model, "model_folder", lambda: tmp_path)
    return tmp_path


def refused(folder: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        load_model.__wrapped__()
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder) in message
    return message


def test_the_model_holds_densities_weights_and_probabilities() -> None:
    model = load_model()
    assert model.table.shape == (len(UNITS), STREAMS, GAUSSIANS, TERMS)
    assert model.weights.shape == (len(UNITS), STATES, STREAMS, GAUSSIANS)
    assert model.linear.shape == model.square.shape == (len(UNITS), STREAMS, GAUSSIANS, DIMENSIONS)
    assert (model.square < 0).all()
    np.testing.assert_allclose(np.exp(model.stay) + np.exp(model.leave), 1.0, atol=0.01)
    # Weights are kept in steps of a tenth of a nat.
    np.testing.assert_allclose(np.exp(model.weights).sum(axis=-1), 1.0, atol=0.1)


def test_a_density_is_largest_at_its_mean() -> None:
    model = load_model()
    precision = -2.0 * model.square[SIL, 0].astype(np.float64)
    mean = model.linear[SIL, 0] / precision
    top = model.constant[SIL, 0] + (mean * model.linear[SIL, 0] + mean**2 * model.square[SIL, 0]).sum(axis=-1)
    np.testing.assert_allclose(top, 0.5 * np.log(precision / (2 * np.pi)).sum(axis=-1), rtol=1e-3, atol=1e-2)


def test_an_undamaged_copy_is_the_same_model(folder: Path) -> None:
    copy, model = load_model.__wrapped__(), load_model()
    assert np.array_equal(copy.table, model.table)
    assert np.array_equal(copy.weights, model.weights)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("size", [0, 3, 40, 2000])
def test_a_file_that_was_cut_short_is_refused(folder: Path, name: str, size: int) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:size])
    assert "acoustic model of pocketsphinx" in refused(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in refused(folder)


@pytest.mark.parametrize("name", ["means", "variances", "transition_matrices"])
def test_a_file_of_another_shape_is_refused(folder: Path, name: str) -> None:
    raw = bytearray((folder / name).read_bytes())
    at = acoustic_model._after_header(bytes(raw))
    struct.pack_into("<i", raw, at, len(UNITS) + 1)
    (folder / name).write_bytes(raw)
    assert f"{name} has another shape" in refused(folder)


@pytest.mark.parametrize("length", [-4, -1, -(2**31), 2**31 - 1])
def test_weights_whose_header_has_a_wrong_length_are_refused(folder: Path, length: int) -> None:
    path = folder / "sendump"
    path.write_bytes(struct.pack("<i", length) + path.read_bytes()[4:])
    refused(folder)


def test_without_the_wheel_it_is_said_that_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(FileProblem, match=r"pocketsphinx.*is not installed"):
        acoustic_model.model_folder()
