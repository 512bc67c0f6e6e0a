"""Where a space stands between words: not within Chinese and Japanese, and in Thai only between phrases.

Words of such a text are phrases that a parser found (`align.transcript.phrases`), so they are joined as they stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from align.sentences import CLOSERS

__all__ = ["ADDRESS_MARKS", "SPACELESS", "Written", "gaps_before", "is_apart", "join_texts", "join_words"]

SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: no space parts their words."""

_IDEOGRAPHIC = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Chinese and Japanese, their marks and full-width letters: no space stands between their lines either."""

ADDRESS_MARKS = ("/", "?", "&", "=", "_")
"""Marks behind which an address may be parted, so that it fits on lines."""

_OPENERS = "\"'“‘«([{‹"
_CLOSING = CLOSERS + ".,!?…;:"


class Written(Protocol):
    """A word as it stands in a file: an alignment's `Word`, a transcript's `Token`."""

    @property
    def text(self) -> str:
        """The word."""

    @property
    def line(self) -> int | None:
        """Its line, from 1, where there is a file."""

    @property
    def column(self) -> int | None:
        """Its column, from 1."""


def is_apart(before: Written, after: Written) -> bool:
    """Tell whether a space parts two words of a text that follow each other.

    Where their places in the file are known they say it, for words of a script without spaces; elsewhere scripts do.
    """
    border = _border(before.text, after.text)
    if border.isascii() or not any(map(_spaceless, border)):
        return not (before.text[-1:] in ADDRESS_MARKS and _between(before, after) == 0)
    between = _between(before, after)
    if between in (0, 1):
        return between == 1
    known = before.line is not None and before.column is not None and after.column is not None
    if known and before.line != after.line and not all(map(_IDEOGRAPHIC.match, border)):
        return True
    return not all(map(_spaceless, border))


def _between(before: Written, after: Written) -> int | None:
    """Return the characters between two words of one line; `None` where that is not known."""
    if before.line is None or before.column is None or after.column is None or before.line != after.line:
        return None
    return after.column - before.column - len(before.text)


def gaps_before(words: Sequence[Written]) -> tuple[bool, ...]:
    """Tell for each word whether a space stands before it; for the first it is true."""
    return tuple([True, *(is_apart(a, b) for a, b in pairwise(words))][: len(words)])


def join_words(words: Sequence[Written]) -> str:
    """Return the words on one line, as they stood."""
    return "".join(f" {word.text}" if gap else word.text for word, gap in zip(words, gaps_before(words), strict=True))[
        1:
    ]


def join_texts(texts: Sequence[str]) -> str:
    """Return words whose places are not known on one line.

    >>> join_texts(["天気が", "いい。", "Hello,", "world"]), join_texts(["今天", "“好”"])
    ('天気がいい。 Hello, world', '今天“好”')
    """
    return "".join(_spaced(texts))


def _spaced(texts: Sequence[str]) -> Iterator[str]:
    yield from texts[:1]
    for before, after in pairwise(texts):
        yield after if all(map(_spaceless, _border(before, after))) else f" {after}"


def _spaceless(character: str) -> bool:
    return bool(SPACELESS.match(character) or _IDEOGRAPHIC.match(character))


def _border(before: str, after: str) -> str:
    """Return the two letters at a border, quotes, brackets and Latin marks between them aside."""
    left = before.rstrip(_CLOSING) or before
    right = after.lstrip(_OPENERS) or after
    return left[-1:] + right[:1]
