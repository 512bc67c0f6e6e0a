"""The campaign of hostile inputs: the same again from a seed, and a fault is counted as one."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from align.document import Alignment
from align.transcript import read_transcript
from benchmarks.hostile import Tally
from benchmarks.hostile_documents import base_document, base_result, mutated_document, mutated_result, unusual_document
from benchmarks.hostile_inputs import MEGABYTE, mutated_media, slow_text
from benchmarks.hostile_layouts import TALK, any_case, lost_or_added, written


def test_a_seed_makes_the_same_inputs_again() -> None:
    document = base_document("x.wav", 2.0)
    first, second = ([mutated_document(document, random.Random(seed)) for seed in range(20)] for _ in range(2))
    assert first == second
    assert len(set(first)) > 15
    assert document.to_json().encode() not in first
    assert mutated_media(bytes(9000), random.Random(3)) == mutated_media(bytes(9000), random.Random(3))


def test_nearly_all_unusual_documents_pass_the_first_check() -> None:
    document = base_document("x.wav", 2.0)
    passed = 0
    for seed in range(60):
        try:
            Alignment.from_json(unusual_document(document, random.Random(seed)).decode())
        except ValueError:
            continue
        passed += 1
    assert 50 < passed < 60


def test_results_are_broken_or_unusual() -> None:
    result = base_result(2.0)
    made = [mutated_result(result, random.Random(seed)) for seed in range(20)]
    assert json.dumps(result).encode() not in made
    assert len(set(made)) > 15


def test_a_lost_word_and_a_layout_among_the_words_are_told(tmp_path: Path) -> None:
    case = any_case(lambda options: options[0])
    path = tmp_path / "talk.txt"
    path.write_text(written(case).replace("jetty", ""), encoding="utf-8")
    assert "jetty" in lost_or_added(case, read_transcript(path))
    path.write_text("\n".join(TALK), encoding="utf-8")
    assert "turns" in lost_or_added(case, read_transcript(path))


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
