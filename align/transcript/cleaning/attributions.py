"""Names behind what is quoted, `“It floats.” – Ada`, also in brackets and on the next line: each is who says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from align.transcript.lines import Mark, SourceLine, Tally, masked
from align.transcript.names import can_be_name, is_common_word, own_name, tidy_name

__all__ = ["mark_attributions"]

FEWEST = 3  # quotes with a name behind them
SHARE = 0.6  # of the paragraphs that must end in one
TAIL = 100  # characters of a line in which it stands

_BEHIND = re.compile(
    r"(?P<all>(?:(?<=[”\"»«“’'])|^)[ \t]{0,9}(?:[-–—―~]{1,2}[ \t]{0,4}(?P<name>[^\W\d_][^\"“”«»()\[\]\n]{0,60}?)"
    r"|[(\[](?P<boxed>[^\W\d_][^\"“”«»()\[\]\n]{0,60})[)\]]))[.]?\s{0,20}$"
)
_QUOTES = frozenset("“\"„«»‘'")
_CLOSERS = frozenset("”\"»«“’'")


def mark_attributions(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask names behind quotes, where most paragraphs are such and names come again; they speak what is quoted."""
    found: dict[int, tuple[int, re.Match[str], int]] = {}
    first = paragraphs = 0
    for place, line in enumerate(lines):
        opens = line.gap > 0 or line.heading or line.text.lstrip()[:1] in _QUOTES
        if opens:
            first = place
            paragraphs += not line.heading
        before = max(0, len(line.text) - TAIL)
        match = None if line.heading else _BEHIND.search(line.text[before:])
        alone = match is not None and before + match.start("all") == 0
        quoted = lines[first].text.lstrip()[:1] in _QUOTES
        behind = match is not None and match.start("all") > 0
        closed = behind or (alone and place > first and lines[place - 1].text.rstrip()[-1:] in _CLOSERS)
        if match and quoted and closed and _is_name(match["name"] or match["boxed"]):
            found[place] = (first, match, before)
    names = Counter(tidy_name(match["name"] or match["boxed"]) for _, match, _ in found.values())
    if len(found) < max(FEWEST, SHARE * paragraphs) or max(names.values()) < 2:
        return list(lines)
    result = list(lines)
    for place, (opening, match, before) in found.items():
        line = result[place]
        result[place] = replace(line, text=masked(line.text, before + match.start("all"), before + match.end("all")))
        mark = Mark(0, turn=True, name=own_name(match["name"] or match["boxed"]))
        result[opening] = replace(result[opening], marks=(mark, *result[opening].marks))
    return result


def _is_name(text: str) -> bool:
    name = tidy_name(text)
    return can_be_name(name) and not is_common_word(name)
