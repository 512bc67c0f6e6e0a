"""What a batch tells on its way: bars on a terminal, lines for people, events for machines."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from align.clock import clock_text
from align.console import note, say_json
from align.progress import ItemProgress
from catalogue.batch import describe
from catalogue.episodes import Episode
from catalogue.workers import Outcome

__all__ = ["BatchTeller", "time_left"]


@dataclass(slots=True)
class BatchTeller:
    """Called with each episode that begins and each outcome.

    Args:
        bars: for the whole, and for each episode in the hands of a worker.
        as_json: whether events are printed as JSON, one a line, in place of lines for people.
        clock: seconds; a test has its own.
    """

    bars: ItemProgress
    as_json: bool
    clock: Callable[[], float] = time.monotonic
    _began: float | None = field(default=None, init=False)
    _made: int = field(default=0, init=False)

    def __call__(self, event: Outcome | Episode, done: int, count: int) -> None:
        if self._began is None:
            self._began = self.clock()
        if isinstance(event, Episode):
            self.bars(event.id, 0.0, event.id)
            return
        entry = event.entry
        self._made += event.state == "made"
        left = time_left(self.clock() - self._began, self._made, count - done)
        self.bars(entry.id, 1.0, entry.id)
        self.bars(None, done / count, f"{done} of {count}{left}")
        if self.as_json:
            facts = {key: value for key, value in entry.read().items() if key != "places"}
            row = {"id": entry.id, "state": event.state, "code": entry.code, "reason": entry.reason}
            say_json({"done": done, "episodes": count, **row, **facts})
        elif event.state != "kept":
            note(f"[{done}/{count}] {describe(event)}")


def time_left(spent: float, made: int, left: int) -> str:
    """Say how long `left` episodes will take, where `made` took so many seconds; those done before took none.

    >>> time_left(60.0, 3, 6), time_left(60.0, 0, 6)
    (', about 2:00 left', '')
    """
    return f", about {clock_text(spent / made * left, places=0, hours=0)} left" if made and left else ""
