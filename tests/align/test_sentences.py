"""The ends of sentences, in the scripts that are served and with what closes behind them."""

from __future__ import annotations

import pytest

from align.sentences import ends_in_question, ends_in_sentence_mark, split_sentences


@pytest.mark.parametrize(
    "text", ["end.", "end!”", "(end?)", "end…»", "«end.»)", "说。", "हाँ।", "لماذا؟", "“Ende.“", "Mr."]
)
def test_a_mark_ends_a_sentence_with_quotes_and_brackets_behind_it(text: str) -> None:
    assert ends_in_sentence_mark(text)


@pytest.mark.parametrize("text", ["", "end", "end,", "end;", "(end)", ".5", "a.b", "—", "end.—"])
def test_nothing_else_ends_one(text: str) -> None:
    assert not ends_in_sentence_mark(text)


def test_a_question_asks() -> None:
    assert [ends_in_question(text) for text in ("so?", "so？”", "so؟", "so.", "so?!")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_running_text_is_parted_and_keeps_every_letter() -> None:
    text = "One. “Two!”  Three?) Four 3.5 five… six\nseven."
    parts = split_sentences(text)
    assert parts == ["One.", "“Two!”", "Three?)", "Four 3.5 five…", "six", "seven."]
    assert "".join("".join(parts).split()) == "".join(text.split())
