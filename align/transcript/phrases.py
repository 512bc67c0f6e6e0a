"""Scripts without spaces: a line of Chinese, Japanese or Thai becomes phrases, so that each can have times.

BudouX (https://github.com/google/budoux) parts Chinese, Japanese and Thai by small models that come with it; Thai goes
by PyThaiNLP's dictionary where that is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from align.document import Chapter, Speaker
from align.spacing import ADDRESS_MARKS
from align.transcript.transcript import Token, Transcript

__all__ = ["part_addresses", "split_phrases", "writes_without_spaces"]

_WITHOUT_SPACES = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})

PARSERS = {
    "ja": "load_default_japanese_parser",
    "zh": "load_default_simplified_chinese_parser",
    "yue": "load_default_traditional_chinese_parser",
    "th": "load_default_thai_parser",
}

TRADITIONAL = re.compile(r"(?i)zh[-_](hant|tw|hk|mo)\b|yue")
"""Codes of Chinese in the traditional script."""

DICTIONARY = "newmm_tokenizer"
"""Package with the dictionary of PyThaiNLP and its search, 1.5 MB where the whole takes 68."""

BY_MODEL = "Thai was parted by a small model; a dictionary does it better: pip install 'pullquote[thai]'"
BY_LENGTH = "no parser knows the words of this language: lines were parted into pieces of like length"

_CLOSE = "。！？、，；：…」』）】》〉”’»!?"
"""Marks that stand with the word before them."""

_OPEN = "「『（【《〈“‘«("

LONGEST_WHOLE = 32
"""Characters of an address that is not parted: it fits on the lines of nearly all profiles."""

_ADDRESS = re.compile(r"(?:[a-z]+://)?.+?(?:[" + re.escape("".join(ADDRESS_MARKS)) + r"]+|$)")

CLAUSE = re.compile(rf".+?(?:[{_CLOSE}]+|$)", re.DOTALL)
LONGEST = 8
"""Characters of a phrase where no parser is at hand."""

_BEFORE_CONSONANT, _AFTER_CONSONANT = "เแโใไເແໂໃໄ", "ะาำๅฯๆະາຳໆ"
"""Vowels and signs of Thai and Lao that are written before the consonant that they follow, and behind it."""

_JOINERS = "\u1039\u17d2"
"""Signs of Burmese and Khmer that put the next consonant below."""

Parse = Callable[[str], list[str]]


def writes_without_spaces(language: str) -> bool:
    """Tell whether a language, by its code, puts no spaces between words.

    >>> writes_without_spaces("zh-TW"), writes_without_spaces("ko")
    (True, False)
    """
    return re.split(r"[-_]", language.lower())[0] in _WITHOUT_SPACES


def split_phrases(transcript: Transcript, language: str) -> Transcript:
    """Return the transcript with tokens of a phrase each; where no parser was at hand, a warning says so.

    Joined by `align.spacing.join_words` they give the text back as it was written; chapters, lines, paragraphs,
    speakers and hints keep their places.
    """
    parse, warning = _parser(language)
    made = _parted(transcript, lambda text: [phrase for clause in CLAUSE.findall(text) for phrase in parse(clause)])
    return replace(made, warnings=(*made.warnings, warning)) if warning else made


def part_addresses(transcript: Transcript) -> Transcript:
    """Return the transcript with addresses that are longer than a line parted behind their slashes."""
    if not any(len(token.text) > LONGEST_WHOLE for token in transcript.tokens):
        return transcript
    return _parted(transcript, _address_parts)


def _address_parts(text: str) -> list[str]:
    """Return the parts of a long address.

    >>> _address_parts("https://www.example.org/talks/2024/harbour")
    ['https://www.example.org/', 'talks/', '2024/', 'harbour']
    """
    return _ADDRESS.findall(text) if len(text) > LONGEST_WHOLE else [text]


def _parted(transcript: Transcript, parts_of: Parse) -> Transcript:
    """Return the transcript with each token parted; everything keeps its place."""
    tokens: list[Token] = []
    begins: list[int] = []
    for token in transcript.tokens:
        begins.append(len(tokens))
        column = token.column
        for part in parts_of(token.text):
            tokens.append(Token(part, token.line, column))
            column += len(part)
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


def _parser(language: str) -> tuple[Parse, str | None]:
    """Return what parts a text of the language, and what the user should be told of it."""
    code = "yue" if TRADITIONAL.match(language) else re.split(r"[-_]", language.lower())[0]
    if code == "th" and importlib.util.find_spec(DICTIONARY) is not None:
        return _by_dictionary(), None
    if code in PARSERS:
        parser = getattr(importlib.import_module("budoux"), PARSERS[code])()
        return _by_model(parser), BY_MODEL if code == "th" else None
    return _by_length, BY_LENGTH


def _by_model(parser: Any) -> Parse:
    return lambda text: _whole_letters([str(part) for part in parser.parse(text)])


def _by_dictionary() -> Parse:
    tokenize = importlib.import_module(f"{DICTIONARY}.tokenizer").word_tokenize
    return lambda text: _whole_letters([str(part) for part in tokenize(text)])


def _by_length(text: str) -> list[str]:
    """Return parts of about equal length.

    >>> _by_length("一二三四五六七八九十。")
    ['一二三四五', '六七八九十。']
    """
    places = [k for k in range(1, len(text)) if not _together(text[k - 1], text[k])]
    count = -(-len(text) // LONGEST)
    wanted = [len(text) * part / count for part in range(1, count)]
    cuts = sorted({min(places, key=lambda k: abs(k - at)) for at in wanted} if places else ())
    return [text[low:high] for low, high in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _whole_letters(parts: list[str]) -> list[str]:
    """Join parts where no line may end: inside a letter with its signs, a Latin word, a number, around quotes."""
    made: list[str] = []
    for part in filter(None, parts):
        if made and _together(made[-1][-1], part[0]):
            made[-1] += part
        else:
            made.append(part)
    return made


def _together(before: str, after: str) -> bool:
    """Tell whether two characters that follow each other belong to one word.

    >>> _together("2", "0"), _together("“", "好"), _together("好", "人")
    (True, True, False)
    """
    if before.isascii() and after.isascii():
        return True
    if before in _BEFORE_CONSONANT + _JOINERS + _OPEN:
        return True
    return after in _AFTER_CONSONANT + _CLOSE or unicodedata.category(after).startswith("M")
