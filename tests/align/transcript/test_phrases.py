"""A line without spaces becomes phrases that give it back, and everything keeps its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Chapter, Speaker
from align.transcript import phrases
from align.transcript.phrases import split_phrases
from align.transcript.reader import Token, Transcript

LINES = ("今天天气很好，我们去公园玩吧。", "你说什么？我没有听清楚！")


def transcript(*lines: str) -> Transcript:
    return Transcript(
        path=Path("t.txt"),
        tokens=tuple(Token(line, number, 1) for number, line in enumerate(lines, start=1)),
        chapters=(Chapter("一", 0), Chapter("二", len(lines))),
        paragraphs=(0,),
        lines=tuple(range(len(lines))),
        speakers=(Speaker(0, "甲"), Speaker(len(lines) - 1, "乙")),
    )


@pytest.mark.slow
@given(st.lists(st.text("天气很好我们去，。？", min_size=1, max_size=30), min_size=1, max_size=5))
def test_nothing_is_lost(lines: list[str]) -> None:
    split = split_phrases(transcript(*lines), "zh")
    for number, line in enumerate(lines, start=1):
        parts = [token for token in split.tokens if token.line == number]
        assert "".join(token.text for token in parts) == line
        assert [token.column for token in parts] == [
            1 + sum(len(before.text) for before in parts[:index]) for index in range(len(parts))
        ]
    assert split.lines == tuple(
        next(index for index, token in enumerate(split.tokens) if token.line == number)
        for number in range(1, len(lines) + 1)
    )


@pytest.mark.parametrize("parser", [True, False])
def test_phrases_end_at_punctuation(parser: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not parser:
        monkeypatch.setattr(phrases, "PARSERS", {})
    split = split_phrases(transcript(*LINES), "zh")
    texts = split.words
    assert len(texts) >= 4
    assert all(len(text) <= 12 for text in texts)
    assert any(text.endswith("，") for text in texts)
    second = next(index for index, token in enumerate(split.tokens) if token.line == 2)
    assert split.speakers == (Speaker(0, "甲"), Speaker(second, "乙"))
    assert split.chapters == (Chapter("一", 0), Chapter("二", len(texts)))
