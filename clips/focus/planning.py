"""Decide for a clip what its picture shows from frame to frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from align.document import Alignment
from align.media import MediaInfo, Stream
from align.turns import speaker_names
from clips.focus.casting import NOBODY, Setup, cast, setups_of
from clips.focus.choice import Follow, Layout, named_as_known
from clips.focus.layouts import Person, Size, Stage, boxes_of_cells, cells_of, place_of, whole_cell
from clips.focus.pieces import LEAST_SECONDS, Piece, settled
from clips.focus.scan import Shot, scan_shots
from clips.focus.units import Unit, units_of
from clips.frames import FramePlan
from clips.framing import Cell, Framing, Move
from clips.picture import crop_shares, display_size
from clips.quotes import Span

__all__ = ["FocusPlan", "Footage", "Step", "plan_focus"]

Why = Literal["start", "shot", "turn"]

LONGEST_GLIDE, SHORTEST_GLIDE = 0.5, 0.25
"""Seconds. Glides fit into the pause before a turn; where it is shorter, the picture is cut."""

OVERLAP = 0.5
"""Share of a crop that the next one must still show for the picture to glide there; else it is cut."""

MOST_CELLS = 3
"""People that a picture is split among."""

LEAST_ZOOM = 0.4
"""Share of the largest crop that a cell for a place shows at least."""


@dataclass(frozen=True, slots=True)
class Footage:
    """The film of a clip: its spans of words, and the frames of each."""

    alignment: Alignment
    info: MediaInfo
    film: Stream
    spans: Sequence[Span]
    plans: Sequence[FramePlan]

    @property
    def rate(self) -> float:
        """Frames a second."""
        return float(self.plans[0].rate)

    @property
    def count(self) -> int:
        """Frames of the clip."""
        return sum(plan.count for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Step:
    """From `frame` to `end` (exclusive) the crop stands at `x` and `y`; `why` it changes there, and who speaks.

    `glide`: frames before `frame` in which it moves there.
    """

    frame: int
    end: int
    x: float
    y: float
    why: Why
    speaker: str | None = None
    glide: int = 0


@dataclass(frozen=True, slots=True)
class FocusPlan:
    """What a clip's picture shows.

    Args:
        by: how speakers were found: `places` or `faces`.
        shots: first frames of the film's shots, where they were looked for.
        warnings: sentences for people.
    """

    by: Literal["places", "faces"]
    layout: Layout
    steps: tuple[Step, ...]
    cells: tuple[Cell, ...] = ()
    shots: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def framing(self) -> Framing:
        """The same for the picture."""
        moves = [Move(step.frame - step.glide, step.x, step.y, step.glide) for step in self.steps]
        return Framing(tuple(moves), self.cells)

    def record(self, rate: float) -> dict[str, Any]:
        """Return what the manifest says of it; times in seconds of the clip."""
        steps = [
            {
                "frame": step.frame,
                "time": round(step.frame / rate, 3),
                "x": step.x,
                "y": step.y,
                "why": step.why,
                "speaker": step.speaker,
                **({"glide": step.glide} if step.glide else {}),
            }
            for step in self.steps
        ]
        cells = [
            {
                "box": [cell.left, cell.top, cell.width, cell.height],
                "shows": "whole" if cell.whole else "crop",
                "zoom": cell.zoom,
                "moves": [[move.frame, move.x, move.y] for move in cell.moves],
                "frames": [list(span) for span in cell.spans],
            }
            for cell in self.cells
        ]
        return {"by": self.by, "layout": self.layout, "steps": steps, "shots": list(self.shots), "cells": cells}


def plan_focus(footage: Footage, follow: Follow, layout: Layout, size: Size, plain: float) -> FocusPlan:
    """Decide what is shown.

    Args:
        size: of the finished picture.
        plain: where a crop stands while somebody speaks who has no place.

    Raises `UsageError` for a place of somebody whom the alignment does not name, `ProgramMissing` where faces are to be
    found without OpenCV.
    """
    if follow.faces:
        return _by_faces(footage, layout, size)
    known = named_as_known(follow, speaker_names(footage.alignment.speakers))
    return _by_places(footage, known, layout, size, plain)


def _by_places(footage: Footage, follow: Follow, layout: Layout, size: Size, plain: float) -> FocusPlan:
    units = units_of(footage.alignment, footage.spans, footage.plans)
    numbers = {name: number for number, (name, _) in enumerate(follow.places)}
    places = [place for _, place in follow.places]
    steps: list[Step] = []
    for first, end in _stretches(footage.plans):
        pieces = [
            Piece(unit.first, unit.end, numbers.get(unit.name or "", NOBODY), unit.name)
            for unit in _inside(units, first, end)
        ]
        for number, piece in enumerate(settled(pieces, round(LEAST_SECONDS * footage.rate))):
            x = plain if piece.target == NOBODY else places[piece.target]
            why: Why = "turn" if number else "shot" if first else "start"
            steps.append(Step(piece.first, piece.end, x, 0.5, why, piece.name))
    speaking = {unit.name for unit in units} & set(numbers)
    cells: list[Cell] = []
    if layout == "split":
        cells = _cells_for_places(footage, sorted(places)[:MOST_CELLS], size)
    elif layout == "letterbox" and len(speaking) > 1:
        cells = [whole_cell(size, [(0, footage.count)])]
    return FocusPlan("places", layout, _with_glides(steps, units, footage, size), tuple(cells))


def _cells_for_places(footage: Footage, places: Sequence[float], size: Size) -> list[Cell]:
    if len(places) < 2:
        return []
    cells = []
    for place, box in zip(places, boxes_of_cells(size, len(places)), strict=True):
        full = crop_shares(display_size(footage.film), box[2:])
        zoom = round(min(1.0, max(LEAST_ZOOM, 1 / len(places) / full[0])), 4)
        cells.append(Cell(*box, ((0, footage.count),), (Move(0, place),), zoom))
    return cells


def _stretches(plans: Sequence[FramePlan]) -> Iterator[tuple[int, int]]:
    first = 0
    for plan in plans:
        yield first, first + plan.count
        first += plan.count


def _inside(units: Sequence[Unit], first: int, end: int) -> Iterator[Unit]:
    """Yield the parts of units that lie within frames."""
    for unit in units:
        begins, ends = max(unit.first, first), min(unit.end, end)
        if begins < ends:
            yield Unit(begins, ends, unit.name, unit.words)


def _by_faces(footage: Footage, layout: Layout, size: Size) -> FocusPlan:
    units = units_of(footage.alignment, footage.spans, footage.plans)
    shots: list[Shot] = []
    for plan, (first, _) in zip(footage.plans, _stretches(footage.plans), strict=True):
        shots += scan_shots(footage.info, footage.film, plan, first)
    shares = crop_shares(display_size(footage.film), size)
    steps: list[Step] = []
    stages: list[Stage] = []
    unclear: set[str] = set()
    for setup in setups_of(shots):
        seats = cast(setup, _by_speaker(units, setup.shots))
        unclear |= {str(key) for key, seat in seats.items() if seat == NOBODY and setup.seats and isinstance(key, str)}
        for shot in setup.shots:
            steps += _steps_of_shot(footage, setup, shot, units, seats, shares)
            people = _people(setup, shot)
            if len(people) > 1:
                stages.append(Stage(shot.first, shot.end, people))
    steps.sort(key=lambda step: step.frame)
    cells: list[Cell] = []
    if layout == "split" and stages:
        cells = cells_of(display_size(footage.film), size, stages)
    elif layout == "letterbox" and stages:
        cells = [whole_cell(size, [(stage.first, stage.end) for stage in stages])]
    warnings = _warnings(shots, unclear)
    begins = tuple(shot.first for shot in shots)
    return FocusPlan("faces", layout, _with_glides(steps, units, footage, size), tuple(cells), begins, warnings)


def _by_speaker(units: Sequence[Unit], shots: Sequence[Shot]) -> dict[Hashable, list[Unit]]:
    """Return the units within shots by who speaks; those of nobody knows whom each by its own first frame."""
    out: dict[Hashable, list[Unit]] = defaultdict(list)
    for shot in shots:
        for unit in _inside(units, shot.first, shot.end):
            out[_key(unit)].append(unit)
    return out


def _key(unit: Unit) -> Hashable:
    # A unit that a shot change parts is one all the same: it is known by its words.
    return unit.name if unit.name is not None else (unit.words[0][0] if unit.words else unit.first)


def _steps_of_shot(
    footage: Footage,
    setup: Setup,
    shot: Shot,
    units: Sequence[Unit],
    seats: dict[Hashable, int],
    shares: tuple[float, float],
) -> list[Step]:
    within = list(_inside(units, shot.first, shot.end))
    pieces: list[Piece] = []
    for unit in within:
        target = seats.get(_key(unit), NOBODY)
        if target == NOBODY and unit.name is None and pieces:
            target = pieces[-1].target
        pieces.append(Piece(unit.first, unit.end, target, unit.name))
    out = []
    for number, piece in enumerate(settled(pieces, round(LEAST_SECONDS * footage.rate))):
        x, y = _place(setup, shot, piece, shares)
        why: Why = "turn" if number else "shot" if shot.first else "start"
        out.append(Step(piece.first, piece.end, x, y, why, piece.name))
    return out


def _place(setup: Setup, shot: Shot, piece: Piece, shares: tuple[float, float]) -> tuple[float, float]:
    """Return where the crop stands in a piece of a shot: on the speaker's face, or else on as many as it can hold."""
    faces = setup.faces_at(shot, piece.target) if piece.target != NOBODY else []
    if not faces and not shot.faces:
        return 0.5, 0.5
    if not faces:
        return _on_all(shot, shares)
    frames = np.concatenate([face.frames for face in faces])
    boxes = np.concatenate([face.boxes for face in faces])
    inside = (frames >= piece.first) & (frames < piece.end)
    return place_of(boxes[inside] if inside.any() else boxes, shares)


