"""Several things at a time, each of which mostly waits for ffmpeg."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TypeVar

from align.errors import PullquoteError
from align.media import stop_running

__all__ = ["side_by_side"]

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], items: Sequence[T], workers: int) -> Iterator[tuple[int, R | PullquoteError]]:
    """Do `work` for every item; yields the item's number and the result, or the error, as they come.

    One error does not stop the others. Interrupted, it stops the programs that are running and waits for their threads.
    """
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    waiting = {pool.submit(work, item): number for number, item in enumerate(items)}
    try:
        left = set(waiting)
        while left:
            # With a time limit: a signal may reach another thread, and this one must wake to see it.
            finished, left = wait(left, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    yield waiting[future], future.result()
                except PullquoteError as error:
                    yield waiting[future], error
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in waiting):
            stop_running()  # again and again: a thread may be between two programs
            time.sleep(0.02)
        raise
    pool.shutdown()
