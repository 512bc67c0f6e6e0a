from __future__ import annotations

import pytest

from clips.differences import Difference, differences_text
from clips.quotes import QuoteIndex
from tests.clips.films import alignment_of

TEXT = "We would like to sell the old boat before winter. It is nobody's fault, I think, and 25% of it is rust."


@pytest.fixture(scope="module")
def index() -> QuoteIndex:
    return QuoteIndex(alignment_of(TEXT))


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("we'd like to sell the old boat", []),
        ("twenty-five per cent of it's rust", []),
        ("sell the old coat before winter", [("coat", "boat")]),
        ("sell the very old boat", [("very", "")]),
        ("sell the boat before winter", [("", "old")]),
        ("like to sell it", [("it", "")]),
        ("like to sell ... before winter", []),
        ("Certainly we would like to cell the old boat", [("Certainly", ""), ("cell", "sell")]),
    ],
)
def test_what_is_said_differently_is_named(index: QuoteIndex, quote: str, expected: list[tuple[str, str]]) -> None:
    match = index.find(quote)[0]
    assert [(one.quoted, one.said) for one in match.differences] == expected


def test_differences_as_a_line() -> None:
    assert differences_text([]) == ""
    rows = [Difference("coat", "boat"), Difference("very", ""), Difference("", "old")]
    assert differences_text(rows) == (
        "differs from the quote: “boat” is said for “coat”; “very” is not said; “old” is said as well"
    )
    assert differences_text(rows * 3).endswith("; and 4 more")
