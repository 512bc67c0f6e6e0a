"""Whose face is whose: who moves his mouth while a speaker's words are said.

Shots that look alike are one setup of the camera, in which everybody has his seat. Within a setup, each speaker gets
the seat whose mouth moves most while he speaks, no seat two speakers, so that the sum over all is largest.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clips.focus.scan import Face, Shot
from clips.focus.units import Unit

__all__ = ["NOBODY", "Setup", "cast", "setups_of"]

ALIKE = 14.0
"""Levels (of 255) that the looks of two shots of one setup differ by on average."""

NEAR = 0.6
"""Of a face's width: how far it may be off its seat."""

CLEAR = 1.5
"""Standard errors by which the best seat must lead the second."""

INDEPENDENT = 3.0
"""Measurements of which one is independent of the others: mouths open for longer than from one to the next."""

MOST_SEATS = 5
"""That are cast by trying all ways."""

NOBODY = -1

Key = Hashable


@dataclass(frozen=True, slots=True)
class Setup:
    """Shots that look alike; `seats` are middles of faces from the left, in shares of the picture's width."""

    shots: tuple[Shot, ...]
    seats: tuple[float, ...]

    def seat_of(self, face: Face) -> int:
        """Return the seat that is nearest to a face."""
        return int(np.argmin(np.abs(np.array(self.seats) - _middle(face))))

    def faces_at(self, shot: Shot, seat: int) -> list[Face]:
        """Return the faces on a seat in a shot; mostly one."""
        return [face for face in shot.faces if self.seat_of(face) == seat]


def _middle(face: Face) -> float:
    return float(np.median(face.boxes[:, 0] + face.boxes[:, 2] / 2))


def setups_of(shots: Sequence[Shot]) -> list[Setup]:
    """Return the setups of the camera, in the order in which they are first seen; shots without faces have no seats."""
    groups: list[list[Shot]] = []
    for shot in shots:
        for group in groups:
            if _alike(group[0], shot):
                group.append(shot)
                break
        else:
            groups.append([shot])
    return [Setup(tuple(group), _seats(group)) for group in groups]


def _alike(one: Shot, other: Shot) -> bool:
    if float(np.abs(one.look - other.look).mean()) > ALIKE or len(one.faces) != len(other.faces):
        return False
    pairs = zip(one.faces, other.faces, strict=True)
    return all(abs(_middle(a) - _middle(b)) < NEAR * float(np.median(a.boxes[:, 2])) for a, b in pairs)


def _seats(shots: Sequence[Shot]) -> tuple[float, ...]:
    """Middles of all faces; of those that are nearer to each other than a face is wide, one."""
    places = sorted((_middle(face), float(np.median(face.boxes[:, 2]))) for shot in shots for face in shot.faces)
    out: list[list[float]] = []
    width = 0.0
    for middle, wide in places:
        if out and middle - out[-1][-1] < NEAR * max(wide, width):
            out[-1].append(middle)
        else:
            out.append([middle])
        width = wide
    return tuple(float(np.median(group)) for group in out)


def cast(setup: Setup, units: Mapping[Key, Sequence[Unit]]) -> dict[Key, int]:
    """Return the seat of everybody who speaks in a setup, `NOBODY` where that is not clear.

    `units`: by who speaks; units of nobody knows whom have keys of their own.
    """
    if len(setup.seats) < 2:
        return dict.fromkeys(units, 0 if setup.seats else NOBODY)
    frames, motion = _motion(setup)
    heard = {key: motion[_said(frames, mine)] for key, mine in units.items()}
    known = {key: rows for key, rows in heard.items() if len(rows) >= INDEPENDENT}
    if not known:
        return dict.fromkeys(units, NOBODY)
    named = [key for key in known if units[key][0].name is not None]
    seats = _assigned({key: known[key].mean(axis=0) for key in named})
    for key in known:
        if key not in seats:
            seats[key] = int(known[key].mean(axis=0).argmax())
    clear = {key: _is_clear(known[key], seat) for key, seat in seats.items()}
    if len(named) == len(setup.seats) and sum(clear[key] for key in named) >= len(named) - 1:
        # Everybody else has his seat: the last one is left over.
        clear |= dict.fromkeys(named, True)
    return {key: seats[key] if clear.get(key) else NOBODY for key in units}


def _motion(setup: Setup) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return measured frames, and the roots of what each seat's mouth moved (frames x seats): loud moves count less."""
    frames = np.unique(np.concatenate([face.measured for shot in setup.shots for face in shot.faces]))
    motion = np.zeros((len(frames), len(setup.seats)))
    for shot in setup.shots:
        for face in shot.faces:
            rows = np.searchsorted(frames, face.measured)
            seat = setup.seat_of(face)
            motion[rows, seat] = np.maximum(motion[rows, seat], face.motion)
    return frames, np.sqrt(motion)


def _said(frames: NDArray[np.int64], units: Sequence[Unit]) -> NDArray[np.bool_]:
    inside = np.zeros(len(frames), bool)
    for first, end in (word for unit in units for word in unit.words):
        inside |= (frames > first) & (frames <= end)
    return inside


def _assigned(means: Mapping[Key, NDArray[np.float64]]) -> dict[Key, int]:
    """Return the seat of each name, such that the sum of what moved is largest and no two sit on one seat.

    With more names than seats, or more seats than can be tried in all ways, each gets his best.
    """
    if not means:
        return {}
    keys, table = list(means), np.stack(list(means.values()))
    count = table.shape[1]
    if len(keys) > count or count > MOST_SEATS:
        return {key: int(row.argmax()) for key, row in zip(keys, table, strict=True)}
    ways = itertools.permutations(range(count), len(keys))
    best = max(ways, key=lambda way: float(table[range(len(keys)), way].sum()))
    return dict(zip(keys, best, strict=True))


def _is_clear(rows: NDArray[np.float64], seat: int) -> bool:
    """Tell whether a seat's mouth moves clearly more than each other's (measurements x seats)."""
    lead = rows[:, [seat]] - np.delete(rows, seat, axis=1)
    error = lead.std(axis=0) / np.sqrt(max(len(rows) / INDEPENDENT, 1.0))
    return bool((lead.mean(axis=0) > CLEAR * error).all())
