from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from align.document import Speaker
from align.errors import InputsDoNotFit, UsageError
from clips.queries import AmbiguousQuote, QuoteNotFound, is_within, resolve, search, stretch
from clips.quotes import FOUND, QuoteIndex, Span, best_before
from tests.clips.films import alignment_of

TEXT = """\
Today I'm in a bakery that used to be a lighthouse and the baker keeps both of them going . So you bought this place
in 2007 – and by all accounts nobody else wanted it ? Nobody . It cost me $18,000 which was roughly everything I had .
The roof was open , about 40% of the windows were gone , and there was a goat living on the stairs . [laughs] What did
you do first ? I asked the goat to leave . It refused . So I learned to bake around it , and after three winters the
bread was good enough that people came across the water , nobody else came but they did , and they paid ."""


@pytest.fixture(scope="module")
def index() -> QuoteIndex:
    return QuoteIndex(alignment_of(TEXT, speakers=(Speaker(0, "ADA"), Speaker(44, "BEN"), Speaker(81, "ADA"))))


def said(index: QuoteIndex, span: Span) -> str:
    words = [word.text for word in index.alignment.words[span.first : span.last + 1]]
    return " ".join(word for word in words if word not in ".,?")


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("the roof was open", "The roof was open"),
        ("“THE ROOF… WAS — OPEN!”", "The roof was open"),
        ("It cost me eighteen thousand dollars", "It cost me $18,000"),
        ("about forty per cent of the windows", "about 40% of the windows"),
        ("bought this place in two thousand and seven", "bought this place in 2007"),
        ("there was a goat on the stairs", "there was a goat living on the stairs"),  # a word left out
        ("there was a big goat living on the stairs", "there was a goat living on the stairs"),  # one too many
        ("I asked the coat to leave", "I asked the goat to leave"),  # misheard
        ("after three wintres the bread was good enuf", "after three winters the bread was good enough"),  # misspelt
        ("...people came across the water...", "people came across the water"),
        ("BEN: It refused", "It refused"),
        (
            "The roof was open ... goat living",
            "The roof was open about 40% of the windows were gone and there was a goat living",
        ),
    ],
)
def test_what_people_paste_is_found(index: QuoteIndex, quote: str, expected: str) -> None:
    match = resolve(index, quote)
    assert said(index, match.spans[0]) == expected
    assert len(match.spans) == 1


def test_spans_are_joined_in_order(index: QuoteIndex) -> None:
    match = resolve(index, "the roof was open [..] goat living on the stairs [...] It refused")
    assert [said(index, span) for span in match.spans] == [
        "The roof was open",
        "goat living on the stairs",
        "It refused",
    ]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("I asked the goat to leave laughingly", "I asked the goat to leave"),  # the next sentence is not touched
        ("Well the roof was open", "The roof was open"),
        ("nobody. It cost me everything yesterday", "Nobody It cost me"),
        ("the windows Tuesday", "the windows"),
        ("Ben Moss: it refused (laughter)", "It refused"),
        ("“I asked the goat to leave” (0:31)", "I asked the goat to leave"),
    ],
)
def test_words_at_the_ends_that_were_not_said_never_widen_the_clip(
    index: QuoteIndex, quote: str, expected: str
) -> None:
    assert said(index, index.find(quote)[0].spans[0]) == expected


@pytest.mark.parametrize(
    ("quote", "lost"),
    [
        ("the roof was open ... and then the goat sang an aria", "and then the goat sang an aria"),
        ("we rode a camel home [..] the roof was open [..] It refused", "we rode a camel home"),
        ("after three winters the bread was good enough [..] seven purple elephants", "seven purple elephants"),
    ],
)
def test_a_part_that_was_not_said_is_refused_by_name(index: QuoteIndex, quote: str, lost: str) -> None:
    with pytest.raises(QuoteNotFound) as caught:
        resolve(index, quote)
    assert caught.value.quote == lost


@pytest.mark.parametrize("mark", ["...", "[..]"])
def test_parts_stand_in_the_order_in_which_they_are_said(index: QuoteIndex, mark: str) -> None:
    with pytest.raises(QuoteNotFound, match="give the parts in the order in which they are said"):
        resolve(index, f"I asked the goat to leave {mark} about 40% of the windows were gone")


def test_contractions_and_what_they_stand_for_are_the_same(index: QuoteIndex) -> None:
    for quote in ("Today I am in a bakery that used to be", "Today Im in a bakery that used to be"):
        assert index.find(quote)[0].score == 1.0


def test_what_cannot_be_seen_is_not_compared() -> None:
    hidden = QuoteIndex(alignment_of("Welcome to the har\u00adbour kit\u200bchen to\u2060night."))
    assert hidden.find("harbour kitchen tonight")[0].score == 1.0
    assert hidden.find("har\u00adbour kitchen tonight")[0].score == 1.0


def test_a_quote_that_is_far_too_long_is_refused(index: QuoteIndex) -> None:
    with pytest.raises(UsageError, match="a quote of 1800 words is too long"):
        index.find("the goat on the stairs again " * 300)


