from __future__ import annotations

import numpy as np

from clips.focus.casting import NOBODY, cast, setups_of
from clips.focus.scan import Face, Shot
from clips.focus.units import Unit

LOOK = np.full((18, 32), 100.0)


def face(middle: float, moving: list[tuple[int, int]], frames: int = 200) -> Face:
    """A face whose mouth moves within frames, and hardly anywhere else."""
    rng = np.random.default_rng(round(middle * 1000))
    measured = np.arange(2, frames, 2)
    motion = rng.exponential(0.02, len(measured))
    for first, end in moving:
        motion[(measured > first) & (measured <= end)] += rng.exponential(0.3, 1)[0] + 0.1
    return Face(np.array([0]), np.array([[middle - 0.05, 0.3, 0.1, 0.2]]), measured, motion)


def unit(name: str | None, first: int, end: int) -> Unit:
    return Unit(first, end, name, ((first, end),))


def test_whoever_moves_his_mouth_has_the_turn() -> None:
    shot = Shot(0, 200, LOOK, (face(0.2, [(100, 200)]), face(0.5, []), face(0.8, [(0, 100)])))
    (setup,) = setups_of([shot])
    assert cast(setup, {"Ada": [unit("Ada", 0, 100)], "Bob": [unit("Bob", 100, 200)]}) == {"Ada": 2, "Bob": 0}


def test_two_speakers_do_not_share_a_seat_though_one_always_chews() -> None:
    shot = Shot(0, 200, LOOK, (face(0.2, [(0, 200), (100, 200)]), face(0.8, [(0, 100)])))
    (setup,) = setups_of([shot])
    seats = cast(setup, {"Ada": [unit("Ada", 100, 200)], "Bob": [unit("Bob", 0, 100)]})
    assert seats == {"Ada": 0, "Bob": 1}


def test_mouths_that_say_nothing_leave_it_open() -> None:
    shot = Shot(0, 200, LOOK, (face(0.2, []), face(0.8, [])))
    (setup,) = setups_of([shot])
    assert set(cast(setup, {"Ada": [unit("Ada", 0, 200)]}).values()) == {NOBODY}


def test_sentences_of_nobody_knows_whom_are_cast_one_by_one() -> None:
    shot = Shot(0, 200, LOOK, (face(0.2, [(0, 100)]), face(0.8, [(100, 200)])))
    (setup,) = setups_of([shot])
    assert cast(setup, {0: [unit(None, 0, 100)], 100: [unit(None, 100, 200)]}) == {0: 0, 100: 1}


def test_one_face_alone_is_the_speakers_and_no_face_is_nobodys() -> None:
    alone, empty = Shot(0, 100, LOOK, (face(0.4, []),)), Shot(100, 200, LOOK + 60, ())
    assert [cast(setup, {"Ada": [unit("Ada", 0, 100)]}) for setup in setups_of([alone, empty])] == [
        {"Ada": 0},
        {"Ada": NOBODY},
    ]


def test_shots_that_look_alike_with_people_in_their_places_are_one_setup() -> None:
    first = Shot(0, 100, LOOK, (face(0.2, []), face(0.8, [])))
    again = Shot(150, 200, LOOK + 2, (face(0.22, []), face(0.79, [])))
    moved = Shot(200, 250, LOOK + 2, (face(0.4, []), face(0.79, [])))
    other = Shot(100, 150, LOOK + 40, (face(0.2, []), face(0.8, [])))
    assert [setup.shots for setup in setups_of([first, other, again, moved])] == [(first, again), (other,), (moved,)]
