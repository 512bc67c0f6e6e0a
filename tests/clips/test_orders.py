from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from clips.orders import Order, encoders


class Planned:
    """What counts of a plan."""

    def __init__(self, memory: float) -> None:
        self.encoder_memory = memory


@pytest.mark.parametrize(
    ("memory", "jobs", "count"),
    [(415.0, None, 4), (1200.0, None, 1), (110.0, None, 8), (0.0, None, 8), (415.0, 5, 5)],
)
def test_films_are_made_as_many_at_a_time_as_memory_allows(
    monkeypatch: pytest.MonkeyPatch, memory: float, jobs: int | None, count: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr("clips.orders._memory", lambda: 8000.0)
    plans: Any = [Planned(memory)] * 20
    assert encoders(Order(Path("a"), (), jobs=jobs), plans) == count
    assert encoders(Order(Path("a"), ()), plans[:1]) == 1
