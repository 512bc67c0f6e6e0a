"""Kinds of printed numbers, and the readings that each must have among its first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.dictionary import lexicon
from align.pronunciation.english import spoken_forms
from align.pronunciation.english_numbers import MOST_READINGS
from align.pronunciation.phones import part_of


def readings(text: str) -> list[set[str]]:
    """The readings of each token, as text."""
    return [{" ".join(form) for form in forms} for forms in spoken_forms(text.split(), lexicon().knows)]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (".5", "point five | zero point five | five tenths | half"),
        ("(.25)", "point two five | point twenty five"),
        ("...5", "five"),
        ("-.5", "minus point five"),
        ("$.50", "fifty cents"),
        ("0.05", "zero point zero five | point oh five | five hundredths"),
        ("3.10", "three point one zero | three point ten | three ten"),
        ("20,50", "twenty point five zero | twenty comma five zero"),
        ("1-800-555-0199", "one eight hundred five five five oh one nine nine"),
        ("1-800-555-0199", "one eight hundred five five five zero one nine nine"),
        ("1-800-FLOWERS", "one eight hundred flowers"),
        ("212.555.0123", "two one two five five five oh one two three"),
        ("9/21/24", "nine twenty one twenty four | nine slash twenty one slash twenty four"),
        ("9/21/24", "september twenty first twenty twenty four | september twenty first two thousand twenty four"),
        ("21/9/2024", "september twenty first twenty twenty four | twenty first of september twenty twenty four"),
        ("9/21", "september twenty first | nine twenty one"),
        ("1/1000th", "one thousandth | one one thousandth | a thousandth | one over one thousand"),
        ("1/100th", "one hundredth | one one hundredth"),
        ("2/3rds", "two thirds"),
        ("7/8", "seven eighths | seven over eight | seven out of eight"),
        ("12km²", "twelve square kilometers | twelve kilometers squared"),
        ("12km2", "twelve square kilometers"),
        ("6'2\"", "six two | six foot two | six feet two inches"),
        ("6’", "six feet | six foot"),
        ('8",', "eight inches | eight"),
        ("5'10½\"", "five foot ten and a half"),
        ("S2E05", "season two episode five | s. two e. five | s. two e. oh five"),
        ("1,234.56", "one thousand two hundred thirty four point five six"),
        ("EUR20", "twenty euros"),
        ("20EUR", "twenty euros"),
        ("CHF1'000", "one thousand francs"),
        ("£5.50", "five pounds fifty | five fifty | five point five zero pounds"),
        ("√2", "the square root of two | square root of two | root two"),
        ("10⁻³", "ten to the minus three"),
        ("2^10", "two to the tenth | two to the power of ten"),
        ("3:1", "three to one | three one"),
        ("3-0", "three nil | three zero | three nothing"),
        ("10-20", "ten to twenty | ten through twenty"),
        ("9am-5pm", "nine a. m. to five p. m."),
        ("9:30-10:30", "nine thirty to ten thirty"),
        ("Mon.–Fri.", "monday to friday | monday through friday"),
        ("17:30", "seventeen thirty | five thirty"),
        ("5:15", "five fifteen | quarter past five"),
        ("12:00", "twelve | noon"),
        ("1:02:03", "one oh two oh three | one hour two minutes three seconds"),
        ("100th", "one hundredth | a hundredth"),
        ("2008-09", "two thousand eight to oh nine | two thousand eight oh nine"),
        ("90210", "nine oh two one oh | nine zero two one zero"),
        ("978-3-16-148410-0", "nine seven eight three one six one four eight four one oh oh"),
        ("98.6°F", "ninety eight point six degrees fahrenheit | ninety eight point six degrees"),
        ("harbourbread.com/show20", "harbour bread dot com slash show twenty"),
        ("https://www.example.org", "example dot org"),
        ("#metoo", "hashtag me too | me too"),
        ("f**king", "fucking | beep"),
        ("sh*t", "shit"),
        ("5,000-sq.-ft.", "five thousand square foot | five thousand square feet"),
        ("'cause", "'cause"),
    ],
)
def test_a_number_in_several_readings(printed: str, said: str) -> None:
    assert readings(printed)[0] >= set(said.split(" | "))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("costs € 20 at", "costs | twenty | euros | at"),
        ("costs EUR 20.", "costs | twenty | euros"),
        ("costs 20 € at", "costs | twenty | euros | at"),
        ("costs 20 EUR", "costs | twenty | euros"),
        ("paid 20 € 3 times", "paid | twenty | euros | three | times"),
        ("costs $ 20", "costs | twenty | dollars"),
        ("costs 20 $", "costs | twenty | dollars"),
        ("costs CHF 1'500", "costs | one thousand five | hundred francs"),
        ("costs $ 20 million now", "costs | twenty/1/2 | twenty/2/2 | million dollars | now"),
        ("costs € 10 000 now", "costs | ten | thousand | euros | now"),
        ("holds 10 000 people", "holds | ten | thousand | people"),
        ("holds 1 250 000 people", "holds | one | million two hundred fifty | thousand | people"),
        ("holds 1 000 000 people", "holds | one | million/1/2 | million/2/2 | people"),
        ("covers 12 km² and", "covers | twelve | square kilometers | and"),
        ("is 20 °C now", "is | twenty | degrees celsius | now"),
        ("at 5 in the", "at | five | in | the"),
        ("at 2 p.m. ET today", "at | two | p. m. | eastern time | today"),
        ("in chapter IV of", "in | chapter | four | of"),
        ("Super Bowl LVIII together", "super | bowl | fifty eight | together"),
        ("read part I now", "read | part | one | now"),
        ("Then I went", "then | i | went"),
        ("Then CD sales", "then | c. d. | sales"),
        ("add 2 1/2 cups", "add | two | and a half | cups"),
        ("from 10 – 20 people", "from | ten | - | twenty | people"),
        ("on June 5-7 we", "on | june | fifth to seventh | we"),
        ("call (555) 123-4567 now", "call | five five five | one two three four five six seven | now"),
        ("the late 2008, 2009 timeframe", "the | late | two thousand eight | two thousand nine | timeframe"),
    ],
)
def test_tokens_that_are_said_together(text: str, said: str) -> None:
    forms = spoken_forms(text.split(), lexicon().knows)
    first = [" ".join(each[0]) if each else "-" for each in forms]
    if text.startswith("costs CHF"):
        assert " ".join(first[1:]) == "one thousand five hundred francs"
    else:
        assert " | ".join(first) == said


def test_a_word_that_several_tokens_share_loses_no_phone() -> None:
    words = {"million": (("M", "IH", "L", "Y", "AH", "N"),), "oh": (("OW",),)}
    for count in (1, 2, 3, 4):
        parts = [part_of(f"million/{part}/{count}", words.__getitem__)[0] for part in range(1, count + 1)]
        assert sum(parts, ()) == words["million"][0]
    assert part_of("oh/1/2", words.__getitem__) == part_of("oh/2/2", words.__getitem__) == (("OW",),)
    assert part_of("million", words.__getitem__) == ()


NUMBERS = st.from_regex(r"\A[$€£+#~(-]?\d{1,6}([.,:/'x^°-]\d{1,4}){0,3}(st|km²|%|\"|'|[kMB]|EUR|pm|s)?[.,;)]?\Z")
SIGNS = st.sampled_from("$ € EUR km² °C % p.m. ET million IV - – √ x / = 1/2 000 (555) June chapter".split())


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(st.lists(NUMBERS | SIGNS, min_size=1, max_size=5))
def test_digits_never_vanish(tokens: list[str]) -> None:
    forms = spoken_forms(tokens, lexicon().knows)
    for token, each in zip(tokens, forms, strict=True):
        if any(c.isdecimal() for c in token):
            assert each, token
        assert len(each) <= MOST_READINGS


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(st.lists(st.text("0123456789.,:/'\"-–+^√²½€$°xkmMIVsE*@#()[]~ ", max_size=14), max_size=5))
def test_any_run_of_digits_and_signs_can_be_read(tokens: list[str]) -> None:
    forms = spoken_forms(tokens, lexicon().knows)
    assert len(forms) == len(tokens)
    assert all(word for each in forms for form in each for word in form)


@pytest.mark.slow
@pytest.mark.parametrize(
    "token", ["9" * 1000, "1-" * 400 + "1", "1." * 400 + "1", "+" * 900 + "5+", "√" * 900 + "2", "$" * 900]
)
def test_long_tokens_are_read_without_end(token: str) -> None:
    (forms,) = spoken_forms([token], lexicon().knows)
    assert len(forms) <= MOST_READINGS
