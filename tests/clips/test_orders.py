from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.media import probe
from clips.orders import Keep, Order, encoders
from clips.plan import Episode, Select, Settings, plan_clip
from clips.quotes import QuoteIndex
from clips.sound import Heard
from tests.clips.films import alignment_of, make_film


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


def test_planning_keeps_so_much_sound_and_no_more(tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "a.mp4", 250, "25"))
    alignment = alignment_of("Nobody came before noon because of the fog.", duration=10.0)
    plan = plan_clip(Episode(alignment, info, QuoteIndex(alignment)), Select("before noon"), Settings(), 1)
    (heard,) = plan.heard
    assert isinstance(heard, Heard)
    slot = plan.slots[0]
    # All of the clip is there, with half a cross-fade on both sides.
    assert (
        heard.between(round((slot.start - 0.01) * 48000), round((slot.start + 0.01) * 48000) + slot.length) is not None
    )
    keep = Keep(round(2.5 * heard.samples.nbytes))
    kept = [keep(plan) for _ in range(4)]
    assert [len(one.heard) for one in kept] == [1, 1, 0, 0]
    assert kept[3] == plan


def test_what_was_heard_is_not_read_beyond_its_ends() -> None:
    heard = Heard(100, np.arange(50, dtype=np.float32)[:, None])
    found = heard.between(110, 120)
    assert found is not None
    assert found[:, 0].tolist() == list(range(10, 20))
    assert heard.between(99, 120) is None
    assert heard.between(110, 151) is None
