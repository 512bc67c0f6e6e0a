from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clips.queries import QuoteNotFound, resolve
from clips.quote_text import readings
from clips.quotes import QuoteIndex
from tests.clips.films import alignment_of


def texts(quote: str) -> list[str]:
    """The last reading of a quote, which has no layout."""
    return [part.text for part in readings(quote)[-1]]


@pytest.mark.parametrize(
    "pasted",
    [
        "we sold the boat (0:12)",
        "we sold the boat (00:12 - 00:14)",
        "[00:00:12] we sold the boat",
        "0:12 we sold the boat",
        "00:12:03.500 we sold the boat",
        "we sold the boat 1:02:03",
        "12\n00:00:01,000 --> 00:00:02,000\nwe sold the boat",
        "Ida Moss: we sold the boat",
        "IDA: we sold the boat",
        ">> IDA: we sold the boat",
        "- **Ida Moss:** we sold the boat",
        "Dr. Ida van Moss, PhD: we sold the boat",
        "Ida (0:12): we sold the boat",
        "Ida Moss   0:12\nwe sold the boat",
        "12:03 Ida: we sold the boat",
        "3. we sold the boat",
        "we sold the boat (laughter)",
        "(both laughing) we sold the boat",
        "we sold [pause] the boat",
    ],
)
def test_layout_is_seen_through(pasted: str) -> None:
    assert texts(pasted) == ["we sold the boat"]


@pytest.mark.parametrize(
    "pasted",
    [
        "TC 00:00:12:05 we sold the boat",
        "#00:00:12-4# we sold the boat",
        "{12.4} we sold the boat",
        "<0:12> we sold the boat",
        "12.4s we sold the boat",
        "0m12s we sold the boat",
        "we sold[1] the boat[12]",
        "&ldquo;we sold the boat&rdquo;",
        "<p>we <i>sold</i><br>the boat</p>",
        "https://example.org/watch?t=12 we sold the boat",
        "we sold the boat (www.example.org/ida)",
        "12 seconds: we sold the boat",
        "**0:12** we sold the boat",
        "`0:12-0:14` we sold the boat",
        "at 0:12: we sold the boat",
        "we sold the boat 0:12-0:14",
        "we sold the boat [0:12 - 0:14]",
        "Speaker 2: we sold the boat",
        "SPEAKER 2 0:12 we sold the boat",
        "Ida (0:12) we sold the boat",
        "Ida, 0:12\nwe sold the boat",
        "IDA\t00:00:12:05\twe sold the boat",
        "00:00:12:05\tIDA\twe sold the boat",
        "<Ida> we sold the boat",
        "clip 3: we sold the boat",
        "A. we sold the boat",
        "[w]e s[old] the boat",
        "we sold\nthe boat",
    ],
)
def test_what_is_likely_layout_goes_where_the_quote_is_found_better_without_it(pasted: str) -> None:
    match = resolve(QuoteIndex(alignment_of("and so we sold the boat and left for good")), pasted)
    assert (match.first, match.last, match.score, match.differences) == (2, 5, 1.0, ())


def test_a_credit_behind_the_quote_is_none_of_its_words() -> None:
    assert texts("“We sold the boat.” — Ida Moss, sailor") == ["“We sold the boat.”"]


def test_a_word_broken_at_the_end_of_a_line_is_one() -> None:
    assert texts("the har-\nbour wall") == ["the harbour wall"]


@pytest.mark.parametrize(
    "quote", ["7:30 was when we met", "Nobody: not one", "we (the two of us) left", "1. was first"]
)
def test_what_may_be_words_is_read_as_words_first(quote: str) -> None:
    first, *others = readings(quote)
    assert " ".join(part.text for part in first) == quote
    assert others


def test_spans_and_omissions() -> None:
    (reading,) = readings("we sold … the boat [..] and left [...] for good ... um ...")
    assert [(part.text, part.joins) for part in reading] == [
        ("we sold", False),
        ("the boat", False),
        ("and left", True),
        ("for good", True),
    ]


@pytest.mark.parametrize(
    "quote",
    [
        'from "we sold" to "the boat"',
        "From “we sold” up to “the boat”.",
        '- from "we sold", to "the boat"',
        'Ada: from "we sold" to "the boat"',
        "from 'we sold' to 'the boat'",
        "from ‘we sold’ to ‘the boat’.",
        'from "we sold" ... to "the boat"',
        "from “we sold” until “the boat”",
        'starts with "we sold", ends with "the boat"',
        'IN: "we sold" OUT: "the boat"',
        '"we sold" to "the boat"',
        '"we sold" -> "the boat"',
        "IN: we sold / OUT: the boat",
        "we sold .. the boat",
    ],
)
def test_first_and_last_words_in_quotation_marks_are_the_ends_of_a_stretch(quote: str) -> None:
    assert texts(quote) == ["we sold", "the boat"]


def test_the_end_of_a_stretch_that_is_not_said_is_refused_by_name() -> None:
    index = QuoteIndex(alignment_of("we sold the boat and left for good on a cold grey morning in the spring"))
    with pytest.raises(QuoteNotFound, match="not found: 'the elephants sang'"):
        resolve(index, 'from "we sold the boat" to "the elephants sang"')


def test_from_and_to_without_quotation_marks_are_words() -> None:
    assert texts("from the quay to the boat") == ["from the quay to the boat"]


@pytest.mark.parametrize(
    "quote",
    [
        "Ida: We sold the boat. Ben: Nobody cried.",
        "Q. We sold the boat. A. Nobody cried.",
        '"We sold the boat." Ida says. "Nobody cried," she adds.',
        "“We sold the boat.” Ben Moss remembers “Nobody cried.”",
    ],
)
def test_who_speaks_is_seen_through_inside_a_quote_too(quote: str) -> None:
    match = resolve(QuoteIndex(alignment_of("We sold the boat. Nobody cried. It was grey and cold.")), quote)
    assert (match.first, match.last, match.differences) == (0, 5, ())


def test_words_in_brackets_that_are_said_stay() -> None:
    index = QuoteIndex(alignment_of("Then my brother sold the boat for very little"))
    assert resolve(index, "[my brother] sold the boat").first == 1
    match = resolve(index, "my brother sold [what was left of] the boat")
    assert (match.first, match.last, match.differences) == (1, 5, ())


@pytest.mark.parametrize("quote", ["30 seconds later we sold it", "90s music played as we left", "we left in the 90s"])
def test_numbers_of_seconds_and_years_at_the_edges_are_words(quote: str) -> None:
    index = QuoteIndex(alignment_of("Some minutes later we sold it, and sad music played as we left in the rain."))
    assert resolve(index, quote).differences


def test_a_word_before_a_colon_that_is_no_name_is_told() -> None:
    index = QuoteIndex(alignment_of("We sold the boat. Nobody cried. It was grey and cold."))
    (difference,) = resolve(index, "sadly: we sold the boat").differences
    assert difference.quoted == "sadly:"


def test_hesitation_alone_is_still_a_quote() -> None:
    assert texts("um") == ["um"]
    assert readings("— … !") == []


@given(st.text(alphabet="ab1:.,-–—()[]<>{}*>#'\"…\n \u00ad", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for reading in readings(text):
        assert all(part.units for part in reading)
        assert not reading[0].joins
