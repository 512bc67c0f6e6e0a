"""Words parted at the end of a line, as typeset pages have them, put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from align.transcript.lines import MASK, SourceLine, Tally, masked

__all__ = ["join_parted_words"]

_BEFORE = re.compile(r"(?P<word>[^\W\d_][\w'’-]{0,60})[-‐]$")
_AFTER = re.compile(r"\s{0,80}(?P<word>[^\W\d_][\w'’-]{0,60})")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")

COMPOUNDS = frozenset(
    """self well ill non ex co half all cross twenty thirty forty fifty sixty seventy eighty ninety high low long short
    anti pro vice great mid""".split()
)
"""First parts of words that keep their hyphen."""


@dataclass(frozen=True, slots=True)
class _Parted:
    place: int
    first: str
    second: str


def join_parted_words(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Join "kit-" and "chen" over the end of a line; "well-" and "known" keep the hyphen, "I-" and "I" stay two."""
    parted = list(_parted(lines))
    if not parted:
        return list(lines)
    words, cut = _vocabulary(lines)
    # Without the words at the ends of lines themselves.
    own = Counter(one.first for one in parted)
    own.update(one.second for one in parted)
    fragments = [_is_fragment(one, words, own) for one in parted]
    typeset = sum(fragments) >= 0.5 * len(parted)
    if cut > len(parted):
        return list(lines)
    result = list(lines)
    for one, fragment in zip(parted, fragments, strict=True):
        whole, compound = one.first + one.second, f"{one.first}-{one.second}"
        if one.second.startswith(one.first) and not words[whole]:
            continue  # A false start: "th-", "the".
        line = result[one.place]
        keeps = bool(words[compound]) or one.first in COMPOUNDS or "-" in one.first
        if keeps:
            result[one.place] = replace(line, joins=True)
        elif words[whole] or fragment or typeset:
            end = len(line.text.rstrip(" \t" + MASK))
            result[one.place] = replace(line, text=masked(line.text, end - 1, end), joins=True)
            tally.add("hyphens at line ends", line.number)
    return result


def _parted(lines: Sequence[SourceLine]) -> Iterable[_Parted]:
    for place, line in enumerate(lines[:-1]):
        following = lines[place + 1]
        if line.heading or following.heading or following.gap > 0 or line.text.find("-") == line.text.find("‐"):
            continue
        before = _BEFORE.search(line.text[-200:].replace(MASK, "").rstrip()[-64:])
        after = _AFTER.match(following.text[:200].replace(MASK, ""))
        if before and after and after["word"][0].islower():
            yield _Parted(place, before["word"].lower(), after["word"].lower())


def _vocabulary(lines: Sequence[SourceLine]) -> tuple[Counter[str], int]:
    """Return how often each word stands in the text, and how many are cut off before a blank inside a line."""
    words: Counter[str] = Counter()
    cut = 0
    for line in lines:
        text = line.text.replace(MASK, "")
        words.update(word.rstrip("-").lower() for word in _WORD.findall(text))
        cut += text.count("- ") - text.count(" - ")
    return words, cut


def _is_fragment(one: _Parted, words: Counter[str], own: Counter[str]) -> bool:
    """Tell whether one half stands nowhere by itself."""
    return words[one.first] <= own[one.first] or words[one.second] <= own[one.second]
