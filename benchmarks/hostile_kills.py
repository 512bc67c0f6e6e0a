"""Killing commands at random moments: no half file may be seen, and nothing be left after the next run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile_inputs import base_document, make_media

__all__ = ["kill_some"]

MEDIA_SECONDS = 20.0
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def kill_some(folder: Path, count: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a name and a fault ("" for none) for each command that was killed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (media,) = [path for path in make_media(folder, MEDIA_SECONDS) if path.suffix == ".mp4"]
    document = folder / "talk.align.json"
    base_document(media.name, MEDIA_SECONDS).save(document)
    commands = _commands(document)
    wholes = {name: _whole(folder, name, command) for name, command in commands.items()}
    for number in range(count):
        name = rng.choice(list(commands))
        files, took = wholes[name]
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        # From just before anything is written to just after everything is.
        after = took * rng.uniform(0.3, 1.05)
        chosen = rng.choice(SIGNALS)
        _run(work, commands[name], after, chosen)
        fault = _half(work, files)
        _run(work, commands[name], None, chosen)
        fault = fault or _left(work, files)
        yield f"kill {number}, {name}, {chosen.name} after {after:.2f} s", fault


def _commands(document: Path) -> dict[str, list[str]]:
    return {
        "subtitles": ["subtitles", str(document), "-o", "out/x.srt", "--force"],
        "export": ["export", str(document), "--to", "audacity", "-o", "out/x.txt", "--force"],
        "page": ["review", str(document), "--static", "out/x.html", "--force"],
        "clip": ["clip", str(document), "word9 word10 word11", "-o", "out", "--force"],
        "captions": ["clip", str(document), "word9 word10 word11", "-o", "out", "--force", "--captions"],
    }


def _run(work: Path, command: list[str], after: float | None, chosen: signal.Signals) -> bool:
    """Run a command in a folder of its own, with another one for temporary files; whether it had to be killed."""
    for folder in (work / "out", work / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    surroundings = {**os.environ, "TMPDIR": str(work / "tmp"), "PYTHONPATH": str(Path.cwd())}
    call = [sys.executable, "-m", "cli", *command]
    with subprocess.Popen(
        call, cwd=work, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(chosen)
            return True
    return False


def _whole(folder: Path, name: str, command: list[str]) -> tuple[dict[str, int], float]:
    """Return the files that a command writes, with their sizes, and how long it takes."""
    work = folder / f"whole-{name}"
    _run(work, command, None, signal.SIGKILL)
    began = time.perf_counter()
    _run(work, command, None, signal.SIGKILL)
    return _sizes(work / "out"), time.perf_counter() - began


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _half(work: Path, files: dict[str, int]) -> str:
    """Return a file in its place that is not whole; temporary ones are hidden by a dot."""
    for name, size in _sizes(work / "out").items():
        # What is encoded anew may differ by a little.
        if name in files and size < 0.9 * files[name]:
            return f"{name} has {size} bytes of {files[name]}"
    return ""


def _left(work: Path, files: dict[str, int]) -> str:
    """Return what is missing, or there too much, after the command has run again."""
    now = _sizes(work / "out")
    if set(now) != set(files):
        return f"after the next run: {sorted(set(now) ^ set(files))}"
    left = sorted(path.name for path in (work / "tmp").iterdir())
    return f"left among the temporary files: {left}" if left else ""
