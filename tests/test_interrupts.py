"""Ctrl-C at any moment, and output that nobody can take: an exit code and a line at most, never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]

COMMAND = """
    import click, sys, time
    from align.console import LazyGroup
    import align.console

    @click.command()
    {option}
    def slow(**options):
        print("begun", flush=True)
        time.sleep(60)

    align.console.slow = slow
    LazyGroup("x", lazy={{"slow": ("align.console:slow", "")}})(["slow"])
"""


def begin(*call: str, code: str = "", **environment: str) -> subprocess.Popen[str]:
    arguments = ["-c", textwrap.dedent(code)] if code else ["-m", "cli", *call]
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        # A job of a shell without job control ignores interrupts, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.parametrize("option", ["", '@click.option("--resume", is_flag=True)'])
def test_an_interrupted_command_says_how_to_go_on(option: str) -> None:
    with begin(code=COMMAND.format(option=option)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "begun\n"
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=180)
    assert running.returncode == 130
    assert said.startswith("pullquote: stopped")
    assert len(said.splitlines()) == 1
    assert ("--resume" in said) == bool(option)


# Python itself prints a traceback before it has read a line of ours, in its first hundredth of a second or two.
@pytest.mark.slow
@pytest.mark.parametrize("after", [0.1, 0.2, 0.4])
def test_an_interrupt_before_the_command_runs_is_no_traceback(after: float) -> None:
    code = (
        "import sys; sys.argv = ['pullquote', '--help']; import pullquote; print('here', flush=True); pullquote.start()"
    )
    with begin(code=code) as running:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(after / 10)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=180)
    assert running.returncode in (0, 130)
    assert "Traceback" not in said


def test_an_interrupt_while_loading_ends_at_once() -> None:
    code = """
        import signal, sys, types, pullquote
        class Loading:
            def find_spec(self, name, path=None, target=None):
                if name == "cli":
                    signal.raise_signal(signal.SIGINT)
        sys.meta_path.insert(0, Loading())
        pullquote.start()
    """
    with begin(code=code) as running:
        _, said = running.communicate(timeout=180)
    assert (running.returncode, said) == (130, "")


def run(*call: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *call], stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60, **more
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("call", [["--help"], ["--version"], ["clip", "--help"]])
def test_a_full_disk_behind_the_output_is_a_line(call: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*call, stdout=full)
    assert done.returncode == 4
    assert done.stderr == "pullquote: the output cannot be written: No space left on device\n"


def closing(number: int) -> Callable[[], None]:
    return lambda: os.close(number)


@pytest.mark.parametrize("number", [1, 2])
def test_a_closed_stream_is_no_traceback(number: int) -> None:
    done = run("--version", stdout=subprocess.DEVNULL, preexec_fn=closing(number))
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_command_without_path_runs() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PATH"}
    code = "from align.media import ffmpeg_path; print(ffmpeg_path())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_file()


@pytest.mark.parametrize("code", [130, 143])
def test_a_thread_that_never_ends_does_not_keep_a_stopped_command(code: int) -> None:
    stuck = f"""
        import threading
        import cli, pullquote

        def main(**named):
            threading.Thread(target=threading.Event().wait).start()
            raise SystemExit({code})

        cli.main, pullquote.GRACE = main, 0.1
        pullquote.start()
    """
    process = begin(code=stuck)
    process.communicate(timeout=120)
    assert process.returncode == code


def test_what_a_stuck_thread_was_writing_goes_at_once(tmp_path: Path) -> None:
    stuck = f"""
        import threading
        from pathlib import Path
        import cli, pullquote
        from align.files import temporary_folder, writing_beside

        begun = threading.Event()

        def write():
            with writing_beside(Path({str(tmp_path / "a.mp3")!r})), temporary_folder() as folder:
                (folder / "half").write_text("half")
                begun.set()
                threading.Event().wait()

        def main(**named):
            threading.Thread(target=write).start()
            begun.wait()
            raise SystemExit(143)

        cli.main, pullquote.GRACE = main, 0.1
        pullquote.start()
    """
    process = begin(code=stuck, TMPDIR=str(tmp_path))
    process.communicate(timeout=120)
    assert process.returncode == 143
    assert list(tmp_path.iterdir()) == []
