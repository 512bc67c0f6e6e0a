"""What a command costs: seconds on the clock, seconds of processor, and memory at its worst."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "median_cost", "pullquote", "run_measured"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of a command: exit code, seconds, processor seconds, peak memory in MB, last lines of stderr.

    `peak_mb` is the larger of what the kernel notes for the largest process, and of what all processes of the
    command held together when looked at five times a second (shared pages counted once).
    """

    code: int
    seconds: float
    cpu: float
    peak_mb: float
    stderr: str = ""


def run_measured(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and say what it cost, start-up included."""
    began = time.monotonic()
    process = subprocess.Popen(
        list(command), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    peak, said = [0.0], [""]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
    reader = threading.Thread(target=_read_all, args=(process, said))
    watcher.start()
    reader.start()
    # wait4 and not the resource module: that one adds up all children there ever were.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    watcher.join()
    reader.join()
    assert process.stderr is not None
    process.stderr.close()
    largest = max(peak[0], _noted_mb(usage.ru_maxrss))
    return Cost(process.returncode, seconds, usage.ru_utime + usage.ru_stime, largest, said[0][-2000:])


def _noted_mb(highest: int) -> float:
    """Return what the kernel noted for a child, in MB; nothing where it may be what this process itself once held.

    Between fork and exec a child counts as large as its parent, which may just have made an episode of hours.
    """
    if highest <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        return 0.0
    return highest / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _read_all(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stderr is not None
    said[0] = process.stderr.read()


def _watch(pid: int, done: threading.Event, peak: list[float]) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        return
    while not done.wait(0.2):
        peak[0] = max(peak[0], sum(_proportional_mb(member) for member in _family(pid)))


def _family(pid: int) -> list[int]:
    """Return the process and its descendants."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(child))]


def _proportional_mb(pid: int) -> float:
    """Resident memory, a page shared by n processes counted 1/n."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)


def median_cost(run: Callable[[], Cost], runs: int) -> Cost:
    """Return the median of each figure over so many runs; the code of the first that failed."""
    costs = [run() for _ in range(max(1, runs))]
    failed = next((cost for cost in costs if cost.code), None)
    if failed is not None:
        return failed
    middle = statistics.median
    seconds, cpu = middle(c.seconds for c in costs), middle(c.cpu for c in costs)
    return Cost(0, seconds, cpu, middle(c.peak_mb for c in costs))


def pullquote(*arguments: str) -> Cost:
    """Measure one run of the whole command, as a person would start it."""
    return run_measured([sys.executable, "-m", "cli", *arguments])
