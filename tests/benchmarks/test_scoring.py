"""The benchmark's arithmetic, on answers planted by hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from align.document import Alignment, Engine, Media, Unscripted, Word
from benchmarks import short
from benchmarks.scoring import (
    Bin,
    Known,
    NotTheSameWords,
    area_under_curve,
    calibration_error,
    read_known,
    read_stretches,
    reliability,
    score,
    spread,
)

TOOL = Path(__file__).resolve().parents[3] / "shared/tools/score_alignment.py"


def document(*words: Word, unscripted: tuple[Unscripted, ...] = ()) -> Alignment:
    return Alignment(Media("x.mp3", "0" * 64, 10.0), "en", Engine("test", "1"), words, unscripted=unscripted)


WORDS = (
    Word("One", 1.00, 1.40, 0.9),
    Word("two,", 1.55, 1.90, 0.6),
    Word("–", status="silent"),
    Word("three", status="absent"),
    Word("[laughs]", status="silent"),
    Word("four", status="absent"),
    Word("five.", 4.0, 5.19, 0.3),
)
KNOWN = (
    Known("One", 1.01, 1.35),
    Known("two,", 1.35, 1.90),
    Known("–", -2, -2),
    Known("three", -1, -1),
    Known("[laughs]", -2, -2),
    Known("four", 3.0, 3.5),
    Known("five.", 4.02, 5.1),
)


def test_a_score_by_hand() -> None:
    result = score(document(*WORDS, unscripted=(Unscripted(6.0, 8.0, "music"),)), KNOWN, [(5.0, 7.0), (9.0, 10.0)])
    assert (result.spoken, result.timed) == (4, 3)
    assert result.start.bias_ms == -10.0
    assert result.start.mean_ms == pytest.approx((10 + 200 + 20) / 3, abs=0.05)
    assert result.end.max_ms == 90.0
    assert result.spoken_within_100ms == 0.5
    assert result.good == 0.5
    assert result.near == 0.75
    assert result.absent.recall == 1.0
    assert result.absent.precision == 0.5
    assert result.score_auc == 0.5
    assert result.unscripted_covered == pytest.approx(1 / 3, abs=1e-4)


def test_other_words_are_refused() -> None:
    with pytest.raises(NotTheSameWords, match="7 words aligned, 6 known, first difference at 6"):
        score(document(*WORDS), KNOWN[:-1])


def test_area_under_the_curve_counts_ties_half() -> None:
    scores = np.array([0.9, 0.5, 0.5, 0.1])
    assert area_under_curve(scores, np.array([True, True, False, False])) == 0.875
    assert area_under_curve(scores, np.array([True] * 4)) is None


def test_calibration() -> None:
    bins = reliability(np.array([0.95, 0.95, 1.0, 0.2]), np.array([True, True, False, False]))
    assert bins == (Bin(1, 0.2, 0.0), Bin(3, 0.9667, 0.6667))
    assert calibration_error(bins) == pytest.approx((0.2 + 3 * 0.3) / 4, abs=1e-4)
    assert calibration_error(()) is None


def test_no_errors_is_no_spread() -> None:
    assert spread(np.zeros(0)).to_dict() == {"n": 0}


def test_tables_are_read(tmp_path: Path) -> None:
    (tmp_path / "gold.tsv").write_text("0\tOne\t1.0\t1.5\n1\t–\t-2\t-2\n", encoding="utf-8")
    (tmp_path / "unscripted.tsv").write_text("1.0\t2.0\tmusic\n\n", encoding="utf-8")
    assert read_known(tmp_path / "gold.tsv") == [Known("One", 1.0, 1.5), Known("–", -2.0, -2.0)]
    assert read_stretches(tmp_path / "unscripted.tsv") == [(1.0, 2.0)]


@pytest.mark.skipif(not TOOL.exists(), reason="the reference scorer is not beside this checkout")
def test_same_results_as_the_reference_scorer(tmp_path: Path) -> None:
    rng = random.Random(5)
    words, known = [], []
    for i in range(500):
        start = i + rng.random() / 2
        truth = Known(f"w{i}", start, start + 0.4) if rng.random() < 0.9 else Known(f"w{i}", -1.0, -1.0)
        off, off_end = rng.gauss(0, 0.08), rng.gauss(0, 0.08)
        lost = rng.random() < 0.1
        word = Word(f"w{i}", start + off, start + 0.4 + off_end, round(rng.random(), 2))
        words.append(Word(f"w{i}", status="absent") if lost else word)
        known.append(truth)
    found = document(*words, unscripted=(Unscripted(3.0, 5.5, "music"),))
    found.save(tmp_path / "a.json")
    # The document keeps milliseconds; both scorers must see the same numbers.
    found = Alignment.load(tmp_path / "a.json")
    rows = "".join(f"{i}\t{k.text}\t{k.start}\t{k.end}\n" for i, k in enumerate(known))
    (tmp_path / "gold.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "u.tsv").write_text("2.0\t4.0\n5.0\t6.0\n", encoding="utf-8")
    command = [sys.executable, str(TOOL), "a.json", "gold.tsv", "--unscripted", "u.tsv", "--json"]
    theirs = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout)
    ours = score(found, read_known(tmp_path / "gold.tsv"), read_stretches(tmp_path / "u.tsv")).to_dict()
    assert {key: ours[key] for key in theirs} == theirs


def test_f1_counts_words_without_times_as_not_found() -> None:
    errors = short.Errors([0.01, 0.03], [-0.015, 0.05], [], missing=1)
    assert errors.f1() == pytest.approx(2 * (2 / 4) * (2 / 6) / (2 / 4 + 2 / 6), abs=1e-4)
    assert short.Errors([], [], []).f1() == 0.0
