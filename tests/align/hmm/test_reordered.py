"""A chapter that the editor moved is told with the place where it is heard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align import Alignment, align_file
from align.document import Unscripted
from align.hmm.acoustic_model import SIL
from align.hmm.confident import STEP
from align.hmm.reordered import BRIDGED, LEAST_WORDS, _stretches, find_reordered
from align.hmm.scores import FrameScores
from align.hmm.script import Script
from align.signal.runs import runs_of
from align.signal.spectra import FRAME
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


@pytest.mark.slow
def test_the_transcript_in_its_order_moves_nothing(sample_alignment: Alignment) -> None:
    assert sample_alignment.report.reordered == ()


def test_runs_and_stretches_are_bridged() -> None:
    absent = np.array([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], np.bool_)
    assert runs_of(absent, BRIDGED + 1) == [(1, 6), (12, 13)]
    sound = [Unscripted(0, 5, "speech"), Unscripted(6, 12, "music"), Unscripted(20, 22, "speech")]
    assert _stretches(sound) == [(0, 12)]


def scores_of(units: list[int]) -> FrameScores:
    """Scores in which unit `units[t]` is heard in step t, and the filler costs four nats."""
    costs = np.full((len(units), 42), 80, np.uint8)
    costs[np.arange(len(units)), units] = 0
    line = np.full(len(units), 4.0, np.float32)
    cepstra, bands = np.zeros((0, 13), np.float16), np.zeros((0, 6), np.uint8)
    no_voices: Any = None
    quiet = np.zeros(len(units), np.bool_)
    return FrameScores(cepstra, costs, line, line, bands, np.zeros((0, 6), np.float32), quiet, no_voices)


def test_a_planted_passage_is_found_in_its_new_place() -> None:
    rng = np.random.default_rng(8)
    spoken = [rng.integers(2, 30, 4).tolist() for _ in range(90)]
    script, tokens = Script.of([[word] for word in spoken]), np.arange(0, 180, 2, dtype=np.int32)
    absent = np.arange(90) < 40
    # The other words, a pause, then the first forty, each phone 60 ms long.
    units = [phone for word in spoken[40:] for phone in word for _ in range(2)] + [SIL] * 50
    begin = len(units)
    units += [phone for word in spoken[:40] for phone in word for _ in range(2)]
    second = STEP * FRAME
    place = [Unscripted((begin - 20) * second, len(units) * second, "speech")]
    (passage,) = find_reordered(scores_of(units), tokens, script, absent, place)
    assert (passage.first, passage.last) == (0, 78)
    assert passage.start == pytest.approx(begin * second, abs=0.02)
    assert passage.end == pytest.approx(len(units) * second, abs=0.02)
    # Words that the sound does not hold are nowhere; nor is a run too short to be told from chance.
    assert find_reordered(scores_of(units[::-1]), tokens, script, absent, place) == ()
    assert find_reordered(scores_of(units), tokens, script, np.arange(90) < LEAST_WORDS - 1, place) == ()
