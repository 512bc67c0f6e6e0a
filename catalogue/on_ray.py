"""The episodes of a batch as tasks of a Ray cluster: a node or a worker that dies takes only its attempt with it.

The ledger of such a run is a file for each episode, written by the worker beside the results, so that a driver that
dies has lost nothing that was done: the same command goes on.
"""

from __future__ import annotations

import importlib
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from align.errors import PullquoteError, UsageError
from catalogue.entries import LEASE
from catalogue.episodes import Episode
from catalogue.workers import Job, Outcome, give_up, run_job

__all__ = ["refuse_unreachable", "run_jobs_on_ray"]

RETRIES = 3
"""Times that Ray starts a task again whose node or worker died."""

AHEAD = 2
"""Tasks a core that are handed to Ray: enough that none waits, few enough that the next are chosen late."""

PORT, CLIENT_PORT = 6379, 10001
"""Where Ray listens for drivers, and for those that come through its client (`ray://`)."""

PATIENCE = 5.0
"""Seconds in which a cluster's address must take a connection."""

ASKED_AGAIN = 15.0
"""Seconds between questions for episodes that a run that died may still hold."""


def run_jobs_on_ray(
    jobs: Sequence[Job], address: str | None, memory: float, on_begin: Callable[[Episode], None]
) -> Iterator[Outcome]:
    """Run jobs on a cluster, and yield each outcome as it comes.

    Args:
        address: of the cluster (`auto`, `HOST:6379` or `ray://HOST:10001`); `None`: one on this machine alone.
        memory: bytes that an episode needs, for Ray to place the tasks by.

    Raises `UsageError` where Ray is not installed or the cluster does not answer.
    """
    ray = _connected(address)
    try:
        task = ray.remote(num_cpus=1, memory=int(memory), max_retries=RETRIES)(_run_in)
        yield from _Driver(ray, task, jobs, on_begin).outcomes()
    finally:
        ray.shutdown()


def _connected(address: str | None) -> Any:
    # Ray asks home how it is used unless it is told not to; pullquote sends nothing by itself.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray = importlib.import_module("ray")
    except ImportError:
        raise UsageError("--on ray needs Ray: pip install 'pullquote[ray]'") from None
    refuse_unreachable(address)
    try:
        ray.init(
            address=address, log_to_driver=False, logging_level="ERROR", include_dashboard=None if address else False
        )
    except Exception as error:
        told = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(f"no Ray cluster answers at {address or 'this machine'}: {told}") from None
    return ray


def refuse_unreachable(address: str | None) -> None:
    """Raise `UsageError` where nothing listens at a cluster's address: Ray itself would ask for minutes.

    `None` and `auto` name no place.
    """
    if address in (None, "auto", "local"):
        return
    assert address is not None
    try:
        place = urlsplit(address if "://" in address else f"//{address}")
        where = (place.hostname or "", place.port or (CLIENT_PORT if place.scheme == "ray" else PORT))
        socket.create_connection(where, timeout=PATIENCE).close()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Ray cluster answers at {address}: {error}; start one (ray start --head), or give --on local"
        ) from None


def _run_in(folder: Path, job: Job) -> Outcome | PullquoteError:
    """Run a job where the driver stands: its paths are relative to that folder, on a disk that the nodes share."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if folder.is_dir():
        os.chdir(folder)
    try:
        return run_job(job)
    except PullquoteError as error:  # returned, since Ray would wrap it
        return error


class _Driver:
    """Hands out jobs a few ahead, and asks again for those that a dead run may hold."""

    def __init__(self, ray: Any, task: Any, jobs: Sequence[Job], on_begin: Callable[[Episode], None]) -> None:
        self._ray, self._task, self._on_begin = ray, task, on_begin
        self._waiting = list(reversed(jobs))
        self._running: dict[Any, Job] = {}
        self._held: list[Job] = []
        self._most = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))

    def outcomes(self) -> Iterator[Outcome]:
        yield from self._finish()
        patience = time.monotonic() + LEASE + ASKED_AGAIN
        while self._held:
            time.sleep(min(ASKED_AGAIN, max(0.0, patience - time.monotonic())))
            last = time.monotonic() >= patience
            self._waiting, self._held = list(reversed(self._held)), []
            yield from self._finish(last=last)

    def _finish(self, *, last: bool = False) -> Iterator[Outcome]:
        while self._waiting or self._running:
            while self._waiting and len(self._running) < self._most:
                job = self._waiting.pop()
                self._on_begin(job.episode)
                self._running[self._task.remote(Path.cwd(), job)] = job
            ready, _ = self._ray.wait(list(self._running), num_returns=1)
            job = self._running.pop(ready[0])
            outcome = self._collect(ready[0], job)
            if outcome.state == "busy" and not last:
                self._held.append(job)
            else:
                yield outcome

    def _collect(self, ready: Any, job: Job) -> Outcome:
        try:
            answer: Outcome | PullquoteError = self._ray.get(ready)
        except self._ray.exceptions.RayError as error:
            reason = f"Ray gave up on it after {RETRIES} retries ({type(error).__name__}); memory may be short"
            return Outcome("made", give_up(job, reason))
        if isinstance(answer, PullquoteError):
            raise answer
        return answer
