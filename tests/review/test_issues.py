"""Planted faults come out, in the order of the severity they do."""

from __future__ import annotations

from dataclasses import replace

from align.document import Alignment, Engine, Media, Unscripted, Word
from review.edits import confirm, dismiss
from review.issues import Issue, find_issues


def talk(*words: Word, unscripted: tuple[Unscripted, ...] = ()) -> Alignment:
    return Alignment(Media("x", "", 100.0), "en", Engine("t", "1"), words, unscripted=unscripted)


def steady(count: int, at: float = 0.0, score: float | None = 0.95) -> list[Word]:
    return [Word("word", round(at + i * 0.3, 3), round(at + i * 0.3 + 0.3, 3), score) for i in range(count)]


def test_a_good_alignment_has_none() -> None:
    assert find_issues(talk(*steady(50))) == []


def test_speech_without_words_comes_first_and_music_never() -> None:
    words = [*steady(3), *steady(3, at=20, score=0.1)]
    stretches = (Unscripted(2.0, 12.0, "speech"), Unscripted(12.0, 20.0, "music"), Unscripted(40.0, 44.0, "speech"))
    assert find_issues(talk(*words, unscripted=stretches)) == [
        Issue("speech", 3, 3, 2.0, 12.0, 25.0),
        Issue("speech", 6, 6, 40.0, 44.0, 10.0),
        Issue("low", 3, 6, 20.0, 20.9, 2.7),
    ]


def test_runs_are_one_issue_and_bridge_one_good_word() -> None:
    words = steady(8)
    for i in (2, 4, 5):
        words[i] = replace(words[i], score=0.25)
    assert find_issues(talk(*words)) == [Issue("low", 2, 6, 0.6, 1.8, 2.25)]


def test_absent_and_interpolated_words() -> None:
    words = steady(8)
    for i in (1, 2, 3):
        words[i] = Word("gone", status="absent")
    words[6] = replace(words[6], status="interpolated", score=None)
    found = find_issues(talk(*words))
    assert found == [Issue("absent", 1, 4, 0.3, 1.2, 1.5), Issue("interpolated", 6, 7, 1.8, 2.1, 0.5)]


def test_absent_words_at_the_ends_and_everywhere() -> None:
    gone = Word("gone", status="absent")
    assert [(s.start, s.end) for s in find_issues(talk(gone, *steady(2, at=4), gone))] == [(0.0, 4.0), (4.6, 4.6)]
    assert find_issues(talk(gone)) == [Issue("absent", 0, 1, None, None, 0.5)]


def test_impossible_times() -> None:
    words = [Word("pause", 0.0, 4.0, 0.9), Word("sudden", 5.0, 5.02, 0.9), Word("back", 4.5, 5.5, 0.9)]
    assert [(s.reason, s.first) for s in find_issues(talk(*words))] == [("long", 0), ("order", 2), ("short", 1)]


def test_too_short_is_judged_by_sounds() -> None:
    def reasons(text: str, seconds: float, language: str = "en") -> list[str]:
        document = replace(talk(Word(text, 1.0, 1.0 + seconds, 0.9)), language=language)
        return [issue.reason for issue in find_issues(document)]

    assert reasons("the", 0.042) == []
    assert reasons("the", 0.03) == ["short"]
    assert reasons("through", 0.1) == []  # seven letters, three sounds
    assert reasons("through", 0.09) == ["short"]
    assert reasons("2024", 0.3) == []  # "two oh two four"
    assert reasons("2024", 0.2) == ["short"]
    assert reasons("\u2014", 0.01) == []
    assert reasons("\u65e5\u672c\u8a9e", 0.03, "ja") == ["short"]


def test_speech_that_a_person_dismissed_is_no_issue() -> None:
    stretches = (Unscripted(2.0, 5.0, "speech"), Unscripted(12.0, 15.0, "speech"))
    after = dismiss(talk(*steady(3), unscripted=stretches), 2.0)
    assert [(issue.start, issue.reason) for issue in find_issues(after)] == [(12.0, "speech")]


def test_a_number_takes_its_time() -> None:
    assert find_issues(talk(Word("$1,234,567", 0.0, 3.5, 0.9))) == []


def test_what_a_person_has_checked_is_no_issue() -> None:
    words = [*steady(3, score=0.1), Word("gone", status="absent"), Word("pause", 1.0, 9.0, 0.9)]
    assert find_issues(confirm(talk(*words), 0, 5)) == []


def test_the_limit_is_the_callers() -> None:
    words = talk(*steady(2, score=0.6))
    assert find_issues(words) == []
    assert [s.reason for s in find_issues(words, below=0.7)] == ["low"]


def test_an_empty_document() -> None:
    assert find_issues(talk(unscripted=(Unscripted(0.0, 2.0, "speech"),))) == [Issue("speech", 0, 0, 0.0, 2.0, 5.0)]
