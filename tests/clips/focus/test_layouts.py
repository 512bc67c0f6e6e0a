from __future__ import annotations

import numpy as np
import pytest

from clips.focus.layouts import Person, Stage, boxes_of_cells, cells_of, place_of

WIDE = (1920, 1080)


def boxes(middle: float, width: float = 0.1, wander: float = 0.0) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    left = middle - width / 2 + np.linspace(-wander, wander, 21)
    return np.stack([left, np.full(21, 0.3), np.full(21, width), np.full(21, 0.2)], axis=1)


@pytest.mark.parametrize("middle", [0.05, 0.2, 0.5, 0.83, 0.95])
def test_the_face_is_whole_and_in_the_middle_where_the_picture_allows(middle: float) -> None:
    share = 0.3164
    x, y = place_of(boxes(middle), (share, 1.0))
    left = x * (1 - share)
    assert left - 1e-4 <= max(0.0, middle - 0.05)
    assert min(1.0, middle + 0.05) <= left + share + 1e-4
    assert y == 0.5
    if share / 2 < middle < 1 - share / 2:
        assert left + share / 2 == pytest.approx(middle, abs=1e-3)


def test_a_face_that_wanders_to_one_side_stays_whole() -> None:
    rows = np.concatenate([boxes(0.3), boxes(0.3), boxes(0.46)])
    x, _ = place_of(rows, (0.3, 1.0))
    left = x * 0.7
    assert left <= 0.25
    assert left + 0.3 >= 0.5


def test_cells_fill_the_picture_and_hold_even_lines() -> None:
    for size, count in (((1080, 1920), 3), ((1920, 1080), 2), ((1080, 1080), 3), ((1080, 1350), 2)):
        cells = boxes_of_cells(size, count)
        assert sum(width * height for _, _, width, height in cells) == size[0] * size[1]
        assert all(value % 2 == 0 for cell in cells for value in cell)


def test_each_has_a_cell_without_the_others_face_in_it() -> None:
    stage = Stage(0, 100, (Person(boxes(0.25)), Person(boxes(0.75))))
    upper, lower = cells_of(WIDE, (1080, 1920), [stage])
    assert (upper.top, lower.top) == (0, 960)
    assert upper.spans == ((0, 100),)
    share = upper.zoom * (1080 / 960) / (1920 / 1080)
    left = upper.moves[0].x * (1 - share)
    assert left <= 0.2
    assert left + share < 0.7


def test_twos_and_threes_have_cells_of_their_own() -> None:
    two = Stage(0, 100, (Person(boxes(0.25)), Person(boxes(0.75))))
    three = Stage(100, 150, (Person(boxes(0.2)), Person(boxes(0.5)), Person(boxes(0.8))))
    cells = cells_of(WIDE, (1080, 1920), [two, three, Stage(150, 200, two.people)])
    assert [cell.spans for cell in cells] == [((0, 100), (150, 200))] * 2 + [((100, 150),)] * 3
