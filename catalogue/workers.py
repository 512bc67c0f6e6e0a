"""Processes that make episodes side by side. One that dies takes nothing with it but the episode in its hands."""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from align.errors import PullquoteError
from catalogue.episodes import Episode
from catalogue.ledger import Entry
from catalogue.records import open_records
from catalogue.remote import LocalCopies
from catalogue.stores import Store
from catalogue.work import Outputs, episode_key, failed, make_episode, outputs_exist

__all__ = ["Job", "Outcome", "give_up", "run_job", "run_jobs"]

MOST_DEATHS = 2
"""Times that a worker may die over an episode before it counts as failed."""


@dataclass(frozen=True, slots=True)
class Job:
    """An episode to make.

    Args:
        store: where its files go.
        ledger: name of the database, one for each shard.
        run: names the run that it belongs to.
        retry: whether one that failed before is tried again (done ones never are).
        shared: whether the ledger is written to by machines without a common disk.
    """

    episode: Episode
    outputs: Outputs
    store: Store
    ledger: str
    run: str
    retry: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `state` is `made`, `kept` (done before) or `busy` (another run has it)."""

    state: str
    entry: Entry


def run_job(job: Job) -> Outcome:
    """Make an episode, unless the ledger has it already or another run holds it; write how it ended."""
    records = open_records(job.store, job.ledger, job.run, shared=job.shared)
    with contextlib.closing(records), records.claim(job.episode.id) as mine, LocalCopies() as copies:
        known = records.get(job.episode.id)
        if not mine:
            return Outcome("busy", known or Entry(job.episode.id, "", 0))
        try:
            key = episode_key(job.episode, job.outputs, records, copies)
        except PullquoteError as error:  # a file that vanished on the way
            entry = failed(job.episode, "", error)
        else:
            if known is not None and known.key == key and _settled(known, job):
                return Outcome("kept", known)
            entry = make_episode(job.episode, job.outputs, job.store, key, copies)
        records.put(entry)
        return Outcome("made", entry)


def _settled(known: Entry, job: Job) -> bool:
    if known.code != 0:
        return not job.retry
    return outputs_exist(job.episode, job.outputs, job.store)


def run_jobs(jobs: Sequence[Job], workers: int, on_begin: Callable[[Episode], None]) -> Iterator[Outcome]:
    """Run jobs in so many processes, and yield each outcome as it comes.

    An episode over which a worker dies (out of memory, a fault in a library) is tried once more, then written down as
    failed with what the operating system said.
    """
    waiting = deque((job, 0) for job in jobs)
    pool = [_Worker() for _ in range(min(workers, len(jobs)))]
    try:
        for worker in pool:
            worker.take(waiting, on_begin)
        while any(worker.job for worker in pool):
            for ready in wait([worker.pipe for worker in pool if worker.job]):
                worker = next(worker for worker in pool if worker.pipe is ready)
                outcome = worker.collect(waiting)
                if outcome is not None:
                    yield outcome
                worker.take(waiting, on_begin)
    finally:
        for worker in pool:
            worker.stop()


def give_up(job: Job, reason: str) -> Entry:
    """Write down that an episode cannot be made, since whoever tries dies over it."""
    records = open_records(job.store, job.ledger, job.run, shared=job.shared)
    with contextlib.closing(records), LocalCopies() as copies:
        entry = Entry(job.episode.id, episode_key(job.episode, job.outputs, records, copies), 4, reason)
        records.put(entry)
    return entry


class _Worker:
    """A process with a pipe, and the job it has in its hands."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.deaths = 0
        self._start()

    def _start(self) -> None:
        context = mp.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def take(self, waiting: deque[tuple[Job, int]], on_begin: Callable[[Episode], None]) -> None:
        """Begin the next job, if there is one."""
        self.job = None
        if waiting:
            self.job, self.deaths = waiting.popleft()
            on_begin(self.job.episode)
            self.pipe.send(self.job)

    def collect(self, waiting: deque[tuple[Job, int]]) -> Outcome | None:
        """Return the outcome of the job; `None` where the process died and the job goes back to those that wait."""
        assert self.job is not None
        try:
            answer = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            return self._died(waiting)
        if isinstance(answer, Outcome):
            return answer
        raise answer

    def _died(self, waiting: deque[tuple[Job, int]]) -> Outcome | None:
        assert self.job is not None
        self.process.join()
        job, code = self.job, self.process.exitcode
        self._start()
        if self.deaths + 1 < MOST_DEATHS:
            waiting.append((job, self.deaths + 1))
            return None
        reason = f"the process was killed by signal {-code}" if code and code < 0 else f"the process ended with {code}"
        return Outcome("made", give_up(job, f"{reason}; memory may be short"))

    def stop(self) -> None:
        """End the process."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def _end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that did: it holds episodes locked."""
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _serve(pipe: Connection) -> None:
    """Make one episode after the other until nobody asks any more."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # A processor for each worker: the searches would otherwise share all of them with each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            pipe.send(run_job(job))
        except KeyboardInterrupt:
            return
        except Exception as error:
            pipe.send(error)
