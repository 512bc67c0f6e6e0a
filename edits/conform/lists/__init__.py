"""Cutting lists of editing programs read back: which seconds of the recording stand where in the new cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from align.clock import clock_text
from align.errors import FileProblem, InputsDoNotFit
from edits.conform.stretches import NewCut, Stretch
from handoff.job import Source

__all__ = ["LISTS", "CutList", "Entry", "read_list"]

ENDS_APART = 1.0
"""Seconds: by so much the new recording may be longer or shorter than its list says (a fade, an encoder's padding)."""

BEYOND = 0.5
"""Seconds that an entry may reach beyond the recording's end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An edit: seconds `at` to `end` of the new cut are those of a medium from `start` on, at `speed`.

    `start` counts from the medium's first frame. `names`: what the list calls the medium; empty where it does not tell.
    """

    at: float
    end: float
    start: float
    speed: float = 1.0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CutList:
    """A format of cutting lists. `module` has `read(path, source) -> list[Entry]`."""

    module: str
    help: str

    def read(self, path: Path, source: Source) -> list[Entry]:
        """Read a list; raises `FileProblem` for what is none."""
        reader: Callable[[Path, Source], list[Entry]] = import_module(self.module).read
        return reader(path, source)


LISTS = {
    "edl": CutList("edits.conform.lists.edl", "CMX 3600 edit decision list"),
    "otio": CutList("edits.conform.lists.otio", "OpenTimelineIO"),
    "fcp7": CutList("edits.conform.lists.fcp7", "Final Cut Pro 7 XML, of Premiere and Resolve as well"),
}


def read_list(kind: str, path: Path, source: Source, *, duration: float) -> NewCut:
    """Read which stretches of a recording a list has.

    `duration`: seconds of the new recording. Raises `FileProblem` where the file is no list of its kind,
    `InputsDoNotFit` where it is of other media, or is not the list of the new recording.
    """
    entries = LISTS[kind].read(path, source)
    if not entries:
        raise FileProblem(path, "has no edits in it")
    ours = [entry for entry in entries if _is_ours(entry, source)]
    if not ours:
        named = next((name for entry in entries for name in entry.names), "another one")
        raise InputsDoNotFit(f"{path.name} is a list of other media ({named}), not of {source.path.name}")
    ends = max(entry.end for entry in entries)
    if abs(ends - duration) > ENDS_APART:
        raise InputsDoNotFit(
            f"{path.name} ends at {clock_text(ends, places=1)}, the new recording at {clock_text(duration, places=1)}:"
            " it is the list of another cut"
        )
    old = float(source.duration)
    stretches = tuple(_stretch(path, entry, old, source) for entry in sorted(ours, key=lambda entry: entry.at))
    return NewCut(_without_overlap(stretches), max(duration, ends), old)


def _is_ours(entry: Entry, source: Source) -> bool:
    stems = {Path(name).stem.casefold() for name in entry.names if name}
    return not stems or source.path.stem.casefold() in stems or source.path.name.casefold() in stems


def _stretch(path: Path, entry: Entry, old: float, source: Source) -> Stretch:
    ends = entry.start + (entry.end - entry.at) * entry.speed
    if entry.start < -BEYOND or ends > old + BEYOND:
        raise InputsDoNotFit(
            f"{path.name} takes {clock_text(max(0.0, ends), places=1)} of {source.path.name}, which lasts"
            f" {clock_text(old, places=1)}: it is a list of another recording, or counts from another timecode"
        )
    return Stretch(entry.at, entry.end, entry.start, entry.speed)


def _without_overlap(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Make what lies on top in the new cut (a second track, a dissolve) begin where the one before ends."""
    out: list[Stretch] = []
    for each in stretches:
        start = max(each.start, out[-1].end) if out else each.start
        if each.end > start:
            out.append(Stretch(start, each.end, each.to_old(start), each.speed))
    return tuple(out)
