"""Amounts, dates, units and ordinals of the measured languages, each with the readings that it must have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.pronunciation.english_numbers import MOST_READINGS
from align.pronunciation.foreign_forms import foreign_forms
from align.pronunciation.foreign_table import TABLES
from align.pronunciation.g2p import pronounce
from align.pronunciation.languages import find_language


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("de", "kostet 20 € heute", "kostet | zwanzig | euro | heute"),
        ("de", "kostet € 20 heute", "kostet | zwanzig | euro | heute"),
        ("de", "kostet 20 EUR", "kostet | zwanzig | euro"),
        ("de", "für CHF 50", "für | fünfzig | franken"),
        ("de", "am 3. Mai 2024", "am | dritten | mai | zweitausendvierundzwanzig"),
        ("de", "am 03.05.2024", "am | dritten mai zweitausendvierundzwanzig"),
        ("de", "etwa 12 km² groß", "etwa | zwölf | quadratkilometer | groß"),
        ("de", "etwa 3/4 davon", "etwa | drei viertel | davon"),
        ("de", "etwa 2,5 Mio. Leute", "etwa | zwei komma fünf | millionen | leute"),
        ("fr", "coûte 20 € ici", "coûte | vingt | euros | ici"),
        ("fr", "coûte 20,50 €", "coûte | vingt virgule cinquante | euros"),
        ("fr", "il y a 10 000 personnes", "il | y | a | dix | mille | personnes"),
        ("fr", "le 1er mai", "le | premier | mai"),
        ("fr", "le 03/05/2024", "le | trois mai deux mille vingt-quatre"),
        ("fr", "au XXe siècle", "au | vingtième | siècle"),
        ("fr", "Louis XIV est", "louis | quatorze | est"),
        ("fr", "payé 20 € 3 fois", "payé | vingt | euros | trois | fois"),
        ("es", "cuesta $ 20", "cuesta | veinte | dólares"),
        ("es", "el 1 de mayo", "el | primero | de | mayo"),
        ("es", "el 3/5/2024", "el | tres de mayo de dos mil veinticuatro"),
        ("es", "a 20 °C hoy", "a | veinte | grados | hoy"),
        ("it", "costa 20 € ora", "costa | venti | euro | ora"),
        ("it", "nel XX secolo", "nel | ventesimo | secolo"),
        ("pt", "custa R$ 20 agora", "custa | vinte | reais | agora"),
        ("pt", "custa R$20", "custa | vinte reais"),
        ("pl", "kosztuje 20 zł teraz", "kosztuje | dwadzieścia | złotych | teraz"),
        ("pl", "był 3 maja", "był | trzeciego | maja"),
        ("ca", "costa 20 € avui", "costa | vint | euros | avui"),
        # A language without a table still reads the signs that all share.
        ("sv", "kostar 20 € nu", "kostar | tjugo | euro | nu"),
    ],
)
def test_the_first_reading(code: str, text: str, said: str) -> None:
    forms = foreign_forms(text.split(), find_language(code))
    assert " | ".join(" ".join(each[0]) for each in forms) == said


@pytest.mark.parametrize(
    ("code", "text", "index", "said"),
    [
        ("fr", "coûte 20,50 €", 1, "vingt"),
        ("fr", "coûte 20,50 €", 2, "euros cinquante"),
        ("es", "el 1 de mayo", 1, "uno"),
        ("de", "am 3. Mai", 1, "dritter"),
        ("it", "Enrico IV era", 1, "quattro"),
        ("pl", "był 3 maja", 1, "trzy"),
    ],
)
def test_other_readings(code: str, text: str, index: int, said: str) -> None:
    assert tuple(said.split()) in foreign_forms(text.split(), find_language(code))[index]


PIECES = st.from_regex(r"\A[€$£(]?\d{1,5}([.,:/-]\d{1,4}){0,2}(%|€|km|\.|er|º)?\Z")
SIGNS = st.sampled_from("€ $ zł CHF km² °C 000 - XX mai de % h".split())


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES | SIGNS, min_size=1, max_size=4), st.sampled_from([*TABLES, "sv"]))
def test_digits_never_vanish(tokens: list[str], code: str) -> None:
    forms = foreign_forms(tokens, find_language(code))
    for token, each in zip(tokens, forms, strict=True):
        assert each or not any(c.isdecimal() for c in token)
        assert len(each) <= MOST_READINGS
    assert all(ways for token, ways in zip(tokens, pronounce(tokens, code), strict=True) if token[-1:].isdecimal())
