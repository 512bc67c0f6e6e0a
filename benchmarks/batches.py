"""Sixty episodes in one go: what is found, what it costs, and whether kills, shards and two runs at once change it."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align.media import run_ffmpeg
from benchmarks.context import Made, Report, Settings, say
from benchmarks.measure import ROOT, Cost, pullquote
from benchmarks.scoring import read_known
from benchmarks.tables import Table
from catalogue.ledger import Ledger

__all__ = ["batches"]

EPISODES, SECONDS = 60, 600.0
KILLS = 20
FAULTY = 5
"""Two that are no sound, two with each other's transcript, one without a transcript."""
SHARDS = 4
SINGLE = 6
"""Episodes that are run by themselves, to compare the cost with."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Episodes on disk: the names of those that are right, and those that are not."""

    path: Path
    good: tuple[str, ...]
    broken: tuple[str, ...]
    swapped: tuple[str, ...]
    lonely: tuple[str, ...]


def make_episodes(made: Made, path: Path, count: int) -> Folder:
    """Cut a long episode into `count` of ten minutes; the windows overlap where it is too short for all."""
    known = [word for word in read_known(made.folder / "gold.tsv") if word.start >= 0]
    length = min(SECONDS, made.seconds / 2)
    path.mkdir(parents=True)
    wave = path.parent / "whole.wav"
    run_ffmpeg(["-v", "error", "-y", "-i", str(made.audio), "-ac", "1", "-ar", "16000", str(wave)])
    names = [f"episode-{k:02}" for k in range(count)]
    for k, name in enumerate(names):
        begin = (made.seconds - length) * k / max(1, count - 1)
        words = [word.text for word in known if word.start >= begin and word.end <= begin + length]
        (path / f"{name}.txt").write_text(" ".join(words), encoding="utf-8")
        sound = ["-ss", f"{begin:.3f}", "-t", f"{length:.3f}", "-i", str(wave), "-b:a", "64k"]
        run_ffmpeg(["-v", "error", "-y", *sound, str(path / f"{name}.mp3")])
    wave.unlink()
    # Windows far from each other: their words have nothing in common.
    broken, swapped, lonely = names[1:3], [names[0], names[-1]], names[3:4]
    for name in broken:
        (path / f"{name}.mp3").write_bytes(b"ID3\x04" + bytes(1000))
    one, other = (path / f"{name}.txt" for name in swapped)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    (path / f"{lonely[0]}.txt").unlink()
    bad = {*broken, *swapped, *lonely}
    return Folder(path, tuple(n for n in names if n not in bad), tuple(broken), tuple(swapped), tuple(lonely))


def contents(out: Path) -> dict[str, bytes]:
    """Return everything that was made of the episodes."""
    return {str(path.relative_to(out)): path.read_bytes() for path in out.glob("*/*") if path.parent.name[0] != "."}


def start(folder: Folder, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start a batch beside this process."""
    command = [sys.executable, "-m", "pullquote", "batch", str(folder.path), "-o", str(out), "--json", *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def states(output: str) -> list[str]:
    """Return how the episodes of a run ended."""
    rows = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [row["state"] for row in rows if "state" in row]


def reported(folder: Folder, out: Path) -> tuple[int, bool]:
    """Count the faulty episodes that the report tells rightly, and tell whether it lists them first."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    codes = {row["id"]: row["code"] for row in report["episodes"]}
    left = {Path(row["path"]).stem for row in report["unpaired"]}
    right = sum(codes.get(name) == 4 for name in folder.broken) + sum(codes.get(name) == 3 for name in folder.swapped)
    right += sum(name in left for name in folder.lonely)
    first = [row["code"] != 0 for row in report["episodes"]]
    return right, first == sorted(first, reverse=True)


def killed(folder: Folder, out: Path, seconds: float, kills: int, seed: int) -> int:
    """Kill a batch again and again and let the last one end; returns how often a finished document was made anew."""
    draw, again = random.Random(seed), 0
    stamps: dict[Path, int] = {}
    for _ in range(kills):
        process = start(folder, out)
        time.sleep(draw.uniform(0.1, 1.0) * max(2.0, 2 * seconds / max(1, kills)))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = {path: path.stat().st_mtime_ns for path in out.glob("*/*.align.json")}
        again += sum(path in stamps and stamps[path] != stamp for path, stamp in now.items())
        stamps = now
    start(folder, out).communicate()
    again += sum(path.stat().st_mtime_ns != stamp for path, stamp in stamps.items())
    return again


def side_by_side(folder: Folder, out: Path, runs: Sequence[Sequence[str]]) -> int:
    """Run batches at once; returns how many episodes were made by all of them together."""
    # What failed in one run is not tried again by the other.
    processes = [start(folder, out, "--retry", "none", *arguments) for arguments in runs]
    outputs = [process.communicate()[0] for process in processes]
    return sum(states(output).count("made") for output in outputs)


def _entries(out: Path) -> int:
    ledger = Ledger(out)
    count = len(ledger.all())
    ledger.close()
    return count


def _single(folder: Folder, out: Path) -> float:
    costs: list[Cost] = []
    for name in folder.good[:SINGLE]:
        audio, text = (str(folder.path / f"{name}.{suffix}") for suffix in ("mp3", "txt"))
        costs.append(pullquote("run", audio, text, "-o", str(out / name)))
    return sum(cost.cpu for cost in costs) / len(costs)


def batches(settings: Settings) -> Report:
    """Make the episodes, fewer by `--share`, and fill folders with them in every way."""
    home = settings.folder / "batches"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    count = max(FAULTY + 3, round(EPISODES * settings.share))
    folder = make_episodes(settings.episode("clean"), home / "episodes", count)
    paired = count - len(folder.lonely)

    say(f"{count} episodes ...")
    whole = home / "whole"
    cost = pullquote("batch", str(folder.path), "-o", str(whole))
    right, first = reported(folder, whole)
    single = _single(folder, home / "single")
    wanted = contents(whole)
    say("killed ...")
    kills = max(3, round(KILLS * settings.share))
    again = killed(folder, home / "killed", cost.seconds, kills, settings.seed)
    say("shards, and two runs at once ...")
    sharded = side_by_side(folder, home / "shards", [("--shard", f"{k + 1}/{SHARDS}") for k in range(SHARDS)])
    pullquote("batch", str(folder.path), "-o", str(home / "shards"), "--merge")
    both = side_by_side(folder, home / "both", [(), ()])
    same = {name: contents(home / name) == wanted for name in ("killed", "shards", "both")}
    rows = [
        ("episodes, of them right", f"{count}, {len(folder.good)}"),
        ("made", f"{len(list(whole.glob('*/*.align.json')))}"),
        ("faulty ones reported rightly", f"{right} of {FAULTY}"),
        ("report worst first", "yes" if first else "no"),
        ("processor time against single runs", f"{cost.cpu / (single * len(folder.good)):.2f}"),
        ("peak memory", f"{cost.peak_mb:.0f} MB"),
        (f"killed {kills} times: finished ones made again", str(again)),
        ("killed: the same bytes", str(same["killed"])),
        (f"{SHARDS} shards at once: made, in the ledger, of", f"{sharded}, {_entries(home / 'shards')}, {paired}"),
        ("shards: the same bytes", str(same["shards"])),
        ("two runs at once: made, in the ledger, of", f"{both}, {_entries(home / 'both')}, {paired}"),
        ("two runs: the same bytes", str(same["both"])),
    ]
    shutil.rmtree(home)
    return Report([Table("a batch", ("", ""), rows)], {"batch": dict(rows)})