def _on_all(shot: Shot, shares: tuple[float, float]) -> tuple[float, float]:
    """Return where a crop holds all faces, or the one that is seen best where that is too much."""
    boxes = np.concatenate([face.boxes for face in shot.faces])
    width = float((boxes[:, 0] + boxes[:, 2]).max() - boxes[:, 0].min())
    height = float((boxes[:, 1] + boxes[:, 3]).max() - boxes[:, 1].min())
    if width <= shares[0] and height <= shares[1]:
        around = np.array([[boxes[:, 0].min(), boxes[:, 1].min(), width, height]])
        return place_of(around, shares)
    best = max(shot.faces, key=lambda face: float(np.median(face.boxes[:, 2])) * len(face.frames))
    return place_of(best.boxes, shares)


def _people(setup: Setup, shot: Shot) -> tuple[Person, ...]:
    """Return whom a picture is split among: the largest faces of a shot, from the left."""
    found = []
    for seat in range(len(setup.seats)):
        faces = setup.faces_at(shot, seat)
        if faces:
            found.append(Person(np.concatenate([face.boxes for face in faces])))
    largest = sorted(found, key=lambda person: -person.size[0])[:MOST_CELLS]
    return tuple(sorted(largest, key=lambda person: person.middle[0]))


def _with_glides(steps: Sequence[Step], units: Sequence[Unit], footage: Footage, size: Size) -> tuple[Step, ...]:
    """Return the steps, those that are near each other and have a pause before them glided to."""
    share = crop_shares(display_size(footage.film), size)[0]
    ends = np.array(sorted(end for unit in units for _, end in unit.words) or [0])
    out: list[Step] = []
    for step in steps:
        glide = 0
        if step.why == "turn" and out and step.x != out[-1].x:
            moved = abs(step.x - out[-1].x) * max(0.0, 1 - share)
            before = ends[ends <= step.frame]
            pause = step.frame - int(before[-1]) if len(before) else 0
            longest = min(pause, round(LONGEST_GLIDE * footage.rate))
            if moved <= (1 - OVERLAP) * share and longest >= SHORTEST_GLIDE * footage.rate:
                glide = longest
        out.append(Step(step.frame, step.end, step.x, step.y, step.why, step.speaker, glide))
    return tuple(out)


def _warnings(shots: Sequence[Shot], unclear: set[str]) -> tuple[str, ...]:
    if not any(shot.faces for shot in shots):
        return ("no face was found; the middle of the picture is shown",)
    return tuple(
        f"it is not clear which face is {name}'s; say where to look with --focus {name}=30%" for name in sorted(unclear)
    )
