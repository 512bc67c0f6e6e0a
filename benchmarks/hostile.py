"""A campaign of hostile inputs and kills: each input gives one line or a right result, in 10 s and 500 MB."""

from __future__ import annotations

import itertools
import json
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from align.transcript import read_transcript
from benchmarks.context import Report, Settings, say
from benchmarks.hostile_documents import base_document, base_result, mutated_document, mutated_result
from benchmarks.hostile_inputs import make_media, mutated_media, slow_text
from benchmarks.hostile_kills import kill_some
from benchmarks.hostile_layouts import TALK, any_case, lost_or_added, written
from benchmarks.tables import Table

__all__ = ["hostile"]

DOCUMENTS, MEDIA, TEXTS, KILLS, LAYOUTS = 2000, 1000, 500, 300, 300
SECONDS, MEGABYTES = 10.0, 500
"""What an input may cost at most: processor time, memory."""
GIVEN_UP = 180.0
"""Seconds by the clock after which the process that reads an input is killed."""
MEDIA_SECONDS = 2.0

COLUMNS = ("what", "tried", "right", "refused in one line", "faults", "slowest, s", "largest, MB")

EXPORTS = ("audacity", "epub", "edl", "fcpxml", "premiere-transcript", "podcast", "textgrid", "chapters")

ONE_LINE = (2, 3, 4)
"""Exit codes that come with exactly one line."""


@dataclass
class Tally:
    """How the inputs of one kind ended."""

    kind: str
    right: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0

    def count(self, name: str, ended: dict[str, Any]) -> None:
        """Count one input."""
        self.slowest, self.largest = max(self.slowest, ended["seconds"]), max(self.largest, ended["mb"])
        fault = _fault(ended)
        if fault:
            self.faults.append(f"{name}: {fault}")
            say(f"  {self.faults[-1]}")
        elif ended["code"] in ONE_LINE:
            self.refused += 1
        else:
            self.right += 1

    @property
    def row(self) -> list[str | int | float]:
        """A row of the table."""
        total = self.right + self.refused + len(self.faults)
        return [self.kind, total, self.right, self.refused, len(self.faults), self.slowest, self.largest]


def _fault(ended: dict[str, Any]) -> str:
    if ended["code"] not in (0, 1, *ONE_LINE):
        return f"ended with {ended['code']}: {ended['last']}"
    if ended["code"] in ONE_LINE and ended["lines"] != 1:
        return f"said {ended['lines']} lines: {ended['last']}"
    if ended["seconds"] > SECONDS:
        return f"took {ended['seconds']} s"
    return f"took {ended['mb']} MB" if ended["mb"] > MEGABYTES else ""


class _Worker:
    """The process that meets the inputs; a new one after each that had to be killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, arguments: list[str]) -> dict[str, Any]:
        """Return how one input ended; code -2 where the process died or had to be killed."""
        if self._process is None:
            call = [sys.executable, "-W", "ignore", "-m", "benchmarks.hostile_worker"]
            self._process = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        began = time.perf_counter()
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        # The first answer waits for the imports.
        ready, _, _ = select.select([self._process.stdout], [], [], GIVEN_UP)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self.close()
            return {"code": -2, "lines": 0, "last": "no answer", "seconds": time.perf_counter() - began, "mb": 0}
        ended: dict[str, Any] = json.loads(line)
        return ended

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def _worker() -> Iterator[_Worker]:
    worker = _Worker()
    try:
        yield worker
    finally:
        worker.close()


def _commands(document: Path, recording: Path, captions: Path) -> list[list[str]]:
    """Return the commands that read a document."""
    out = document.parent
    whole, media = str(document), str(recording)
    return [
        *(["subtitles", whole, "-o", str(out / f"x.{kind}"), "--force"] for kind in ("srt", "vtt", "ass", "ttml")),
        ["subtitles", whole, "-o", str(out / "x.srt"), "--set", "max_words=1", "--force"],
        ["find", whole, "word3 word4 word5"],
        ["suggest", whole],
        *(["export", whole, "--to", name, "-o", str(out / f"x-{name}"), "--force"] for name in EXPORTS),
        ["clip", whole, "word9 word10", "--dry-run"],
        ["clip", whole, "word:12-15", "--media", media, "--anyway", "-o", str(out / "clips"), "--force"],
        ["review", whole, "--static", str(out / "x.html"), "--force"],
        ["retime", str(captions), whole, "-o", str(out / "y.srt"), "--force"],
        ["edit", whole, "--script", str(out / "script.md"), "--force"],
        ["tighten", whole, "--media", media, "--anyway", "--dry-run"],
        ["library", "add", whole, "--library", str(out / "x.sqlite")],
    ]


def _readers(result: Path, recording: Path) -> list[list[str]]:
    """Return the commands that read a recogniser's result."""
    out = str(result.with_name("imported.align.json"))
    return [
        ["import", str(result), "--from", "whisperx", "-o", out, "--force"],
        ["import", str(result), "--from", "whisperx", "--media", str(recording), "-o", out, "--force"],
        ["read", str(result)],
    ]


