"""Tokens that are said together, in any language: finding them, and sharing their words out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from align.pronunciation.english_numbers import Forms, Words, unique
from align.pronunciation.phones import PART

__all__ = ["MOST_GROUPS", "OPENING", "core", "merged", "spread", "thousands_at"]

OPENING, CLOSING = "\"'“‘«([{", ".,;:!?…\"'”’»)]}"

MOST_GROUPS = 5
"""Groups of three digits in one number: fifteen digits are billions of thousands."""


def core(token: str, *, first: bool = True, last: bool = True) -> str:
    """Return a token without the punctuation that may open and close its group; inside, it has none."""
    text = token.replace("’", "'")
    text = text.lstrip(OPENING) if first else text
    return text.rstrip(CLOSING) if last else text


def spread(words: Words, count: int) -> list[Words]:
    """Share words out among so many tokens, in order; where they are too few, the last is cut in pieces.

    >>> spread(("one", "two", "three"), 2), spread(("twenty",), 2)
    ([('one', 'two'), ('three',)], [('twenty/1/2',), ('twenty/2/2',)])
    """
    if len(words) < count:
        pieces = count - len(words) + 1
        cut = [(f"{words[-1]}{PART}{piece + 1}{PART}{pieces}",) for piece in range(pieces)]
        return [*((word,) for word in words[:-1]), *cut]
    bounds = [-(-len(words) * place // count) for place in range(count + 1)]
    return [words[a:b] for a, b in pairwise(bounds)]


def merged(readings: Sequence[Sequence[Words]]) -> list[Forms]:
    """Return the forms of each token, from readings of the whole group that are shared out already."""
    return [unique(column) for column in zip(*readings, strict=True)]


def thousands_at(tokens: Sequence[str], index: int) -> list[str]:
    """Return the groups of a number whose thousands are parted by spaces: "10 000"."""
    first = core(tokens[index], last=False)
    if not re.fullmatch(r"[1-9]\d{0,2}", first):
        return []
    groups = [first]
    for place in range(index + 1, min(len(tokens), index + MOST_GROUPS)):
        text = tokens[place]
        if re.fullmatch(r"\d{3}", text):
            groups.append(text)
            continue
        if re.fullmatch(r"\d{3}", core(text, first=False)):
            groups.append(core(text, first=False))
        elif text[:1].isdecimal() and len(groups) > 1 and not core(text, first=False).isalpha():
            # "555 123 4567" is a telephone number.
            return []
        break
    return groups if len(groups) > 1 else []
