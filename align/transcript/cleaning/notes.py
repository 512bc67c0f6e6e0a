"""Comment marks and footnotes: the marks in the text, and the notes at the end that they point at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.transcript.lines import MASK, SourceLine, Tally, mask_spans

__all__ = ["leave_out_notes"]

HEAD = 1000  # characters of a line, tags included, in which its mark stands
SHARE_OF_NOTES = 0.4  # of the last lines that must begin with a mark

_MARK = re.compile(r"(?<=[^\s\0])\0{0,2000}\[(?P<key>[a-z]{1,2}|\d{1,3})\0{0,99}\]")
"""Tags of a page may be masked in front of it."""
_RAISED = re.compile(r"(?<=[\w.,;!?\"”’])(?<![\d_])(?P<key>[¹²³⁰⁴-⁹]{1,3}|(?:\*{1,3}|[†‡]{1,2})(?=[\s.,;:!?]|$))")
_EMPHASIS = re.compile(r"(?<![\w*])(?P<stars>\*{1,3})(?=[^\s*])[^*]{1,200}(?P=stars)(?!\*)")
_NOTE = re.compile(
    r"\s{0,20}(?:\[(?P<boxed>[a-z]{1,2}|\d{1,3})\]|(?P<raised>[¹²³⁰⁴-⁹]{1,3}|(?:\*{1,3}|[†‡]{1,2})(?=[^*†‡])))\s{0,5}\S"
)
_RULE = re.compile(r"\s{0,20}[_—–-]{5,200}\s*$")


def leave_out_notes(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Leave out the notes at the end of a file, and mask the marks that point at them."""
    pointed = Counter(match["key"] for line in lines if "[" in line.text for match in _MARK.finditer(line.text))
    pointed += Counter(match["key"] for line in lines if _may_point(line.text) for match in _raised(line.text))
    if not pointed:
        return list(lines)
    keys = [_key(line) for line in lines]
    counts = Counter(keys)
    # Lines that begin with a star are notes where as many stars point at them; else they are a list.
    lists = {key for key in counts if key and "*" in key and counts[key] > pointed[key]}
    noting = pointed.keys() - lists
    first = next(
        (place for place, key in enumerate(keys) if place and key in noting and _begins_notes(keys[place:])), len(lines)
    )
    noted = {key for key in keys[first:] if key}
    result = [_without_marks(line, noted, tally) for line in lines[:first]]
    if first < len(lines) and result and _RULE.match(result[-1].text):
        result.pop()
    for line in lines[first:]:
        tally.add("notes", line.number)
    return result


def _raised(text: str) -> Iterator[re.Match[str]]:
    """Yield signs that point at notes; stars that end emphasis, as in `*so*`, are none."""
    ends = {found.end() for found in _EMPHASIS.finditer(text)} if "*" in text else set()
    return (found for found in _RAISED.finditer(text) if found.end() not in ends)


def _may_point(text: str) -> bool:
    return "*" in text or not text.isascii()


def _key(line: SourceLine) -> str | None:
    found = None if line.heading else _NOTE.match(line.text[:HEAD].replace(MASK, ""))
    return (found["boxed"] or found["raised"]) if found else None


def _begins_notes(keys: Sequence[str | None]) -> bool:
    return sum(key is not None for key in keys) >= SHARE_OF_NOTES * len(keys)


def _without_marks(line: SourceLine, noted: set[str], tally: Tally) -> SourceLine:
    # A number in square brackets right behind a word is never said; letters and raised digits may be.
    spans = [m.span() for m in _MARK.finditer(line.text) if m["key"] in noted or m["key"].isdigit()]
    spans += [m.span() for m in _raised(line.text) if m["key"] in noted]
    if not spans:
        return line
    tally.add("marks of notes", line.number, len(spans))
    return replace(line, text=mask_spans(line.text, sorted(spans)))
