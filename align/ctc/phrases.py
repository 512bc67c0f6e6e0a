"""Scripts without spaces: a line of Chinese or Japanese becomes phrases, so that each can have times."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from align.document import Chapter, Speaker
from align.transcript.reader import Token, Transcript

__all__ = ["WITHOUT_SPACES", "split_phrases"]

WITHOUT_SPACES = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})

PARSERS = {
    "ja": "load_default_japanese_parser",
    "zh": "load_default_simplified_chinese_parser",
    "yue": "load_default_traditional_chinese_parser",
    "th": "load_default_thai_parser",
}

CLAUSE = re.compile(r".+?(?:[。！？、，；：…」』）!?]+|$)", re.DOTALL)
LONGEST = 8
"""Characters of a phrase where no parser is at hand."""


def split_phrases(transcript: Transcript, language: str) -> Transcript:
    """Return the transcript with tokens of a phrase each (by BudouX, or else by punctuation and length).

    Joined without spaces they give each token back as it was written; chapters, lines, paragraphs, speakers and hints
    keep their places.
    """
    parse = _parser(language)
    tokens: list[Token] = []
    begins: list[int] = []
    for token in transcript.tokens:
        begins.append(len(tokens))
        column = token.column
        for clause in CLAUSE.findall(token.text):
            for phrase in parse(clause):
                tokens.append(Token(phrase, token.line, column))
                column += len(phrase)
    begins.append(len(tokens))

    def moved(index: int) -> int:
        return begins[min(index, len(begins) - 1)]

    return replace(
        transcript,
        tokens=tuple(tokens),
        chapters=tuple(Chapter(chapter.title, moved(chapter.word)) for chapter in transcript.chapters),
        paragraphs=tuple(moved(index) for index in transcript.paragraphs),
        lines=tuple(moved(index) for index in transcript.lines),
        speakers=tuple(Speaker(moved(speaker.word), speaker.name) for speaker in transcript.speakers),
        hints=tuple((moved(index), start, end) for index, start, end in transcript.hints),
    )


def _parser(language: str) -> Callable[[str], list[str]]:
    if language in PARSERS and importlib.util.find_spec("budoux") is not None:
        parser = getattr(importlib.import_module("budoux"), PARSERS[language])()

        def parse(text: str) -> list[str]:
            return [str(part) for part in parser.parse(text)]

        return parse
    return _by_length


def _by_length(text: str) -> list[str]:
    """Return parts of about equal length.

    >>> _by_length("一二三四五六七八九十。")
    ['一二三四五六', '七八九十。']
    """
    count = max(1, -(-len(text) // LONGEST))
    cuts = [round(part * len(text) / count) for part in range(count + 1)]
    return [text[low:high] for low, high in pairwise(cuts)]
