"""How pullquote calls itself: a command of it as a process of its own, its progress, its answer, its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from align.console import PROGRESS_VARIABLE
from align.errors import PullquoteError
from align.progress import ProgressCallback

__all__ = ["CommandFailed", "Stopped", "answer_of", "own_environment", "own_program", "run_own"]

PATIENCE = 5.0
"""Seconds that a stopped command has to clear away what is half-written."""

WATCH = 0.2
"""Seconds between two looks at whether the command is still wanted."""

FINDINGS = 1
"""Exit code of a command that is done and has something to look at."""


class CommandFailed(PullquoteError):
    """A command ended with an error; `line` is what it said."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    def message(self) -> str:
        """See `PullquoteError.message`."""
        return self.line


class Stopped(Exception):
    """The work was no longer wanted."""


def own_program() -> list[str]:
    """Return how to call pullquote: this Python with the module, or the self-contained build itself."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pullquote"]


def own_environment() -> dict[str, str]:
    """Return the environment for `own_program`: it finds this very copy, speaks UTF-8, and tells of its progress."""
    home = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": paths, PROGRESS_VARIABLE: "lines"}


def run_own(arguments: Sequence[str], on_progress: ProgressCallback, stop: threading.Event) -> dict[str, Any]:
    """Run a command with `--json` among its arguments, and return the object that it prints.

    Raises `CommandFailed`, and `Stopped` once the event is set; the command then clears away what it has half-written.
    """
    process = subprocess.Popen(
        [*own_program(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=own_environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[str] = []
    said: list[bytes] = []
    readers = [
        threading.Thread(target=_follow, args=(process.stderr, lines, on_progress), daemon=True),
        threading.Thread(target=_collect, args=(process.stdout, said), daemon=True),
    ]
    for reader in readers:
        reader.start()
    with process:
        try:
            _wait(process, stop)
        finally:
            _end(process)
            for reader in readers:
                reader.join()
    if stop.is_set():
        raise Stopped
    return answer_of(process.returncode, b"".join(said), lines)


def answer_of(code: int | None, said: bytes, lines: Sequence[str]) -> dict[str, Any]:
    """Return the object that a command printed; with exit code 1 it is an answer like any other.

    Raises `CommandFailed` with the last of the `lines` on stderr.
    """
    rows = [row for row in said.decode("utf-8", "replace").splitlines() if row.startswith("{")]
    if code in (0, FINDINGS) and rows:
        answer: dict[str, Any] = json.loads(rows[-1])
        return answer
    last = lines[-1].removeprefix("pullquote: ").removeprefix("Error: ") if lines else f"it ended with code {code}"
    raise CommandFailed(last)


def _wait(process: subprocess.Popen[bytes], stop: threading.Event) -> None:
    while not stop.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(WATCH)
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def _collect(stream: IO[bytes], said: list[bytes]) -> None:
    said.append(stream.read())


def _follow(stream: IO[bytes], lines: list[str], on_progress: ProgressCallback) -> None:
    """Read what the command says of its progress, and keep the rest."""
    for raw in stream:
        text = raw.decode("utf-8", "replace").strip()
        if text.startswith('{"progress"'):
            told = json.loads(text)
            on_progress(told["progress"], told["doing"])
        elif text:
            lines.append(text)
