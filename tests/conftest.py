"""What all tests share: one aligned sample, and the first sentences of it where the whole is not needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from align import Alignment, align_file
from align.media import run_ffmpeg
from benchmarks.scoring import read_known

# A busy machine is no failure of the code, and every run tries the same examples.
settings.register_profile(
    "steady", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
AUDIO, TRANSCRIPT = SAMPLES / "sample.mp3", SAMPLES / "transcript.txt"

SECONDS = 14.5
"""Of the short sample: a handful of sentences, aligned in less than a second."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """A recording and its transcript."""

    audio: Path
    transcript: Path


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder for what is made once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs the aligned sample: the fast tests align nothing whole."""
    for item in items:
        if "sample_alignment" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def sample_alignment(shared: Path) -> Alignment:
    """The sample, aligned once."""
    path = shared / "sample.align.json"
    with FileLock(shared / "sample.lock"):
        if not path.exists():
            align_file(AUDIO, TRANSCRIPT).save(path)
    return Alignment.load(path)


@pytest.fixture(scope="session")
def short_sample(shared: Path) -> Inputs:
    """The first sentences of the sample."""
    inputs = Inputs(shared / "short.mp3", shared / "short.txt")
    with FileLock(shared / "short.lock"):
        if not inputs.transcript.exists():
            known = read_known(SAMPLES / "gold.tsv")
            words = [word for word in known if word.start >= 0 and word.end < SECONDS]
            run_ffmpeg(["-v", "error", "-i", f"file:{AUDIO}", "-t", f"{SECONDS}", "-c", "copy", str(inputs.audio)])
            inputs.transcript.write_text(" ".join(word.text for word in words) + "\n", encoding="utf-8")
    return inputs
