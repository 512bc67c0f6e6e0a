"""The jobs of the page: what has come, what is being done, what is done; two are worked on at once."""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from align.errors import PullquoteError, UsageError
from frontdesk.intake import Readable, check_recording, check_sizes, check_transcript, receive, safe_name
from frontdesk.place import Place
from frontdesk.running import Files, Run, Stopped, run_pullquote

__all__ = ["AT_ONCE", "MOST", "Desk", "Job"]

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Jobs that are worked on side by side; the others wait."""
MOST = 20
"""Jobs that are kept; whoever wants more removes one."""
KEPT = 24 * 3600.0
"""Seconds after which a job that has ended is swept."""

State = Literal["arriving", "waiting", "working", "done", "failed", "stopped"]
ENDED = ("done", "failed", "stopped")
PARTS = ("transcript", "recording")
"""In the order in which they come: what is small is looked at before gigabytes are sent."""

OPTION = re.compile(r";[^;]* --[a-z].*$")
"""Advice for a command line, at the end of a message."""

GONE = "stopped: the page was closed before {name} had arrived; drop the files again"
BY_HAND = "stopped, as you asked"


@dataclass(slots=True)
class Job:
    """One recording and its transcript. Written by the desk, under its lock.

    Args:
        line: what a person should know: why it failed or was stopped.
        answer: what `pullquote run --json` prints.
        review: the address of its review page, once it is done.
    """

    id: int
    folder: Path
    names: dict[str, str]
    sizes: dict[str, int]
    language: str
    state: State = "arriving"
    share: float = 0.0
    doing: str = "Sending the files"
    line: str = ""
    come: dict[str, int] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    review: str = ""
    ended: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def path(self, part: str) -> Path:
        """Return where the recording or the transcript lies."""
        return self.folder / part / self.names[part]

    @property
    def out(self) -> Path:
        """Return the folder of what is made."""
        return self.folder / "out"

    def results(self) -> list[Path]:
        """Return the files that can be taken away: those of the job's own folder, and clips."""
        found = [path for path in self.out.rglob("*") if path.is_file() and not path.is_symlink()]
        return sorted(path for path in found if path.suffix not in (".bak", ".lock", ".part"))


Opened = Callable[[Job], str]
"""Called when a job is done; returns the address of its review page."""


