"""How many processors this process may use."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

__all__ = ["thread_pool", "usable_cores"]

MOST_THREADS = 8


def usable_cores() -> int:
    """Count the processors that the process may run on: a container or `taskset` allows fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def thread_pool() -> ThreadPoolExecutor:
    """Return a pool with a thread for each of these processors, and no more than `MOST_THREADS`."""
    return ThreadPoolExecutor(min(usable_cores(), MOST_THREADS))
