from __future__ import annotations

import os
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clips.focus import Follow
from clips.requests import ClipRequest, clips_at_a_time, prepare, settings_for
from clips.settings import Select, Settings, settings_of_clip
from tests.clips.films import RATE, alignment_of, telling_sound, with_media


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
    monkeypatch.setattr("clips.requests._memory", lambda: 8000.0)
    plans: Any = [Planned(memory)] * 20
    assert clips_at_a_time(jobs, plans) == count
    assert clips_at_a_time(None, plans[:1]) == 1


def test_every_option_of_a_request_reaches_the_settings() -> None:
    request = ClipRequest(
        Path("a"),
        (),
        aspect="9:16",
        fit="blur",
        focus=("left",),
        height=720,
        quality="high",
        encoder="h264_nvenc",
        captions="karaoke",
        font="Lato Bold",
        size="large",
        loudness="off",
        per_clip=True,
        high_pass=80.0,
        denoise=True,
        handles=2.0,
        to_sentence=True,
        audiogram=True,
        cover=Path("c.png"),
        thumbnail="auto",
        bumpers=False,
        stream=1,
        channel=1,
        show="Show",
        episode="7",
    )
    made, plain = settings_for(request, has_picture=True), Settings()
    same = [name for name in Settings.__slots__ if getattr(made, name) == getattr(plain, name)]
    # What follows somebody goes with a crop alone.
    assert same == ["format", "follow", "layout"]
    following = settings_for(replace(request, fit="crop", focus=("auto",), layout="split"), has_picture=True)
    assert (following.follow, following.layout) == (Follow(faces=True), "split")
    assert settings_for(ClipRequest(Path("a"), ()), has_picture=False).format == "mp3"


def test_a_clip_has_its_own_settings_where_its_select_says_so() -> None:
    base = Settings(handles=2.0, to_sentence=True, captions="clean")
    assert settings_of_clip(base, Select("x")) == base
    own = settings_of_clip(base, Select("x", handles=0.0, to_sentence=False, loudness="off", focus=0.0, fit="blur"))
    assert own == Settings(captions="clean", target=None, focus=0.0, fit="blur")
    following = Settings(follow=Follow(faces=True), layout="split")
    assert settings_of_clip(following, Select("x")).follow == Follow(faces=True)
    assert settings_of_clip(following, Select("x", focus=0.3)).follow is None
    assert settings_of_clip(base, Select("x", loudness=-19.0)).target == -19.0


@pytest.mark.slow
def test_a_dead_channel_is_named_unless_the_other_was_asked_for(tmp_path: Path) -> None:
    sound = telling_sound(6, channels=2)
    sound[:, 1] = 0
    with wave.open(str(tmp_path / "talk.wav"), "wb") as stream:
        stream.setparams((2, 2, RATE, 0, "NONE", ""))
        stream.writeframes(np.ascontiguousarray(sound).tobytes())
    document = tmp_path / "talk.align.json"
    with_media(alignment_of("Nobody else wanted the lighthouse."), tmp_path / "talk.wav").save(document)
    request = ClipRequest(document, ("nobody else wanted",))
    (note,) = prepare(request, lambda share, doing: None).notes
    assert note == "the right channel of talk.wav is silent; --channel left takes that one alone"
    assert prepare(replace(request, channel=0), lambda share, doing: None).notes == ()
