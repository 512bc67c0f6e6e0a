"""Names behind what is said, `It floats. (Ada Byron)`, also on the last line of a paragraph: each is who says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from align.transcript.lines import Mark, SourceLine, Tally, masked, plain
from align.transcript.names import DIRECTIONS, can_be_name, is_common_word, is_role, own_name, tidy_name

__all__ = ["mark_late_names"]

FEWEST = 3  # paragraphs that end in a name
SHARE = 0.8  # of all paragraphs that must
SHARE_OF_RECURRING = 0.6  # of the names
TAIL = 100  # characters of a line in which it stands

_NAME = r"[^\W\d_][^\"“”«»()\[\]:\n]{0,60}"
_BEHIND = re.compile(
    rf"(?P<all>(?:(?<=[.!?…。！？])|(?<=[.!?…。！？][\"”»’'])|^)[ \t\u3000]{{0,9}}"
    rf"(?:\((?P<round>{_NAME})\)|（(?P<wide>{_NAME}?)）|\[(?P<square>{_NAME})\]"
    rf"|[-–—―~]{{1,2}}[ \t]{{1,4}}(?P<dashed>{_NAME})))[.]?\s{{0,20}}$"
)


_CLOSING = frozenset(")]）")
_NOTE = re.compile(r"\s{0,20}(?:\[\d|\*)")


@dataclass(frozen=True, slots=True)
class _Late:
    """A name behind the paragraph that begins at `first`: the lines and columns in which it stands."""

    first: int
    spans: tuple[tuple[int, int, int], ...]
    name: str

    @property
    def alone(self) -> bool:
        """Whether it takes the line."""
        return len(self.spans) == 1 and not self.spans[0][1]


def mark_late_names(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask names behind paragraphs, where nearly all have one and two or more names come again; they speak them."""
    found, paragraphs = _late_names(lines)
    counts = Counter(tidy_name(one.name) for one in found)
    recurring = [count for count in counts.values() if count > 1]
    if len(found) < max(FEWEST, SHARE * paragraphs) or len(recurring) < 2:
        return list(lines)
    # Names on lines of their own may as well stand above what is said: then the last line is no name.
    open_end = any(not _NOTE.match(line.text) for line in lines[found[-1].spans[-1][0] + 1 :])
    if sum(recurring) < SHARE_OF_RECURRING * len(found) or (open_end and any(one.alone for one in found)):
        return list(lines)
    result = list(lines)
    for one in found:
        for place, start, end in one.spans:
            result[place] = replace(result[place], text=masked(result[place].text, start, end))
        mark = Mark(0, turn=True, name=own_name(one.name))
        result[one.first] = replace(result[one.first], marks=(mark, *result[one.first].marks))
    return result


def _late_names(lines: Sequence[SourceLine]) -> tuple[list[_Late], int]:
    """Return the names, and how many paragraphs there are."""
    found: list[_Late] = []
    paragraphs = first = 0
    closed = True
    for place, line in enumerate(lines):
        if line.heading or not plain(line.text):
            closed = True
            continue
        if closed or line.gap > 0:
            first = place
            paragraphs += 1
        one = _late_name(lines, place, first)
        closed = one is not None
        found += [one] if one else []
    return found, paragraphs


def _late_name(lines: Sequence[SourceLine], place: int, first: int) -> _Late | None:
    """Return the name that ends the line, also where it began on the line before."""
    tail, before = _tail(lines[place])
    match = _BEHIND.search(tail)
    if match and (match.start("all") or not before):
        spans: tuple[tuple[int, int, int], ...] = ((place, before + match.start("all"), before + match.end("all")),)
        if not spans[0][1] and place == first:
            return None
    elif place > first and not before and tail.rstrip()[-1:] in _CLOSING:
        above, cut = _tail(lines[place - 1])
        match = _BEHIND.search(f"{above} {tail}")
        if match is None or not 0 < match.start("all") < len(above):
            return None
        spans = ((place - 1, cut + match.start("all"), cut + len(above)), (place, 0, len(tail)))
    else:
        return None
    name = next(filter(None, match.group("round", "wide", "square", "dashed")))
    return _Late(first, spans, name) if _is_called(name) else None


def _tail(line: SourceLine) -> tuple[str, int]:
    before = max(0, len(line.text) - TAIL)
    return line.text[before:], before


def _is_called(text: str) -> bool:
    """Tell whether it is a name, and neither a sound, a direction nor a source with its year."""
    name = tidy_name(text)
    if set(name.lower().replace(".", "").split()) & DIRECTIONS or (any(map(str.isdigit, name)) and not is_role(name)):
        return False
    return can_be_name(name) and not is_common_word(name, strict=False)
