"""The sample through whisperX's own loader and a real wav2vec2 model, against times that are known exactly."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from align.document import Alignment

SAMPLES = Path(__file__).parents[2] / "samples"


def gold() -> list[tuple[str, float, float]]:
    rows = (line.split("\t") for line in (SAMPLES / "gold.tsv").read_text(encoding="utf-8").splitlines())
    return [(text, float(start), float(end)) for _, text, start, end in rows]


def test_words_are_within_100_ms(sample: Alignment) -> None:
    known = gold()
    assert [word.text for word in sample.words] == [text for text, _, _ in known]
    spoken = [(word, start, end) for word, (_, start, end) in zip(sample.words, known, strict=True) if start >= 0]
    timed = [(*word.span, start, end) for word, start, end in spoken if word.timed]
    table = np.array(timed)
    assert len(timed) >= 0.99 * len(spoken)
    assert (np.abs(table[:, 0] - table[:, 2]) <= 0.1).sum() >= 0.97 * len(spoken)
    assert (np.abs(table[:, 1] - table[:, 3]) <= 0.1).sum() >= 0.97 * len(spoken)


def test_every_digit_and_symbol_is_timed(sample: Alignment) -> None:
    rows = [
        (word, start)
        for word, (_, start, _) in zip(sample.words, gold(), strict=True)
        if start >= 0 and any(c.isdigit() or c in "$%&€£+=" for c in word.text)
    ]
    assert len(rows) >= 15
    assert all(word.timed and word.status == "aligned" for word, _ in rows)
    assert sum(abs(word.span[0] - start) <= 0.1 for word, start in rows) >= 0.95 * len(rows)


def test_the_document_says_what_made_it(sample: Alignment) -> None:
    assert sample.engine.name == "whisperx"
    assert sample.engine.detail["model"] == "fixture"
    assert len(sample.engine.detail["model_sha256"]) == 64
    assert sample.language == "en"
    assert sample.chapters
    assert sample.unscripted


def test_times_go_forward(sample: Alignment) -> None:
    spans = [word.span for word in sample.words if word.timed]
    assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(spans))
    assert all(start <= end for start, end in spans)
