from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from align.errors import UsageError
from handoff.job import Clip, Mark, Span, timeline
from handoff.marks import KINDS, marks_of

from .conftest import JobMaker, alignment_of


def test_events_follow_one_another(make_job: JobMaker) -> None:
    events = timeline(make_job("25", clips=[(10, 20), (5, 6), (149_990, 150_000)]))
    assert [(e.name, e.start, e.end, e.at) for e in events] == [
        ("talk 1", 10, 20, 0),
        ("talk 2", 5, 6, 10),
        ("talk 3", 149_990, 150_000, 11),
    ]


def test_an_event_has_a_frame_at_least_and_stays_inside(make_job: JobMaker) -> None:
    job = make_job("25", clips=[])
    spans = [("1.001", "1.002"), ("5999.99", "6001"), ("6000", "6001")]
    clips = tuple(Clip("c", (Span(Fraction(a), Fraction(b)),)) for a, b in spans)
    assert [(e.start, e.end) for e in timeline(replace(job, clips=clips))] == [
        (25, 26),
        (149_999, 150_000),
        (149_999, 150_000),
    ]


def test_marks_fall_into_the_event_where_they_begin(make_job: JobMaker) -> None:
    job = make_job("25", clips=[(0, 100), (100, 200)])
    marks = [Mark("words", name, Fraction(a), Fraction(b)) for name, a, b in (("x", 3, 5), ("y", 4, 6), ("z", 9, 10))]
    events = timeline(replace(job, marks=tuple(reversed(marks))))
    assert [[(n.mark.name, n.start, n.end) for n in e.notes] for e in events] == [[("x", 75, 100)], [("y", 100, 150)]]


def test_marks_of_every_kind() -> None:
    clips = [Clip("c", (Span(Fraction(2), Fraction(3)), Span(Fraction(5), Fraction(6))), "q")]
    found = {
        kind: [(m.name, float(m.start), m.end and float(m.end)) for m in marks_of(alignment_of(), clips, (kind,))]
        for kind in KINDS
    }
    assert found == {
        "clips": [("c (1/2)", 2.0, 3.0), ("c (2/2)", 5.0, 6.0)],
        "chapters": [("One", 1.0, None), ("Two", 3.0, None)],
        "speakers": [("Ada", 1.0, 1.5), ("Speaker", 3.0, 60.5)],
        "paragraphs": [("So here —", 1.0, 1.5), ("we never are.", 3.0, 60.5)],
        "lines": [("So here —", 1.0, 1.5), ("we never", 3.0, 3.125), ("are.", 60.0, 60.5)],
        "words": [("So", 1.0, 1.25), ("here", 1.25, 1.5), ("we", 3.0, 3.125), ("are.", 60.0, 60.5)],
        "suspects": [("we", 3.0, 3.125)],
        "unscripted": [("music", 10.0, 12.5)],
    }
    with pytest.raises(UsageError, match="no mark called"):
        marks_of(alignment_of(), (), ("nonsense",))


def test_marks_unasked_for() -> None:
    clip = Clip("c", (Span(Fraction(2), Fraction(3)),))
    bare = replace(alignment_of(), chapters=())
    assert [m.kind for m in marks_of(alignment_of(), [clip])] == ["chapters", "clips", "chapters"]
    assert [m.kind for m in marks_of(bare, [clip])] == ["clips"]
    assert [m.kind for m in marks_of(bare, [])] == ["paragraphs", "paragraphs"]