def _documents(folder: Path, count: int, rng: random.Random) -> Tally:
    """Try documents, and every fifth time a recogniser's result."""
    tally = Tally("documents")
    (media,) = [path for path in make_media(folder, MEDIA_SECONDS) if path.suffix == ".wav"]
    document, result = base_document(media.name, MEDIA_SECONDS), base_result(MEDIA_SECONDS)
    path, other, captions = (folder / name for name in ("x.align.json", "result.json", "old.srt"))
    captions.write_text("1\n00:00:00,100 --> 00:00:01,000\nword1 word2 word3 word4\n", encoding="utf-8")
    commands = itertools.cycle(_commands(path, media, captions))
    readers = itertools.cycle(_readers(other, media))
    with _worker() as worker:
        for number in range(count):
            (folder / "x.sqlite").unlink(missing_ok=True)
            if number % 5 == 4:
                command = next(readers)
                other.write_bytes(mutated_result(result, rng))
            else:
                command = next(commands)
                path.write_bytes(mutated_document(document, rng))
            tally.count(f"document {number}, {' '.join(command)}", worker.ask(command))
    return tally


def _media(folder: Path, count: int, rng: random.Random) -> Tally:
    """Decode half of the media, cut a clip out of the others."""
    tally = Tally("media")
    wholes = [(path.suffix, path.read_bytes()) for path in make_media(folder, MEDIA_SECONDS)]
    document = folder / "x.align.json"
    document.write_text(base_document("whole.wav", MEDIA_SECONDS).to_json(), encoding="utf-8")
    clip = [
        "clip",
        str(document),
        "word:9-20",
        "--anyway",
        "-o",
        str(folder / "clips"),
        "--force",
        "--quality",
        "draft",
    ]
    with _worker() as worker:
        for number in range(count):
            suffix, whole = wholes[number // 2 % len(wholes)]
            path = folder / f"broken{suffix}"
            path.write_bytes(mutated_media(whole, rng))
            command = [*clip, "--media", str(path)] if number % 2 else ["decode", str(path)]
            tally.count(f"media {number}, {command[0]} {suffix}", worker.ask(command))
    return tally


def _texts(folder: Path, count: int, rng: random.Random) -> Tally:
    tally = Tally("slow texts")
    with _worker() as worker:
        for number in range(count):
            name, raw = slow_text(rng)
            path = folder / name
            path.write_bytes(raw)
            opening = raw[:40].decode("utf-8", "replace")
            tally.count(f"text {number}, {name}, {len(raw)} bytes, {opening!r}", worker.ask(["read", str(path)]))
            path.unlink()
    return tally


def _kills(folder: Path, count: int, rng: random.Random) -> Tally:
    tally = Tally("kills")
    for name, fault in kill_some(folder, count, rng):
        tally.count(name, {"code": -1 if fault else 0, "last": fault, "lines": 0, "seconds": 0.0, "mb": 0})
    return tally


def _layouts(folder: Path, count: int, rng: random.Random) -> Tally:
    """Write a known talk down in odd layouts: every word is kept, and no layout is among them."""
    tally = Tally("odd layouts")
    path = folder / "talk.txt"
    for number in range(count):
        case = any_case(rng.choice)
        path.write_bytes(written(case).encode())
        began = time.process_time()
        fault = lost_or_added(case, read_transcript(path))
        seconds = round(time.process_time() - began, 2)
        ended = {"code": -1 if fault else 0, "last": fault, "lines": 0, "seconds": seconds, "mb": 0}
        tally.count(f"layout {number}, {case.template!r}, {len(TALK)} turns", ended)
    return tally


KINDS: tuple[tuple[Callable[[Path, int, random.Random], Tally], int], ...] = (
    (_documents, DOCUMENTS),
    (_media, MEDIA),
    (_texts, TEXTS),
    (_kills, KILLS),
    (_layouts, LAYOUTS),
)


def hostile(settings: Settings) -> Report:
    """Try them all, or `settings.share` of them; prints each fault as it is met."""
    rows, faults = [], {}
    for try_some, count in KINDS:
        folder = settings.folder.resolve() / "hostile" / try_some.__name__.strip("_")
        folder.mkdir(parents=True, exist_ok=True)
        say(f"hostile {folder.name} ...")
        tally = try_some(folder, max(1, round(count * settings.share)), random.Random(settings.seed))
        say("  " + ", ".join(f"{what} {count}" for what, count in zip(COLUMNS[1:], tally.row[1:], strict=True)))
        rows.append(tally.row)
        faults[tally.kind] = tally.faults
    limits = f"Faults: tracebacks, more than one line, {SECONDS:g} s or {MEGABYTES} MB, half a file, leftovers."
    return Report([Table("Hostile inputs", COLUMNS, rows, [limits])], {"faults": faults, "rows": rows})
