"""A chapter that the editor moved is told with the place where it is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align import Alignment, align_file
from align.document import Unscripted
from align.hmm.reordered import BRIDGED, _stretches
from align.signal.runs import runs_of
from align.transcript.reader import read_transcript
from benchmarks.scoring import read_known

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


@pytest.mark.slow
def test_two_halves_in_the_other_order(tmp_path: Path) -> None:
    words = read_transcript(SAMPLES / "transcript.txt").words
    known = read_known(SAMPLES / "gold.tsv")
    middle = next(i + 1 for i in range(200, len(words)) if words[i].endswith("."))
    path = tmp_path / "moved.txt"
    path.write_text(" ".join(words[middle:]) + "\n\n" + " ".join(words[:middle]) + "\n", encoding="utf-8")
    alignment = align_file(SAMPLES / "sample.mp3", path)
    after = len(words) - middle
    passages = alignment.report.reordered
    told = {i for p in passages for i in range(p.first, p.last + 1)}
    # One half keeps its place, the other is told; which was said first is the second in the text.
    halves = [set(range(after)), set(range(after, len(words)))]
    lost = next(half for half in halves if told <= half)
    assert len(told) > 0.7 * len(lost)
    for passage in passages:
        first = passage.first - after if passage.first >= after else passage.first + middle
        assert abs(passage.start - known[first].start) < 1.0
        assert alignment.words[passage.first].status == "absent"


def test_the_transcript_in_its_order_moves_nothing(sample_alignment: Alignment) -> None:
    assert sample_alignment.report.reordered == ()


def test_runs_and_stretches_are_bridged() -> None:
    absent = np.array([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], np.bool_)
    assert runs_of(absent, BRIDGED + 1) == [(1, 6), (12, 13)]
    sound = [Unscripted(0, 5, "speech"), Unscripted(6, 12, "music"), Unscripted(20, 22, "speech")]
    assert _stretches(sound) == [(0, 12)]