class Desk:
    """Takes files in, works on them, and sweeps them. All methods may be called from any thread."""

    def __init__(self, place: Place, *, run: Run = run_pullquote, on_done: Opened | None = None) -> None:
        self._place = place
        self._run = run
        self._on_done = on_done
        self._jobs: dict[int, Job] = {}
        self._next = 1
        self._lock = threading.RLock()
        self._workers: list[threading.Thread] = []
        self._closed = False

    def jobs(self) -> list[Job]:
        """Return the jobs, the newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: -job.id)

    def job(self, number: int) -> Job:
        """Return one job; raises `UsageError`."""
        with self._lock:
            if number not in self._jobs:
                raise UsageError("this job has been removed")
            return self._jobs[number]

    def open(self, names: dict[str, str], sizes: dict[str, int], language: str) -> Job:
        """Make room for a recording and a transcript that are about to come; raises `UsageError`."""
        check_sizes(sizes, self._place.free())
        with self._lock:
            if len(self._jobs) >= MOST:
                raise UsageError(f"{MOST} jobs are here already; remove one first")
            number, self._next = self._next, self._next + 1
            safe = {part: safe_name(names[part], part) for part in PARTS}
            job = Job(number, self._place.folder / str(number), safe, dict(sizes), language)
            for part in PARTS:
                (job.folder / part).mkdir(parents=True)
            self._jobs[number] = job
            return job

    def take(self, number: int, part: str, stream: Readable, size: int) -> None:
        """Take a part of a job in and look whether it is one; with the last one the job waits for its turn.

        Raises a `PullquoteError` where it is wrong; the job has failed then. A stream that ends early stops it.
        """
        job = self.job(number)
        with self._lock:
            if job.state != "arriving" or part in job.come or size != job.sizes[part]:
                raise UsageError("this file is not awaited")
            job.come[part] = 0
        try:
            if not receive(stream, size, job.path(part), lambda come: self._arrived(job, part, come)):
                self._end(job, "stopped", GONE.format(name=job.names[part]))
                raise UsageError(job.line)
            job.doing = "Looking at the files" if part == "recording" else job.doing
            (check_transcript if part == "transcript" else check_recording)(job.path(part))
        except PullquoteError as error:
            self._end(job, "failed", _one_line(error, job))
            raise UsageError(job.line) from None
        with self._lock:
            if job.state == "arriving" and all(job.come.get(each) == job.sizes[each] for each in PARTS):
                job.state, job.share, job.doing = "waiting", 0.0, "Waiting for its turn"
                self._fill()

    def stop(self, number: int) -> None:
        """Stop a job; what has come of it is swept."""
        job = self.job(number)
        with self._lock:
            job.stop.set()
            if job.state in ("arriving", "waiting"):
                self._end(job, "stopped", BY_HAND)

    def remove(self, number: int) -> None:
        """Forget a job that has ended, and its files."""
        job = self.job(number)
        with self._lock:
            if job.state not in ENDED:
                raise UsageError("this job is under way; stop it first")
            del self._jobs[number]
        shutil.rmtree(job.folder, ignore_errors=True)

    def sweep(self) -> list[Job]:
        """Remove jobs that ended long ago, and return them."""
        old = [job for job in self.jobs() if job.state in ENDED and time.monotonic() - job.ended > KEPT]
        for job in old:
            self.remove(job.id)
        return old

    def close(self) -> None:
        """Stop all work, and remove all files."""
        with self._lock:
            self._closed = True
            for job in self._jobs.values():
                job.stop.set()
            workers = list(self._workers)
        for worker in workers:
            worker.join()
        self._place.close()

    def _arrived(self, job: Job, part: str, come: int) -> None:
        with self._lock:
            if job.stop.is_set():
                raise ConnectionAbortedError
            job.come[part] = come
            job.share = sum(job.come.values()) / sum(job.sizes.values())

    def _fill(self) -> None:
        """Begin with those that have waited longest, as many as there is room for; the lock is held."""
        for job in self._waiting():
            self._workers = [worker for worker in self._workers if worker.is_alive()]
            if self._closed or sum(each.state == "working" for each in self._jobs.values()) >= AT_ONCE:
                return
            job.state, job.doing = "working", "Starting"
            worker = threading.Thread(target=self._work, args=(job,), name=f"job {job.id}", daemon=True)
            self._workers.append(worker)
            worker.start()

    def _waiting(self) -> Iterator[Job]:
        return (job for job in sorted(self._jobs.values(), key=lambda job: job.id) if job.state == "waiting")

    def _work(self, job: Job) -> None:
        def on_progress(share: float, doing: str) -> None:
            with self._lock:
                job.share, job.doing = share, doing

        files = Files(job.path("recording"), job.path("transcript"), job.language, job.out)
        try:
            job.answer = self._run(files, on_progress, job.stop)
            if self._on_done is not None:
                job.review = self._on_done(job)
            self._end(job, "done", "")
        except Stopped:
            self._end(job, "stopped", BY_HAND)
        except PullquoteError as error:
            self._end(job, "failed", _one_line(error, job))
        except Exception:
            log.exception("job %d", job.id)
            self._end(job, "failed", "it failed, for a reason that stands in the terminal")
        finally:
            with self._lock:
                self._fill()

    def _end(self, job: Job, state: State, line: str) -> None:
        with self._lock:
            if job.state in ENDED:
                return
            job.state, job.line, job.ended = state, line, time.monotonic()
            job.share = 1.0 if state == "done" else job.share
        if state != "done":
            shutil.rmtree(job.folder, ignore_errors=True)


def _one_line(error: PullquoteError, job: Job) -> str:
    """Return what to tell: files called as their owner calls them, no options of a command."""
    text = OPTION.sub("", " ".join(error.message().split()))
    for part in PARTS:
        text = text.replace(f"{job.folder / part}/", "").replace(f"{job.folder / part}\\", "")
    return text
