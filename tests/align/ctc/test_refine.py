"""Edges that are some way off are brought to where the sound is; what is far off is left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.ctc.refine import refine_edges
from align.document import Word
from align.media.pcm import stream_pcm
from align.signal.spectra import compute_spectra

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.mark.slow
def test_shifted_edges_are_mended() -> None:
    rows = [line.split("\t") for line in (SAMPLES / "gold.tsv").read_text(encoding="utf-8").splitlines()][:150]
    gold = [(text, float(start), float(end)) for _, text, start, end in rows]
    rng = np.random.default_rng(0)
    words = []
    for text, start, end in gold:
        if start < 0:
            words.append(Word(text, status="silent" if start == -2 else "absent"))
        else:
            low = start + rng.uniform(0.0, 0.04)
            words.append(Word(text, low, max(low + 0.03, end + rng.uniform(0.0, 0.04)), score=0.5))
    before = [word.span for word in words if word.timed]
    after, _ = refine_edges(words, compute_spectra(stream_pcm(SAMPLES / "sample.mp3")), "en")
    known = np.array([(start, end) for _, start, end in gold if start >= 0])
    found = np.array([word.span for word in after if word.timed])
    assert np.abs(np.array(before) - known).mean() > 0.018
    assert np.abs(found - known).mean() < 0.015
    assert [word.status for word in after] == [word.status for word in words]
    assert np.all(found[1:, 0] >= found[:-1, 1] - 1e-9)


@pytest.mark.slow
def test_what_is_far_off_stays() -> None:
    words = [Word("bakery", 60.0, 60.3), Word("[laughs]", status="silent")]
    after, _ = refine_edges(words, compute_spectra(stream_pcm(SAMPLES / "sample.mp3")), "en")
    assert after[1] == words[1]
    assert abs(after[0].span[0] - 60.0) <= 0.2
    assert abs(after[0].span[1] - 60.3) <= 0.2
