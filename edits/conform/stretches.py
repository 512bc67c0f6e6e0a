"""A new cut as stretches of the old recording: where each second of one is in the other, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

__all__ = ["Change", "NewCut", "Stretch", "changes_of"]

SHORTEST = 0.02
"""Seconds: a gap between two stretches that is no longer is where they were joined, not a change."""

RETIMED = 0.0002
"""Of the speed: less than that is what clocks differ by (a second an hour is 0.0003)."""

ChangeKind = Literal["kept", "moved", "repeated", "inserted", "removed"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds `start` to `end` of the new recording are those of the old one from `old_start` on, at `speed`.

    `speed`: old seconds in a new one; 1.001 where the new recording is 0.1% faster.
    """

    start: float
    end: float
    old_start: float
    speed: float = 1.0

    @property
    def old_end(self) -> float:
        """Seconds of the old recording."""
        return self.to_old(self.end)

    def to_old(self, second: float) -> float:
        """Return the second of the old recording that is heard at one of the new."""
        return self.old_start + (second - self.start) * self.speed

    def to_new(self, second: float) -> float:
        """Return the second of the new recording at which one of the old is heard."""
        return self.start + (second - self.old_start) / self.speed


@dataclass(frozen=True, slots=True)
class NewCut:
    """The stretches that stayed, in order of the new recording; both lengths in seconds."""

    stretches: tuple[Stretch, ...]
    duration: float
    old_duration: float

    @property
    def speed(self) -> float:
        """Old seconds in a new one, of all that stayed."""
        kept = sum(each.end - each.start for each in self.stretches)
        return sum((each.end - each.start) * each.speed for each in self.stretches) / kept if kept else 1.0

    @property
    def kept(self) -> float:
        """Seconds of the new recording that are of the old one."""
        return sum(each.end - each.start for each in self.stretches)

    def places(self, start: float, end: float) -> list[tuple[Stretch, float, float]]:
        """Return where a span of the old recording is heard: each stretch with what it has of the span, in new
        seconds.
        """
        found = []
        for each in self.stretches:
            first, last = max(start, each.old_start), min(end, each.old_end)
            if last > first or (start == end and each.old_start <= start < each.old_end):
                found.append((each, each.to_new(first), each.to_new(last)))
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the change list. Seconds of the new and of the old recording; `None` where it is not in that one.

    `retimed`: heard at another speed, as its share of the old one; 1.0 for none.
    """

    kind: ChangeKind
    start: float | None
    end: float | None
    old_start: float | None
    old_end: float | None
    retimed: float = 1.0

    @property
    def length(self) -> float:
        """Seconds, of the new recording where it is in that."""
        if self.start is not None and self.end is not None:
            return self.end - self.start
        return (self.old_end or 0.0) - (self.old_start or 0.0)


def changes_of(cut: NewCut) -> list[Change]:
    """List what was kept, moved, repeated, inserted and removed, in the order of the new recording.

    What was removed stands where it was: behind the stretch that it followed.
    """
    moved = _moved(cut.stretches)
    lines: list[tuple[float, int, Change]] = []
    heard: list[tuple[float, float]] = []
    at = 0.0
    for k, each in enumerate(cut.stretches):
        if each.start - at > SHORTEST:
            lines.append((at, 1, Change("inserted", at, each.start, None, None)))
        again = any(a - SHORTEST <= each.old_start and each.old_end <= b + SHORTEST for a, b in heard)
        kind: ChangeKind = "repeated" if again else "moved" if k in moved else "kept"
        retimed = each.speed if abs(each.speed - 1) > RETIMED else 1.0
        lines.append((each.start, 2, Change(kind, each.start, each.end, each.old_start, each.old_end, retimed)))
        heard.append((each.old_start, each.old_end))
        at = max(at, each.end)
    if cut.duration - at > SHORTEST:
        lines.append((at, 1, Change("inserted", at, cut.duration, None, None)))
    for first, last in removed(cut):
        before = max((each for each in cut.stretches if each.old_end <= first + SHORTEST), key=_old_end, default=None)
        place = 0.0 if before is None else before.end
        lines.append((place, 0, Change("removed", None, None, first, last)))
    return [line for _, _, line in sorted(lines, key=lambda each: each[:2])]


def _old_end(stretch: Stretch) -> float:
    return stretch.old_end


def removed(cut: NewCut) -> Iterator[tuple[float, float]]:
    """Yield spans of the old recording that are nowhere in the new one."""
    at = 0.0
    for each in sorted(cut.stretches, key=lambda each: each.old_start):
        if each.old_start - at > SHORTEST:
            yield at, each.old_start
        at = max(at, each.old_end)
    if cut.old_duration - at > SHORTEST:
        yield at, cut.old_duration


def _moved(stretches: Sequence[Stretch]) -> set[int]:
    """Return stretches out of the old order: all but the ascending ones that last longest together."""
    best: list[tuple[float, int]] = []
    for k, each in enumerate(stretches):
        before = [(best[i][0], i) for i in range(k) if stretches[i].old_end <= each.old_start + SHORTEST]
        total, origin = max(before, default=(0.0, -1))
        best.append((total + each.end - each.start, origin))
    k = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    in_order = set()
    while k >= 0:
        in_order.add(k)
        k = best[k][1]
    return set(range(len(stretches))) - in_order


def joined(stretches: Sequence[Stretch], tolerance: float = 0.004) -> list[Stretch]:
    """Make one of neighbours that go on where the other ends; `tolerance` in seconds."""
    out: list[Stretch] = list(stretches[:1])
    for before, after in pairwise(stretches):
        goes_on = after.start - before.end <= 1e-6 and abs(before.to_old(after.start) - after.old_start) <= tolerance
        if goes_on:
            out[-1] = replace(out[-1], end=after.end)
        else:
            out.append(after)
    return out
