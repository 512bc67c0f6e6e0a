"""What was freed goes back to the system, where the C library can do so; elsewhere nothing happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from align import memory

RUN = """
import sys
from pathlib import Path
import numpy as np
from align.memory import give_back_freed, map_large_arrays
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20
map_large_arrays()
small = [np.ones(100_000) for _ in range(200)]
between = [np.ones(1_000) for _ in range(10)]
before = held()
del small
give_back_freed()
print(before - held())
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(memory._function("malloc_trim"), "argtypes") or not Path("/proc/self/statm").exists(),
    reason="only glibc keeps what was freed",
)
def test_what_was_freed_is_given_back() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", RUN], cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 120  # of 153 MB


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(memory, "_function", asked.append)
    memory.map_large_arrays()
    memory.give_back_freed()
    assert asked == ["mallopt", "malloc_trim"]
