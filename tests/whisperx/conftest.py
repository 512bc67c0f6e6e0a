"""Everything in this folder meets the real whisperX, and never the network."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.document import Alignment
from align.engine import AlignOptions, ModelOptions

# Without the real library nothing here can even be imported.
collect_ignore_glob = [] if importlib.util.find_spec("whisperx") else ["*.py"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.whisperx)
            # torch and its companions warn of their own future; only our warnings are errors.
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the internet fails at once, instead of passing only where there is one."""

    def refuse(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise AssertionError(f"a connection to {address} was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def fixture_model() -> Path:
    return HERE / "fixture"


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Emissions of earlier runs must not hide a fault of this one."""
    before = os.environ.get("XDG_CACHE_HOME")
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def options(fixture_model: Path) -> ModelOptions:
    return ModelOptions(align_model=str(fixture_model), offline=True, device="cpu")


@pytest.fixture(scope="session")
def sample(options: ModelOptions) -> Alignment:
    """The sample, aligned by the real whisperX with the fixture model."""
    from align.aligner import align_file

    samples = ROOT / "samples"
    return align_file(
        samples / "sample.mp3", samples / "transcript.txt", engine="whisperx", options=AlignOptions(models=options)
    )
