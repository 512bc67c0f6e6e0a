"""The command behind the page, with the sample: its progress, its answer, its line, its end."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from frontdesk.running import CommandFailed, Files, Stopped, run_pullquote

from ..conftest import AUDIO, TRANSCRIPT, Inputs

pytestmark = pytest.mark.slow


def files(sound: Path, text: Path, out: Path) -> Files:
    return Files(sound, text, "en", out)


def test_the_sample_comes_out_with_progress(tmp_path: Path, short_sample: Inputs) -> None:
    told: list[float] = []
    work = files(short_sample.audio, short_sample.transcript, tmp_path / "out")
    answer = run_pullquote(work, lambda share, doing: told.append(share), threading.Event())
    assert answer["aligned"] > 0.9 * answer["words"]
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".json", ".srt", ".vtt"]
    assert len(set(told)) > 3
    assert told == sorted(told)


def test_a_tone_is_no_talk_and_says_so_in_a_line(tmp_path: Path, sound: Path, text: Path) -> None:
    with pytest.raises(CommandFailed) as caught:
        run_pullquote(files(sound, text, tmp_path / "out"), lambda share, doing: None, threading.Event())
    assert "\n" not in caught.value.line
    assert not caught.value.line.startswith("pullquote")


def test_work_that_is_no_longer_wanted_ends(tmp_path: Path) -> None:
    stop = threading.Event()
    began = time.monotonic()
    # The whole sample: a few seconds of it may be done by the time that they are stopped.
    work = files(AUDIO, TRANSCRIPT, tmp_path / "out")

    def stop_at_once(share: float, doing: str) -> None:
        stop.set()

    with pytest.raises(Stopped):
        run_pullquote(work, stop_at_once, stop)
    assert time.monotonic() - began < 120
    assert not list((tmp_path / "out").glob("*.srt"))
