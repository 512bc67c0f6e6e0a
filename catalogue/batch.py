"""A whole catalogue aligned in one go: what is done stays done, what fails stops nothing."""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from align.clock import clock_text
from align.cores import usable_cores
from align.errors import UsageError
from catalogue.episodes import Episode, Found
from catalogue.ledger import Entry
from catalogue.on_ray import run_jobs_on_ray
from catalogue.records import alone_on_a_cluster, bring_home, hand_out, open_records
from catalogue.stores import FolderStore, Store
from catalogue.work import Outputs, check_writable
from catalogue.workers import Job, Outcome, run_jobs

__all__ = ["BatchProgress", "BatchSettings", "Result", "ledger_name", "run_batch", "select_episodes"]

EPISODE_MEMORY = 0.45e9
"""Bytes that a worker needs for two hours (`python -m benchmarks --only clean`); eight hours need 0.75e9."""

MACHINE_SHARE = 0.8
"""Of the memory that is there, so much may be used where `--memory` names no limit."""


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How to run.

    Args:
        outputs: what is made of each episode.
        workers: processes side by side; `None`: one a core, as far as memory allows.
        memory: bytes for all of them together; `None`: four fifths of the machine's.
        only: names of episodes (`*` and `?` match), all where empty.
        retry: whether those that failed before are tried again.
        limit: at most so many episodes; `None`: all.
        shard: (3, 20): the third of twenty parts; `None`: all.
        on_ray: whether the episodes are tasks of a Ray cluster.
        ray_address: of the cluster; `None`: one on this machine alone.
    """

    outputs: Outputs = field(default_factory=Outputs)
    workers: int | None = None
    memory: float | None = None
    only: tuple[str, ...] = ()
    retry: bool = True
    limit: int | None = None
    shard: tuple[int, int] | None = None
    on_ray: bool = False
    ray_address: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Entries of this run's episodes in their order; how many were made anew, and how many another run has.

    Those that another run has, and that never ended before, have no entry. `others` are the source's episodes that this
    run was not asked for, as they ended before.
    """

    entries: tuple[Entry, ...]
    made: int
    busy: int
    others: tuple[Entry, ...] = ()

    @property
    def failed(self) -> int:
        """How many ended with an error."""
        return sum(entry.code != 0 for entry in self.entries)


BatchProgress = Callable[[Outcome | Episode, int, int], None]
"""Called with an episode that begins or an outcome, how many are finished, and how many there are."""


def run_batch(found: Found, store: Store, settings: BatchSettings, on_progress: BatchProgress) -> Result:
    """Make every episode that is not done yet.

    Raises `UsageError` where nothing is selected, `FileProblem` where `store` or its ledger cannot be written to.
    """
    episodes = select_episodes(found, settings)
    if not episodes:
        raise UsageError("no episode is left to align; pullquote batch SOURCE --dry-run lists what there is")
    if settings.on_ray and settings.shard is not None:
        raise UsageError("--shard parts the episodes by hand and --on ray by itself; give one of them")
    name, run = ledger_name(settings), secrets.token_hex(8)
    check_writable(store)
    jobs = [
        Job(episode, settings.outputs, store, name, run, settings.retry, shared=settings.on_ray) for episode in episodes
    ]
    outcomes: dict[str, Outcome] = {}

    def begin(episode: Episode) -> None:
        on_progress(episode, len(outcomes), len(jobs))

    with _records_at_home(store, name, run, on_ray=settings.on_ray):
        for outcome in _outcomes(jobs, settings, begin):
            outcomes[outcome.entry.id] = outcome
            on_progress(outcome, len(outcomes), len(jobs))
    states = [outcomes[episode.id].state for episode in episodes]
    ended = (outcomes[episode.id] for episode in episodes)
    entries = tuple(each.entry for each in ended if each.state != "busy" or each.entry.key)
    others = _ended_before(found, set(outcomes), store, name, run)
    return Result(entries, states.count("made"), states.count("busy"), others)


def _ended_before(found: Found, asked: set[str], store: Store, name: str, run: str) -> tuple[Entry, ...]:
    """Return how the source's other episodes ended, if this run is of a part of them."""
    wanted = {episode.id for episode in found.episodes} - asked
    if not wanted:
        return ()
    with contextlib.closing(open_records(store, name, run, shared=False)) as records:
        return tuple(entry for entry in records.all() if entry.id in wanted)


def _outcomes(jobs: list[Job], settings: BatchSettings, begin: Callable[[Episode], None]) -> Iterator[Outcome]:
    if settings.on_ray:
        return run_jobs_on_ray(jobs, settings.ray_address, EPISODE_MEMORY, begin)
    return run_jobs(jobs, worker_count(settings), begin)


@contextlib.contextmanager
def _records_at_home(store: Store, name: str, run: str, *, on_ray: bool) -> Iterator[None]:
    """Keep the database of a folder up to date with runs on a cluster, whose workers cannot open it."""
    if not isinstance(store, FolderStore):
        yield
        return
    with alone_on_a_cluster(store):
        bring_home(store, name)
        if on_ray:
            hand_out(store, name, run)
            try:
                yield
            finally:
                bring_home(store, name)
            return
    yield


def select_episodes(found: Found, settings: BatchSettings) -> list[Episode]:
    """Return the episodes that the settings ask for, in order."""
    chosen = [
        episode
        for episode in found.episodes
        if (not settings.only or any(fnmatch.fnmatchcase(episode.id, pattern) for pattern in settings.only))
        and (settings.shard is None or shard_of(episode.id, settings.shard[1]) == settings.shard[0])
    ]
    return chosen[: settings.limit]


def shard_of(identifier: str, count: int) -> int:
    """Return which of `count` shards, from 1, an episode belongs to: the same on every machine, whatever else there
    is.
    """
    return int.from_bytes(hashlib.sha256(identifier.encode()).digest()[:8], "big") % count + 1


def ledger_name(settings: BatchSettings) -> str:
    """Return the name of the ledger: each shard has its own, so that machines need not share one."""
    return "ledger" if settings.shard is None else f"shard-{settings.shard[0]}-of-{settings.shard[1]}"


def worker_count(settings: BatchSettings) -> int:
    """Return how many processes: as asked, else one a core, and no more than memory holds."""
    memory = settings.memory if settings.memory is not None else MACHINE_SHARE * _machine_memory()
    return max(1, min(settings.workers or usable_cores(), int(memory / EPISODE_MEMORY)))


def _machine_memory() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return 8e9


def describe(outcome: Outcome) -> str:
    """Write one line for people on how an episode ended."""
    entry, facts = outcome.entry, outcome.entry.read()
    if outcome.state == "busy":
        return f"{entry.id}: another run is at it"
    if entry.code:
        return f"{entry.id}: {entry.reason}"
    words, doubtful, absent = facts["words"], facts["doubtful"], facts["absent"]
    return f"{entry.id}: {clock_text(facts['duration'], places=0)}, {words} words, {doubtful} doubtful, {absent} absent"
