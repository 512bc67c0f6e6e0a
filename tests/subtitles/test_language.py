"""Break rules: the pairs that the guides keep together, and the places where they want a break."""

from __future__ import annotations

import pytest

from subtitles.language import Break, get_language


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "the", "honor"),
        ("en", "Dr.", "Watson"),
        ("en", "Noam", "Shazeer"),
        ("en", "J.", "Bach"),
        ("en", "25", "years"),
        ("en", "$18", "million"),
        ("en", "have", "been"),
        ("en", "would", "go"),
        ("en", "don't", "know"),
        ("en", "of", "Gemini"),
        ("en", "she", "went"),
        ("en", "it", "was"),
        ("en", "and", "so"),
        ("en", "because", "they"),
        ("en", "company’s", "name"),
        ("en", "big", "company"),
        ("en", "not", "going"),
        ("en", "it's", "been"),
        ("en", "That’s", "going"),
        ("en", "aren't", "going"),
        ("en", "we're", "not"),
        ("en", "we've", "a"),
        ("en", "doesn't", "cost"),
        ("en", "by", "being"),
        ("es", "la", "casa"),
        ("es", "se", "fue"),
        ("es", "no", "quiero"),
        ("fr", "les", "enfants"),
        ("fr", "dans", "la"),
        ("fr", "a", "été"),
        ("de", "der", "Hund"),
        ("de", "drei", "Jahre"),
        ("de", "Dr.", "Müller"),
        ("it", "della", "casa"),
        ("it", "non", "posso"),
        ("pt", "das", "pessoas"),
        ("pt", "não", "sei"),
    ],
)
def test_pairs_that_are_kept_together(language: str, before: str, after: str) -> None:
    assert get_language(language).break_between(before, after) is Break.FORBIDDEN


@pytest.mark.parametrize(
    ("language", "before", "after", "kind"),
    [
        ("en", "done.", "Then", Break.SENTENCE),
        ("en", "No.", "I", Break.SENTENCE),
        ("en", "done?”", "She", Break.SENTENCE),
        ("en", "e.g.", "this", Break.PLAIN),
        ("en", "company,", "you", Break.CLAUSE),
        ("en", "Well...", "maybe", Break.CLAUSE),
        ("en", "doors", "and", Break.CONJUNCTION),
        ("en", "doors", "of", Break.PREPOSITION),
        ("en", "people", "walked", Break.PLAIN),
        ("en", "going", "on", Break.PREPOSITION),
        ("en", "a", "–", Break.AVOID),
        ("en", "–", "genuinely", Break.CLAUSE),
        ("en", "that's", "a", Break.AVOID),
        ("en", "isn't", "in", Break.AVOID),
        ("en", "not", "for", Break.AVOID),
        ("en", "like", "is", Break.WEAK),
        ("en", "is", "“it's", Break.CLAUSE),
        ("de", "Hund", "Katze", Break.PLAIN),
        ("de", "kam,", "dass", Break.CLAUSE),
        ("xx", "the", "house", Break.PLAIN),
        ("xx", "Ende.", "Neu", Break.SENTENCE),
        ("zh", "好。", "我", Break.SENTENCE),
    ],
)
def test_how_good_a_break_is(language: str, before: str, after: str, kind: Break) -> None:
    assert get_language(language).break_between(before, after) is kind


def test_a_particle_may_end_a_phrase() -> None:
    break_between = get_language("en").break_between
    assert break_between("on", "in") < Break.FORBIDDEN
    assert break_between("on", "Friday") is Break.FORBIDDEN


def test_a_language_code_may_carry_a_region_and_cannot_reach_other_files() -> None:
    assert get_language("pt-BR").break_between("das", "pessoas") is Break.FORBIDDEN
    assert get_language("../words/en").break_between("the", "honor") is Break.PLAIN


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        ("de", "3.", "Mai", Break.FORBIDDEN),
        ("de", "19.", "Jahrhunderts", Break.FORBIDDEN),
        ("de", "2.", "große", Break.FORBIDDEN),
        ("de", "24.", "und", Break.CONJUNCTION),
        ("cs", "3.", "května", Break.FORBIDDEN),
        ("fi", "3.", "toukokuuta", Break.FORBIDDEN),
        ("cs", "3.", "5.", Break.FORBIDDEN),
        ("de", "25.", "Das", Break.SENTENCE),
        ("de", "1998.", "Mai", Break.SENTENCE),
        ("en", "25.", "May", Break.SENTENCE),
    ],
)
def test_no_sentence_ends_behind_an_ordinal(language: str, before: str, after: str, expected: Break) -> None:
    assert get_language(language).break_between(before, after) is expected


@pytest.mark.parametrize(("before", "after"), [("z.", "B."), ("B.", "wenn"), ("d.", "h."), ("u.", "a.")])
def test_german_abbreviations_of_two_letters_stay_whole(before: str, after: str) -> None:
    assert get_language("de").break_between(before, after) is Break.FORBIDDEN
