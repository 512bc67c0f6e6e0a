"""The campaign of hostile inputs: the same again from a seed, and a fault is counted as one."""

from __future__ import annotations

import random

import pytest

from benchmarks.hostile import Tally
from benchmarks.hostile_inputs import MEGABYTE, base_document, mutated_document, mutated_media, slow_text


def test_a_seed_makes_the_same_inputs_again() -> None:
    document = base_document("x.wav", 2.0)
    first, second = ([mutated_document(document, random.Random(seed)) for seed in range(20)] for _ in range(2))
    assert first == second
    assert len(set(first)) > 15
    assert document.to_json().encode() not in first
    assert mutated_media(bytes(9000), random.Random(3)) == mutated_media(bytes(9000), random.Random(3))


def test_slow_texts_have_a_megabyte_at_least() -> None:
    sizes = [len(slow_text(random.Random(seed))[1]) for seed in range(5)]
    assert all(MEGABYTE <= size <= 17 * MEGABYTE for size in sizes)


@pytest.mark.parametrize(
    ("ended", "column"),
    [
        ({"code": 0, "lines": 3}, "right"),
        ({"code": 1}, "right"),
        ({"code": 4, "lines": 1}, "refused"),
        ({"code": 4, "lines": 2}, "faults"),
        ({"code": 4, "lines": 0}, "faults"),
        ({"code": -1, "lines": 9}, "faults"),
        ({"code": 0, "seconds": 11.0}, "faults"),
        ({"code": 0, "mb": 600}, "faults"),
    ],
)
def test_every_end_is_counted_once(ended: dict[str, float], column: str) -> None:
    tally = Tally("x")
    tally.count("one", {"lines": 0, "last": "", "seconds": 0.1, "mb": 50, **ended})
    counts = {"right": tally.right, "refused": tally.refused, "faults": len(tally.faults)}
    assert counts == {name: int(name == column) for name in counts}
