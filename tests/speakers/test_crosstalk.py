"""Words that are said while another speaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from align.document import Alignment, Crosstalk, EngineInfo, Media, Word
from speakers.attribution import Attribution
from speakers.crosstalk import overlapping
from speakers.telling import finished

WORDS = (
    Word("so", 0.0, 0.3, 1.0),
    Word("long", 0.3, 1.2, 1.0),
    Word("yes", 0.8, 1.1, 1.0),
    Word("indeed", 1.18, 1.5, 1.0),
    Word("well", 1.5, 1.9, 1.0),
)


def test_words_of_two_speakers_that_lie_over_each_other_are_found_and_touching_ones_are_not() -> None:
    assert overlapping(WORDS, np.array([0, 0, 1, 1, 0])) == [1, 2]
    assert overlapping(WORDS, np.array([0, 0, 0, 0, 0])) == []
    assert overlapping(WORDS, np.array([0, 0, -1, -1, 0])) == []


def test_words_at_once_are_kept_in_the_document(tmp_path: Path) -> None:
    alignment = Alignment(Media("talk.wav", "0" * 64, 3.0), "en", EngineInfo("test", "1"), WORDS)
    told = Attribution(np.array([0, 0, 1, 1, 0]), np.ones(5), np.full(5, 0.9), together=(4,))
    done = finished(alignment, told, ["Ada", "Bob"], [])
    assert done.together == 3
    path = tmp_path / "talk.align.json"
    done.alignment.save(path)
    read = Alignment.load(path)
    assert read.report.crosstalk == (Crosstalk(1, 2), Crosstalk(4, 4))
    again = finished(read, replace(told, labels=np.zeros(5, np.int64), together=()), ["Ada"], [])
    assert again.alignment.report.crosstalk == ()
