"""The parts of a document: what a word knows of its times, and what a report has to tell."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Alignment
from align.document_parts import (
    Chapter,
    Engine,
    EngineInfo,
    LeftOut,
    Media,
    Mislabelled,
    PoorMatch,
    ReorderedPassage,
    Report,
    Speaker,
    Status,
    Unscripted,
    Word,
)


@pytest.mark.parametrize(("start", "end"), [(None, None), (1.0, None), (None, 1.0)])
def test_a_word_without_both_times_has_no_span(start: float | None, end: float | None) -> None:
    word = Word("well", start, end)
    assert not word.timed
    with pytest.raises(ValueError, match="'well' has no times"):
        _ = word.span


def test_a_word_at_zero_is_timed() -> None:
    assert Word("well", 0.0, 0.0).timed
    assert Word("well", 0.0, 0.5).span == (0.0, 0.5)


PARTS = (
    Word("a"),
    Media("x", "", 1.0),
    EngineInfo("t", "1"),
    ReorderedPassage(0, 1, 2.0, 3.0),
    Mislabelled(0, 1, "Ada", "Bob"),
    PoorMatch(1, 2),
    LeftOut("notes", 1, 1),
    Report(),
    Chapter("One", 0),
    Speaker(0, None),
    Unscripted(0.0, 1.0, "noise"),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_parts_cannot_be_changed_and_survive_pickling(part: Any) -> None:
    name = next(iter(type(part).__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(part, name, "changed")
    assert pickle.loads(pickle.dumps(part)) == part
    assert replace(part) == part
    assert not hasattr(part, "__dict__")


def test_the_engines_old_name_still_works() -> None:
    assert Engine is EngineInfo


def test_a_report_tells_only_what_there_is() -> None:
    assert Report().to_dict() == {}
    assert Report(dropped_lines=3, overlaps=1).to_dict() == {"dropped_lines": 3, "overlaps": 1}
    assert Report(warnings=("a", "b")).to_dict() == {"warnings": ["a", "b"]}


reports = st.builds(
    Report,
    dropped_lines=st.integers(1, 99),
    overlaps=st.integers(0, 9),
    reordered=st.lists(
        st.builds(ReorderedPassage, st.integers(0, 2), st.integers(0, 3), st.floats(0, 1e6), st.floats(0, 1e6)),
        max_size=3,
    ).map(tuple),
    warnings=st.lists(st.text('añ\n"🎵', max_size=6), max_size=3).map(tuple),
    poor_match=st.none() | st.builds(PoorMatch, st.integers(0, 9), st.integers(10, 99)),
    left_out=st.lists(
        st.builds(LeftOut, st.sampled_from(["notes", "page numbers"]), st.integers(1, 99), st.integers(1, 999)),
        max_size=3,
    ).map(tuple),
    mislabelled=st.lists(
        st.builds(Mislabelled, st.integers(0, 2), st.integers(0, 3), st.text("añ", max_size=3), st.just("Bob")),
        max_size=2,
    ).map(tuple),
)
DOCUMENT = Alignment(Media("x", "", 9.0), "en", EngineInfo("t", "1", {"own": 1}), tuple(Word(c) for c in "abc"))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=25)
@given(reports)
def test_a_report_comes_back_from_the_document(report: Report) -> None:
    read = Alignment.from_json(replace(DOCUMENT, report=report).to_json())
    assert read.report == report
    # What the engine tells of itself stays its own.
    assert read.engine == DOCUMENT.engine


STATUSES: tuple[Status, ...] = ("aligned", "interpolated", "absent", "silent")


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(STATUSES), max_size=20), st.integers(0, 3))
def test_a_summary_counts_every_status_but_the_silent(statuses: list[Status], gaps: int) -> None:
    words = tuple(Word("w", status=status) for status in statuses)
    stretches = (Unscripted(1.0, 2.0, "music"),) * gaps
    summary = replace(DOCUMENT, words=words, unscripted=stretches).summary()
    assert summary == {
        "words": len(statuses),
        "aligned": statuses.count("aligned"),
        "interpolated": statuses.count("interpolated"),
        "absent": statuses.count("absent"),
        "unscripted": gaps,
    }


def test_timed_words_keep_their_index() -> None:
    words = (Word("a"), Word("b", 0.0, 1.0), Word("c", status="absent"), Word("d", 1.0, 2.0))
    assert list(replace(DOCUMENT, words=words).timed()) == [(1, words[1]), (3, words[3])]
