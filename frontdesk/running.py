"""`pullquote run` as a process of its own: its progress, its answer, and its end when it is no longer wanted."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from align.console import PROGRESS_VARIABLE
from align.errors import PullquoteError
from align.own_program import own_environment, own_program
from align.progress import ProgressCallback

__all__ = ["CommandFailed", "Files", "Run", "Stopped", "run_pullquote"]

PATIENCE = 5.0
"""Seconds that a stopped command has to clear away what is half-written."""

WATCH = 0.2
"""Seconds between two looks at whether the command is still wanted."""

FINDINGS = 1
"""Exit code of a command that is done and has something to look at."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a job works on: the recording, the transcript, its language (`auto`: told from the text), and where to."""

    recording: Path
    transcript: Path
    language: str
    out: Path


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


Run = Callable[[Files, ProgressCallback, threading.Event], dict[str, Any]]
"""Align and write subtitles; returns what `pullquote run --json` prints. Raises `Stopped` once the event is set."""


def run_pullquote(files: Files, on_progress: ProgressCallback, stop: threading.Event) -> dict[str, Any]:
    """Run `pullquote run` on the files; see `Run`. Raises `CommandFailed`."""
    arguments = ["run", "--json", "--language", files.language, "-o", str(files.out)]
    line = [*own_program(), *arguments, "--", str(files.recording), str(files.transcript)]
    process = subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=own_environment(**{PROGRESS_VARIABLE: "lines"}),
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
    return _answer(process.returncode, b"".join(said), lines)


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


def _answer(code: int, said: bytes, lines: Sequence[str]) -> dict[str, Any]:
    """Return the object that was printed; with exit code 1 it is an answer like any other."""
    rows = [row for row in said.decode("utf-8", "replace").splitlines() if row.startswith("{")]
    if code in (0, FINDINGS) and rows:
        answer: dict[str, Any] = json.loads(rows[-1])
        return answer
    last = lines[-1].removeprefix("pullquote: ").removeprefix("Error: ") if lines else f"it ended with code {code}"
    raise CommandFailed(last)
