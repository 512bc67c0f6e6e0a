"""What the dictionary lacks: endings put on its words, parts of words, words broken off; over our own dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.errors import FileProblem
from align.pronunciation.dictionary import Lexicon, lexicon
from align.pronunciation.english import STUTTER
from align.pronunciation.phones import PHONES, VOWELS

ENTRIES = """\
cat K AE T
dog D AO G
bus B AH S
church CH ER CH
judge JH AH JH
bee B IY
cliff K L IH F
they DH EY
street S T R IY T
owl AW L
shh's SH
read R IY D
read(2) R EH D
read(3) R IY D
read(4) R EY D
read(5) R OW D
broken
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("dictionary") / "words.dict"
    path.write_text(ENTRIES, encoding="utf-8")
    return Lexicon(path)


def said(words: Lexicon, word: str) -> list[str]:
    return [" ".join(phones) for phones in words.phones(word)]


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        # A voiceless end takes S, a voiced one or a vowel Z, a sibilant a syllable of its own.
        ("cat's", "K AE T S"),
        ("cliff's", "K L IH F S"),
        ("dog's", "D AO G Z"),
        ("bee's", "B IY Z"),
        ("bus's", "B AH S IH Z"),
        ("church's", "CH ER CH IH Z"),
        ("judge's", "JH AH JH IH Z"),
        ("dog'", "D AO G Z"),
        ("they'll", "DH EY AH L"),
        ("they're", "DH EY ER"),
        ("they've", "DH EY AH V"),
        ("they'd", "DH EY D"),
        ("dog'll've", "D AO G AH L AH V"),
    ],
)
def test_endings(words: Lexicon, word: str, phones: str) -> None:
    assert said(words, word) == [phones]


def test_entries_come_before_rules(words: Lexicon) -> None:
    assert said(words, "shh's") == ["SH"]
    assert said(words, "the") == ["DH AH", "DH IY"]


def test_there_are_at_most_four_different_ways_in_order(words: Lexicon) -> None:
    assert said(words, "read") == ["R IY D", "R EH D", "R EY D"]
    assert said(words, "read's") == ["R IY D Z", "R EH D Z", "R EY D Z"]


def test_what_is_known(words: Lexicon) -> None:
    assert words.knows("cat")
    assert words.knows("gonna")
    assert not words.knows("cats")
    assert not words.knows("broken")
    assert not words.knows("Cat")


@pytest.mark.parametrize(
    ("word", "ways"),
    [("st~street", ["S T R AH", "S T R IY"]), ("b~bee", ["B AH", "B IY"]), ("o~owl", ["AW"])],
)
def test_words_broken_off_keep_their_beginning(words: Lexicon, word: str, ways: list[str]) -> None:
    assert STUTTER == "~"
    assert said(words, word) == ways


def test_parts_of_a_word_are_parts_of_each_of_its_ways(words: Lexicon) -> None:
    assert said(words, "street/1/2") == ["S T"]
    assert said(words, "street/2/2") == ["R IY T"]
    assert said(words, "read/2/3") == ["IY", "EH", "EY"]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9))
def test_any_word_is_said_in_the_phones_of_the_model(word: str) -> None:
    words = lexicon()
    for phones in words.phones(word):
        assert PHONES.issuperset(phones)
    vowels = [phone for phones in words.phones(word) for phone in phones if phone in VOWELS]
    assert vowels or not set(word) & set("aeiou")


def test_a_dictionary_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="the pronunciation dictionary cannot be read"):
        Lexicon(tmp_path / "none.dict")
    (tmp_path / "bad.dict").write_bytes(b"\xff\xfe\x80")
    with pytest.raises(FileProblem, match="the pronunciation dictionary cannot be read") as caught:
        Lexicon(tmp_path / "bad.dict")
    assert "\n" not in str(caught.value)
