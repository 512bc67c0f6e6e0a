"""Scores rank words, and words that the sound speaks against are said to be so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from align.ctc.boundaries import Edges
from align.ctc.confidence import assess_words, chances, gather_features
from align.ctc.spans import Spans
from align.document import Word
from align.hmm.competitors import CompetitorFit
from align.hmm.phrase_fit import PhraseFit
from align.hmm.words import WordAlignment


def spans(scores: Sequence[float]) -> Spans:
    """Units of five letters, 0.4 s each and 0.1 s apart; -inf: skipped."""
    values = np.array(scores, np.float32)
    here = np.isfinite(values)
    first = np.where(here, 25 * np.arange(len(values)), -1).astype(np.int32)
    last = np.where(here, first + 15, -1).astype(np.int32)
    worst = np.where(here, 2 * values, 0).astype(np.float32)
    return Spans(first, last, values, worst, np.where(here, 5, 0).astype(np.int32), np.zeros(len(values), np.float32))


def edges(found: Spans) -> Edges:
    start = np.where(found.first >= 0, 0.5 * np.arange(len(found.first)), np.nan)
    return Edges(start, start + 0.4)


def words(found: Spans) -> list[Word]:
    at = edges(found)
    return [
        Word("word", float(start), float(end)) if start == start else Word("word", status="absent")
        for start, end in zip(at.start, at.end, strict=True)
    ]


def placed(found: Spans, off: float, quality: float = 3.0) -> WordAlignment:
    """The embedded engine's places, `off` seconds beside ours."""
    count, at = len(found.first), edges(found)
    small, same = np.full(count, 0.01, np.float32), np.full(count, quality, np.float32)
    whole = np.ones(count, np.int32)
    return WordAlignment(
        tokens=np.arange(count, dtype=np.int32), start=at.start + off, end=at.end + off, start_spread=small,
        end_spread=small, moved=small, score=same, worst=same, head=same, tail=same, worst_phone=same, in_context=same,
        in_context_worst=same, longest=small, first=small, last=small, short=small, contrast=same,
        filler_cost=same, loudness=same, fit=CompetitorFit(small, small, small, small, small, whole),
        phrase=PhraseFit(small, small, small, whole), before=whole, after=whole, phones=4 * whole,
        filler=np.zeros(0, np.bool_),
    )  # fmt: skip


def test_well_heard_words_have_the_better_chance() -> None:
    good, bad = spans([-0.3] * 9), spans([-3.5] * 9)
    well = chances(gather_features(good, edges(good), range(9), None))
    ill = chances(gather_features(bad, edges(bad), range(9), None))
    assert np.all(well > 0.75)
    assert np.all(ill[1:-1] < well[1:-1] - 0.2)


def test_where_the_engines_disagree_the_chance_is_small() -> None:
    found = spans([-0.8] * 9)
    agreed, apart = (chances(gather_features(found, edges(found), range(9), placed(found, off))) for off in (0.01, 0.4))
    assert np.all(agreed > 0.9)
    assert np.all(apart < agreed - 0.3)


def test_a_word_that_does_not_fit_is_interpolated_and_a_run_of_them_absent() -> None:
    found = spans([-0.2, -0.2, -6.0, -0.2, -0.2, -5.0, -6.0, -np.inf, -5.0, -6.0, -0.2, -0.2])
    features = gather_features(found, edges(found), range(12), None)
    told = assess_words(words(found), range(12), found, features)
    expected = ["aligned"] * 2 + ["interpolated"] + ["aligned"] * 2 + ["absent"] * 5 + ["aligned"] * 2
    assert [word.status for word in told] == expected
    assert all(word.timed == (word.status != "absent") for word in told)
    assert all((word.score is None) == (word.status == "absent") for word in told)


def test_the_embedded_engine_may_vouch_for_a_word() -> None:
    found = spans([-0.2, -0.2, -4.5, -0.2, -0.2])
    for quality, status in ((3.0, "aligned"), (-1.0, "interpolated")):
        features = gather_features(found, edges(found), range(5), placed(found, 0.01, quality))
        assert assess_words(words(found), range(5), found, features)[2].status == status


def test_tokens_without_letters_are_left_as_they_are() -> None:
    found = spans([-0.2, -0.2])
    tokens = [Word("-", status="silent"), *words(found), Word("☂", 3.0, 3.5, 0.1, "interpolated")]
    told = assess_words(tokens, [1, 2], found, gather_features(found, edges(found), [1, 2], None))
    assert [told[0], told[3]] == [tokens[0], tokens[3]]
    assert told[1] == replace(tokens[1], score=told[1].score)
    assert told[1].score is not None