def test_a_quote_across_a_chapter_overlap_is_found(index: QuoteIndex) -> None:
    pasted = """there was a goat living on the stairs. What did you do first?

# Chapter 2

goat living on the stairs. What did you do first? I asked the goat to leave."""
    expected = "there was a goat living on the stairs [laughs] What did you do first I asked the goat to leave"
    assert said(index, resolve(index, pasted).spans[0]) == expected


@pytest.mark.parametrize(
    "quote", ["we all live in a yellow submarine", "the winters were long and the boats were slow"]
)
def test_what_was_never_said_is_refused_and_the_nearest_named(index: QuoteIndex, quote: str) -> None:
    with pytest.raises(QuoteNotFound) as caught:
        resolve(index, quote)
    assert "not found" in str(caught.value)
    assert caught.value.exit_code == 3


def test_the_nearest_is_named(index: QuoteIndex) -> None:
    with pytest.raises(QuoteNotFound, match=r"nearest: \d+:\d\d\.\d 'people came"):
        resolve(index, "people came across the hills and valleys carrying lanterns")


def test_an_ambiguous_quote_is_named_and_not_guessed(index: QuoteIndex) -> None:
    with pytest.raises(AmbiguousQuote, match="said 2 times") as caught:
        resolve(index, "nobody else")
    assert caught.value.exit_code == 2
    first, second = resolve(index, "nobody else", nth=1), resolve(index, "nobody else", nth=2)
    assert first.first < second.first
    with pytest.raises(UsageError, match="is said 2 times"):
        resolve(index, "nobody else", nth=3)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("0:01-0:02.9", "Today I'm in a"),
        ("00:00:01,000 --> 00:00:02,900", "Today I'm in a"),
        ("word:3-5", "in a bakery"),
        ("words: 2", "I'm"),
        ("turn:ADA:1", None),
        ("/asked the \\w+/", "asked the goat"),
    ],
)
def test_other_ways_to_ask(index: QuoteIndex, request_: str, expected: str | None) -> None:
    spans = search(index, request_)[0].spans
    assert expected is None or said(index, spans[0]) == expected


def test_turns_are_counted_for_all_and_for_each_speaker(index: QuoteIndex) -> None:
    assert search(index, "turn:2")[0].spans == (Span(44, 80),)
    assert search(index, "turn:ada:2")[0].spans[0].first == 81


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ("0:05-0:03", "ends before it begins"),
        ("word:7000", "has words 1 to"),
        ("turn:EVE:1", "the transcript names ADA, BEN"),
        ("turn:9", "there are 3"),
        ("/(/", "is not a regular expression"),
    ],
)
def test_impossible_requests_are_named(index: QuoteIndex, request_: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        search(index, request_)


def test_places_are_joined_as_quotes_are(index: QuoteIndex) -> None:
    assert resolve(index, "word:3-5 [..] word:20-22").spans == (Span(2, 4), Span(19, 21))
    for request in ("word:20-22 [..] word:3-5", "word:3-5 [...] word:5-9"):
        with pytest.raises(UsageError, match="in the order in which they are said"):
            resolve(index, request)


def test_a_time_at_which_nobody_speaks(index: QuoteIndex) -> None:
    with pytest.raises(InputsDoNotFit, match="nothing is said between"):
        search(index, "5:00-5:10")


def test_the_kernel_finds_the_planted_best_path() -> None:
    row = np.array([0.0, 5.0, 1.0, 0.0])
    assert best_before(row, np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [0.0, 5.0, 4.0, 3.0]


def test_every_stretch_finds_itself(index: QuoteIndex) -> None:
    words = [word.text for word in index.alignment.words]
    for first, last in pairwise(range(0, len(words), 9)):
        match = index.find(" ".join(words[first:last]))[0]
        assert match.score == pytest.approx(1.0, abs=0.01)
        assert match.score >= FOUND


def test_an_empty_quote_finds_nothing(index: QuoteIndex) -> None:
    assert index.find("— … !") == []
    assert QuoteIndex(alignment_of("")).find("anything") == []


def test_times_choose_among_places_and_never_against_the_words() -> None:
    alignment = alignment_of("We sold it. Nobody cried. Then we sold it again, and it rained.")
    index = QuoteIndex(alignment)
    second = alignment.words[6].span
    near = (second[0] - 0.1, second[1] + 0.1)
    assert resolve(index, "we sold it", near=near).first == 6
    assert resolve(index, "nobody cried", near=near).first == 3
    assert not is_within(alignment, resolve(index, "nobody cried", near=near), near)
    with pytest.raises(AmbiguousQuote):
        resolve(index, "we sold it", near=(900.0, 901.0))
    assert stretch("00:00:01:12-00:00:02:00") is None
    for text in ("[0:01-0:02.5]", "(0:01–0:02.5)", "from 0:01 to 0:02.5", "between 0:01 and 0:02.5"):
        assert stretch(text) == (1.0, 2.5)
