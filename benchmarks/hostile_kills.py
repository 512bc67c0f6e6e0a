"""Killing commands at random moments: no half file may be seen, and nothing be left after the next run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align import align_file
from align.media import run_ffmpeg
from benchmarks.scoring import read_known

__all__ = ["COMMANDS", "kill_some"]

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SECONDS = 14.5
"""Of the sample's sound: a handful of sentences."""
NEW_CUT = 9.0
"""Seconds of it that the new cut still has."""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
GROWING = (".sqlite", ".jsonl")
"""Endings of files that are added to line by line, or hold their own journal: half of one is a whole one, earlier."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the commands are given: a recording, its transcript and alignment, captions, an edited text, a new cut."""

    folder: Path

    @property
    def sound(self) -> str:
        """The recording."""
        return str(self.folder / "talk.mp3")

    @property
    def text(self) -> str:
        """Its transcript."""
        return str(self.folder / "talk.txt")

    @property
    def document(self) -> str:
        """Its alignment."""
        return str(self.folder / "talk.align.json")

    def file(self, name: str) -> str:
        """Return the path of a file beside them."""
        return str(self.folder / name)


COMMANDS: dict[str, Callable[[Base], list[str]]] = {
    "align": lambda b: ["align", b.sound, b.text, "-o", "out/x.align.json", "--force"],
    "run": lambda b: ["run", b.sound, b.text, "-o", "out", "--force"],
    "batch": lambda b: ["batch", b.file("episodes"), "-o", "out", "--jobs", "2"],
    "library": lambda b: ["library", "add", b.folder.as_posix(), "--library", "out/x.sqlite"],
    "retime": lambda b: ["retime", b.file("old.srt"), b.document, "-o", "out/x.srt", "--force"],
    "edit": lambda b: ["edit", b.document, b.file("edited.txt"), "-o", "out/x.mp3", "--force"],
    "edit-film": lambda b: [
        *("edit", b.document, b.file("edited.txt"), "--media", b.file("talk.mp4"), "--anyway"),
        *("-o", "out/x.mp4", "--force"),
    ],
    "update": lambda b: ["update", b.document, b.file("corrected.txt"), "-o", "out/x.align.json", "--force"],
    "tighten": lambda b: ["tighten", b.document, "-o", "out/x.mp3", "--level", "brisk", "--force"],
    "conform": lambda b: ["conform", b.document, b.file("new.mp3"), "-o", "out/x.align.json", "--force"],
    "subtitles": lambda b: ["subtitles", b.document, "-o", "out/x.srt", "--force"],
    "export": lambda b: ["export", b.document, "--to", "audacity", "-o", "out/x.txt", "--force"],
    "page": lambda b: ["review", b.document, "--static", "out/x.html", "--force"],
    "clip": lambda b: ["clip", b.document, "word:9-20", "-o", "out", "--force"],
    "film": lambda b: [
        *("clip", b.document, "word:9-20", "--media", b.file("talk.mp4"), "--anyway"),
        *("-o", "out", "--force", "--captions", "highlight", "--quality", "draft"),
    ],
}


def kill_some(
    folder: Path, count: int, rng: random.Random, names: Sequence[str] = tuple(COMMANDS)
) -> Iterator[tuple[str, str]]:
    """Yield a name and a fault ("" for none) for each command that was killed; `names`: of these alone."""
    shutil.rmtree(folder, ignore_errors=True)
    base = _base(folder / "base")
    wholes = {name: _whole(folder, name, COMMANDS[name](base)) for name in names}
    yield from ((f"{name}, left alone", "" if files else "it writes nothing") for name, (files, _) in wholes.items())
    for number in range(count - len(wholes)):
        name = rng.choice(names)
        files, took = wholes[name]
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        # From just before anything is written to just after everything is.
        after = took * rng.uniform(0.3, 1.05)
        chosen = rng.choice(SIGNALS)
        command = COMMANDS[name](base)
        _run(work, command, after, chosen)
        fault = _half(work, files)
        _run(work, command, None, chosen)
        fault = fault or _left(work, files)
        yield f"kill {number}, {name}, {chosen.name} after {after:.2f} s", fault


def _base(folder: Path) -> Base:
    """Make what the commands are given out of the sample."""
    episodes = folder / "episodes"
    episodes.mkdir(parents=True)
    base = Base(folder)
    words = [word for word in read_known(SAMPLES / "gold.tsv") if word.start >= 0 and word.end < SECONDS]
    text = " ".join(word.text for word in words) + "\n"
    Path(base.text).write_text(text, encoding="utf-8")
    (folder / "edited.txt").write_text(" ".join(word.text for word in words[5:-5]), encoding="utf-8")
    (folder / "corrected.txt").write_text(text.replace(words[9].text, "otherwise"), encoding="utf-8")
    for name, source, seconds in (
        ("talk.mp3", "mp3", SECONDS),
        ("new.mp3", "mp3", NEW_CUT),
        ("talk.mp4", "mp4", SECONDS),
    ):
        cut = ["-v", "error", "-i", f"file:{SAMPLES}/sample.{source}", "-t", f"{seconds}", "-c", "copy"]
        run_ffmpeg([*cut, "-y", str(folder / name)])
    align_file(Path(base.sound), Path(base.text)).save(Path(base.document))
    cue = " ".join(word.text for word in words[:8])
    (folder / "old.srt").write_text(f"1\n00:00:05,000 --> 00:00:09,000\n{cue}\n", encoding="utf-8")
    for name in ("one", "two"):
        shutil.copy(base.sound, episodes / f"{name}.mp3")
        shutil.copy(base.text, episodes / f"{name}.txt")
    return base


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
    began = time.perf_counter()
    _run(work, command, None, signal.SIGKILL)
    return _sizes(work / "out"), time.perf_counter() - began


def _sizes(folder: Path) -> dict[str, int]:
    """Return the size of each file below a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _half(work: Path, files: dict[str, int]) -> str:
    """Return a file in its place that is not whole; temporary ones are hidden by a dot."""
    for name, size in _sizes(work / "out").items():
        # What is encoded anew may differ by a little.
        if name in files and size < 0.9 * files[name] and not name.endswith(GROWING):
            return f"{name} has {size} bytes of {files[name]}"
    return ""


def _left(work: Path, files: dict[str, int]) -> str:
    """Return what is missing, or there too much, after the command has run again."""
    now = _sizes(work / "out")
    if set(now) != set(files):
        return f"after the next run: {sorted(set(now) ^ set(files))}"
    if short := [name for name, size in files.items() if now[name] < 0.9 * size]:
        return f"after the next run not whole: {short}"
    left = sorted(path.name for path in (work / "tmp").iterdir())
    return f"left among the temporary files: {left}" if left else ""
