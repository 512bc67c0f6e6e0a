"""Spaces between words: everywhere in Latin, nowhere in Chinese, in Thai where the text had one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Word
from align.spacing import gaps_before, is_apart, join_texts, join_words
from align.transcript import Token, Transcript, split_phrases


def tokens(*lines: str) -> tuple[Token, ...]:
    found = ((number, each) for number, line in enumerate(lines, 1) for each in re.finditer(r"\S+", line))
    return tuple(Token(each[0], number, each.start() + 1) for number, each in found)


def test_words_with_letters_stand_apart() -> None:
    assert join_words(tokens("Hello, world", "again")) == "Hello, world again"
    assert gaps_before(tokens("a b")) == (True, True)
    assert join_words(()) == ""


def test_a_corrected_word_of_another_length_glues_nothing() -> None:
    words = [Word("anyone", 0, 1, line=1, column=1), Word("here", 1, 2, line=1, column=7)]
    assert is_apart(*words)
    chinese = [Word("天气真", 0, 1, line=1, column=1), Word("很好", 1, 2, line=1, column=3)]
    assert not is_apart(*chinese)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "我们使用 Python 编程，已经5年了。他说：“好！”"),
        ("zh-TW", "我們使用Python編程。"),
        ("ja", "はい 2020年に「東京」へ引っ越しました。"),
        ("th", "สวัสดีครับ วันนี้ปี 2020 อากาศดีมาก"),
        ("lo", "ສະບາຍດີ ມື້ນີ້ອາກາດດີຫຼາຍພວກເຮົາໄປສວນສາທາລະນະ"),
        ("km", "សួស្តីថ្ងៃនេះអាកាសធាតុល្អណាស់យើងទៅសួន"),
    ],
)
def test_phrases_give_the_line_back(language: str, line: str) -> None:
    split = split_phrases(Transcript(Path("t.txt"), tokens(line)), language)
    assert join_words(split.tokens) == line
    assert len(split.tokens) > 2
    assert not any(token.text[0] in "，。！”าะ្่້" or token.text.endswith("“") for token in split.tokens)
    assert not any(re.search(r"\d$", token.text) and token.text != "2020" for token in split.tokens)


@given(st.lists(st.sampled_from(["天气", "いい。", "“好”", "Ada", "2020", "ครับ", "，"]), min_size=1, max_size=8))
def test_joining_loses_no_letter(texts: list[str]) -> None:
    joined = join_texts(texts)
    assert joined.replace(" ", "") == "".join(texts)
    assert joined == joined.strip()
