from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.media import probe
from clips.decoded import DecodedCache, DecodedSound
from clips.plan import Episode, plan_clip
from clips.quotes import QuoteIndex
from clips.settings import Select, Settings
from tests.clips.films import alignment_of, make_film


@pytest.mark.slow
def test_planning_keeps_the_sound_of_the_whole_clip(tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "a.mp4", 250, "25"))
    alignment = alignment_of("Nobody came before noon because of the fog.", duration=10.0)
    decoded = DecodedCache()
    episode = Episode(alignment, info, QuoteIndex(alignment))
    plan = plan_clip(episode, Select("before noon"), Settings(), 1, decoded=decoded)
    (sound,) = decoded.take(1)
    slot = plan.slots[0]
    # All of the clip is there, with half a cross-fade on both sides.
    first, last = round((slot.start - 0.01) * 48000), round((slot.start + 0.01) * 48000) + slot.length
    assert sound.between(first, last) is not None
    assert decoded.take(1) == ()


def test_so_much_is_kept_and_no_more() -> None:
    sound = DecodedSound(0, np.zeros((1000, 2), np.float32))
    decoded = DecodedCache(2 * sound.samples.nbytes + 1)
    for number in range(4):
        decoded.keep(number, [sound])
    assert decoded.take(0) == (sound,)
    # What was taken makes room.
    decoded.keep(3, [sound])
    assert [len(decoded.take(number)) for number in range(4)] == [0, 1, 0, 1]


def test_nothing_is_given_from_beyond_the_ends() -> None:
    sound = DecodedSound(100, np.arange(50, dtype=np.float32)[:, None])
    samples = sound.between(110, 120)
    assert samples is not None
    assert samples[:, 0].tolist() == list(range(10, 20))
    assert sound.between(99, 120) is None
    assert sound.between(110, 151) is None
