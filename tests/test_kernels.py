"""Compiled functions are kept where that can be, run where it cannot, and are announced once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Inputs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]

MODULE = """
from align.kernels import kernel, part

@part()
def double(value):
    return 2 * value

@kernel(fastmath=True)
def quadruple(value):
    return double(double(value))
"""
USE = """
from align.console import progress_bar
import arithmetic
with progress_bar("adding"):
    print(arithmetic.quadruple(10), arithmetic.quadruple(1.5))
with progress_bar("adding"):
    print(arithmetic.quadruple(1j), arithmetic.double(1))
"""
COUNT = """
import sys
from numba.core.dispatcher import Dispatcher
from align import align_file
align_file(*sys.argv[1:])
for name, module in list(sys.modules.items()):
    for value in vars(module).values() if name.startswith("align.") else ():
        if isinstance(value, Dispatcher) and value.py_func.__module__ == name and value.signatures:
            print(value.py_func.__name__, len(value.signatures))
"""
FIRST = "The first run compiles"
EVERY = "compiled in every run"


def run(folder: Path, **surroundings: str) -> str:
    """What the program says on stderr; its results are compared."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "NUMBA_CACHE_DIR": "", **surroundings}
    done = subprocess.run([sys.executable, "-c", USE], env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["40", "6.0", "4j", "2"], done.stderr
    return done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "arithmetic.py").write_text(MODULE)
    return tmp_path


def test_compiling_is_said_once_and_not_in_the_next_run(folder: Path) -> None:
    said = run(folder)
    assert said.count(FIRST) == 1
    assert len(said.splitlines()) == 1
    assert list((folder / "__pycache__").glob("arithmetic.*.nbi"))
    assert run(folder) == ""


def test_without_a_writable_folder_it_runs_and_says_so_once(folder: Path) -> None:
    # The one place to look in that is left never serves a plain module: as in a read-only package and home.
    said = run(folder, NUMBA_CACHE_LOCATOR_CLASSES="_IPythonCacheLocator")
    assert said.count(EVERY) == 1
    assert len(said.splitlines()) == 1
    assert not list(folder.glob("**/*.nbi"))


def test_every_compiled_function_is_one_of_ours() -> None:
    for path in [*(ROOT / "align").rglob("*.py"), *(ROOT / "speakers").rglob("*.py")]:
        if path.name != "kernels.py":
            assert "njit" not in path.read_text(encoding="utf-8"), path


def test_an_alignment_compiles_each_function_for_one_set_of_types(short_sample: Inputs) -> None:
    command = [sys.executable, "-c", COUNT, str(short_sample.audio), str(short_sample.transcript)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    counts = dict(line.split() for line in done.stdout.splitlines())
    assert {"advance", "_advance_frames"} <= set(counts)
    assert set(counts.values()) == {"1"}, counts
