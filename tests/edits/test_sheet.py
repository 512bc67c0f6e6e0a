"""The page on which every join can be heard."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pytest

from align.media import probe, read_pcm
from edits.match import Run
from edits.plan import RATE, plan_runs
from edits.script import Pause
from edits.sheet import AROUND, joins_of, sheet
from tests.clips.films import alignment_of, make_film, shift_between

TEXT = " ".join(f"<w{k}>" for k in range(36))


@pytest.mark.slow
def test_each_join_is_heard_as_it_will_be_rendered(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 500, "25", "-c:a pcm_s16le")
    alignment = alignment_of(TEXT, duration=20.0, media=str(film))
    plan = plan_runs(alignment, probe(film), [Run(0, 7), Run(12, 25), Pause(0.6, 1), Run(30, 35)], picture=False)
    joins = joins_of(plan)
    assert [join.removed.split()[:1] for join in joins] == [["<w8>"], [], []]
    page = sheet(plan, "film & more", lambda share, doing: None)
    assert page.count("<audio") == 3
    assert "<del>&lt;w8&gt; &lt;w9&gt;" in page
    assert "film &amp; more: 3 joins" in page
    assert "<w8>" not in page
    sounds = [base64.b64decode(found) for found in re.findall(r"data:audio/mpeg;base64,([^\"]+)", page)]
    (tmp_path / "join.mp3").write_bytes(sounds[0])
    info = probe(tmp_path / "join.mp3")
    before, after = joins[0].parts
    head = min(AROUND, before.length)
    made = read_pcm(info, 0.1, head - 0.1, rate=RATE)[:, 0]
    meant = read_pcm(plan.info, before.end - head + 0.1, before.end - 0.1, rate=RATE)[:, 0]
    assert abs(shift_between(made, meant)) <= RATE / 500
    assert info.duration == pytest.approx(head + min(AROUND, after.length), abs=0.1)
    assert np.abs(made).max() > 0.01
