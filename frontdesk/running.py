"""What the page has done for it: `pullquote run` on a recording and a transcript."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.own_program import CommandFailed, Stopped, run_own
from align.progress import ProgressCallback

__all__ = ["CommandFailed", "Files", "Run", "Stopped", "run_pullquote"]


@dataclass(frozen=True, slots=True)
class Files:
    """What a job works on: the recording, the transcript, its language (`auto`: told from the text), and where to."""

    recording: Path
    transcript: Path
    language: str
    out: Path


Run = Callable[[Files, ProgressCallback, threading.Event], dict[str, Any]]
"""Align and write subtitles; returns what `pullquote run --json` prints. Raises `Stopped` once the event is set."""


def run_pullquote(files: Files, on_progress: ProgressCallback, stop: threading.Event) -> dict[str, Any]:
    """Run `pullquote run` on the files; see `Run`. Raises `CommandFailed`."""
    arguments = ["run", "--json", "--language", files.language, "-o", str(files.out)]
    return run_own([*arguments, "--", str(files.recording), str(files.transcript)], on_progress, stop)
