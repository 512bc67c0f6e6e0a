"""Each correction moves exactly what it says, marks it manual, and leaves everything else alone."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import (
    Alignment,
    Chapter,
    Engine,
    Media,
    Mislabelled,
    ReorderedPassage,
    Report,
    Speaker,
    Unscripted,
    Word,
)
from align.errors import UsageError
from review import edits
from review.actions import ACTIONS, perform
from review.steps import difference


def changed(before: Alignment, after: Alignment) -> list[int]:
    return [i for i, (a, b) in enumerate(zip(before.words, after.words, strict=True)) if a != b]


def shift(alignment: Alignment, first: int, last: int) -> Alignment:
    """An aligner that times each loose word at its index in tenths of a second."""
    words = [
        replace(w, start=i / 10, end=round(i / 10 + 0.05, 3), score=0.9, status="aligned")
        if first <= i < last and not w.manual and w.status not in ("silent", "absent")
        else w
        for i, w in enumerate(alignment.words)
    ]
    return replace(alignment, words=tuple(words))


def test_a_boundary_goes_where_it_is_put(document: Alignment) -> None:
    after = edits.move_boundary(document, 3, "start", 1.95)
    assert after.words[3] == replace(document.words[3], start=1.95, score=None, manual=True)
    assert changed(document, after) == [3]


def test_a_person_makes_an_interpolated_word_aligned(document: Alignment) -> None:
    assert edits.move_boundary(document, 7, "end", 6.7).words[7].status == "aligned"


def test_a_boundary_stops_at_the_neighbour(document: Alignment) -> None:
    assert edits.move_boundary(document, 3, "start", 0.2).words[3].start == 1.8
    assert edits.move_boundary(document, 3, "end", 9.9).words[3].end == 6.0


def test_the_outer_boundaries_stop_at_the_recording(document: Alignment) -> None:
    assert edits.move_boundary(document, 0, "start", -3.0).words[0].start == 0.0
    assert edits.move_boundary(document, 7, "end", 99.0).words[7].end == 10.0


def test_a_word_keeps_ten_milliseconds(document: Alignment) -> None:
    assert edits.move_boundary(document, 3, "start", 2.6).words[3].span == (2.59, 2.6)
    assert edits.move_boundary(document, 3, "end", 1.0).words[3].span == (2.0, 2.01)


def test_boundaries_that_touch_move_together(document: Alignment) -> None:
    after = edits.move_boundary(document, 1, "start", 1.2)
    assert (after.words[0].span, after.words[1].span) == ((1.0, 1.2), (1.2, 1.8))
    assert after.words[0].manual
    assert after.words[1].manual


def test_a_boundary_can_be_taken_off_its_neighbour(document: Alignment) -> None:
    after = edits.move_boundary(document, 0, "end", 1.2, joined=False)
    assert (after.words[0].span, after.words[1].span) == ((1.0, 1.2), (1.3, 1.8))
    assert edits.move_boundary(document, 0, "end", 1.4, joined=False).words[0].end == 1.3


@pytest.mark.parametrize(("index", "at"), [(4, 3.0), (8, 3.0), (-1, 3.0), (0, float("nan"))])
def test_a_boundary_that_is_none_is_refused(document: Alignment, index: int, at: float) -> None:
    with pytest.raises(UsageError):
        edits.move_boundary(document, index, "start", at)


times = st.lists(st.integers(0, 9000), min_size=2, max_size=12).map(sorted)


@given(times, st.integers(0, 5), st.sampled_from(["start", "end"]), st.integers(-500, 9500), st.booleans())
def test_no_move_ever_crosses_a_neighbour(at: list[int], index: int, side: edits.Side, to: int, joined: bool) -> None:
    pairs = list(zip(at[::2], at[1::2], strict=False))
    words = tuple(Word("w", a / 1000, b / 1000) for a, b in pairs)
    before = Alignment(Media("x", "", 9.0), "en", Engine("t", "1"), words)
    after = edits.move_boundary(before, index % len(words), side, to / 1000, joined=joined)
    spans = [word.span for word in after.words]
    assert all(a <= b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(a >= 0 and b <= 9.0 for a, b in spans)


def test_absent_words_lose_their_times(document: Alignment) -> None:
    after = edits.mark_absent(document, 0, 3)
    assert changed(document, after) == [0, 1]
    assert after.words[1] == Word("morning,", status="absent", line=1, column=6, manual=True)
    with pytest.raises(UsageError, match="silent"):
        edits.mark_absent(document, 2, 3)


def test_said_after_all_without_an_aligner_shares_the_room(document: Alignment) -> None:
    after = edits.mark_said(document, 4, 6, None)
    (a, b), (c, d) = after.words[4].span, after.words[5].span
    assert (a, b) == (2.6, c)
    assert 2.6 < b < d <= 6.0
    assert {w.status for w in after.words[4:6]} == {"interpolated"}
    assert all(w.manual for w in after.words[4:6])


def test_said_after_all_is_found_by_the_aligner(document: Alignment) -> None:
    after = edits.mark_said(document, 4, 6, shift)
    assert [w.span for w in after.words[4:6]] == [(0.4, 0.45), (0.5, 0.55)]
    with pytest.raises(UsageError, match="marked absent"):
        edits.mark_said(document, 0, 2, None)


def test_confirmed_words_keep_their_times(document: Alignment) -> None:
    after = edits.confirm(document, 0, 8)
    assert [w.manual for w in after.words] == [True, True, False, *[True] * 5]
    assert [w.start for w in after.words] == [w.start for w in document.words]
    assert after.words[1].score == 0.2
    assert after.words[7].status == "aligned"
    with pytest.raises(UsageError, match="already"):
        edits.confirm(after, 0, 8)


def test_released_words_are_timed_anew(document: Alignment) -> None:
    held = edits.confirm(document, 0, 2)
    after = edits.release(held, 0, 1, shift)
    assert after.words[0].span == (0.0, 0.05)
    assert after.words[1] == held.words[1]
    with pytest.raises(UsageError, match="not available"):
        edits.release(held, 0, 1, None)


def test_a_stretch_that_needs_no_words_is_dismissed(document: Alignment) -> None:
    after = edits.dismiss(document, 2.8)
    assert after.unscripted == (Unscripted(2.8, 5.8, "speech", manual=True), document.unscripted[1])
    assert Alignment.from_json(after.to_json()) == after
    for at in (2.8, 4.0):
        with pytest.raises(UsageError):
            edits.dismiss(after, at)


def test_words_that_are_not_there_do_not_push_their_neighbours_away(document: Alignment) -> None:
    def push(alignment: Alignment, first: int, last: int) -> Alignment:
        """An aligner that looks for the new words where "Thank" is, and drives what follows into the music."""
        words = list(alignment.words)
        for i in range(first, last):
            if words[i].text == "you.":
                words[i] = replace(words[i], start=7.4, end=7.6)
            elif words[i].text == "so":
                words[i] = replace(words[i], start=6.2, end=6.22, status="aligned")
        return replace(alignment, words=tuple(words))

    after = edits.set_text(document, 6, 7, "Thank so", push)
    assert [word.text for word in after.words[6:9]] == ["Thank", "so", "you."]
    assert after.words[8] == document.words[7]
    assert after.words[7].span == (6.2, 6.22)


def test_neighbours_that_stay_near_move_along(document: Alignment) -> None:
    def nudge(alignment: Alignment, first: int, last: int) -> Alignment:
        words = list(alignment.words)
        for i in range(first, last):
            if words[i].text == "you.":
                words[i] = replace(words[i], start=6.3)
        return replace(alignment, words=tuple(words))

    after = edits.set_text(document, 6, 7, "Thank so", nudge)
    assert after.words[8].span == (6.3, 6.5)


def test_a_corrected_word_keeps_its_times_without_an_aligner(document: Alignment) -> None:
    after = edits.set_text(document, 3, 4, "everyone.", None)
    assert after.words[3] == replace(document.words[3], text="everyone.", manual=True)
    assert changed(document, after) == [3]


def test_a_corrected_word_is_aligned_with_its_neighbours(document: Alignment) -> None:
    held = edits.confirm(document, 0, 1)
    after = edits.set_text(held, 1, 2, "evening,", shift)
    assert after.words[0] == held.words[0]
    assert after.words[1].span == (0.1, 0.15)
    assert after.words[1].manual
    assert after.words[3].span == (0.3, 0.35)
    assert not after.words[3].manual


def test_one_word_becomes_two_and_every_index_follows(document: Alignment) -> None:
    after = edits.set_text(document, 1, 2, "morning to", None)
    assert [w.text for w in after.words[:4]] == ["Good", "morning", "to", "-"]
    assert after.words[1].span[0] == 1.3
    assert after.words[2].span[1] == 1.8
    assert after.words[1].end == after.words[2].start
    assert all(w.manual and w.line == 1 for w in after.words[1:3])
    assert after.paragraphs == (0, 5)
    assert after.lines == (0, 5)
    assert after.chapters == (Chapter("One", 0), Chapter("End", 9))
    assert after.speakers == (Speaker(0, "Ada"), Speaker(5, None), Speaker(7, "Ada"))


def test_words_become_one(document: Alignment) -> None:
    after = edits.set_text(document, 4, 7, "Thanks", None)
    assert [w.text for w in after.words[3:6]] == ["everybody.", "Thanks", "you."]
    assert after.words[4].span == (6.0, 6.2)
    assert after.speakers == (Speaker(0, "Ada"), Speaker(4, "Ada"))
    assert after.paragraphs == (0, 4)


@pytest.mark.parametrize("text", ["", "  \n", "Good"])
def test_a_text_that_changes_nothing_is_refused(document: Alignment, text: str) -> None:
    with pytest.raises(UsageError):
        edits.set_text(document, 0, 1, text, None)


def test_new_words_take_from_the_speech_without_words(document: Alignment) -> None:
    # 2.8 to 5.8 s is speech without words, 7 to 9 s music.
    after = perform(document, {"kind": "boundary", "word": 3, "side": "end", "at": 3.5}, None)
    assert after.unscripted == (Unscripted(3.5, 5.8, "speech"), Unscripted(7.0, 9.0, "music"))
    gone = perform(document, {"kind": "boundary", "word": 3, "side": "end", "at": 4.9}, None)
    assert gone.unscripted == (Unscripted(7.0, 9.0, "music"),)
    amid = perform(document, {"kind": "said", "first": 4, "last": 6}, lambda a, first, last: at_four(a))
    assert amid.unscripted[:2] == (Unscripted(2.8, 4.0, "speech"), Unscripted(4.5, 5.8, "speech"))
    assert perform(document, {"kind": "confirm", "first": 0, "last": 2}, None).unscripted == document.unscripted


def test_places_of_the_report_follow_the_words_when_a_text_grows_or_shrinks(
    document: Alignment, tmp_path: Path
) -> None:
    report = Report(reordered=(ReorderedPassage(4, 7, 1.0, 2.0),), mislabelled=(Mislabelled(6, 7, "Ada", "Ben"),))
    noted = replace(document, report=report)
    shorter = edits.set_text(noted, 3, 6, "everybody", None)
    assert (shorter.report.reordered[0].last, shorter.report.mislabelled[0]) == (5, Mislabelled(4, 5, "Ada", "Ben"))
    shorter.save(tmp_path / "talk.align.json")
    assert Alignment.load(tmp_path / "talk.align.json").report == shorter.report


def at_four(alignment: Alignment) -> Alignment:
    words = list(alignment.words)
    words[4], words[5] = replace(words[4], start=4.0, end=4.2), replace(words[5], start=4.2, end=4.5)
    return replace(alignment, words=tuple(words))


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "boundary", "word": 1, "side": "start", "at": 1.2},
        {"kind": "absent", "first": 0, "last": 2},
        {"kind": "said", "first": 4, "last": 6},
        {"kind": "confirm", "first": 0, "last": 8},
        {"kind": "text", "first": 1, "last": 2, "text": "morning to you"},
        {"kind": "text", "first": 4, "last": 7, "text": "Thanks"},
        {"kind": "rename", "old": None, "new": "Ben"},
        {"kind": "turn", "word": 3, "name": "Ben"},
        {"kind": "end-turn", "word": 6},
        {"kind": "move-turn", "word": 4, "to": 3},
        {"kind": "assign", "first": 1, "last": 3, "name": "Ben"},
        {"kind": "release", "first": 0, "last": 2},
    ],
)
def test_every_step_can_be_taken_back(document: Alignment, edit: dict[str, object]) -> None:
    after = perform(document, edit, shift)
    change = difference(document, after)
    assert change is not None
    assert change.apply(document) == after
    assert change.reverse().apply(after) == document


def test_nothing_different_is_no_step(document: Alignment) -> None:
    assert difference(document, replace(document)) is None


@pytest.mark.parametrize("kind", [*ACTIONS, "nonsense", None, 7, ["boundary"]])
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"word": "0", "first": -1, "last": True, "text": 5, "new": None, "name": 3, "side": "up", "to": 0.5},
        {"word": 99, "first": 5, "last": 2, "side": "start", "at": 1, "text": "x\0", "new": " ", "name": " "},
        {"word": 10**30, "first": 0, "last": 10**30, "side": "end", "at": 10**400, "text": "x" * 501, "new": "\ud800"},
        {"word": 1, "side": "end", "at": float("inf"), "first": 0.0, "last": 1.0, "new": "x", "old": "nobody"},
    ],
)
def test_malformed_edits_are_refused(document: Alignment, kind: object, values: dict[str, object]) -> None:
    if kind == "turn" and "name" not in values and "word" in values:
        values = {**values, "name": " "}
    with pytest.raises(UsageError):
        perform(document, {"kind": kind, **values}, shift)
