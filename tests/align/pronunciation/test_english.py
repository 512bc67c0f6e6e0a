"""What is said for what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.dictionary import lexicon
from align.pronunciation.english import bare, spoken_forms


def said(text: str) -> list[list[str]]:
    """The alternatives of each token, as text."""
    return [[" ".join(form) for form in forms] for forms in spoken_forms(text.split(), lexicon().knows)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("$18", ["eighteen dollars"]),
        ("$1", ["one dollar"]),
        ("25%", ["twenty five percent"]),
        ("1.5", ["one point five", "one and a half"]),
        ("2.0", ["two point oh", "two point zero"]),
        ("737", ["seven thirty seven", "seven hundred thirty seven", "seven hundred and thirty seven"]),
        ("404", ["four oh four", "four zero four", "four hundred four"]),
        ("2007", ["two thousand seven", "two thousand and seven", "twenty oh seven"]),
        ("1999", ["nineteen ninety nine"]),
        ("2036?", ["twenty thirty six", "two thousand thirty six"]),
        ("1,500", ["one thousand five hundred", "fifteen hundred"]),
        ("100", ["one hundred", "a hundred", "hundred"]),
        ("1930s", ["nineteen thirties"]),
        ("INT4", ["i. n. t. four", "int four"]),
        ("MUQQ17", ["m. u. q. q. seventeen"]),
        ("TPUs,", ["t. p. u.'s"]),
        ("10x", ["ten x.", "ten times"]),
        ("C++", ["c. plus plus"]),
        ("word2vec", ["word two vec"]),
        ("1/1000th", ["one thousandth", "a thousandth"]),
        ("10-20", ["ten to twenty"]),
        ("32-processor", ["thirty two processor"]),
        ("21st", ["twenty first"]),
        ("10:05", ["ten oh five"]),
        ("&", ["and"]),
        ("U.S.", ["u. s."]),
        ("U.S.’s", ["u. s.'s"]),
        ("M.P.s", ["m. p.'s"]),
        ("U.S.-based", ["u. s. based", "us based"]),
        ("non-U.S.", ["non u. s.", "non us"]),
        ("N-gram", ["n. gram"]),
        ("$1.5M", ["one point five million dollars", "one and a half million dollars"]),
        ("$2.50", ["two dollars fifty", "two dollars and fifty cents", "two fifty"]),
        ("$100/month", ["one hundred dollars per month"]),
        ("$10,000+", ["ten thousand dollars plus"]),
        ("-$5", ["minus five dollars", "negative five dollars", "five dollars"]),
        ("5€", ["five euros"]),
        ("10–15%", ["ten to fifteen percent", "ten fifteen percent"]),
        ("1,234.5", ["one thousand two hundred thirty four point five"]),
        ("v2.0", ["v. two point oh", "version two point oh"]),
        ("10^9", ["ten to the nine"]),
        ("x^2", ["x. squared"]),
        ("10⁶", ["ten to the sixth"]),
        ("2½", ["two and a half"]),
        ("½", ["one half", "a half", "half"]),
        ("3/4", ["three quarters", "three fourths"]),
        ("9/11", ["nine eleven"]),
        ("24/7", ["twenty four seven"]),
        ("2024-01-15", ["january fifteenth twenty twenty four"]),
        ("7:00", ["seven", "seven o'clock"]),
        ("10:30am", ["ten thirty a. m."]),
        ("5pm", ["five p. m."]),
        ("'90s", ["nineties"]),
        ("’60s", ["sixties"]),
        ("mid-1990s", ["mid nineteen nineties"]),
        ("1900s", ["nineteen hundreds"]),
        ("007", ["double oh seven"]),
        ("555-1234", ["five five five one two three four"]),
        ("60mph", ["sixty miles per hour", "sixty m. p. h."]),
        ("6'2\"", ["six two", "six foot two"]),
        ("1080p", ["ten eighty p."]),
        ("4K", ["four k.", "four thousand"]),
        ("16GB", ["sixteen gigabytes", "sixteen gigs"]),
        ("10-year-old", ["ten year old"]),
        ("GPT-4", ["g. p. t. four"]),
        ("H100", ["h. one hundred", "h. a hundred"]),
        ("COVID-19", ["covid nineteen"]),
        ("AT&T", ["at and t.", "a. t. and t."]),
        ("Q&A", ["q. and a."]),
        ("DeepMind’s", ["deep mind's", "deepmind's"]),
        ("NASA", ["nasa", "n. a. s. a."]),
        ("AI", ["a. i."]),
        ("SQL", ["sequel", "s. q. l."]),
        ("Ph.D.", ["p. h. d."]),
        ("U.S.A.", ["u. s. a."]),
        ("and/or", ["and or"]),
        ("w/o", ["without"]),
        (".NET", ["dot net"]),
        ("https://www.example.com/foo-bar", ["example dot com slash foo dash bar"]),
        ("me@example.org,", ["me at example dot org"]),
        ("#1", ["number one"]),
        ("#launch", ["hashtag launch"]),
        ("~5", ["about five"]),
        (">10", ["greater than ten", "over ten"]),
        ("café", ["cafe", "café"]),
        ("Zürich", ["zurich", "zürich"]),
        ("end.Start", ["end start"]),
        ("hello—world", ["hello world"]),
        ("b-b-but", ["b~but b~but but"]),
        ("[instead]", ["instead"]),
        ("millionx", ["million x.", "million times"]),
    ],
)
def test_a_token(printed: str, expected: list[str]) -> None:
    assert said(printed)[0][: len(expected)] == expected


@pytest.mark.parametrize(
    "silent",
    [
        "{sighs}",
        "<laughs>",
        "[BLANK_AUDIO]",
        "*coughs*",
        "🎵",
        "–",
        "--",
        "…",
        "[laughs]",
        "(applause)",
        "♪",
        "...",
        "[inaudible]",
    ],
)
def test_silent(silent: str) -> None:
    assert said(f"Yes {silent} no")[1] == []


def test_money_before_a_magnitude() -> None:
    assert [forms[0] for forms in said("It cost $1.5 million, yes")] == [
        "it",
        "cost",
        "one point five",
        "million dollars",
        "yes",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("costs $3 billion dollars", "costs | three | billion | dollars"),
        ("from $1-2 million", "from | one to two | million dollars"),
        ("on June 5, 2007", "on | june | fifth | two thousand seven"),
        ("on 5 June", "on | five | june"),
        ("World War II ended", "world | war | two | ended"),
        ("Dr. Smith of St. Louis", "doctor | smith | of | saint | louis"),
        ("on Main St. at noon", "on | main | street | at | noon"),
        ("No. 5 is no. I", "number | five | is | no | i"),
        ("well [upbeat music playing] yes", "well | - | - | - | yes"),
        ("(applause) and (the music)", "- | and | the | music"),
        ("WE ALL SAW THE CAT RUN IT", "we | all | saw | the | cat | run | it"),
    ],
)
def test_in_context(text: str, expected: str) -> None:
    assert " | ".join(forms[0] if forms else "-" for forms in said(text)) == expected


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_token_can_be_read(tokens: list[str]) -> None:
    forms = spoken_forms(tokens, lexicon().knows)
    assert len(forms) == len(tokens)
    assert all(word for alternatives in forms for form in alternatives for word in form)


def test_bare() -> None:
    assert bare("(“Don’t!”)") == "Don't"
