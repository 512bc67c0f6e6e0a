"""A translation of a part is captioned where that part is heard; the rest is told, and has none."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from align.transcript import read_transcript
from benchmarks.translated import Made, make_translation
from tests.subtitles.conftest import plant
from translation import time_translation
from translation.coverage import covered
from translation.sentences import Sentence

NEAR = 4
"""Sentences by which the ends of a part may be missed: some are left out there, too."""


def paired_with(made: Made, first: int, stop: int) -> tuple[int, int]:
    """The first and last sentence of ours, beyond it, that those of theirs translate."""
    ours = [k for link in made.links if any(first <= b < stop for b in link[1]) for k in link[0]]
    return min(ours), max(ours) + 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("share", [(0.0, 0.3), (0.0, 0.8), (0.5, 1.0), (0.3, 0.6)])
def test_a_part_is_found_where_it_is(seed: int, share: tuple[float, float]) -> None:
    made = make_translation(80, seed=seed, moved=0)
    first, stop = (round(each * len(made.theirs)) for each in share)
    part = covered(made.ours, made.theirs[first:stop])
    begin, end = paired_with(made, first, stop)
    assert abs(part.start - begin) <= NEAR
    assert abs(part.stop - end) <= NEAR


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_all_of_it_is_all_of_it_however_much_shorter(seed: int) -> None:
    made = make_translation(80, seed=seed, moved=0)
    dice = random.Random(seed)
    half = [
        replace(one, texts=tuple(text for text in one.texts if dice.random() < 0.5) or one.texts[:1])
        for one in made.theirs
    ]
    assert covered(made.ours, made.theirs) == covered(made.ours, half) == range(len(made.ours))


def test_of_very_many_sentences_a_part_is_found_among_neighbours() -> None:
    made = make_translation(900, seed=2, moved=0)
    stop = len(made.theirs) * 2 // 3
    part = covered(made.ours, made.theirs[:stop])
    end = paired_with(made, 0, stop)[1]
    assert part.start == 0
    assert end - NEAR <= part.stop <= end + 4 * NEAR


def test_nothing_is_covered_by_nothing() -> None:
    one = Sentence(0, 1, ("Lamp.",))
    assert covered([], [one]) == range(0)
    assert covered([one], []) == range(1)


def test_the_rest_has_no_captions_and_is_told(tmp_path: Path) -> None:
    made = make_translation(60, seed=3, moved=0, left_out=0.0)
    ours, theirs = ([f"{one.text.capitalize()}." for one in side] for side in (made.ours, made.theirs))
    document = plant(" ".join(ours))
    (tmp_path / "de.txt").write_text(" ".join(theirs[: len(theirs) // 2]), encoding="utf-8")
    timed = time_translation(document, read_transcript(tmp_path / "de.txt"), "de")
    end = paired_with(made, 0, len(theirs) // 2)[1]
    (doubt,) = timed.doubts
    assert doubt.startswith("the translation covers ")
    assert doubt in timed.alignment.report.warnings
    assert [pair.ours for pair in timed.pairs] == sorted(pair.ours for pair in timed.pairs)
    assert {k for pair in timed.pairs for k in pair.ours} == set(range(len(timed.ours)))
    last = timed.alignment.words[-1].span[1]
    assert last == pytest.approx(document.words[timed.ours[end - 1].stop - 1].span[1], abs=15.0)
    assert last < document.words[-1].span[1] * 0.7
