"""Jobs: two at once and the others in turn, stopped and swept, wrong files in one line."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from align.errors import UsageError
from frontdesk.desk import AT_ONCE, MOST, Desk, Job
from frontdesk.place import Place

from .conftest import Script


@pytest.fixture
def desk(tmp_path: Path, script: Script) -> Iterator[Desk]:
    (tmp_path / "place").mkdir()
    made = Desk(Place(tmp_path / "place"), run=script)
    yield made
    made.close()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "never true"
        time.sleep(0.005)


def bring(desk: Desk, sound: Path, text: Path, name: str = "talk.wav") -> Job:
    parts = {"recording": sound.read_bytes(), "transcript": text.read_bytes()}
    sizes = {part: len(raw) for part, raw in parts.items()}
    job = desk.open({"recording": name, "transcript": text.name}, sizes, "en")
    for part in ("transcript", "recording"):
        desk.take(job.id, part, io.BytesIO(parts[part]), sizes[part])
    return job


def test_a_job_is_worked_on_and_its_results_are_listed(desk: Desk, script: Script, sound: Path, text: Path) -> None:
    job = bring(desk, sound, text)
    until(lambda: job.share == 0.5 and job.doing == "finding the words")
    script.let("talk.wav")
    until(lambda: job.state == "done")
    assert [path.name for path in job.results()] == ["talk.align.json", "talk.srt"]
    desk.remove(job.id)
    assert not job.folder.exists()


def test_two_are_worked_on_at_once_and_the_others_in_turn(desk: Desk, script: Script, sound: Path, text: Path) -> None:
    jobs = [bring(desk, sound, text, f"{k}.wav") for k in range(4)]
    until(lambda: len(script.begun) == AT_ONCE)
    assert [job.state for job in jobs] == ["working", "working", "waiting", "waiting"]
    script.let("1.wav")
    until(lambda: jobs[2].state == "working")
    desk.stop(jobs[3].id)
    for k in (0, 2):
        script.let(f"{k}.wav")
    until(lambda: [job.state for job in jobs] == ["done", "done", "done", "stopped"])
    assert script.begun[2:] == ["2.wav"]
    assert script.most == AT_ONCE


def test_a_job_that_is_stopped_leaves_no_files_and_makes_room(
    desk: Desk, script: Script, sound: Path, text: Path
) -> None:
    jobs = [bring(desk, sound, text, f"{k}.wav") for k in range(3)]
    until(lambda: len(script.begun) == AT_ONCE)
    desk.stop(jobs[0].id)
    until(lambda: jobs[0].state == "stopped" and jobs[2].state == "working")
    assert not jobs[0].folder.exists()
    assert jobs[0].line == "stopped, as you asked"


def test_a_stream_that_ends_early_stops_the_job_and_leaves_nothing(desk: Desk, text: Path) -> None:
    job = desk.open({"recording": "talk.wav", "transcript": "t.txt"}, {"recording": 5000, "transcript": 10}, "en")
    with pytest.raises(UsageError, match=r"the page was closed before talk\.wav had arrived; drop the files again"):
        desk.take(job.id, "recording", io.BytesIO(b"x" * 4999), 5000)
    assert job.state == "stopped"
    assert not job.folder.exists()


def test_what_is_no_recording_is_one_line_with_the_name_its_owner_knows(desk: Desk, text: Path) -> None:
    raw = text.read_bytes()
    job = desk.open({"recording": "talk.mp3", "transcript": "t.txt"}, {"recording": 9, "transcript": len(raw)}, "en")
    desk.take(job.id, "transcript", io.BytesIO(raw), len(raw))
    with pytest.raises(UsageError, match=r"^talk\.mp3: "):
        desk.take(job.id, "recording", io.BytesIO(b"not sound"), 9)
    assert job.state == "failed"
    assert str(job.folder) not in job.line
    assert "\n" not in job.line


def test_what_is_no_transcript_is_told_before_the_recording_is_sent(desk: Desk) -> None:
    job = desk.open({"recording": "talk.mp3", "transcript": "t.docx"}, {"recording": 9, "transcript": 16}, "en")
    with pytest.raises(UsageError, match=r"^t\.docx: "):
        desk.take(job.id, "transcript", io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(8)), 16)
    with pytest.raises(UsageError, match="not awaited"):
        desk.take(job.id, "recording", io.BytesIO(b"not sound"), 9)


def test_a_run_that_fails_tells_its_line_without_our_folders(
    desk: Desk, script: Script, sound: Path, text: Path
) -> None:
    job = bring(desk, sound, text, "wrong.wav")
    script.let("wrong.wav")
    until(lambda: job.state == "failed")
    assert job.line == "transcript.txt: belongs to another recording"


def test_there_is_an_end_to_jobs_and_old_ones_are_swept(
    desk: Desk, script: Script, sound: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bring(desk, sound, text)
    script.let("talk.wav")
    until(lambda: done.state == "done")
    for _ in range(MOST - 1):
        desk.open({"recording": "a", "transcript": "b"}, {"recording": 1, "transcript": 1}, "en")
    with pytest.raises(UsageError, match="remove one first"):
        desk.open({"recording": "a", "transcript": "b"}, {"recording": 1, "transcript": 1}, "en")
    assert desk.sweep() == []
    monkeypatch.setattr("frontdesk.desk.KEPT", 0.0)
    assert desk.sweep() == [done]
    assert not done.folder.exists()


def test_closing_ends_the_work_and_removes_everything(tmp_path: Path, script: Script, sound: Path, text: Path) -> None:
    desk = Desk(Place(tmp_path), run=script)
    jobs = [bring(desk, sound, text, f"{k}.wav") for k in range(3)]
    until(lambda: len(script.begun) == AT_ONCE)
    desk.close()
    assert len(script.begun) == AT_ONCE
    assert not any(job.folder.exists() for job in jobs)
    assert list(tmp_path.glob("pullquote-start-*")) == []
