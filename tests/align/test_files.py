"""Files are whole or not there, and what a killed writer left goes with the next writer of the same output."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import align
from align.errors import FileProblem, OutputExists
from align.files import temporary_folder, write_whole, writing_beside


def killed_while_writing(output: Path) -> list[Path]:
    """What a process leaves beside `output` that was killed while it wrote."""
    before = set(output.parent.iterdir())
    script = """
        import sys, time
        from pathlib import Path
        from align.files import writing_beside
        with writing_beside(Path(sys.argv[1]), force=True) as beside:
            beside.write_bytes(b"half")
            print("writing", flush=True)
            time.sleep(60)
    """
    call = [sys.executable, "-c", textwrap.dedent(script), str(output)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    return sorted(set(output.parent.iterdir()) - before)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["clip.mp4", "no suffix", ".hidden.json", "é" * 100 + ".srt", "*?[a].vtt"])
def test_what_a_killed_writer_left_goes_with_the_next(tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    left = killed_while_writing(output)
    assert len(left) == 1
    assert left[0].name.endswith(output.suffix)
    assert not output.exists()
    write_whole(output, "whole")
    assert list(tmp_path.iterdir()) == [output]


def test_what_belongs_to_another_output_stays(tmp_path: Path) -> None:
    other = killed_while_writing(tmp_path / "talk.clip.mp4")
    hidden = tmp_path / ".talk.settings.mp4"
    hidden.write_text("mine")
    write_whole(tmp_path / "talk.mp4", "whole")
    assert all(path.exists() for path in [*other, hidden])
    assert hidden.read_text() == "mine"


def test_names_that_begin_alike_are_different_outputs(tmp_path: Path) -> None:
    left = killed_while_writing(tmp_path / f"{'x' * 90}1.mp4")
    write_whole(tmp_path / f"{'x' * 90}2.mp4", "whole")
    assert left[0].exists()


def test_what_somebody_is_writing_now_stays(tmp_path: Path) -> None:
    output = tmp_path / "talk.json"
    with writing_beside(output) as first:
        first.write_text("first")
        with writing_beside(output) as second:
            second.write_text("second")
            assert first.exists()
        assert output.read_text() == "second"
        output.unlink()
    assert output.read_text() == "first"
    assert list(tmp_path.iterdir()) == [output]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    output = tmp_path / "talk.json"
    with pytest.raises(ZeroDivisionError), writing_beside(output) as beside:
        beside.write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []
    write_whole(output, "first")
    with pytest.raises(OutputExists):
        write_whole(output, "second")
    assert output.read_text() == "first"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        write_whole(tmp_path / "no" / "talk.json", "")


def test_folders_of_killed_processes_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "pullquote-of-somebody").mkdir()
    left = tmp_path / "pullquote-left"
    left.mkdir()
    (left / ".lock").touch()
    (left / "frame.png").touch()
    with temporary_folder() as first, temporary_folder() as second:
        assert not left.exists()
        assert first.is_dir()
        assert second.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["pullquote-of-somebody"]


def test_temporary_folders_and_named_files_are_made_here_alone() -> None:
    """Others of `tempfile` outlive a process that is killed, and nobody sweeps them."""
    root = Path(align.__file__).resolve().parents[1]
    rooms = (
        "align",
        "speakers",
        "subtitles",
        "clips",
        "handoff",
        "review",
        "edits",
        "catalogue",
        "onboarding",
        "agents",
    )
    lasting = re.compile(r"\b(?:mkdtemp|mkstemp|NamedTemporaryFile|TemporaryDirectory)\(")
    using = [
        path.relative_to(root).as_posix()
        for room in (*rooms, "translation")
        for path in sorted((root / room).rglob("*.py"))
        if lasting.search(path.read_text(encoding="utf-8"))
    ]
    assert using == ["align/files.py"]
